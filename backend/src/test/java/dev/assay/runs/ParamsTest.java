package dev.assay.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ParamsTest {
  @Test
  void values_are_addressed_by_their_path() {
    Params params =
        Params.parse(
            "{\"model\":{\"layers\":4,\"rope\":{\"base\":1e4}},\"lr\":0.001,\"betas\":[0.9,0.95],\"none\":{}}");

    assertThat(params.values().keySet())
        .containsExactly("model.layers", "model.rope.base", "lr", "betas", "none");
  }

  @Test
  void more_params_are_merged_into_the_tree() {
    Params merged =
        Params.parse("{\"model\":{\"layers\":4}}")
            .merge(Params.parse("{\"model\":{\"layers\":4.0,\"width\":128},\"lr\":1}"));

    assertThat(merged.json()).isEqualTo("{\"model\":{\"layers\":4,\"width\":128},\"lr\":1}");
  }

  @Test
  void a_set_param_does_not_change() {
    Params params = Params.parse("{\"model\":{\"layers\":4}}");

    assertThatThrownBy(() -> params.merge(Params.parse("{\"model\":{\"layers\":5}}")))
        .isInstanceOf(Problem.Conflict.class)
        .hasMessage("param model.layers is 4 and cannot become 5: params do not change once set");
    assertThatThrownBy(() -> params.merge(Params.parse("{\"model\":7}")))
        .isInstanceOf(Problem.Conflict.class);
  }

  @Test
  void a_tree_that_is_too_deep_or_too_long_is_refused() {
    ObjectNode deep = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = deep;
    for (int i = 0; i < 51; i++) {
      inner = inner.putObject("x");
    }
    assertThatThrownBy(() -> Params.of(deep)).hasMessageContaining("nest at most 50 deep");
    assertRefused("text", "x".repeat(6001), "at most 6000 characters");
    assertRefused("", "x", "1 to 250 characters");
    assertRefused("text", "a\0b", "U+0000");
    assertRefused("a\0b", "x", "U+0000");
  }

  private static void assertRefused(String name, String value, String rule) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put(name, value);
    assertThatThrownBy(() -> Params.of(tree))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining(rule);
  }

  @Property(tries = 200)
  void merging_params_with_themselves_changes_nothing(
      @ForAll @Size(max = 8)
          Map<@AlphaChars @StringLength(min = 1, max = 5) String, Integer> values) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    values.forEach((name, value) -> tree.putObject(name).put("value", value));
    Params params = new Params(tree);

    assertThat(params.merge(params)).isEqualTo(params);
    assertThat(Params.parse(params.json())).isEqualTo(params);
  }
}
