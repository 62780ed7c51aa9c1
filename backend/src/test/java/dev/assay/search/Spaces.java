package dev.assay.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Spaces for tests. */
final class Spaces {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Spaces() {}

  /** JSON, whose quotes may be single ones. */
  static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"'));
  }

  /** As {@link #json}, with the parameters only. */
  static Space space(String parameters, String... constraints) {
    List<String> quoted = List.of(constraints).stream().map(c -> '"' + c + '"').toList();
    return Space.parse(
        json("{'space': {%s}, 'constraints': %s}".formatted(parameters, quoted)), "");
  }

  static Tried tried(List<Configuration> configurations, int number) {
    List<Outcome> outcomes =
        configurations.stream().map(c -> new Outcome(c, new double[] {1})).toList();
    return new Tried(List.of(Direction.MINIMIZE), outcomes, List.of(), number);
  }

  /** Suggests until nothing is left, or so many. */
  static List<Configuration> run(Sampler sampler, Space space, long seed, int most) {
    List<Configuration> found = new ArrayList<>();
    while (found.size() < most
        && sampler.suggest(space, tried(found, found.size()), seed)
            instanceof Suggestion.Next(Configuration next, String _)) {
      found.add(next);
    }
    return found;
  }

  static Arbitrary<Domain> discrete() {
    Arbitrary<Domain> ints =
        Combinators.combine(
                Arbitraries.longs().between(-50, 50),
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(1, 4))
            .as((low, span, step) -> new Domain.Int(low, low + span, false, step));
    Arbitrary<Domain> logs =
        Combinators.combine(Arbitraries.longs().between(1, 20), Arbitraries.longs().between(0, 60))
            .as((low, span) -> new Domain.Int(low, low + span, true, 1));
    Arbitrary<Domain> steps =
        Combinators.combine(
                Arbitraries.integers().between(-100, 100),
                Arbitraries.integers().between(0, 100),
                Arbitraries.integers().between(1, 30))
            .as(
                (low, span, step) ->
                    new Domain.Uniform(low / 10.0, (low + span) / 10.0, step / 10.0));
    Arbitrary<Domain> choices =
        Arbitraries.integers()
            .between(1, 5)
            .map(
                n ->
                    new Domain.Choice(
                        IntStream.range(0, n)
                            .<JsonNode>mapToObj(
                                i ->
                                    JsonNodeFactory.instance.stringNode(
                                        "abcde".substring(i, i + 1)))
                            .toList()));
    return Arbitraries.oneOf(ints, logs, steps, choices);
  }

  static Arbitrary<Domain> continuous() {
    Arbitrary<Domain> uniforms =
        Combinators.combine(
                Arbitraries.doubles().between(-1e6, 1e6), Arbitraries.doubles().between(0, 1e6))
            .as((low, span) -> new Domain.Uniform(low, low + span, 0));
    Arbitrary<Domain> logs =
        Combinators.combine(
                Arbitraries.doubles().between(1e-9, 1).ofScale(12),
                Arbitraries.doubles().between(1, 1e6))
            .as((low, factor) -> new Domain.LogUniform(low, low * factor));
    return Arbitraries.oneOf(uniforms, logs);
  }

  /** Up to five parameters; some only where one before them is large enough, some constraints. */
  static Arbitrary<Space> spaces(Arbitrary<Domain> domains) {
    return Combinators.combine(
            domains.list().ofMinSize(1).ofMaxSize(5),
            Arbitraries.integers().between(0, 2).list().ofSize(5),
            Arbitraries.of(true, false))
        .as(Spaces::build);
  }

  private static Space build(List<Domain> domains, List<Integer> kinds, boolean constrained) {
    List<Parameter> parameters = new ArrayList<>();
    List<Expression> constraints = new ArrayList<>();
    for (int i = 0; i < domains.size(); i++) {
      @Nullable Expression when = null;
      if (i > 0 && kinds.get(i) == 0) {
        when = half(parameters.get(i - 1));
      }
      parameters.add(new Parameter("p" + i, domains.get(i), when));
    }
    if (constrained) {
      constraints.add(half(parameters.getFirst()));
    }
    return new Space(parameters, constraints);
  }

  /** That a parameter is at most the value in its middle. */
  private static Expression half(Parameter parameter) {
    JsonNode middle = parameter.domain().at(0.5);
    String value = middle.isString() ? "'" + middle.stringValue() + "'" : middle.toString();
    return Expression.parse("%s <= %s".formatted(parameter.name(), value));
  }
}
