package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Bins;
import dev.assay.evaluation.Reliability;
import dev.assay.problem.Problem;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reliability diagrams. */
final class Drawing {
  private static final long SEED = 3;

  /** Isotonic regression and its bands take 45 bytes for each; more would not be seen. */
  private static final int MOST_ROWS_OF_CORP = 1_000_000;

  private static final long MOST_LOOKED_AT = 50_000_000;
  private static final int LEAST_RESAMPLES = 50;
  private static final int MOST_RESAMPLES = 200;

  private Drawing() {}

  static Diagram of(Predictions all, DiagramRequest wish) {
    String ofClass = wish.ofClass();
    Binary whole = ofClass == null ? all.headline() : all.ofClass(ofClass);
    Binary rows = within(whole, all.millis(), wish.from(), wish.until());
    Bins bins =
        wish.equalMass() ? Bins.equalMass(rows, wish.bins()) : Bins.equalWidth(rows, wish.bins());
    Binary ofCorp = rows.atMost(MOST_ROWS_OF_CORP);
    int resamples =
        (int) Math.clamp(MOST_LOOKED_AT / ofCorp.size(), LEAST_RESAMPLES, MOST_RESAMPLES);
    return new Diagram(
        title(all, ofClass),
        Reliability.binned(rows, bins),
        Reliability.smooth(rows),
        Reliability.corp(ofCorp, resamples, SEED),
        bins.ece(),
        bins.totalWeight(),
        ofCorp.size());
  }

  private static String title(Predictions rows, @Nullable String ofClass) {
    if (ofClass != null) {
      return ofClass;
    }
    return rows.binary() == null ? "top label" : rows.classes().getLast();
  }

  private static Binary within(
      Binary rows, long @Nullable [] millis, @Nullable Instant from, @Nullable Instant until) {
    if (from == null && until == null) {
      return rows;
    }
    if (millis == null) {
      throw new Problem.Invalid(
          from == null ? "until" : "from", from == null ? until : from, "the rows have no times");
    }
    long least = from == null ? Long.MIN_VALUE : from.toEpochMilli();
    long end = until == null ? Long.MAX_VALUE : until.toEpochMilli();
    int[] chosen =
        IntStream.range(0, millis.length)
            .filter(i -> millis[i] >= least && (millis[i] < end || until == null))
            .toArray();
    if (chosen.length == 0) {
      throw new Problem.Invalid(
          "from",
          from == null ? "the first row" : from,
          until == null ? "no row is that new" : "no row lies from there up to " + until);
    }
    return rows.rows(chosen);
  }
}
