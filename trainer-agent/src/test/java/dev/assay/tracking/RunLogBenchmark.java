package dev.assay.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What a logged value costs the thread that trains, all waiting for room included: values of eight
 * metrics as fast as they can be logged, to a server on this machine that only reads them. Prints
 * the median of the rounds.
 */
public final class RunLogBenchmark {

  private static final int GOAL_NANOS = 10_000;
  private static final int ROUNDS = 7;
  private static final int STEPS = 100_000;
  private static final String[] METRICS = {
    "train/loss", "val/loss", "lr", "grad_norm", "tokens", "tokens_per_second", "step_time", "x"
  };

  private RunLogBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("assay-spool");
    double[] nanos = new double[ROUNDS];
    try (var server = new FakeServer(30)) {
      server.forget();
      var client =
          new AssayClient(
              server.address(), FakeServer.TOKEN, Patience.none(), new SplittableRandom());
      var spools = new Spools(folder, 1 << 30, Clock.systemUTC());
      for (int round = -2; round < ROUNDS; round++) { // the first two warm up
        double measured = round(client, spools);
        if (round >= 0) {
          nanos[round] = measured;
        }
      }
    }
    Files.deleteIfExists(folder);
    Arrays.sort(nanos);
    double median = nanos[ROUNDS / 2];
    System.out.printf(
        "client.log_ns_per_value %.0f ns <= %d %s%n",
        median, GOAL_NANOS, median <= GOAL_NANOS ? "met" : "short");
  }

  private static double round(AssayClient client, Spools spools) throws InterruptedException {
    try (var log = new RunLog(client, new RunId(UUID.randomUUID()), Clock.systemUTC(), spools)) {
      long start = System.nanoTime();
      for (int step = 0; step < STEPS; step++) {
        for (String metric : METRICS) {
          log.log(metric, step, step);
        }
      }
      double nanos = System.nanoTime() - start;
      log.flush(Duration.ofMinutes(5));
      return nanos / ((double) STEPS * METRICS.length);
    }
  }
}
