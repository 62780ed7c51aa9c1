package dev.assay.benchmark;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.BinaryBootstrap;
import dev.assay.evaluation.BinaryMetric;
import dev.assay.evaluation.BinaryScores;
import dev.assay.evaluation.Bins;
import dev.assay.evaluation.Interval;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How long metrics and their intervals take, and a large file through a server in this process.
 * Arguments: a folder; {@code small} for a tenth of the rows.
 */
final class EvaluationBenchmark {
  private static final int RESAMPLES = 1000;

  private EvaluationBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    Machine.print(folder);
    int part = Arrays.asList(args).contains("small") ? 10 : 1;
    ece(10_000_000 / part);
    all(1_000_000 / part);
    UploadedPredictions.measure(folder.resolve("server"), 10_000_000 / part);
  }

  private static void ece(int n) {
    Binary rows = rows(n);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      Bins.equalWidth(rows, 15).ece();
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    Figures.atMost("ECE of %,d rows".formatted(n), Figures.median(seconds), "s", 1);
  }

  private static void all(int n) {
    Binary rows = rows(n);
    BinaryScores.of(rows); // what is compiled on the way is part of no figure
    BinaryBootstrap.of(rows, RESAMPLES / 20, 1);
    long start = System.nanoTime();
    BinaryScores.of(rows);
    Figures.value("all metrics of %,d rows".formatted(n), (System.nanoTime() - start) / 1e9, "s");
    start = System.nanoTime();
    double cpu = cpuSeconds();
    BinaryBootstrap bootstrap = BinaryBootstrap.of(rows, RESAMPLES, 1);
    double seconds = (System.nanoTime() - start) / 1e9;
    String name = "all metrics of %,d rows, %,d resamples".formatted(n, RESAMPLES);
    Figures.atMost(name, seconds, "s", 10);
    Figures.value(name + ", CPU", cpuSeconds() - cpu, "s");
    Interval auroc = bootstrap.of(BinaryMetric.AUROC);
    Figures.note("AUROC %.6f, from %.6f to %.6f", auroc.estimate(), auroc.low(), auroc.high());
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  /** A forecast that is somewhat too sure, all probabilities different. */
  private static Binary rows(int n) {
    SplittableRandom random = new SplittableRandom(1);
    double[] p = new double[n];
    byte[] y = new byte[n];
    for (int i = 0; i < n; i++) {
      p[i] = random.nextDouble();
      double q = p[i] + 0.2 * p[i] * (1 - p[i]) * (1 - 2 * p[i]);
      y[i] = (byte) (random.nextDouble() < q ? 1 : 0);
    }
    return Binary.of(p, y);
  }
}
