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
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = tree;
    for (int i = 0; i < 51; i++) {
      inner = inner.putObject("x");
    }
    assertThatThrownBy(() -> new Params(tree)).hasMessageContaining("nest at most 50 deep");
    assertThatThrownBy(() -> Params.parse("{\"text\":\"" + "x".repeat(6000) + "\"}"))
        .hasMessageContaining("at most 6000 characters");
    assertThatThrownBy(() -> Params.parse("{\"\":1}")).hasMessageContaining("1 to 250 characters");
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
