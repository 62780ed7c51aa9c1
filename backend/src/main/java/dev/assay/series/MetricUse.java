package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which metrics some runs have, and where their histories part from others'.
 *
 * @param runs of each metric by name: how many of the runs have it
 * @param branches of each run that was rewound or forked: the last steps that it kept, in the order
 *     in which that happened
 */
public record MetricUse(SortedMap<String, Integer> runs, Map<RunId, List<Long>> branches) {
  /** Where a branch counts to that is kept whole. */
  private static final long EVERYTHING = 1L << 53;

  /** The same with numbers in the place of names; reads keys alone, no point and no value. */
  record Ids(Map<Integer, Integer> runs, Map<RunId, List<Long>> branches) {
    MetricUse named(Map<Integer, String> names) {
      SortedMap<String, Integer> named = new TreeMap<>();
      runs.forEach(
          (id, n) -> {
            @Nullable String name = names.get(id);
            if (name != null) {
              named.put(name, n);
            }
          });
      return new MetricUse(named, branches);
    }
  }

  static Ids of(Connection connection, Collection<RunId> runs) throws SQLException {
    Map<RunId, Lineage> lineages = Lineages.of(connection, Set.copyOf(runs));
    Map<Integer, Integer> counts =
        inChunks(connection, lineages.values().stream().map(Lineage::own).toList());
    Map<RunId, Set<Integer>> tail = Tail.metrics(connection, lineages.keySet());
    Map<BranchId, Set<Integer>> fresh = new HashMap<>();
    tail.forEach((run, ids) -> fresh.put(own(lineages, run), ids));
    inChunksAsWell(connection, fresh)
        .forEach((branch, ids) -> fresh.getOrDefault(branch, new HashSet<>()).removeAll(ids));
    fresh.values().forEach(ids -> ids.forEach(id -> counts.merge(id, 1, Integer::sum)));
    return new Ids(counts, branches(lineages));
  }

  private static BranchId own(Map<RunId, Lineage> lineages, RunId run) {
    return lineages.getOrDefault(run, Lineage.of(BranchId.firstOf(run))).own();
  }

  /** A run's own branch has a row for each of its series, inherited ones included. */
  private static Map<Integer, Integer> inChunks(Connection connection, List<BranchId> branches)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select metric_id, count(*) from metric_series where branch_id = any(?)"
                + " group by metric_id")) {
      select.setArray(1, Sql.uuids(connection, branches.stream().map(BranchId::value).toList()));
      Map<Integer, Integer> counts = new HashMap<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        counts.put(rows.getInt(1), rows.getInt(2));
      }
      return counts;
    }
  }

  /** Of metrics that have points in the tail, those that have some in chunks too. */
  private static Map<BranchId, Set<Integer>> inChunksAsWell(
      Connection connection, Map<BranchId, Set<Integer>> tail) throws SQLException {
    Map<BranchId, Set<Integer>> found = new HashMap<>();
    if (tail.isEmpty()) {
      return found;
    }
    Set<Integer> metrics = new HashSet<>();
    tail.values().forEach(metrics::addAll);
    try (PreparedStatement select =
        connection.prepareStatement(
            "select branch_id, metric_id from metric_series where branch_id = any(?)"
                + " and metric_id = any(?)")) {
      select.setArray(
          1, Sql.uuids(connection, tail.keySet().stream().map(BranchId::value).toList()));
      select.setArray(2, Sql.ints(connection, metrics));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        found
            .computeIfAbsent(new BranchId(rows.getObject(1, UUID.class)), _ -> new HashSet<>())
            .add(rows.getInt(2));
      }
    }
    return found;
  }

  private static Map<RunId, List<Long>> branches(Map<RunId, Lineage> lineages) {
    Map<RunId, List<Long>> branches = new HashMap<>();
    lineages.forEach(
        (run, lineage) -> {
          List<Long> steps =
              lineage.inherited().stream()
                  .map(Lineage.Part::toStep)
                  .filter(step -> step < EVERYTHING)
                  .distinct()
                  .toList();
          if (!steps.isEmpty()) {
            branches.put(run, steps);
          }
        });
    return branches;
  }
}
