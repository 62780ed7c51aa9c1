package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_TAIL;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;

import dev.assay.runs.RunId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * The points of runs as they arrived: a row per run and commit, in the format of {@link TailCodec}.
 */
@Component
public class Tail {
  private static final String COPY =
      "copy metric_tail (run_id, n, payload) from stdin (format binary)";

  private final DataSource connections;
  private final DSLContext db;

  Tail(DataSource connections, DSLContext db) {
    this.connections = connections;
    this.db = db;
  }

  /**
   * Stores a batch per run, all or nothing, durable on return. One statement on a connection of its
   * own, so it is its own transaction whatever the caller's.
   *
   * @throws DataAccessResourceFailureException when nothing was stored, or when the connection
   *     broke before the database could say so
   */
  public void append(Map<RunId, PointBatch> batches) {
    CopyRows rows = new CopyRows();
    try (TailCodec codec = new TailCodec()) {
      batches.forEach((run, points) -> rows.add(run.value(), points.size(), codec.encode(points)));
    }
    try (Connection connection = connections.getConnection()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(COPY, ByteStreamWriter.of(rows.end()));
    } catch (SQLException | IOException e) {
      throw new DataAccessResourceFailureException(
          "points could not be stored: " + e.getMessage(), e);
    }
  }

  /**
   * All points of a run in the order in which they were stored. One statement, so one snapshot; to
   * be read together with chunks it needs a REPEATABLE READ transaction around both.
   */
  List<PointBatch> read(RunId run) {
    try (TailCodec codec = new TailCodec()) {
      return db.select(METRIC_TAIL.PAYLOAD)
          .from(METRIC_TAIL)
          .where(METRIC_TAIL.RUN_ID.eq(run.value()))
          .orderBy(METRIC_TAIL.SEQ)
          .fetch(r -> codec.decode(r.value1()));
    }
  }

  /** The versions of those runs that have points; from the index, without reading any. */
  Map<RunId, TailVersion> versions(Collection<RunId> runs) {
    UUID[] ids = runs.stream().map(RunId::value).toArray(UUID[]::new);
    return db.select(METRIC_TAIL.RUN_ID, count(), max(METRIC_TAIL.SEQ))
        .from(METRIC_TAIL)
        .where(METRIC_TAIL.RUN_ID.eq(any(ids)))
        .groupBy(METRIC_TAIL.RUN_ID)
        .fetchMap(r -> new RunId(r.value1()), r -> new TailVersion(r.value2(), r.value3()));
  }
}
