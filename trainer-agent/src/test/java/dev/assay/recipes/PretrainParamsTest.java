package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.model.Presets;
import dev.assay.params.InvalidParams;
import dev.assay.training.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PretrainParamsTest {

  private static PretrainParams parse(String json) {
    return PretrainParams.parse((ObjectNode) new JsonMapper().readTree(json));
  }

  @Test
  void without_params_all_are_the_defaults() {
    assertThat(parse("{}")).isEqualTo(PretrainParams.DEFAULTS);
  }

  @Test
  void params_that_are_given_take_the_place_of_the_defaults() {
    PretrainParams params =
        parse("{\"model\":{\"layers\":2},\"training\":{\"steps\":1000},\"seed\":9}");
    assertThat(params.model().layers()).isEqualTo(2);
    assertThat(params.model().width()).isEqualTo(PretrainParams.DEFAULTS.model().width());
    assertThat(params.training().steps()).isEqualTo(1000);
  }

  @Test
  void a_preset_stands_for_what_is_not_given() {
    PretrainParams params = parse("{\"model\":{\"preset\":\"gpt2-small\",\"layers\":2}}");
    assertThat(params.model().layers()).isEqualTo(2);
    assertThat(params.model().width()).isEqualTo(768);
    assertThat(params.model().context()).isEqualTo(1024);
    assertThat(parse(PretrainParams.PARAMS.tree(params).toString())).isEqualTo(params);
    GptConfig llama = parse("{\"model\":{\"preset\":\"llama-like\"}}").model().config(50_257);
    assertThat(llama).isEqualTo(Presets.get("llama-like"));
  }

  @Test
  void the_cost_and_size_that_the_schema_tells_are_those_of_the_model() throws IOException {
    JsonNode told =
        new JsonMapper().readTree(Files.readString(Path.of("../docs/api/recipe-cost.json")));
    ObjectNode schema = PretrainParams.schema();
    assertThat(told.get("schema").propertyNames()).hasSize(5);
    for (String formula : told.get("schema").propertyNames()) {
      assertThat(schema.get(formula)).isEqualTo(told.get("schema").get(formula));
      assertThat(schema.get(formula).asString()).hasSizeLessThanOrEqualTo(1000);
    }
    for (JsonNode one : told.get("runs")) { // which the server's test computes by the formulas
      ObjectNode given = (ObjectNode) one.get("params");
      PretrainParams params = PretrainParams.parse(given);
      assertThat(PretrainParams.PARAMS.tree(params)).hasToString(given.toString());
      GptConfig config = params.model().config(one.get("vocabulary").asInt());
      double tokens = tokens(params, config);
      boolean isCustom = params.model().preset().equals(ModelParams.CUSTOM);
      check(one.get("flops"), isCustom ? tokens * config.flopsPerToken() : Double.NaN);
      check(one.get("tokens"), isCustom ? tokens : Double.NaN);
      check(one.get("parameters"), isCustom ? config.parameterCount() : Double.NaN);
      check(one.get("memoryBytes"), isCustom ? memory(params, config) : Double.NaN);
    }
  }

  private static double tokens(PretrainParams params, GptConfig config) {
    return switch (params.training().budget()) {
      case Budget.Steps(int steps) ->
          (double) steps
              * params.training().batch()
              * params.training().accumulation()
              * config.context();
      case Budget.Tokens(long n) -> n;
      case Budget.Flops(double flops) -> flops / config.flopsPerToken();
      case Budget.Time _ -> Double.NaN;
    };
  }

  private static double memory(PretrainParams params, GptConfig config) {
    var execution =
        new Execution(
            ComputeDevice.cpu(), params.training().precision(), params.training().recompute());
    return MemoryEstimate.ofTraining(config, execution, params.training().batch()).total();
  }

  private static void check(JsonNode told, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(told.isNull()).isTrue();
    } else {
      assertThat(told.asDouble()).isCloseTo(expected, withinPercentage(1e-10));
    }
  }

  @Test
  void a_whole_number_stands_for_a_real_one() {
    assertThat(parse("{\"model\":{\"dropout\":0}}").model().dropout()).isZero();
  }

  @Test
  void resolved_params_are_read_back_as_they_are() {
    assertThat(PretrainParams.parse(PretrainParams.PARAMS.tree(PretrainParams.DEFAULTS)))
        .isEqualTo(PretrainParams.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"lerning":1}                | lerning is 1; there is no such param; there are model, data, optimizer, training, evaluation, seed
          {"data":{"file":"x"}}        | data.file is "x"; there is no such param; there are data.corpus, data.split, data.validationFraction, data.packing, data.tokenizer, data.vocabulary
          {"layers":2}                 | layers is 2; there is no such param; did you mean model.layers?
          {"optimizer":{"peak_lr":1}}  | optimizer.peak_lr is 1; there is no such param; did you mean optimizer.peakLr?
          {"training":{"steps":"many"}}             | training.steps is "many"; must be a whole number
          {"training":{"steps":1.5}}                | training.steps is 1.5; must be a whole number
          {"seed":99999999999}         | seed is 99999999999; must be a whole number of at most 32 bits
          {"training":{"steps":null}}               | training.steps is null; must be a whole number
          {"model":4}                  | model is 4; must be an object
          {"model":{"biases":1}}       | model.biases is 1; must be true or false
          {"optimizer":{"peakLr":"x"}} | optimizer.peakLr is "x"; must be a number
          {"training":{"device":3}}                 | training.device is 3; must be one of auto, cpu, cuda
          {"training":{"device":"tpu"}}             | training.device is "tpu"; must be one of auto, cpu, cuda
          {"training":{"steps":0}}                  | training.steps is 0; must be at least 1
          {"model":{"layers":0}}       | model.layers is 0; must be 1 to 128
          {"model":{"heads":3}}        | model.heads is 3; must divide the width, 128
          {"evaluation":{"sample":{"topK":0}}} | evaluation.sample.topK is 0; must be at least 1
          {"evaluation":{"windows":0}} | evaluation.windows is 0; must be at least 1
          {"data":{"validationFraction":1}} | data.validationFraction is 1; must be above 0 and below 1
          {"optimizer":{"minLr":0.5}}  | optimizer.minLr is 0.5; must be at most peakLr, 0.003
          {"training":{"steps":100}}                | optimizer.warmupSteps is 150; must be at most training.steps, 100
          {"model":{"preset":"gpt3"}}  | model.preset is "gpt3"; must be one of custom, nano, gpt2-small, gpt2-medium, gpt2-large, gpt2-xl, llama-like
          {"model":{"kvHeads":3}}      | kvHeads is 3; must divide the heads, 4
          {"model":{"positions":"rope","heads":128}} | positions is ROPE, which rotates pairs; width / heads is 1, must be even
          {"model":{"experts":{"count":4,"topK":5}}} | experts.topK is 5; must be 1 to 4
          {"training":{"tokens":5,"minutes":1}} | training.tokens is 5; must be the only budget of tokens, flops and minutes
          {"evaluation":{"sample":{"topP":0}}} | evaluation.sample.topP is 0; must be above 0 and at most 1
          """)
  void a_wrong_param_is_named_with_value_and_rule(String json, String message) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(InvalidParams.class).hasMessage(message);
  }
}
