package dev.assay.agent;

import dev.assay.recipes.NanoGptBenchmark;
import dev.assay.recipes.PretrainBenchmark.Case;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures; a line is a name, what was measured, the goal, and met or short.")
final class BenchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "What to measure: nanogpt, tokenizer or train")
  private String name = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Rounds of train; medians are taken over them (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--case", hidden = true)
  private String size = Case.SMALL.name();

  @Option(names = "--steps", hidden = true)
  private int steps = 30;

  @Mixin private EngineOptions engine = new EngineOptions();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (name) {
      case "tokenizer" -> new TokenizerBench(out, System::nanoTime).run();
      case "train" -> {
        engine.apply();
        return train();
      }
      case "nanogpt" -> {
        engine.apply();
        return nanoGpt();
      }
      case "resident" -> { // what train has a process of its own do
        engine.apply();
        TrainBench.resident(
            List.of(Case.TINY, Case.SMALL, Case.LARGE).stream()
                .filter(each -> each.name().equals(size))
                .findFirst()
                .orElseThrow(),
            steps,
            out);
      }
      default ->
          throw new IllegalArgumentException(
              "benchmark " + name + " is unknown; known are nanogpt, tokenizer and train");
    }
    return ExitCode.OK;
  }

  private int train() throws IOException, InterruptedException {
    var stop = new AtomicBoolean();
    try (var signal = new StopOnSignal(() -> stop.set(true))) {
      new TrainBench(out, engine.threads(), rounds, stop::get).run();
    }
    return stop.get() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** PyTorch's losses of three seeds, by benchmarks/nanogpt_peer.py: 2.037 ± 0.004. */
  private static final double NANOGPT_LOSS = 2.037;

  private static final double NANOGPT_NOISE = 3 * 0.004;

  private int nanoGpt() throws IOException, InterruptedException {
    var stop = new AtomicBoolean();
    Path folder = Files.createTempDirectory("assay-bench-nanogpt");
    double sum = 0;
    try (var signal = new StopOnSignal(() -> stop.set(true))) {
      for (int seed = 1; seed <= 3; seed++) {
        double loss =
            NanoGptBenchmark.validationLoss(
                seed,
                folder.resolve(String.valueOf(seed)),
                () -> stop.get() ? Wish.STOP : Wish.GO_ON);
        out.println("# seed %d: %.4f nats a character".formatted(seed, loss));
        sum += loss;
      }
    }
    double mean = sum / 3;
    boolean met = Math.abs(mean - NANOGPT_LOSS) <= NANOGPT_NOISE;
    out.println(
        "%-36s  %8.4f  %.3f +- %.3f  %s"
            .formatted(
                "nanogpt.validation_loss",
                mean,
                NANOGPT_LOSS,
                NANOGPT_NOISE,
                met ? "met" : "short"));
    return stop.get() ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
