package dev.assay.evaluations;

import dev.assay.benchmark.Figures;
import dev.assay.benchmark.Machine;
import dev.assay.evaluation.BinaryScores;
import dev.assay.tables.FileFormat;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How long a file of predictions takes: CSV in, checked, written as Parquet, read again, all
 * metrics of it. Arguments: a folder; {@code small} for a tenth of 10 million rows. It is meant to
 * run with a heap of 1 GB.
 */
public final class PredictionsBenchmark {
  private PredictionsBenchmark() {}

  private interface Step<T> {
    T run() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    Machine.print(folder);
    int n = Arrays.asList(args).contains("small") ? 1_000_000 : 10_000_000;
    Path csv = folder.resolve("predictions.csv");
    Path parquet = folder.resolve("predictions.parquet");
    write(csv, n);
    Figures.value("CSV of %,d rows".formatted(n), Files.size(csv) / 1e6, "MB");
    List<String> classes = upload(csv, parquet);
    timed("Parquet read whole", () -> PredictionsFile.read(parquet, classes).size());
    metrics(parquet, classes);
  }

  private static List<String> upload(Path csv, Path parquet) throws IOException {
    EvaluationSpec spec =
        new EvaluationSpec(
            "test", "test", SplitBy.TIME, null, Columns.GUESSED, List.of(), false, null);
    Predictions rows =
        timed("CSV read and checked", () -> PredictionsReader.read(csv, FileFormat.CSV, spec));
    timed(
        "Parquet written",
        () -> {
          PredictionsFile.write(rows, parquet);
          return parquet;
        });
    Figures.value("Parquet", Files.size(parquet) / 1e6, "MB");
    return rows.classes();
  }

  private static void metrics(Path parquet, List<String> classes) throws IOException {
    Predictions rows =
        timed(
            "labels and probabilities read",
            () -> PredictionsFile.read(parquet, classes, Set.of()));
    timed("all metrics", () -> BinaryScores.of(Objects.requireNonNull(rows.binary())));
  }

  private static <T> T timed(String what, Step<T> step) throws IOException {
    long start = System.nanoTime();
    double cpu = cpuSeconds();
    T result = step.run();
    Figures.value(what, (System.nanoTime() - start) / 1e9, "s");
    Figures.value(what + ", CPU", cpuSeconds() - cpu, "s");
    System.gc();
    long kept = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    Figures.value(what + ", heap in use then", kept / 1e6, "MB");
    return result;
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  /** Id, label, probability, time, weight, a group of words and one of numbers. */
  private static void write(Path csv, int n) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    String[] countries = {"NL", "DE", "FR", "BE", "LU", "AT", "CH", ""};
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("id,label,p,timestamp,weight,country,age\n");
      for (int i = 0; i < n; i++) {
        double p = random.nextDouble();
        out.append(Integer.toString(i)).append(random.nextDouble() < p ? ",1," : ",0,");
        out.append(Double.toString(p)).append(',').append(first.plusSeconds(i).toString());
        out.append(',').append(Double.toString(1 + random.nextInt(8) / 8.0)).append(',');
        out.append(countries[random.nextInt(countries.length)]).append(',');
        out.append(Integer.toString(18 + random.nextInt(80))).append('\n');
      }
    }
  }
}
