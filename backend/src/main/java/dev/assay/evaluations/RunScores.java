package dev.assay.evaluations;

import dev.assay.ingest.Ingest;
import dev.assay.ingest.MetricBatch;
import dev.assay.problem.Problem;
import dev.assay.series.PointBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Scores of evaluations as metrics of their runs, so that tables, charts, sweeps and monitors have
 * them: {@code test/auroc} is that of the evaluation {@code test}. A run that has ended takes them
 * too.
 */
@Component
class RunScores {
  private final Ingest ingest;

  RunScores(Ingest ingest) {
    this.ingest = ingest;
  }

  /**
   * Records those that are numbers. The same again is recorded once; others take the place of those
   * that are at the step.
   *
   * @throws Problem.Conflict when the run is deleted
   * @throws Problem.Busy when too many points are waiting
   */
  void record(Evaluation evaluation, long step, List<Score> scores) {
    List<Score> defined =
        scores.stream().filter(s -> Double.isFinite(s.interval().estimate())).toList();
    String prefix = evaluation.spec().name() + "/";
    int n = defined.size();
    long[] steps = new long[n];
    Arrays.fill(steps, step);
    long[] times = new long[n];
    Arrays.fill(times, evaluation.createdAt().toEpochMilli());
    double[] values = defined.stream().mapToDouble(s -> s.interval().estimate()).toArray();
    PointBatch points = new PointBatch(IntStream.range(0, n).toArray(), steps, times, values);
    List<String> names = defined.stream().map(score -> prefix + score.key()).toList();
    ingest.storeComputed(
        evaluation.run(), key(evaluation, names, values), new MetricBatch(names, points));
  }

  /** Of what is recorded: the same again has the same. */
  private static UUID key(Evaluation evaluation, List<String> names, double[] values) {
    String content = evaluation.id() + names.toString() + Arrays.toString(values);
    return UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
  }
}
