package dev.assay.series;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Transactions of the metric store, on connections of its own. It speaks JDBC: it copies in binary,
 * reads tens of thousands of rows for a chart, and asks for snapshots, which jOOQ has no words for.
 */
final class Sql {
  private Sql() {}

  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Everything it reads is of one moment, and nothing is written. */
  static <T> T snapshot(DataSource connections, Work<T> work) {
    return transaction(
        connections,
        connection -> {
          try (var statement = connection.createStatement()) {
            // as a statement rather than by setTransactionIsolation, which asks the server twice
            // more
            statement.execute("set transaction isolation level repeatable read, read only");
          }
          return work.in(connection);
        });
  }

  /**
   * Commits what the work did, or nothing of it.
   *
   * @throws DataAccessResourceFailureException when the database refused or broke
   */
  static <T> T transaction(DataSource connections, Work<T> work) {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.in(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("metric store: " + e.getMessage(), e);
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  static Array uuids(Connection c, Collection<?> ids) throws SQLException {
    return c.createArrayOf("uuid", ids.toArray());
  }

  static Array ints(Connection c, Collection<Integer> numbers) throws SQLException {
    return c.createArrayOf("int4", numbers.toArray());
  }

  static Array longs(Connection c, Collection<Long> numbers) throws SQLException {
    return c.createArrayOf("int8", numbers.toArray());
  }
}
