package dev.assay.agent;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.MatmulPeak;
import dev.assay.recipes.PretrainBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures; a line is a name, what was measured, the goal, and met or short.")
final class BenchCommand implements Callable<Integer> {

  /** On two cores of a server CPU; PyTorch with fused attention and AdamW gives 16,400 there. */
  private static final double GOAL_TOKENS_PER_SECOND = 16_000;

  /** Small matrices reach less of the peak than the large ones it is measured with. */
  private static final double GOAL_MFU = 0.40;

  private static final int ROUNDS = 7;

  @Parameters(paramLabel = "NAME", description = "What to measure: tokenizer or train")
  private String name = "";

  @Mixin private EngineOptions engine = new EngineOptions();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (name.equals("tokenizer")) {
      new TokenizerBench(out, System::nanoTime).run();
      return ExitCode.OK;
    }
    if (!name.equals("train")) {
      throw new IllegalArgumentException(
          "benchmark " + name + " is unknown; known are tokenizer and train");
    }
    engine.apply();
    List<Double> tokensPerSecond = new ArrayList<>();
    List<Double> peakFlops = new ArrayList<>();
    List<Double> mfu = new ArrayList<>();
    // in turns, so that what else the machine does falls on both alike
    var stop = new AtomicBoolean();
    try (var signal = new StopOnSignal(() -> stop.set(true));
        var peak = new MatmulPeak(ComputeDevice.cpu());
        var training =
            new PretrainBenchmark(PretrainBenchmark.Case.SMALL, Execution.Precision.F32)) {
      for (int round = 0; round <= ROUNDS; round++) {
        double flops = peak.flopsPerSecond();
        double tokens = training.tokensPerSecond(20, stop::get);
        if (stop.get()) {
          return ExitCode.SOFTWARE;
        }
        if (round > 0) { // the first warms up
          peakFlops.add(flops);
          tokensPerSecond.add(tokens);
          mfu.add(tokens * training.flopsPerToken() / flops);
        }
      }
    }
    out.println(
        "# medians of %d rounds, matmul peak %.0f GFLOP/s"
            .formatted(ROUNDS, median(peakFlops) / 1e9));
    line("train.tokens_per_second", "%.0f", median(tokensPerSecond), GOAL_TOKENS_PER_SECOND);
    line("train.mfu", "%.3f", median(mfu), GOAL_MFU);
    return ExitCode.OK;
  }

  private void line(String what, String format, double measured, double goal) {
    out.println(
        "%-24s  %10s  %10s  %s"
            .formatted(
                what,
                format.formatted(measured),
                format.formatted(goal),
                measured >= goal ? "met" : "short"));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
