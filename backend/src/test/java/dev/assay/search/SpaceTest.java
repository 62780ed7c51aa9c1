package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SpaceTest {
  private static final String DOCUMENTED =
      """
      {"space": {
        "optimizer.lr": {"type": "loguniform", "low": 1e-5, "high": 0.1},
        "optimizer.name": {"type": "choice", "values": ["adamw", "sgd"]},
        "optimizer.momentum":
          {"type": "uniform", "low": 0.0, "high": 0.99, "when": "optimizer.name == 'sgd'"},
        "layers": {"type": "int", "low": 2, "high": 12, "step": 2},
        "width": {"type": "int", "low": 64, "high": 1024, "log": true},
        "dropout": {"type": "uniform", "low": 0.0, "high": 0.5, "step": 0.1},
        "seed": {"value": 7}},
       "constraints": ["width % layers == 0", "dropout < 0.5 or layers > 4"]}
      """;

  @Provide
  Arbitrary<Space> spaces() {
    return Spaces.spaces(Arbitraries.oneOf(Spaces.discrete(), Spaces.continuous()));
  }

  private static List<Violation> violations(String json) {
    List<Violation> found = new ArrayList<>();
    assertThatThrownBy(() -> Space.parse(Spaces.json(json), ""))
        .isInstanceOfSatisfying(
            Problem.Invalid.class, refused -> found.addAll(refused.violations()));
    return found;
  }

  @Test
  void documented_form_is_read_and_written() {
    JsonNode json = Spaces.json(DOCUMENTED.replace("'sgd'", "\\\"sgd\\\""));
    Space space = Space.parse(json, "");

    assertThat(space.parameters()).hasSize(7);
    assertThat(space.json().toString()).isEqualTo(json.toString());
    assertThat(space.isFinite()).isFalse();
  }

  @Property(tries = 200)
  void writing_is_the_inverse_of_reading(@ForAll("spaces") Space space) {
    assertThat(Space.parse(space.json(), "")).isEqualTo(space);
  }

  @Property(tries = 300)
  void points_keep_domains_and_conditions(@ForAll("spaces") Space space, @ForAll long seed) {
    double[] u = Draw.randomness(seed, 0).doubles(space.parameters().size()).toArray();
    Configuration configuration = space.at(u);

    assertThat(space.allows(configuration)).isEqualTo(space.fulfils(configuration));
  }

  @Test
  void all_that_is_wrong_is_told_at_once_with_its_path() {
    List<Violation> found =
        violations(
            """
            {'space': {
              'lr': {'type': 'loguniform', 'lwo': 1e-5, 'high': 0.1},
              'opt': {'type': 'chioce', 'values': ['a']},
              'momentum': {'type': 'uniform', 'low': 2, 'high': 1, 'when': 'optt == 3'},
              'layers': {'type': 'int', 'low': 1.5, 'high': 'many', 'log': 1},
              'a b': {'value': 1},
              'model': {'value': 1},
              'model.width': {'type': 'choice', 'values': 3},
              'plain': 7},
             'constraints': ['layers = 2', 'momentum < widht', 3]}
            """);

    assertThat(found)
        .extracting(Violation::field)
        .containsExactlyInAnyOrder(
            "space.lr.low",
            "space.lr.lwo",
            "space.opt.type",
            "space.momentum.low",
            "space.momentum.when",
            "space.layers.low",
            "space.layers.high",
            "space.layers.log",
            "space.a b",
            "space.model.width.values",
            "space.model.width",
            "space.plain",
            "constraints[0]",
            "constraints[1]",
            "constraints[2]");
    assertThat(found)
        .extracting(Violation::rule)
        .contains(
            "unknown key lwo; did you mean low?; there are when, type, low, high",
            "it is one of uniform, loguniform, int, choice; did you mean choice?",
            "it is at most high, which is 1.0",
            "optt is no parameter before it; did you mean opt?",
            "widht is no parameter of the space",
            "at character 8: a comparison is written ==");
  }

  @Test
  void kinds_of_parameters_are_known_to_expressions() {
    assertThat(
            violations(
                "{'space': {'opt': {'type': 'choice', 'values': ['a', 'b']},"
                    + " 'n': {'type': 'int', 'low': 1, 'high': 3, 'when': 'opt == 3'}},"
                    + " 'constraints': ['n', 'opt * 2 > n']}"))
        .extracting(Violation::field, Violation::rule)
        .containsExactly(
            tuple("space.n.when", "at character 1: a text cannot be compared with a number"),
            tuple("constraints[0]", "at character 1: a condition is expected, and not a number"),
            tuple("constraints[1]", "at character 1: a number is expected, and not a text"));
  }

  @Test
  void condition_names_earlier_parameters_only() {
    assertThat(
            violations(
                "{'space': {'a': {'type': 'int', 'low': 1, 'high': 3, 'when': 'b > 1'},"
                    + " 'b': {'type': 'int', 'low': 1, 'high': 3}}}"))
        .extracting(Violation::field)
        .containsExactly("space.a.when");
  }

  @Test
  void empty_and_missing_spaces_are_refused() {
    assertThat(violations("{'space': {}}")).extracting(Violation::value).containsExactly("empty");
    assertThat(violations("{}")).extracting(Violation::value).containsExactly("missing");
    assertThat(violations("{'space': [1]}")).extracting(Violation::value).containsExactly("[1]");
  }

  @Test
  void path_of_the_request_stands_before_the_field() {
    assertThatThrownBy(
            () ->
                Space.parse(
                    Spaces.json(
                        "{'space': {'a': {'type': 'int', 'low': 2, 'high': 1}},"
                            + " 'constraints': ['c > 1']}"),
                    "sweep"))
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            refused ->
                assertThat(refused.violations())
                    .extracting(Violation::field)
                    .containsExactly("sweep.space.a.low", "sweep.constraints[0]"));
  }

  @Test
  void numbers_may_be_texts_as_old_yaml_takes_them() {
    Space space = Spaces.space("'lr': {'type': 'loguniform', 'low': '1e-5', 'high': '1e-1'}");

    assertThat(space.parameters().getFirst().domain()).isEqualTo(new Domain.LogUniform(1e-5, 0.1));
  }

  @Test
  void contradiction_is_refused_and_named() {
    String finite = "{'space': {'a': {'type': 'int', 'low': 1, 'high': 4}}, 'constraints': %s}";
    String infinite =
        "{'space': {'a': {'type': 'uniform', 'low': 0, 'high': 1}}, 'constraints': %s}";

    assertThat(violations(finite.formatted("['a > 1', 'a < 2', 'a != 7']")))
        .containsExactly(
            new Violation(
                "constraints",
                "[\"a > 1\",\"a < 2\",\"a != 7\"]",
                "no configuration fulfils them: of all 4, a < 2 holds of 1"));
    assertThat(violations(infinite.formatted("['a > 1']")))
        .extracting(Violation::rule)
        .containsExactly("no configuration fulfils them: of a random 20000, a > 1 holds of 0");
    assertThat(Space.parse(Spaces.json(finite.formatted("['a > 3']")), "").isFinite()).isTrue();
  }

  @Test
  void too_many_parameters_are_refused() {
    List<Parameter> many =
        IntStream.range(0, 101)
            .mapToObj(i -> new Parameter("p" + i, new Domain.Uniform(0, 1, 0), null))
            .toList();

    assertThatThrownBy(() -> new Space(many, List.of())).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> new Space(List.of(many.get(0), many.get(0)), List.of()))
        .hasMessageContaining("the names of parameters differ");
  }

  @Test
  void what_a_configuration_breaks_is_told() {
    Space space =
        Spaces.space(
            "'opt': {'type': 'choice', 'values': ['adamw', 'sgd']},'momentum': {'type': 'uniform',"
                + " 'low': 0, 'high': 1, 'when': 'opt == \\\"sgd\\\"'},'n': {'type': 'int', 'low':"
                + " 1, 'high': 9}",
            "n % 2 == 1");

    assertThat(space.violations("c", configuration("{'opt': 'sgd', 'momentum': 0.5, 'n': 3.0}")))
        .isEmpty();
    assertThat(space.violations("c", configuration("{'opt': 'adamw', 'momentum': 0.5, 'n': 4}")))
        .extracting(Violation::field)
        .containsExactly("c.momentum", "c");
    assertThat(space.violations("c", configuration("{'opt': 'lion', 'm': 1}")))
        .extracting(Violation::field)
        .containsExactly("c.opt", "c.n", "c.m", "c");
    assertThat(space.violations("c", configuration("{'opt': 'sgd', 'n': 3}")))
        .extracting(Violation::field)
        .containsExactly("c.momentum");
  }

  private static Configuration configuration(String json) {
    LinkedHashMap<String, JsonNode> values = new LinkedHashMap<>();
    Spaces.json(json).forEachEntry(values::put);
    return new Configuration(values);
  }

  @Test
  void dotted_names_are_nested() {
    assertThat(configuration("{'a.b.c': 1, 'd': 'x', 'a.b.e': 2.5, 'a.f': null}").tree().toString())
        .isEqualTo("{\"a\":{\"b\":{\"c\":1,\"e\":2.5},\"f\":null},\"d\":\"x\"}");
  }

  @Test
  void configurations_are_equal_whatever_their_numbers_are_written_as() {
    Configuration one = configuration("{'a': 1, 'b': [2, {'c': 0.0}]}");

    assertThat(configuration("{'b': [2.0, {'c': 0}], 'a': 1.0}"))
        .isEqualTo(one)
        .hasSameHashCodeAs(one);
    assertThat(configuration("{'a': '1', 'b': [2, {'c': 0.0}]}")).isNotEqualTo(one);
    assertThat(configuration("{'a': 1}")).isNotEqualTo(one);
  }
}
