package dev.assay.benchmark;

import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.Fit;
import dev.assay.scaling.Fixed;
import dev.assay.scaling.Interval;
import dev.assay.scaling.IsoFlop;
import dev.assay.scaling.ParametricFit;
import dev.assay.scaling.ParametricLaw;
import dev.assay.scaling.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How long a fit of a scaling law and its intervals take, how often the intervals hold the truth of
 * studies that are made up, and what IsoFLOP parabolas get wrong on their sizes. Arguments: a
 * folder; {@code small} for a tenth of the studies.
 */
final class ScalingBenchmark {
  private static final ParametricLaw CHINCHILLA = // Besiroglu et al. 2024
      new ParametricLaw(1.8172, 482.01, 2085.43, .3478, .3658);
  private static final ParametricLaw SMALL = new ParametricLaw(1.2, 60, 800, .3, .4);
  private static final int ROUNDS = 11;
  private static final int RESAMPLES = 1000;
  private static final int STUDIES_TO_JUDGE = 300; // a standard error of 1.3 points
  private static final double LEAST_PERCENT = 90;
  private static final double MOST_PERCENT = 98;

  /**
   * @param deviation of ln L
   */
  private record Study(String name, List<Point> sizes, ParametricLaw law, double deviation) {
    List<Point> run(Random random) {
      return sizes.stream()
          .map(
              p ->
                  new Point(
                      p.params(),
                      p.tokens(),
                      law.lossNats(p.params(), p.tokens())
                          * Math.exp(deviation * random.nextGaussian())))
          .toList();
    }

    double most(ToDoubleFunction<Point> value) {
      return sizes.stream().mapToDouble(value).max().orElseThrow();
    }
  }

  private static final List<Study> STUDIES =
      List.of(
          new Study("9 runs", isoFlop(logs(1e18, 1e20, 3), 3, 5), CHINCHILLA, 0.003),
          new Study("12 small runs", grid(logs(1e4, 2e6, 4), logs(1e6, 64e6, 3)), SMALL, 0.005),
          new Study("25 runs", grid(logs(1e7, 1e10, 5), logs(1e9, 1e12, 5)), CHINCHILLA, 0.01),
          new Study("45 runs", isoFlop(logs(6e18, 3e21, 9), 5, 8), CHINCHILLA, 0.01));

  private ScalingBenchmark() {}

  public static void main(String[] args) throws IOException {
    Machine.print(Path.of(args[0]).toAbsolutePath());
    speed(new Study("245 runs", isoFlop(logs(6e18, 3e21, 7), 35, 10), CHINCHILLA, 0.01));
    STUDIES.forEach(ScalingBenchmark::bias);
    boolean small = Arrays.asList(args).contains("small");
    for (Study study : STUDIES) {
      coverage(study, small ? STUDIES_TO_JUDGE / 10 : STUDIES_TO_JUDGE);
    }
  }

  private static void speed(Study study) {
    List<Double> fits = new ArrayList<>();
    List<Double> intervals = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Point> points = study.run(new Random(round));
      long start = System.nanoTime();
      Fit.Found<ParametricLaw> found = found(points);
      fits.add((System.nanoTime() - start) / 1e6);
      start = System.nanoTime();
      Bootstrap.of(points, Fixed.NOTHING, found, RESAMPLES, round);
      intervals.add((System.nanoTime() - start) / 1e9);
    }
    Figures.value(study.name + ": the first fit", fits.getFirst(), "ms");
    Figures.atMost(study.name + ": a fit", Figures.median(fits), "ms", 1000);
    Figures.atMost(
        "%s: %,d resamples".formatted(study.name, RESAMPLES), Figures.median(intervals), "s", 20);
  }

  /** Where the sizes are those of budgets. */
  private static void bias(Study study) {
    if (study.sizes.getFirst().flops() * 1.01 > study.sizes.get(1).flops()) {
      double flops = 10 * study.most(Point::flops);
      IsoFlop.Bias bias = IsoFlop.bias(study.sizes, study.law, flops);
      Figures.value(study.name + ": parabolas, exponent of params", bias.exponent(), "off");
      Figures.value(study.name + ": parabolas, N* at 10 C", 100 * bias.params(), "% off");
    }
  }

  private static void coverage(Study study, int times) {
    double params = 5 * study.most(Point::params);
    double tokens = 5 * study.most(Point::tokens);
    double flops = 10 * study.most(Point::flops);
    Map<String, ToDoubleFunction<ParametricLaw>> asked = new LinkedHashMap<>();
    asked.put("E", ParametricLaw::floorNats);
    asked.put("alpha", ParametricLaw::alpha);
    asked.put("beta", ParametricLaw::beta);
    asked.put("L(5 N, 5 D)", law -> law.lossNats(params, tokens));
    asked.put("N* at 10 C", law -> law.optimum(flops).params());
    asked.put("L* at 10 C", law -> law.optimum(flops).lossNats());
    Map<String, Integer> held = new LinkedHashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < times; i++) {
      List<Point> points = study.run(random);
      double run = study.law.lossNats(params, tokens);
      run *= Math.exp(study.deviation * random.nextGaussian());
      Bootstrap bootstrap = Bootstrap.of(points, Fixed.NOTHING, found(points), RESAMPLES, i);
      asked.forEach(
          (name, answer) -> {
            Interval interval = bootstrap.of(answer);
            boolean holds = interval.contains(answer.applyAsDouble(study.law));
            held.merge(name, holds ? 1 : 0, Integer::sum);
          });
      boolean holds = bootstrap.lossOfRunNats(params, tokens).contains(run);
      held.merge("a run of (5 N, 5 D)", holds ? 1 : 0, Integer::sum);
    }
    held.forEach(
        (name, n) ->
            print("%s: 95 %% of %s".formatted(study.name, name), 100.0 * n / times, times));
  }

  private static void print(String figure, double percent, int studies) {
    if (studies < STUDIES_TO_JUDGE) {
      Figures.value(figure, percent, "% hold");
    } else if (percent < LEAST_PERCENT) {
      Figures.atLeast(figure, percent, "% hold", LEAST_PERCENT);
    } else {
      Figures.atMost(figure, percent, "% hold", MOST_PERCENT);
    }
  }

  private static Fit.Found<ParametricLaw> found(List<Point> points) {
    return switch (ParametricFit.of(points, Fixed.NOTHING)) {
      case Fit.Converged<ParametricLaw>(Fit.Found<ParametricLaw> found) -> found;
      case Fit.AtBound<ParametricLaw>(Fit.Found<ParametricLaw> found, _) -> found;
      case Fit.NotIdentifiable<ParametricLaw>(String why) -> throw new IllegalStateException(why);
    };
  }

  private static List<Point> grid(double[] params, double[] tokens) {
    List<Point> points = new ArrayList<>();
    for (double n : params) {
      for (double d : tokens) {
        points.add(new Point(n, d, 1));
      }
    }
    return points;
  }

  private static List<Point> isoFlop(double[] budgets, int each, double factor) {
    List<Point> points = new ArrayList<>();
    for (double flops : budgets) {
      double centre = Math.sqrt(flops / 120); // twenty tokens per parameter
      for (double n : logs(centre / factor, centre * factor, each)) {
        points.add(new Point(n, flops / 6 / n, 1));
      }
    }
    return points;
  }

  private static double[] logs(double low, double high, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> low * Math.pow(high / low, i / (n - 1.0)));
    return values;
  }
}
