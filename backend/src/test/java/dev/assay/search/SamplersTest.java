package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplersTest {
  private static final Space SIX =
      Spaces.space(
          "'a': {'type': 'choice', 'values': ['x', 'y']},"
              + "'b': {'type': 'int', 'low': 1, 'high': 4, 'when': 'a == \\\"y\\\"'},"
              + "'c': {'type': 'uniform', 'low': 0, 'high': 0.2, 'step': 0.2}",
          "not (b in [2, 3])");

  @Provide
  Arbitrary<Space> spaces() {
    return Spaces.spaces(Arbitraries.oneOf(Spaces.discrete(), Spaces.continuous()));
  }

  @Provide
  Arbitrary<Space> finite() {
    return Spaces.spaces(Spaces.discrete());
  }

  @Property(tries = 200)
  void every_suggestion_is_of_the_space_and_new(
      @ForAll("spaces") Space space, @ForAll long seed, @ForAll("drawn") SamplerKind kind) {
    List<Configuration> found = Spaces.run(Samplers.of(kind), space, seed, 12);

    assertThat(found).allMatch(space::allows).doesNotHaveDuplicates();
  }

  @Provide
  Arbitrary<SamplerKind> drawn() {
    return Arbitraries.of(SamplerKind.RANDOM, SamplerKind.SOBOL);
  }

  @Property(tries = 200)
  void same_seed_and_history_give_the_same_suggestion(
      @ForAll("spaces") Space space, @ForAll long seed, @ForAll("drawn") SamplerKind kind) {
    Tried tried = Spaces.tried(Spaces.run(Samplers.of(kind), space, seed, 3), 3);

    assertThat(Samplers.of(kind).suggest(space, tried, seed))
        .isEqualTo(Samplers.of(kind).suggest(space, tried, seed));
  }

  @Property(tries = 100)
  void grid_visits_each_point_once(@ForAll("finite") Space space) {
    double product =
        space.parameters().stream()
            .mapToDouble(parameter -> parameter.domain().size().orElseThrow())
            .reduce(1, (a, b) -> a * b);
    Assume.that(product <= 300);
    List<Configuration> found = Spaces.run(Samplers.of(SamplerKind.GRID), space, 0, 1000);

    // what random points ever are
    SplittableRandom random = Draw.randomness(1, 1);
    HashSet<Configuration> all = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      Configuration point = space.at(random.doubles(space.parameters().size()).toArray());
      if (space.fulfils(point)) {
        all.add(point);
      }
    }
    assertThat(found).doesNotHaveDuplicates().allMatch(space::allows).containsAll(all);
  }

  @Test
  void grid_goes_through_the_points_in_order() {
    assertThat(Spaces.run(Samplers.of(SamplerKind.GRID), SIX, 0, 100))
        .extracting(point -> point.tree().toString())
        .containsExactly(
            "{\"a\":\"x\",\"c\":0.0}",
            "{\"a\":\"x\",\"c\":0.2}",
            "{\"a\":\"y\",\"b\":1,\"c\":0.0}",
            "{\"a\":\"y\",\"b\":1,\"c\":0.2}",
            "{\"a\":\"y\",\"b\":4,\"c\":0.0}",
            "{\"a\":\"y\",\"b\":4,\"c\":0.2}");
  }

  @Test
  void grid_leaves_out_what_was_tried_before_and_repeats_nothing_that_was_cancelled() {
    Sampler grid = Samplers.of(SamplerKind.GRID);
    List<Configuration> all = Spaces.run(grid, SIX, 0, 100);
    List<Configuration> earlier = List.of(all.get(0), all.get(2));

    assertThat(grid.suggest(SIX, Spaces.tried(earlier, 0), 0))
        .isEqualTo(new Suggestion.Next(all.get(1), "grid: point 2"));
    Tried four = new Tried(List.of(), List.of(), all.subList(1, 3), all.subList(3, 4), 3);
    assertThat(grid.suggest(SIX, four, 0))
        .isEqualTo(new Suggestion.Next(all.get(0), "grid: point 1"));
    Tried others = new Tried(List.of(), List.of(), all.subList(0, 3), all.subList(3, 4), 4);
    assertThat(grid.suggest(SIX, others, 0))
        .isEqualTo(new Suggestion.Next(all.get(4), "grid: point 5"));
    assertThat(grid.suggest(SIX, Spaces.tried(all, 6), 0))
        .isEqualTo(new Suggestion.Exhausted("all 6 points of the grid were tried"));
  }

  @Test
  void infinite_and_huge_grids_are_refused_with_their_reason() {
    Sampler grid = Samplers.of(SamplerKind.GRID);
    Space infinite =
        Spaces.space(
            "'n': {'type': 'int', 'low': 1, 'high': 9},"
                + "'lr': {'type': 'loguniform', 'low': 0.1, 'high': 1}");
    Space huge =
        Spaces.space(
            "'n': {'type': 'int', 'low': 1, 'high': 1000},"
                + "'m': {'type': 'int', 'low': 1, 'high': 101}");
    Space conditional = // 101 points, though 1000 times 101 without the condition
        Spaces.space(
            "'n': {'type': 'int', 'low': 1, 'high': 1001},"
                + "'m': {'type': 'int', 'low': 1, 'high': 100, 'when': 'n < 2'}");

    assertThat(grid.refusal(infinite))
        .hasValue("a grid of lr is infinite: give it a step, or a choice of values");
    assertThat(grid.refusal(huge)).hasValue("the grid has more than 100000 points");
    assertThat(grid.refusal(conditional)).isEmpty();
    assertThat(grid.suggest(infinite, Spaces.tried(List.of(), 0), 0))
        .isInstanceOf(Suggestion.Exhausted.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"GRID", "RANDOM", "SOBOL"})
  void finite_space_is_tried_to_its_last_point(SamplerKind kind) {
    List<Configuration> found = Spaces.run(Samplers.of(kind), SIX, 3, 100);

    assertThat(found).hasSize(6).doesNotHaveDuplicates();
    assertThat(Samplers.of(kind).suggest(SIX, Spaces.tried(found, 6), 3))
        .isInstanceOf(Suggestion.Exhausted.class);
  }

  @Test
  void pending_configurations_are_not_suggested_again() {
    List<Configuration> all = Spaces.run(Samplers.of(SamplerKind.GRID), SIX, 0, 100);
    Tried tried =
        new Tried(
            List.of(Direction.MINIMIZE),
            List.of(new Outcome(all.get(0), new double[] {1})),
            all.subList(1, 5),
            5);

    for (SamplerKind kind : List.of(SamplerKind.RANDOM, SamplerKind.SOBOL, SamplerKind.GRID)) {
      assertThat(Samplers.of(kind).suggest(SIX, tried, 8))
          .isInstanceOfSatisfying(
              Suggestion.Next.class,
              next -> assertThat(next.configuration()).isEqualTo(all.get(5)));
    }
  }

  @Test
  void reason_tells_what_was_passed_over() {
    Space narrow = Spaces.space("'x': {'type': 'uniform', 'low': 0, 'high': 1}", "x < 0.01");

    assertThat(Samplers.of(SamplerKind.RANDOM).suggest(narrow, Spaces.tried(List.of(), 0), 1))
        .isInstanceOfSatisfying(
            Suggestion.Next.class,
            next -> assertThat(next.reason()).matches("random; \\d+ before broke a constraint"));
  }

  @Test
  void seeds_and_numbers_give_different_points() {
    Space line = Spaces.space("'x': {'type': 'uniform', 'low': 0, 'high': 1}");
    HashSet<Suggestion> points = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int number = 0; number < 20; number++) {
        points.add(
            Samplers.of(SamplerKind.RANDOM).suggest(line, Spaces.tried(List.of(), number), seed));
      }
    }
    assertThat(points).hasSize(400);
  }

  /**
   * Of 64 scrambled Sobol points each 64th of a dimension has one; of random ones 64 / e have none.
   */
  @Test
  void sobol_covers_a_space_evenly() {
    Space plane =
        Spaces.space(
            "'x': {'type': 'uniform', 'low': 0, 'high': 1},"
                + "'y': {'type': 'loguniform', 'low': 0.001, 'high': 1}");
    List<Configuration> found = Spaces.run(Samplers.of(SamplerKind.SOBOL), plane, 11, 64);

    assertThat(found.stream().map(c -> (int) (value(c, "x").doubleValue() * 64)))
        .doesNotHaveDuplicates();
    assertThat(
            found.stream()
                .map(c -> plane.parameters().get(1).domain().coordinate(value(c, "y")))
                .map(u -> (int) (u * 64)))
        .doesNotHaveDuplicates();
  }

  private static tools.jackson.databind.JsonNode value(Configuration configuration, String name) {
    return java.util.Objects.requireNonNull(configuration.values().get(name));
  }
}
