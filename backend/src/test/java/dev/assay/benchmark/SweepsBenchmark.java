package dev.assay.benchmark;

import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.Outcome;
import dev.assay.search.Sampler;
import dev.assay.search.SamplerKind;
import dev.assay.search.Samplers;
import dev.assay.search.Suggestion;
import dev.assay.search.Tried;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * How near the samplers come to the least value of four functions, beside Optuna's on the same
 * seeds, how long one suggestion takes, and what pruners save. Arguments: a folder; {@code small}
 * for five seeds and 50 trials. Medians of 20 seeds differ by a factor of two from those of 20
 * others, so there are 60, but of GP, of which Optuna's takes minutes a seed.
 */
final class SweepsBenchmark {
  private static final int[] LOOKS = {20, 50, 100, 200};
  private static final List<Integer> COMPARED = List.of(50, 100);
  private static final double FAR_BETTER = 0.5; // of random search's regret
  private static final int SEEDS = 60;
  private static final int FEW_SEEDS = 20;
  private static final int PAST = 1000;
  private static final int ROUNDS = 51;
  private static final double GOAL_MILLIS = 20;

  private final int seeds;
  private final int fewSeeds; // of GP
  private final int trials;
  private final Map<String, List<double[]>> optuna;

  private SweepsBenchmark(int seeds, int fewSeeds, int trials)
      throws IOException, InterruptedException {
    this.seeds = seeds;
    this.fewSeeds = fewSeeds;
    this.trials = trials;
    this.optuna = optuna();
  }

  public static void main(String[] args) throws Exception {
    Machine.print(Path.of(args[0]).toAbsolutePath());
    boolean small = Arrays.asList(args).contains("small");
    SweepsBenchmark benchmark =
        small ? new SweepsBenchmark(5, 5, 50) : new SweepsBenchmark(SEEDS, FEW_SEEDS, 200);
    for (SweepFunctions function : SweepFunctions.values()) {
      benchmark.compare(function);
    }
    for (SamplerKind kind : List.of(SamplerKind.TPE, SamplerKind.GP, SamplerKind.CMA_ES)) {
      Figures.atMost(
          "%s, a suggestion after %,d trials".formatted(kind, PAST),
          millis(kind),
          "ms",
          GOAL_MILLIS);
    }
    SweepPruning.run();
  }

  private void compare(SweepFunctions function) {
    List<double[]> random = regrets(function, SamplerKind.RANDOM);
    for (SamplerKind kind : List.of(SamplerKind.TPE, SamplerKind.GP, SamplerKind.CMA_ES)) {
      List<double[]> ours = regrets(function, kind);
      List<double[]> theirs = optuna.getOrDefault(key(function, kind), List.of());
      for (int look : LOOKS) {
        if (look <= trials) {
          print("%s, %s, %d trials".formatted(function, kind, look), look, ours, theirs, random);
        }
      }
    }
  }

  private void print(
      String name, int look, List<double[]> ours, List<double[]> theirs, List<double[]> random) {
    double our = median(ours, look);
    double their = median(theirs, look);
    double chance = median(random, look);
    String beside = Double.isNaN(their) ? "" : "Optuna's %.3g, ".formatted(their);
    Figures.note("%s: regret %.3g; %srandom %.3g", name, our, beside, chance);
    if (COMPARED.contains(look)) {
      if (!Double.isNaN(their)) {
        Figures.atMost(name + ", of Optuna's", our / their, "", 1);
      }
      Figures.atMost(name + ", of random search's", our / chance, "", FAR_BETTER);
    }
  }

  private List<double[]> regrets(SweepFunctions function, SamplerKind kind) {
    Sampler sampler = Samplers.of(kind);
    List<double[]> regrets = new ArrayList<>();
    for (int seed = 0; seed < (kind == SamplerKind.GP ? fewSeeds : seeds); seed++) {
      List<Outcome> outcomes = new ArrayList<>();
      double[] best = new double[trials];
      for (int i = 0; i < trials; i++) {
        Configuration next = next(sampler, function, outcomes, seed);
        double value = function.regret(next);
        outcomes.add(new Outcome(next, new double[] {value}));
        best[i] = i == 0 ? value : Math.min(best[i - 1], value);
      }
      regrets.add(best);
    }
    return regrets;
  }

  private static Configuration next(
      Sampler sampler, SweepFunctions function, List<Outcome> outcomes, long seed) {
    Tried tried = new Tried(List.of(Direction.MINIMIZE), outcomes, List.of(), outcomes.size());
    return switch (sampler.suggest(function.space, tried, seed)) {
      case Suggestion.Next(Configuration configuration, String _) -> configuration;
      case Suggestion.Exhausted(String reason) -> throw new IllegalStateException(reason);
    };
  }

  private static double median(List<double[]> regrets, int look) {
    double[] sorted =
        regrets.stream()
            .filter(r -> r.length >= look)
            .mapToDouble(r -> r[look - 1])
            .sorted()
            .toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
  }

  /** After trials at random points of Hartmann's function. */
  private static double millis(SamplerKind kind) {
    SweepFunctions function = SweepFunctions.HARTMANN6;
    Random random = new Random(1);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < PAST; i++) {
      Configuration point = function.space.at(random.doubles(6).toArray());
      outcomes.add(new Outcome(point, new double[] {function.regret(point)}));
    }
    List<Double> millis = new ArrayList<>();
    for (int round = -20; round < ROUNDS; round++) { // the first ones warm up
      long start = System.nanoTime();
      next(Samplers.of(kind), function, outcomes, round);
      if (round >= 0) {
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    return Figures.median(millis);
  }

  private static String key(SweepFunctions function, SamplerKind kind) {
    return (function + " " + kind).toLowerCase(Locale.ROOT);
  }

  /** The regrets of Optuna's samplers; none where there is no Python with it. */
  private Map<String, List<double[]>> optuna() throws IOException, InterruptedException {
    Map<String, List<double[]>> regrets = new HashMap<>();
    String python = System.getProperty("assay.bench.optuna.python", "");
    if (python.isEmpty()) {
      Figures.note("SKIPPED: the comparison with Optuna, which could not be installed");
      return regrets;
    }
    String[] command = {
      python,
      System.getProperty("assay.bench.optuna.script"),
      System.getProperty("assay.bench.optuna.cache"),
      "" + seeds,
      "" + fewSeeds,
      "" + trials
    };
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = json.readTree(line);
        String key = row.get("function").stringValue() + " " + row.get("sampler").stringValue();
        double[] regret =
            row.get("regret").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
        regrets.computeIfAbsent(key, _ -> new ArrayList<>()).add(regret);
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("optuna_peer.py ended with " + process.exitValue());
    }
    return regrets;
  }
}
