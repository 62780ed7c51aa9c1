package dev.assay.query;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Runs that have something in common.
 *
 * @param keys what that is, in the order asked for; null where they have none
 * @param runs in the order of the search
 * @param numbers what was summed up, in the order asked for
 */
public record RunGroup(List<@Nullable String> keys, List<RunId> runs, List<Aggregate> numbers) {

  /**
   * Finite numbers summed up.
   *
   * @param n how many there are
   * @param mean NaN when there is none
   * @param std of the sample, with n − 1; NaN when there are fewer than two
   * @param min NaN when there is none
   * @param max NaN when there is none
   */
  public record Aggregate(long n, double mean, double std, double min, double max) {}

  static List<RunGroup> of(List<Record> rows, int keys, int numbers) {
    Map<List<@Nullable String>, Collected> groups = new LinkedHashMap<>();
    for (Record row : rows) {
      List<@Nullable String> key = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        key.add(row.get("key_" + i, String.class));
      }
      groups.computeIfAbsent(key, _ -> new Collected(numbers)).add(row);
    }
    List<RunGroup> all = new ArrayList<>();
    for (Map.Entry<List<@Nullable String>, Collected> group : groups.entrySet()) {
      all.add(group.getValue().group(group.getKey()));
    }
    return all;
  }

  private static final class Collected {
    private final List<RunId> runs = new ArrayList<>();
    private final Sum[] sums;

    Collected(int numbers) {
      sums = new Sum[numbers];
      Arrays.setAll(sums, _ -> new Sum());
    }

    void add(Record row) {
      runs.add(new RunId(row.get("id", UUID.class)));
      for (int i = 0; i < sums.length; i++) {
        sums[i].add(row.get("number_" + i, Double.class));
      }
    }

    RunGroup group(List<@Nullable String> key) {
      return new RunGroup(key, runs, Arrays.stream(sums).map(Sum::aggregate).toList());
    }
  }

  /** Welford's way of summing up, which does not lose digits where the mean is large (1962). */
  private static final class Sum {
    private long n;
    private double mean;
    private double squares;
    private double min = Double.NaN;
    private double max = Double.NaN;

    void add(@Nullable Double value) {
      if (value == null || !Double.isFinite(value)) {
        return;
      }
      n++;
      double off = value - mean;
      mean += off / n;
      squares += off * (value - mean);
      min = n == 1 ? value : Math.min(min, value);
      max = n == 1 ? value : Math.max(max, value);
    }

    Aggregate aggregate() {
      return new Aggregate(
          n,
          n == 0 ? Double.NaN : mean,
          n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)),
          min,
          max);
    }
  }
}
