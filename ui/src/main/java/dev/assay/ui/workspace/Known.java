package dev.assay.ui.workspace;

import dev.assay.query.Operand;
import dev.assay.query.RunSearch;
import dev.assay.runs.RunId;
import dev.assay.runs.RunKeys;
import dev.assay.series.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Under which names something is known of the runs of a table: what can be a column, and what
 * completes a filter.
 *
 * @param params by their addresses, each with whether it is a number in all runs looked at
 */
public record Known(Map<String, Boolean> params, Set<String> tags, List<String> metrics) {
  public static final Known NOTHING = new Known(Map.of(), Set.of(), List.of());

  /** Attributes that make no column: an id tells nobody anything that the name does not. */
  private static final Set<String> NO_COLUMN = Set.of("imported_from", "experiment");

  static List<String> attributes() {
    return RunSearch.ATTRIBUTES.stream().filter(name -> !NO_COLUMN.contains(name)).toList();
  }

  /** Everything but metrics that runs can be put together by. */
  List<Operand> groups() {
    List<Operand> all = new ArrayList<>();
    for (String attribute : List.of("group", "status", "user", "commit", "branch", "host")) {
      all.add(Operand.of(Operand.Kind.ATTRIBUTE, attribute));
    }
    new TreeSet<>(params.keySet()).forEach(key -> all.add(Operand.of(Operand.Kind.PARAM, key)));
    tags.forEach(key -> all.add(Operand.of(Operand.Kind.TAG, key)));
    return all;
  }

  /** Reads them from some runs, for all of 10,000 would take longer than anybody waits. */
  @Component
  public static class Reader {
    /** The first of a table: so many are looked at. */
    static final int SAMPLE = 200;

    private static final int SAMPLE_FOR_METRICS = 100;

    private final RunKeys keys;
    private final Series series;

    Reader(RunKeys keys, Series series) {
      this.keys = keys;
      this.series = series;
    }

    public Known of(List<RunId> runs) {
      if (runs.isEmpty()) {
        return NOTHING;
      }
      List<RunId> sample = runs.subList(0, Math.min(SAMPLE, runs.size()));
      return new Known(
          keys.params(sample),
          new TreeSet<>(keys.tags(sample)),
          metrics(sample.subList(0, Math.min(SAMPLE_FOR_METRICS, sample.size()))));
    }

    private List<String> metrics(Collection<RunId> runs) {
      return List.copyOf(series.use(runs).runs().keySet());
    }
  }
}
