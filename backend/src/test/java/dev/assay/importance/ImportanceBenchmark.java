package dev.assay.importance;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How long importance takes of runs that are read already: half of the params are numbers, each of
 * another value in every run, a quarter have eight numbers, a quarter four texts. Prints seconds of
 * one core, for other programs may run beside it.
 *
 * <pre>{@code java dev.assay.importance.ImportanceBenchmark RUNS PARAMS}</pre>
 */
final class ImportanceBenchmark {
  private ImportanceBenchmark() {}

  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    ParamTable table = table(runs, Integer.parseInt(args[1]), new Random(1));
    long before = cpu();
    long began = System.nanoTime();
    Importance found = table.measure(done -> {}, () -> false);
    System.out.printf(
        "%,d runs x %s params: %.1f s of a core, %.1f s by the clock, R² %.3f, first %s%n",
        runs,
        args[1],
        (cpu() - before) / 1e9,
        (System.nanoTime() - began) / 1e9,
        found.rSquared(),
        found.params().getFirst().param());
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static ParamTable table(int runs, int params, Random random) {
    List<ParamValues> columns = new ArrayList<>();
    double[] y = new double[runs];
    for (int p = 0; p < params; p++) {
      int distinct = p % 2 == 0 ? runs : p % 4 == 1 ? 8 : 4;
      boolean text = p % 4 == 3;
      List<String> values =
          IntStream.range(0, distinct)
              .mapToObj(i -> text ? "v" + i : Double.toString(i / (double) distinct))
              .toList();
      int[] codes = IntStream.range(0, runs).map(run -> random.nextInt(distinct)).toArray();
      if (p < 6) {
        for (int run = 0; run < runs; run++) {
          y[run] += codes[run] / (double) distinct;
        }
      }
      columns.add(new ParamValues("p%02d".formatted(p), codes, values));
    }
    for (int run = 0; run < runs; run++) {
      y[run] += 0.1 * random.nextGaussian();
    }
    return new ParamTable(new Target("val/loss", Target.Part.LAST), columns, y, 0, 0);
  }
}
