package dev.assay.agent;

import dev.assay.generation.Generator;
import dev.assay.generation.Sampler;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution.Precision;
import dev.assay.model.MatmulPeak;
import dev.assay.recipes.PretrainBenchmark;
import dev.assay.recipes.PretrainBenchmark.Case;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Trains and writes beside PyTorch: the same models, batches, threads and precision, in turns, so
 * that what else the machine does falls on all alike. A figure is the median over the rounds of the
 * ratio within a round.
 */
final class TrainBench {

  /** A Python that has PyTorch, and the script to run; the launcher sets them. */
  private static final String PYTHON = "assay.bench.train.python";

  private static final String SCRIPT = "assay.bench.train.script";

  private static final int TOKENS = 512;
  private static final int STEADY_STEPS = 2_000;
  private static final int TINY_STEPS = 20_000;

  /** Batches are arrays of Java: a heap that cannot grow leaves what is not Java's to be seen. */
  private static final List<String> SMALL_HEAP =
      List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

  private final PrintStream out;
  private final int threads;
  private final int rounds;
  private final BooleanSupplier stop;
  private final Figures figures;

  /**
   * @param threads of the engine, here and there
   * @param rounds that are measured, beside one that warms up
   * @param stop asked often: whether to end
   */
  TrainBench(PrintStream out, int threads, int rounds, BooleanSupplier stop) {
    this.out = out;
    this.figures = new Figures(out);
    this.threads = threads;
    this.rounds = rounds;
    this.stop = stop;
  }

  void run() throws IOException, InterruptedException {
    Optional<PythonPeer> peer = peer();
    if (peer.isEmpty()) {
      out.println("# SKIPPED: the comparison with PyTorch, for Python 3, venv and PyPI are needed");
    }
    peak(peer);
    for (Case size : List.of(Case.SMALL, Case.LARGE)) {
      train(size, peer);
    }
    write(peer);
    peer.ifPresent(PythonPeer::close);
    for (Case size : List.of(Case.SMALL, Case.LARGE)) {
      memory(size);
    }
    steady(Case.SMALL, STEADY_STEPS);
    steady(Case.TINY, TINY_STEPS);
  }

  private Optional<PythonPeer> peer() throws IOException {
    return PythonPeer.start(
        System.getProperty(PYTHON, ""),
        System.getProperty(SCRIPT, ""),
        Map.of("OMP_WAIT_POLICY", "PASSIVE"));
  }

  private void peak(Optional<PythonPeer> peer) {
    try (var peak = new MatmulPeak(ComputeDevice.cpu())) {
      for (int round = 0; round <= rounds && !stop.getAsBoolean(); round++) {
        record("peak", round, peak.flopsPerSecond());
        double theirs = ask(peer, Map.of("do", "matmul", "threads", threads), "flopsPerSecond");
        record("peak pytorch", round, theirs);
      }
    }
    out.println(
        "# matmul peak %.0f GFLOP/s, PyTorch's %.0f; %d threads, medians of %d rounds"
            .formatted(
                figures.median("peak") / 1e9,
                figures.median("peak pytorch") / 1e9,
                threads,
                rounds));
  }

  private void train(Case size, Optional<PythonPeer> peer) {
    int steps = size == Case.SMALL ? 20 : 5;
    String name = "train." + size.name();
    try (var ours = new PretrainBenchmark(size, Precision.F32);
        var half = new PretrainBenchmark(size, Precision.BF16);
        var peak = new MatmulPeak(ComputeDevice.cpu())) {
      for (int round = 0; round <= rounds && !stop.getAsBoolean(); round++) {
        double flops = peak.flopsPerSecond();
        double f32 = ours.tokensPerSecond(steps, stop);
        double fused = train(peer, size, "sdpa_fused", steps);
        double bf16 = half.tokensPerSecond(steps, stop);
        double autocast = train(peer, size, "bf16_autocast", steps);
        double eager = train(peer, size, "eager", steps);
        record(name + ".tokens_per_second", round, f32);
        record(name + ".fused", round, f32 / fused);
        record(name + ".eager", round, f32 / eager);
        record(name + ".bf16", round, bf16 / autocast);
        record(name + ".bf16.speedup", round, bf16 / f32);
        record(name + ".mfu", round, f32 * ours.flopsPerToken() / flops);
      }
    }
    if (stop.getAsBoolean()) {
      return;
    }
    out.println(
        "# %s: %.0f tokens/s in F32; bfloat16 is %.2f times that"
            .formatted(
                name,
                figures.median(name + ".tokens_per_second"),
                figures.median(name + ".bf16.speedup")));
    if (peer.isPresent()) {
      figures.atLeast(name + ".of_pytorch_sdpa", figures.median(name + ".fused"), 1.0);
      figures.atLeast(name + ".of_pytorch_eager", figures.median(name + ".eager"), 1.1);
      figures.atLeast(name + ".bf16_of_autocast", figures.median(name + ".bf16"), 1.0);
    }
    figures.atLeast(name + ".mfu", figures.median(name + ".mfu"), size == Case.SMALL ? 0.4 : 0.6);
  }

