package dev.assay.agent;

import dev.assay.recipes.PretrainBenchmark.Case;
import java.io.IOException;
import java.io.PrintStream;
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

  @Parameters(paramLabel = "NAME", description = "What to measure: tokenizer or train")
  private String name = "";

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
      case "resident" -> { // what train has a process of its own do
        engine.apply();
        TrainBench.resident(
            List.of(Case.SMALL, Case.LARGE).stream()
                .filter(each -> each.name().equals(size))
                .findFirst()
                .orElseThrow(),
            steps,
            out);
      }
      default ->
          throw new IllegalArgumentException(
              "benchmark " + name + " is unknown; known are tokenizer and train");
    }
    return ExitCode.OK;
  }

  private int train() throws IOException, InterruptedException {
    var stop = new AtomicBoolean();
    try (var signal = new StopOnSignal(() -> stop.set(true))) {
      new TrainBench(out, engine.threads(), stop::get).run();
    }
    return stop.get() ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
