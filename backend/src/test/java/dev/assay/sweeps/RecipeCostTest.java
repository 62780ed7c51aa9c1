package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.assay.TestApi;
import dev.assay.runs.Params;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RecipeCostTest {

  private static ObjectNode json(String text) {
    return (ObjectNode) TestApi.JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void pretraining_takes_and_makes_what_the_trainer_counts() {
    JsonNode told = TestApi.JSON.readTree(TestApi.golden("recipe-cost.json"));
    RecipeCost cost = RecipeCost.of((ObjectNode) told.get("schema"));
    for (JsonNode run : told.get("runs")) { // of which the trainer's test knows the operations
      Params params = Params.of((ObjectNode) run.get("params"));
      check(cost.flops(params), run.get("flops"));
      check(cost.seconds(params), run.get("seconds"));
      check(cost.params(params), run.get("parameters"));
      check(cost.tokens(params), run.get("tokens"));
      check(cost.memoryBytes(params), run.get("memoryBytes"), 1); // logits are not cut into rows
    }
  }

  private static void check(OptionalDouble value, JsonNode expected) {
    check(value, expected, 1e-10);
  }

  private static void check(OptionalDouble value, JsonNode expected, double percent) {
    if (expected.isNull()) {
      assertThat(value).isEmpty();
    } else {
      assertThat(value.orElseThrow()).isCloseTo(expected.doubleValue(), withinPercentage(percent));
    }
  }

  @Test
  void defaults_stand_for_what_is_not_given() {
    RecipeCost cost =
        RecipeCost.of(
            json(
                """
                {'type': 'object', 'x-flops': '2 * model.width * steps', 'properties': {
                  'steps': {'type': 'integer', 'default': 10},
                  'model': {'type': 'object', 'properties': {'width': {'type': 'integer', 'default': 3}}}}}"""));
    assertThat(cost.flops(Params.empty())).hasValue(60);
    assertThat(cost.flops(Params.of(json("{'model': {'width': 5}}")))).hasValue(100);
    assertThat(cost.flops(Params.of(json("{'steps': 0}")))).isEmpty();
    assertThat(cost.seconds(Params.empty())).isEmpty();
  }

  @Test
  void a_formula_that_cannot_be_read_tells_nothing() {
    assertThat(RecipeCost.of(json("{'x-flops': '2 *'}")).flops(Params.empty())).isEmpty();
    assertThat(RecipeCost.of(json("{'x-flops': '2 > 1'}")).flops(Params.empty())).isEmpty();
  }
}
