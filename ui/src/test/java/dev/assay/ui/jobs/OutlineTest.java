package dev.assay.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.ui.jobs.ParamNode.Choice;
import dev.assay.ui.jobs.ParamNode.Choices;
import dev.assay.ui.jobs.ParamNode.Group;
import dev.assay.ui.jobs.ParamNode.Json;
import dev.assay.ui.jobs.ParamNode.Kind;
import dev.assay.ui.jobs.ParamNode.Numeric;
import dev.assay.ui.jobs.ParamNode.Text;
import dev.assay.ui.jobs.ParamNode.Texts;
import dev.assay.ui.jobs.ParamNode.Value;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OutlineTest {
  private static Outline of(String schema) {
    return Outline.of((ObjectNode) TestApi.JSON.readTree(schema));
  }

  private static Value value(String schema) {
    return (Value) of("{\"properties\": {\"x\": " + schema + "}}").parts().getFirst();
  }

  private static Kind kind(String schema) {
    return value(schema).kind();
  }

  @Test
  void a_schema_of_any_depth_and_length_ends() {
    String deep = "{\"type\": \"integer\"}";
    for (int i = 0; i < 100; i++) {
      deep = "{\"type\": \"object\", \"properties\": {\"in\": " + deep + "}}";
    }
    ParamNode node = of(deep).parts().getFirst();
    int groups = 0;
    while (node instanceof Group group) {
      groups++;
      node = group.parts().getFirst();
    }
    assertThat(groups).isEqualTo(6);
    assertThat(((Value) node).kind()).isEqualTo(new Json());

    ObjectNode wide = TestApi.JSON.createObjectNode();
    for (int i = 0; i < 301; i++) {
      wide.putObject("properties" + i).put("type", "integer");
    }
    ObjectNode schema = TestApi.JSON.createObjectNode();
    schema.set("properties", wide);
    assertThat(Outline.of(schema).parts()).hasSize(300);
    assertThat(Outline.of(schema).isCut()).isTrue();
    wide.remove("properties300");
    assertThat(Outline.of(schema).isCut()).isFalse();
  }

  @Test
  void bounds_of_whole_numbers_are_whole_and_inclusive() {
    assertThat(kind("{\"type\": \"integer\", \"exclusiveMinimum\": 0, \"exclusiveMaximum\": 10}"))
        .isEqualTo(new Numeric(true, 1, 9));
    assertThat(kind("{\"type\": \"integer\", \"minimum\": 0.5, \"maximum\": 9.5}"))
        .isEqualTo(new Numeric(true, 1, 9));
    assertThat(kind("{\"type\": \"number\", \"minimum\": 0.5}"))
        .isEqualTo(new Numeric(false, 0.5, Double.POSITIVE_INFINITY));
  }

  @Test
  void what_may_be_null_is_known_by_its_type_or_its_choices() {
    assertThat(value("{\"type\": [\"integer\", \"null\"]}").nullable()).isTrue();
    assertThat(value("{\"enum\": [\"a\", null]}").nullable()).isTrue();
    assertThat(((Choice) kind("{\"enum\": [\"a\", null]}")).choices()).hasSize(1);
    assertThat(value("{\"type\": \"integer\"}").nullable()).isFalse();
  }

  @Test
  void what_no_field_can_show_is_asked_for_as_json() {
    assertThat(kind("{}")).isEqualTo(new Json());
    assertThat(kind("true")).isEqualTo(new Json());
    assertThat(kind("{\"type\": [\"integer\", \"string\"]}")).isEqualTo(new Json());
    assertThat(kind("{\"type\": \"object\"}")).isEqualTo(new Json());
    assertThat(kind("{\"type\": \"array\", \"items\": {\"type\": \"number\"}}"))
        .isEqualTo(new Json());
    assertThat(kind("{\"type\": \"string\", \"default\": \"a\\nb\"}")).isEqualTo(new Json());
    assertThat(kind("{\"type\": \"string\", \"default\": 3}")).isEqualTo(new Json());
    assertThat(kind("{\"type\": \"string\", \"default\": \"a\"}")).isEqualTo(new Text());
    assertThat(kind("{\"type\": \"array\", \"items\": {\"type\": \"string\"}}"))
        .isEqualTo(new Texts());
    assertThat(kind("{\"type\": \"array\", \"items\": {\"enum\": [\"a\", \"b\"]}}"))
        .isInstanceOf(Choices.class);
  }

  @Test
  void a_default_of_a_group_is_that_of_its_params() {
    Group group =
        (Group)
            of("""
                    {"properties": {"model": {"type": "object", "default": {"layers": 3},
                     "properties": {"layers": {"type": "integer"}, "width": {"type": "integer", "default": 8}}}}}""")
                .parts()
                .getFirst();

    assertThat(((Value) group.parts().getFirst()).standard()).hasToString("3");
    assertThat(((Value) group.parts().getLast()).standard()).hasToString("8");
    assertThat(group.parts().getFirst().path()).isEqualTo("model.layers");
  }
}
