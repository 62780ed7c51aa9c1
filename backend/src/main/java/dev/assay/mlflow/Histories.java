package dev.assay.mlflow;

import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the points of series one after the other, whatever their number. */
@Component
class Histories {
  private static final int AT_ONCE = 10_000;

  private final Series series;
  private final StepTable steps;

  Histories(Series series, StepTable steps) {
    this.series = series;
    this.steps = steps;
  }

  /** What is done with each point. */
  interface Each {
    void with(Point point) throws IOException;
  }

  /** A part of a series, in the store's steps, both inclusive. */
  record Part(RunId run, String metric, Steps steps, long from, long to) {}

  /** All of a series. */
  Part whole(RunId run, String metric) {
    return new Part(run, metric, steps.of(run, metric), 0, Long.MAX_VALUE);
  }

  /** The part of a series between two steps as the client knows them. */
  Part between(RunId run, String metric, long firstStep, long lastStep) {
    Steps shown = steps.of(run, metric);
    return new Part(run, metric, shown, shown.firstKept(firstStep), shown.lastKept(lastStep));
  }

  /**
   * Reads points by step.
   *
   * @param most the most points
   * @return where the next page begins; null when these were the last
   */
  @Nullable Long read(Part part, long most, Each each) throws IOException {
    @Nullable Long from = part.from();
    for (long left = most; from != null && left > 0 && from <= part.to(); ) {
      Series.Points page =
          series.points(part.run(), part.metric(), from, part.to(), (int) Math.min(left, AT_ONCE));
      for (int i = 0; i < page.steps().length; i++) {
        each.with(
            new Point(
                part.metric(),
                page.values()[i],
                page.timesMillis()[i],
                part.steps().shown(page.steps()[i])));
      }
      left -= page.steps().length;
      from = page.nextStep();
    }
    return from;
  }

  /** The number of points. */
  long count(Part part) throws IOException {
    if (part.from() <= 0 && part.to() == Long.MAX_VALUE) {
      @Nullable MetricSummary all =
          series
              .latest(List.of(part.run()), List.of(part.metric()))
              .getOrDefault(part.run(), Map.of())
              .get(part.metric());
      return all == null ? 0 : all.points();
    }
    long[] n = new long[1];
    read(part, Long.MAX_VALUE, _ -> n[0]++);
    return n[0];
  }

  /** Reads so many points at most, evenly spread over all; the last one is among them. */
  void sample(Part part, int most, Each each) throws IOException {
    Sampling sampling = new Sampling(count(part), most);
    long[] at = new long[1];
    int[] taken = new int[1];
    read(
        part,
        Long.MAX_VALUE,
        point -> {
          if (at[0]++ == sampling.index(taken[0])) {
            taken[0]++;
            each.with(point);
          }
        });
  }

  /**
   * Which of n points are shown: the first of each of as many parts of equal size, and for the last
   * part the last point.
   */
  record Sampling(long n, int most) {
    /** The index of a shown point; n when there are no more. */
    long index(int shown) {
      if (n <= most) {
        return shown;
      }
      if (shown >= most) {
        return n;
      }
      return shown == most - 1 ? n - 1 : shown * (n / most) + Math.min(shown, n % most);
    }
  }
}
