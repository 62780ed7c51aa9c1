package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The rows of {@code metric_flush}. */
final class Flushes {
  private Flushes() {}

  /** What is stored of the run is being rearranged. */
  static void count(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "insert into metric_flush as f (run_id, flushes) values (?, 1) on conflict (run_id)"
                + " do update set flushes = f.flushes + 1, xact = excluded.xact")) {
      upsert.setObject(1, run.value());
      upsert.executeUpdate();
    }
  }
}
