package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of {@code metric_lineage}. */
final class Lineages {
  private Lineages() {}

  static Lineage of(Connection connection, RunId run) throws SQLException {
    return of(connection, List.of(run)).getOrDefault(run, Lineage.of(BranchId.firstOf(run)));
  }

  /** Those of all these runs. */
  static Map<RunId, Lineage> of(Connection connection, Collection<RunId> runs) throws SQLException {
    Map<RunId, List<Lineage.Part>> parts = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select run_id, branch_id, to_step from metric_lineage where run_id = any(?)"
                + " order by run_id, position")) {
      select.setArray(1, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        long toStep = rows.getLong(3);
        boolean own = rows.wasNull();
        BranchId branch = new BranchId(rows.getObject(2, UUID.class));
        parts
            .computeIfAbsent(new RunId(rows.getObject(1, UUID.class)), _ -> new ArrayList<>())
            .add(new Lineage.Part(branch, own ? Long.MAX_VALUE : toStep));
      }
    }
    Map<RunId, Lineage> lineages = HashMap.newHashMap(runs.size());
    for (RunId run : runs) {
      List<Lineage.Part> ofRun = parts.get(run);
      lineages.put(run, ofRun == null ? Lineage.of(BranchId.firstOf(run)) : new Lineage(ofRun));
    }
    return lineages;
  }

  /** Gives a run another lineage. */
  static void replace(Connection connection, RunId run, Lineage lineage) throws SQLException {
    remove(connection, run);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into metric_lineage (run_id, position, branch_id, to_step) values (?, ?, ?, ?)")) {
      for (int i = 0; i < lineage.parts().size(); i++) {
        Lineage.Part part = lineage.parts().get(i);
        insert.setObject(1, run.value());
        insert.setInt(2, i);
        insert.setObject(3, part.branch().value());
        insert.setObject(4, part.toStep() == Long.MAX_VALUE ? null : part.toStep());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void remove(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from metric_lineage where run_id = ?")) {
      delete.setObject(1, run.value());
      delete.executeUpdate();
    }
  }

  /**
   * Whether the history of any other run is made of a branch. One that is shared is named by all
   * who share it: forking gives both runs a lineage.
   */
  static boolean isUsed(Connection connection, BranchId branch, RunId but) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select exists (select from metric_lineage where branch_id = ? and run_id <> ?)")) {
      select.setObject(1, branch.value());
      select.setObject(2, but.value());
      ResultSet rows = select.executeQuery();
      rows.next();
      return rows.getBoolean(1);
    }
  }
}
