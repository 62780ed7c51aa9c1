package dev.assay.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ParamsTest {

  private static final JsonMapper JSON = new JsonMapper();

  enum Norm {
    LAYER,
    RMS
  }

  record Adapter(
      @Param(value = "Rank.", min = 1, max = 64) int rank,
      @Param(value = "Scale.", above = 0) double alpha) {

    static final Adapter DEFAULTS = new Adapter(8, 16);
  }

  record Model(
      @Param(value = "Blocks.", min = 1, max = 128) int layers,
      @Param(value = "Heads.", min = 1) int heads,
      @Param(value = "Width.", min = 1) int width,
      @Param("Norm.") Norm norm,
      @Param("Low-rank updates.") @Nullable Adapter adapter)
      implements Checked {

    @Override
    public void check(Findings findings) {
      findings.require(
          width % heads == 0, "heads", heads, "must divide the width, " + width, "width");
    }
  }

  record All(
      @Param("Shape.") Model model,
      @Param(value = "Steps.", min = 1) int steps,
      @Param(value = "Warm-up.", min = 0) int warmup,
      @Param("Points.") long points,
      @Param(value = "Dropout.", min = 0, below = 1) double dropout,
      @Param(value = "Temperature.", above = 0, max = 10) double temperature,
      @Param("Biases.") boolean biases,
      @Param(value = "Corpus.", notEmpty = true) String corpus,
      @Param(
              value = "Device.",
              choices = {"auto", "cpu"})
          String device,
      @Param(value = "Limit.", min = 10) @Nullable Integer limit,
      @Param("Norm of the end.") @Nullable Norm last,
      @Param(value = "Columns.", notEmpty = true) List<String> columns,
      @Param(value = "Milestones.", min = 0) List<Integer> milestones)
      implements Checked {

    @Override
    public void check(Findings findings) {
      findings.require(
          warmup <= steps, "warmup", warmup, "must be at most steps, " + steps, "steps");
      findings.require(
          steps % model.layers == 0,
          "steps",
          steps,
          "must be a multiple of model.layers, " + model.layers,
          "model.layers");
    }
  }

  private static final All DEFAULTS =
      new All(
          new Model(4, 4, 128, Norm.LAYER, null),
          100,
          10,
          1L << 40,
          0.1,
          0.8,
          true,
          "glosses",
          "auto",
          null,
          null,
          List.of("a"),
          List.of());

  private static final Params<All> PARAMS = Params.of(DEFAULTS, "Everything there is.");

  private static All parse(String json) {
    return PARAMS.parse((ObjectNode) JSON.readTree(json));
  }

  private static List<String> violations(String json) {
    InvalidParams wrong = catchThrowableOfType(InvalidParams.class, () -> parse(json));
    assertThat(wrong).isNotNull();
    return wrong.violations().stream().map(Violation::toString).toList();
  }

  @Test
  void what_is_not_given_is_the_default() {
    assertThat(parse("{}")).isEqualTo(DEFAULTS);
    All some =
        parse(
            """
            {"model": {"norm": "rms", "layers": 2}, "limit": 12, "last": "layer",
             "columns": ["x", "y"], "milestones": [1, 2.0], "points": -3, "dropout": 0}""");
    assertThat(some.model()).isEqualTo(new Model(2, 4, 128, Norm.RMS, null));
    assertThat(some.limit()).isEqualTo(12);
    assertThat(some.last()).isEqualTo(Norm.LAYER);
    assertThat(some.columns()).containsExactly("x", "y");
    assertThat(some.milestones()).containsExactly(1, 2);
    assertThat(some.points()).isEqualTo(-3);
    assertThat(some.dropout()).isZero();
    assertThat(some.steps()).isEqualTo(100);
  }

  @Test
  void a_record_that_is_null_by_default_is_filled_up_when_it_is_there() {
    assertThat(parse("{\"model\":{\"adapter\":{\"rank\":2}}}").model().adapter())
        .isEqualTo(new Adapter(2, 16));
    assertThat(parse("{\"model\":{\"adapter\":{}}}").model().adapter()).isEqualTo(Adapter.DEFAULTS);
    assertThat(parse("{\"model\":{\"adapter\":null}}").model().adapter()).isNull();
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    assertThat(
            violations(
                """
                {"model": {"layer": 3, "heads": 3, "norm": "batch", "adapter": {"rank": 0}},
                 "steps": 5, "dropout": 1, "temperature": 0, "corpus": "", "device": "tpu",
                 "limit": 9, "columns": [], "milestones": [1, -1], "biases": "yes"}"""))
        .containsExactlyInAnyOrder(
            "model.layer is 3; there is no such param; did you mean model.layers?",
            "model.norm is \"batch\"; must be one of layer, rms",
            "model.adapter.rank is 0; must be 1 to 64",
            "dropout is 1; must be 0 to below 1",
            "temperature is 0; must be above 0 and at most 10",
            "corpus is \"\"; must be text that is not empty",
            "device is \"tpu\"; must be one of auto, cpu",
            "limit is 9; must be at least 10",
            "columns is []; must be a list, not empty, of texts",
            "milestones is [1,-1]; must be a list of whole numbers, each at least 0",
            "biases is \"yes\"; must be true or false",
            "model.heads is 3; must divide the width, 128",
            "warmup is 10; must be at most steps, 5",
            "steps is 5; must be a multiple of model.layers, 4");
  }

  @Test
  void a_rule_is_passed_over_when_a_param_that_it_looks_at_is_wrong_by_itself() {
    assertThat(violations("{\"warmup\": 200, \"steps\": \"x\"}"))
        .containsExactly("steps is \"x\"; must be a whole number");
    assertThat(violations("{\"steps\": 99, \"model\": 3}"))
        .containsExactly("model is 3; must be an object");
  }

  @Test
  void the_message_has_all_that_is_wrong() {
    assertThatThrownBy(() -> parse("{\"steps\":0,\"limit\":\"x\"}"))
        .isInstanceOf(InvalidParams.class)
        .hasMessage(
            "steps is 0; must be at least 1. limit is \"x\"; must be a whole number or null");
  }

  @Test
  void a_long_value_is_shortened() {
    assertThat(violations("{\"steps\":\"" + "x".repeat(5000) + "\"}"))
        .singleElement()
        .asString()
        .hasSizeLessThan(130);
  }

  @ParameterizedTest
  @CsvSource({
    "model.layer, model.layers",
    "layers, model.layers",
    "model.LAYERS, model.layers",
    "stpes, steps",
    "model.adapter.rnk, model.adapter.rank",
    "model.steps, steps",
    "mode, model",
    "adapter, model.adapter"
  })
  void the_name_that_was_meant_is_found(String typed, String meant) {
    ObjectNode given = JSON.createObjectNode();
    ObjectNode at = given;
    String[] names = typed.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      at = at.putObject(names[i]);
    }
    at.put(names[names.length - 1], 1);
    assertThat(violations(given.toString()))
        .containsExactly(typed + " is 1; there is no such param; did you mean " + meant + "?");
  }

  @Test
  void a_name_that_is_near_nothing_gets_all_there_are() {
    assertThat(violations("{\"model\":{\"colour\":1}}"))
        .containsExactly(
            "model.colour is 1; there is no such param; there are model.layers, model.heads,"
                + " model.width, model.norm, model.adapter");
  }

  record Refusing(@Param("A.") int a) {
    Refusing {
      if (a == 7) {
        throw new IllegalArgumentException("a is 7; must not be that");
      }
    }
  }

  @Test
  void what_a_constructor_refuses_is_wrong_too() {
    Params<Refusing> params = Params.of(new Refusing(1), "");
    assertThatThrownBy(() -> params.parse(JSON.createObjectNode().put("a", 7)))
        .isInstanceOf(InvalidParams.class)
        .hasMessage("a is 7; must not be that");
  }

  record Unannotated(int a) {}

  record OfMaps(@Param("A.") java.util.Map<String, String> a) {}

  record NullWithoutDefaults(@Param("A.") @Nullable Refusing a) {}

  @Test
  void records_that_params_cannot_be_are_refused() {
    assertThatThrownBy(() -> Params.of(new Unannotated(1), "")).hasMessageContaining("no @Param");
    assertThatThrownBy(() -> Params.of(new OfMaps(java.util.Map.of()), ""))
        .hasMessageContaining("no type of a param");
    assertThatThrownBy(() -> Params.of(new NullWithoutDefaults(null), ""))
        .hasMessageContaining("needs static DEFAULTS");
    assertThatThrownBy(() -> Params.of(new Adapter(0, 1), ""))
        .hasMessage("rank is 0; must be 1 to 64");
  }

  @Test
  void the_schema_has_all_that_is_known_in_order() {
    ObjectNode schema = PARAMS.schema();
    assertThat(schema.get("$schema").asString())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.get("description").asString()).isEqualTo("Everything there is.");
    assertThat(schema.get("properties").propertyNames())
        .containsExactly(
            "model",
            "steps",
            "warmup",
            "points",
            "dropout",
            "temperature",
            "biases",
            "corpus",
            "device",
            "limit",
            "last",
            "columns",
            "milestones");
    assertThat(schema.at("/properties/temperature").toString())
        .isEqualTo(
            "{\"description\":\"Temperature.\",\"type\":\"number\",\"exclusiveMinimum\":0,"
                + "\"maximum\":10,\"default\":0.8}");
    assertThat(schema.at("/properties/last"))
        .isEqualTo(
            JSON.readTree(
                """
                {"description": "Norm of the end.", "type": ["string", "null"],
                 "enum": ["layer", "rms", null], "default": null}"""));
    assertThat(schema.at("/properties/model/properties/adapter/properties/rank/default").asInt())
        .isEqualTo(8);
    assertThat(schema.at("/properties/model/additionalProperties").asBoolean(true)).isFalse();
  }

  @Test
  void a_schema_that_was_handed_out_can_be_changed_without_harm() {
    PARAMS.schema().removeAll();
    assertThat(PARAMS.schema().has("properties")).isTrue();
  }

  /** The outside reference: networknt's implementation of JSON schema. */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static final Schema SCHEMA = REGISTRY.getSchema(PARAMS.schema());

  private static boolean isTakenBySchema(JsonNode given) {
    return SCHEMA.validate(given.toString(), InputFormat.JSON).isEmpty();
  }

  @Test
  void the_schema_is_one() {
    Schema meta =
        REGISTRY.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(PARAMS.schema().toString(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void the_defaults_fit_the_schema() {
    assertThat(isTakenBySchema(PARAMS.tree(DEFAULTS))).isTrue();
  }

  @Property
  void what_the_schema_takes_is_parsed_and_nothing_else(@ForAll("given") ObjectNode given) {
    boolean parsed;
    try {
      All params = PARAMS.parse(given);
      assertThat(PARAMS.parse(PARAMS.tree(params))).isEqualTo(params);
      parsed = true;
    } catch (InvalidParams e) {
      // the rules about several params are not in the schema
      parsed =
          e.violations().stream()
              .allMatch(v -> v.rule().matches("must (divide|be a multiple|be at most steps).*"));
    }
    assertThat(parsed).isEqualTo(isTakenBySchema(given));
  }

  @Provide
  Arbitrary<ObjectNode> given() {
    var texts =
        Stream.of(
                "0",
                "1",
                "-1",
                "4.0",
                "0.5",
                "9",
                "10",
                "64",
                "65",
                "1e2",
                "null",
                "true",
                "\"\"",
                "\"rms\"",
                "\"layer\"",
                "\"cpu\"",
                "\"x\"",
                "[]",
                "[\"x\"]",
                "[1,2]",
                "[1,-2]",
                "[null]",
                "{}",
                "{\"rank\":3}",
                "{\"rank\":65}",
                "{\"alpha\":0.0}",
                "{\"x\":1}")
            .map(JSON::readTree)
            .toList();
    var names =
        List.of(
            "model",
            "steps",
            "warmup",
            "points",
            "dropout",
            "temperature",
            "biases",
            "corpus",
            "device",
            "limit",
            "last",
            "columns",
            "milestones",
            "other");
    var inner = List.of("layers", "heads", "width", "norm", "adapter", "other");
    Arbitrary<ObjectNode> outside = objects(names, texts);
    Arbitrary<ObjectNode> inside = objects(inner, texts);
    return Arbitraries.of(true, false)
        .flatMap(
            both ->
                both
                    ? outside.flatMap(o -> inside.map(i -> o.deepCopy().set("model", i)))
                    : outside);
  }

  private static Arbitrary<ObjectNode> objects(List<String> names, List<JsonNode> values) {
    return Arbitraries.maps(Arbitraries.of(names), Arbitraries.of(values))
        .ofMaxSize(3)
        .map(
            map -> {
              ObjectNode tree = JSON.createObjectNode();
              map.forEach(tree::set);
              return tree;
            });
  }
}
