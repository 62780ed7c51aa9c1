package dev.assay.studies;

import dev.assay.runs.RunId;
import dev.assay.scaling.Envelope.Curve;
import dev.assay.series.Axis;
import dev.assay.series.BucketedSeries;
import dev.assay.series.Series;
import dev.assay.series.SeriesQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the losses of runs while they trained, smoothed by taking means over buckets of tokens. */
@Component
class Curves {
  static final int MOST = 1000;
  private static final int BUCKETS = 200;
  private static final int AT_ONCE = 25;
  private static final int LEAST_POINTS = 2;

  private final Series series;

  Curves(Series series) {
    this.series = series;
  }

  /** Of the observations that count and are runs; none when there are more than {@link #MOST}. */
  List<Curve> of(StudySpec spec, List<Observation> observations) {
    @Nullable Column curve = spec.curve();
    if (curve == null) {
      return List.of();
    }
    ColumnReader loss = ColumnReader.of(curve);
    ColumnReader tokens = ColumnReader.of(spec.tokens());
    Map<RunId, Observation> byRun = new HashMap<>();
    List<RunId> runs = new ArrayList<>();
    for (Observation o : observations) {
      @Nullable RunId run = o.run();
      if (o.counts() && run != null) {
        byRun.put(run, o);
        runs.add(run);
      }
    }
    List<Curve> curves = new ArrayList<>();
    for (int from = 0; from < runs.size() && runs.size() <= MOST; from += AT_ONCE) {
      List<RunId> some = runs.subList(from, Math.min(runs.size(), from + AT_ONCE));
      for (BucketedSeries s : series.read(query(some, loss, tokens)).series()) {
        @Nullable Observation o = byRun.get(s.run());
        @Nullable Curve read = o == null ? null : curve(o, s, spec);
        if (read != null) {
          curves.add(read);
        }
      }
    }
    return curves;
  }

  private static SeriesQuery query(List<RunId> runs, ColumnReader loss, ColumnReader tokens) {
    return new SeriesQuery(
        runs,
        List.of(loss.key()),
        BUCKETS,
        tokens.isMetric() ? new Axis.Metric(tokens.key()) : new Axis.Step(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        null);
  }

  private static @Nullable Curve curve(Observation o, BucketedSeries s, StudySpec spec) {
    @Nullable Double params = o.params();
    @Nullable Double all = o.tokens();
    @Nullable Long lastStep = s.lastStep();
    if (params == null || all == null || lastStep == null || s.size() == 0) {
      return null;
    }
    double @Nullable [] x = s.x();
    // where tokens are told once, all steps saw as many
    double scale = x != null ? spec.tokens().times() : all / Math.max(1, lastStep);
    @Nullable Column column = spec.curve();
    double times = column == null ? 1 : column.times();
    double[] tokens = new double[s.size()];
    double[] losses = new double[s.size()];
    int n = 0;
    for (int i = 0; i < s.size(); i++) {
      double at = scale * middle(s, x, i);
      double loss = times * s.mean()[i];
      if (at > (n == 0 ? 0 : tokens[n - 1]) && loss > 0 && Double.isFinite(loss)) {
        tokens[n] = at;
        losses[n++] = loss;
      }
    }
    return n < LEAST_POINTS
        ? null
        : new Curve(params, Arrays.copyOf(tokens, n), Arrays.copyOf(losses, n));
  }

  /** About where the mean of a bucket's points is: they are spread evenly, from the first on. */
  private static double middle(BucketedSeries s, double @Nullable [] x, int i) {
    double first = x == null ? s.step()[i] : x[i];
    int count = s.count()[i];
    if (count == 1 || i + 1 == s.size()) {
      return first;
    }
    double next = x == null ? s.step()[i + 1] : x[i + 1];
    return first + (next - first) * (count - 1) / (2.0 * count);
  }
}
