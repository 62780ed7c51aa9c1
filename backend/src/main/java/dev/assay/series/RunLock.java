package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The right to rearrange the chunks of a run, until the transaction ends. A lock on a number made
 * from its id: two runs may share it, and then wait for each other.
 */
final class RunLock {
  private static final long PURGING = 0x6173_7361_7900_0001L;

  private RunLock() {}

  /** False when somebody else holds it. */
  static boolean tryTake(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
      select.setLong(1, number(run));
      ResultSet rows = select.executeQuery();
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /** Waits for it. */
  static void take(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
      select.setLong(1, number(run));
      select.executeQuery();
    }
  }

  /**
   * The right to delete branches, until the transaction ends; waits for it. Of two runs that share
   * one and are purged at once each would see the other still use it.
   */
  static void takeForPurging(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
      select.setLong(1, PURGING);
      select.executeQuery();
    }
  }

  /** Whether there is such a run, which then is not deleted before the transaction ends. */
  static boolean isThere(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select from run where id = ? and purging_at is null for key share")) {
      select.setObject(1, run.value());
      ResultSet rows = select.executeQuery();
      return rows.next();
    }
  }

  private static long number(RunId run) {
    return run.value().getMostSignificantBits() ^ run.value().getLeastSignificantBits();
  }
}