  private double train(Optional<PythonPeer> peer, Case size, String mode, int steps) {
    return ask(
        peer,
        Map.of("case", size.name(), "mode", mode, "threads", threads, "steps", steps),
        "tokensPerSecond");
  }

  private void write(Optional<PythonPeer> peer) {
    try (var small = new PretrainBenchmark(Case.SMALL, Precision.F32);
        var generator = new Generator(small.model())) {
      var random = new SplittableRandom(1);
      var sampler = new Sampler(1, 40, 1);
      for (int round = 0; round <= rounds && !stop.getAsBoolean(); round++) {
        long start = System.nanoTime();
        // from one token to the context's end, then anew: as the peer does
        for (int done = 0; done < TOKENS; done += Case.SMALL.context()) {
          generator.generate(new int[1], Case.SMALL.context(), sampler, random, id -> true);
        }
        double ours = TOKENS * 1e9 / (System.nanoTime() - start);
        double theirs =
            ask(
                peer,
                Map.of("do", "generate", "case", "4x128", "threads", threads, "tokens", TOKENS),
                "tokensPerSecond");
        record("generate", round, ours);
        record("generate.ratio", round, ours / theirs);
      }
    }
    out.println("# generate: %.0f tokens/s".formatted(figures.median("generate")));
    if (peer.isPresent()) {
      figures.atLeast("generate.of_pytorch", figures.median("generate.ratio"), 0.8);
    }
  }

  /** Peak of a process that does nothing but train, ours and theirs. */
  private void memory(Case size) throws IOException, InterruptedException {
    if (stop.getAsBoolean()) {
      return;
    }
    double ours = child(size, 30, List.of()).getLast();
    Optional<PythonPeer> fresh = peer();
    if (fresh.isEmpty()) {
      return;
    }
    try (PythonPeer peer = fresh.get()) {
      train(fresh, size, "sdpa_fused", 30);
      double theirs = peer.ask(Map.of("do", "memory"), "peakRssBytes");
      out.println(
          "# memory.%s: %.0f MB, PyTorch %.0f MB".formatted(size.name(), ours / 1e6, theirs / 1e6));
      figures.atMost("memory." + size.name() + ".of_pytorch", ours / theirs, 0.8);
    }
  }

  /**
   * Whether memory grows over many steps: of a model as others are measured, and of one so small
   * that whatever a step left behind would add up.
   */
  private void steady(Case size, int steps) throws IOException, InterruptedException {
    if (stop.getAsBoolean()) {
      return;
    }
    List<Double> resident = child(size, steps, SMALL_HEAP);
    double second = quarter(resident, 1);
    double last = quarter(resident, 3);
    out.println(
        "# resident.%s over %d steps, by quarters: %.0f, %.0f, %.0f, %.0f MB"
            .formatted(
                size.name(),
                steps,
                quarter(resident, 0) / 1e6,
                second / 1e6,
                quarter(resident, 2) / 1e6,
                last / 1e6));
    figures.atMost("memory." + size.name() + ".growth", last / second, 1.02);
  }

  /** The median of a quarter of what was measured in turn. */
  private static double quarter(List<Double> values, int which) {
    int n = values.size() / 4;
    List<Double> sorted = values.subList(which * n, (which + 1) * n).stream().sorted().toList();
    return sorted.get(n / 2);
  }

  /** Resident bytes every ten steps of a process that only trains, and at last their peak. */
  private static List<Double> child(Case size, int steps, List<String> heap)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(heap);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "bench",
            "resident",
            "--case",
            size.name(),
            "--steps",
            String.valueOf(steps)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<Double> values = new ArrayList<>();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .filter(line -> line.startsWith("resident "))
          .forEach(line -> values.add(Double.valueOf(line.substring("resident ".length()))));
    }
    if (process.waitFor() != 0 || values.size() < 2) {
      throw new IllegalStateException("the process that trains ended with " + process.exitValue());
    }
    return values;
  }

  /** What such a process does. */
  static void resident(Case size, int steps, PrintStream out) {
    try (var training = new PretrainBenchmark(size, Precision.F32)) {
      for (int step = 0; step < steps; step += 10) {
        training.tokensPerSecond(10, () -> false);
        out.println("resident " + ComputeDevice.residentBytes());
      }
    }
    out.println("resident " + ComputeDevice.cpu().peakUsedBytes());
  }

  private static double ask(Optional<PythonPeer> peer, Map<String, ?> question, String field) {
    return peer.map(there -> there.ask(question, field)).orElse(Double.NaN);
  }

  /** The first round warms up. */
  private void record(String name, int round, double value) {
    if (round > 0) {
      figures.record(name, value);
    }
  }
}
