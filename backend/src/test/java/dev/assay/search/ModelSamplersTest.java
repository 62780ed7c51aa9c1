package dev.assay.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ModelSamplersTest {
  private static final Space MIXED =
      new Space(
          List.of(
              new Parameter("kind", choice("a", "b", "c"), null),
              new Parameter("rate", new Domain.LogUniform(1e-4, 1), null),
              new Parameter("heads", new Domain.Int(1, 8, false, 1), null),
              new Parameter("width", new Domain.Int(8, 64, false, 8), null),
              new Parameter(
                  "momentum", new Domain.Uniform(0, 1, 0), Expression.parse("kind == \"b\"")),
              new Parameter("fixed", new Domain.Constant(text("x")), null)),
          List.of(Expression.parse("width % heads == 0")));

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP", "CMA_ES"},
      mode = Mode.INCLUDE)
  void every_suggestion_is_allowed_and_the_same_when_asked_again(SamplerKind kind) {
    Sampler sampler = Samplers.of(kind);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<Configuration> pending =
          outcomes.size() < 2 ? List.of() : List.of(outcomes.getLast().configuration());
      Tried tried = new Tried(List.of(Direction.MAXIMIZE), outcomes, pending, i);
      Configuration next = next(sampler, MIXED, tried);
      assertThat(MIXED.allows(next)).isTrue();
      assertThat(next(sampler, MIXED, tried)).isEqualTo(next);
      outcomes.add(new Outcome(next, new double[] {i % 7 == 0 ? Double.NaN : i % 5}));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP"},
      mode = Mode.INCLUDE)
  void models_begin_with_points_that_cover_the_space_evenly(SamplerKind kind) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      Tried tried = new Tried(List.of(Direction.MINIMIZE), outcomes, List.of(), i);
      Configuration next = next(Samplers.of(kind), cube(2), tried);
      Configuration sobol = next(Samplers.of(SamplerKind.SOBOL), cube(2), tried);
      assertThat(next.equals(sobol)).as("suggestion %d", i).isEqualTo(i < 10);
      outcomes.add(new Outcome(next, new double[] {sphere(next)}));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP", "CMA_ES"},
      mode = Mode.INCLUDE)
  void outcomes_that_are_all_equal_or_not_numbers_do_no_harm(SamplerKind kind) {
    assertThat(run(kind, cube(3), 25, c -> 1, 2)).hasSize(25);
    assertThat(run(kind, cube(3), 25, c -> Double.NaN, 1)).hasSize(25);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP", "CMA_ES"},
      mode = Mode.INCLUDE)
  void one_parameter_and_a_hundred_will_do(SamplerKind kind) {
    assertThat(run(kind, cube(1), 20, ModelSamplersTest::sphere, 1)).hasSize(20);
    assertThat(run(kind, cube(100), 25, ModelSamplersTest::sphere, 1)).hasSize(25);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP", "CMA_ES"},
      mode = Mode.INCLUDE)
  void a_space_of_constants_is_exhausted_after_one(SamplerKind kind) {
    Space space =
        new Space(List.of(new Parameter("x", new Domain.Constant(text("y")), null)), List.of());
    List<Outcome> one = new ArrayList<>();
    Tried none = new Tried(List.of(Direction.MINIMIZE), one, List.of(), 0);
    one.add(new Outcome(next(Samplers.of(kind), space, none), new double[] {1}));
    Tried tried = new Tried(List.of(Direction.MINIMIZE), one, List.of(), 1);
    assertThat(Samplers.of(kind).suggest(space, tried, 1)).isInstanceOf(Suggestion.Exhausted.class);
  }

  @Test
  void cma_es_comes_near_the_middle_of_a_sphere() {
    assertThat(least(run(SamplerKind.CMA_ES, cube(4), 400, ModelSamplersTest::sphere, 1)))
        .isLessThan(1e-4);
  }

  /**
   * pycma 4.5.0 from the same start and step size, in bounds, without active updates, 15 seeds: the
   * median after 300 evaluations is 3e-4, after 500 it is 3e-11 and the worst 9e-9.
   */
  @Test
  void cma_es_learns_the_shape_of_a_narrow_valley() {
    assertThat(least(run(SamplerKind.CMA_ES, cube(2), 500, ModelSamplersTest::valley, 1)))
        .isLessThan(1e-8);
  }

  @Test
  void tpe_comes_nearer_than_random_search() {
    double tpe = least(run(SamplerKind.TPE, cube(3), 60, ModelSamplersTest::sphere, 1));
    double random = least(run(SamplerKind.RANDOM, cube(3), 60, ModelSamplersTest::sphere, 1));
    assertThat(tpe).isLessThan(random / 5);
  }

  /** The simple branch is good at once, the other one better where three coordinates are right. */
  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"TPE", "GP"},
      mode = Mode.INCLUDE)
  void better_branch_is_found_though_the_other_is_good_at_once(SamplerKind kind) {
    Space space =
        Spaces.space(
            "'model': {'type': 'choice', 'values': ['plain', 'deep']},"
                + "'a': {'type': 'uniform', 'low': 0, 'high': 1, 'when': 'model == \\\"deep\\\"'},"
                + "'b': {'type': 'uniform', 'low': 0, 'high': 1, 'when': 'model == \\\"deep\\\"'},"
                + "'c': {'type': 'uniform', 'low': 0, 'high': 1}");
    ToDoubleFunction<Configuration> loss =
        c ->
            c.values().containsKey("a")
                ? 3 * (square(c, "a", 0.3) + square(c, "b", 0.6) + square(c, "c", 0.2))
                : 0.1 + square(c, "c", 0.7);
    assertThat(least(run(kind, space, 80, loss, 1))).isLessThan(0.05);
  }

  @Test
  void gp_comes_nearer_than_random_search() {
    double gp = least(run(SamplerKind.GP, cube(3), 40, ModelSamplersTest::sphere, 1));
    double random = least(run(SamplerKind.RANDOM, cube(3), 40, ModelSamplersTest::sphere, 1));
    assertThat(gp).isLessThan(random / 10);
  }

  private static List<Outcome> run(
      SamplerKind kind,
      Space space,
      int trials,
      ToDoubleFunction<Configuration> f,
      int objectives) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Direction> directions =
        IntStream.range(0, objectives).mapToObj(i -> Direction.MINIMIZE).toList();
    for (int i = 0; i < trials; i++) {
      Configuration c =
          next(Samplers.of(kind), space, new Tried(directions, outcomes, List.of(), i));
      double value = f.applyAsDouble(c);
      outcomes.add(
          new Outcome(c, IntStream.range(0, objectives).mapToDouble(_ -> value).toArray()));
    }
    return outcomes;
  }

  private static double least(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(o -> o.values()[0]).min().orElseThrow();
  }

  private static double sphere(Configuration c) {
    return c.values().values().stream().mapToDouble(v -> Math.pow(v.doubleValue() - 0.3, 2)).sum();
  }

  private static double valley(Configuration c) {
    double x = number(c, "x0") - 0.3;
    double y = number(c, "x1") - 0.6;
    return Math.pow(x + y, 2) + 1e4 * Math.pow(x - y, 2);
  }

  private static double square(Configuration c, String name, double middle) {
    return Math.pow(number(c, name) - middle, 2);
  }

  private static double number(Configuration c, String name) {
    return requireNonNull(c.values().get(name)).doubleValue();
  }

  private static Space cube(int d) {
    return new Space(
        IntStream.range(0, d)
            .mapToObj(i -> new Parameter("x" + i, new Domain.Uniform(0, 1, 0), null))
            .toList(),
        List.of());
  }

  private static Configuration next(Sampler sampler, Space space, Tried tried) {
    return ((Suggestion.Next) sampler.suggest(space, tried, 7)).configuration();
  }

  private static Domain choice(String... values) {
    return new Domain.Choice(List.of(values).stream().map(ModelSamplersTest::text).toList());
  }

  private static JsonNode text(String value) {
    return JsonNodeFactory.instance.stringNode(value);
  }
}
