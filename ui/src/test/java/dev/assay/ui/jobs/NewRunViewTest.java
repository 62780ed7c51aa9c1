package dev.assay.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasLabel;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.TestApi;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Recipe;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Runs;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.Command;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class NewRunViewTest extends ViewTest {
  private static final String SCHEMA =
      """
      {"description": "Trains a <b>small</b> GPT.", "type": "object", "additionalProperties": false,
       "properties": {
        "model": {"description": "Its shape.", "type": "object", "additionalProperties": false, "properties": {
          "layers": {"description": "Blocks.", "type": "integer", "minimum": 1, "maximum": 128, "default": 4},
          "norm": {"description": "Kind of norm.", "type": "string", "enum": ["layer", "rms"], "default": "layer"},
          "experts": {"description": "Instead of an MLP.", "type": "object", "properties": {
            "count": {"description": "How many.", "type": "integer", "minimum": 0, "default": 0}}},
          "tied": {"description": "Whether tied.", "type": "boolean", "default": true}}},
        "prompts": {"description": "Begins.", "type": "array", "items": {"type": "string"}, "minItems": 1,
          "default": ["a, b", "c"]},
        "adapter": {"description": "Low rank.", "type": ["object", "null"], "default": null, "properties": {
          "rank": {"description": "Rank.", "type": "integer", "minimum": 1, "default": 8}}},
        "rate": {"description": "Of learning.", "type": "number", "exclusiveMinimum": 0, "default": 0.003},
        "minutes": {"description": "Budget.", "type": ["number", "null"], "default": null},
        "corpus": {"description": "Text.", "type": "string", "minLength": 1, "default": "glosses"},
        "seed": {"description": "Random.", "type": "integer", "format": "int32", "default": 7}}}""";

  @Autowired Jobs jobs;
  @Autowired Runs runs;

  private void register(String... recipes) {
    StringBuilder all = new StringBuilder();
    for (String recipe : recipes) {
      all.append(all.isEmpty() ? "" : ",")
          .append("{\"name\": \"%s\", \"schema\": %s}".formatted(recipe, SCHEMA));
    }
    TestApi.Answer answer =
        api.post(
            "/api/v1/agents",
            "{\"name\":\"local\",\"version\":\"1\",\"host\":\"h\",\"devices\":[],\"recipes\":[%s]}"
                .formatted(all));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private ParamForm form() {
    return $(ParamForm.class).single();
  }

  private void start() {
    test($(Button.class).withText("Start").single()).click();
  }

  private NumberField number(String label) {
    return $(NumberField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private TextField text(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  @SuppressWarnings("unchecked")
  private Select<JsonNode> select(String label) {
    return $(Select.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private static Stream<Component> below(Component component) {
    return component.getChildren().flatMap(child -> Stream.concat(Stream.of(child), below(child)));
  }

  private Job queued() {
    List<Job> all = jobs.list(JobStatus.QUEUED, PageRequest.first(10)).items();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private String command() {
    return textOf($(Command.class).single());
  }

  @Test
  void without_recipes_it_says_how_an_agent_is_started() {
    open("new-run");

    assertThat(page()).contains("No agent has told", "./assay agent --server http");
    assertThat($(Button.class).withText("Start").all()).isEmpty();
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_is_offered_neither_the_button_nor_the_form() {
    register("pretrain");
    RecordedRun.start(api, "gpt", "a", "{}");

    open("experiments/1");
    assertThat($(NewRunButton.class).all()).isEmpty();
    open("new-run?recipe=pretrain");
    assertThat($(NewRunForm.class).all()).isEmpty();
    assertThat(page()).contains("but not start one");
  }

  @Test
  void the_button_of_an_experiment_leads_to_a_form_for_it() {
    register("pretrain");
    RecordedRun.start(api, "gpt small", "a", "{}");
    open("experiments/1");

    test($(NewRunButton.class).single()).click();

    assertThat(getCurrentView()).isInstanceOf(NewRunView.class);
    assertThat(text("Experiment").getValue()).isEqualTo("gpt small");
  }

  @Test
  void fields_stand_in_the_order_of_the_schema_with_defaults_and_descriptions() {
    register("pretrain");
    open("new-run");

    assertThat(
            below(form())
                .filter(c -> c instanceof HasLabel)
                .map(c -> String.valueOf(((HasLabel) c).getLabel())))
        .containsExactly(
            "layers", "norm", "count", "tied", "prompts", "Set", "rank", "rate", "minutes",
            "corpus", "seed");
    assertThat(page()).contains("Trains a <b>small</b> GPT.", "model", "Its shape.", "adapter");
    NumberField layers = number("layers");
    assertThat(layers.getValue()).isEqualTo(4);
    assertThat(layers.getHelperText()).isEqualTo("Blocks.");
    assertThat(layers.getMin()).isEqualTo(1);
    assertThat(layers.getMax()).isEqualTo(128);
    assertThat(layers.getStep()).isEqualTo(1);
    assertThat(select("norm").getValue().asString()).isEqualTo("layer");
    assertThat($(TextArea.class).single().getValue()).isEqualTo("a, b\nc");
    assertThat(number("rate").getValue()).isEqualTo(0.003);
    assertThat(number("minutes").isEmpty()).isTrue();
    assertThat(number("minutes").isClearButtonVisible()).isTrue();
    assertThat(text("corpus").getValue()).isEqualTo("glosses");
    assertThat($(Details.class).single().isOpened()).as("experts, in the model").isFalse();
    assertThat(form().given()).isEmpty();
    assertThat(command()).contains("./assay train pretrain --server http", "--experiment default");
    assertThat(command()).doesNotContain("--set");
  }

  @Test
  void only_what_differs_from_the_defaults_is_sent_and_the_run_is_opened() {
    register("evaluate", "pretrain");
    open("new-run?recipe=pretrain&experiment=tries");
    text("Name").setValue("deep & wide");
    number("layers").setValue(6.0);
    select("norm").setValue(TestApi.JSON.readTree("\"rms\""));
    number("rate").setValue(0.5);
    number("rate").setValue(0.003); // as it was
    number("minutes").setValue(1.5);
    $(TextArea.class).single().setValue("a, b\n\nit's");

    assertThat(command())
        .contains(
            "./assay train pretrain ",
            " --experiment tries --name 'deep & wide' --set model.layers=6 --set model.norm=rms"
                + " --set 'prompts=[\"a, b\",\"it'\\''s\"]' --set minutes=1.5");
    start();

    Job job = queued();
    assertThat(job.recipe()).isEqualTo("pretrain");
    assertThat(job.params().tree())
        .isEqualTo(
            TestApi.JSON.readTree(
                """
                {"model": {"layers": 6, "norm": "rms"}, "prompts": ["a, b", "it's"], "minutes": 1.5}"""));
    assertThat(page()).contains("deep & wide", "tries", "Queued");
  }

  @Test
  void what_may_be_null_is_sent_when_its_box_is_ticked() {
    register("pretrain");
    open("new-run");
    Checkbox set = $(Checkbox.class).withCondition(c -> "Set".equals(c.getLabel())).single();
    assertThat($(NumberField.class).withCondition(f -> "rank".equals(f.getLabel())).all())
        .isEmpty();

    set.setValue(true);
    assertThat(form().given().toString()).isEqualTo("{\"adapter\":{}}");
    number("rank").setValue(16.0);
    assertThat(form().given().toString()).isEqualTo("{\"adapter\":{\"rank\":16}}");

    set.setValue(false);
    assertThat(form().given()).isEmpty();
  }

  @Test
  void what_the_schema_refuses_is_told_at_the_field_and_nothing_typed_is_lost() {
    register("pretrain");
    open("new-run?experiment=tries");
    number("rate").setValue(0.0);
    $(TextArea.class).single().setValue("");
    text("corpus").setValue("");
    number("seed").setValue(11.0);

    start();

    assertThat(jobs.list(null, PageRequest.first(10)).items()).isEmpty();
    assertThat(number("rate").isInvalid()).isTrue();
    assertThat(number("rate").getErrorMessage()).contains("0");
    assertThat($(TextArea.class).single().isInvalid()).isTrue();
    assertThat(text("corpus").isInvalid()).isTrue();
    assertThat(number("seed").isInvalid()).isFalse();
    assertThat(number("seed").getValue()).isEqualTo(11);

    number("rate").setValue(0.01);
    assertThat(number("rate").isInvalid()).isFalse();
    $(TextArea.class).single().setValue("x");
    text("corpus").setValue("other");
    start();
    assertThat(queued().params().tree().toString())
        .isEqualTo(
            "{\"rate\": 0.01, \"seed\": 11, \"corpus\": \"other\", \"prompts\": [\"x\"]}"
                .replace(" ", ""));
  }

  @Test
  void a_number_out_of_its_range_opens_what_it_lies_in() {
    register("pretrain");
    open("new-run");
    $(Details.class).single().setOpened(true);
    NumberField count = number("count");
    count.setValue(-1.0);
    $(Details.class).single().setOpened(false);
    start();

    assertThat(jobs.list(null, PageRequest.first(10)).items()).isEmpty();
    assertThat(count.isInvalid()).isTrue();
    assertThat(count.getErrorMessage()).isEqualTo("must be at least 0");
    assertThat($(Details.class).single().isOpened()).isTrue();
  }

  @Test
  void a_missing_experiment_and_a_long_name_are_told_at_their_fields() {
    register("pretrain");
    open("new-run");
    text("Experiment").setValue(" ");
    start();
    assertThat(text("Experiment").isInvalid()).isTrue();

    text("Experiment").setValue("tries");
    text("Name").setValue("x".repeat(251));
    start();
    assertThat(text("Experiment").isInvalid()).isFalse();
    assertThat(text("Name").getErrorMessage()).contains("1 to 250 characters");
    assertThat(jobs.list(null, PageRequest.first(10)).items()).isEmpty();
  }

  @Test
  void a_schema_that_became_stricter_meanwhile_is_told_above_when_no_field_has_it() {
    register("pretrain");
    open("new-run");
    number("seed").setValue(11.0);
    api.post(
        "/api/v1/agents",
        """
        {"name":"local","version":"2","host":"h","devices":[],"recipes":[{"name":"pretrain",
         "schema":{"type":"object","required":["base"],"properties":{"base":{"type":"string"}}}}]}""");

    start();

    assertThat(page()).contains("params.base is missing");
    assertThat(number("seed").getValue()).isEqualTo(11);
    assertThat($(Button.class).withText("Start").single().isEnabled()).isTrue();
  }

  @Test
  @SuppressWarnings("unchecked")
  void what_was_typed_for_a_recipe_is_there_again_when_one_comes_back_to_it() {
    register("evaluate", "pretrain");
    open("new-run");
    Select<Recipe> recipe =
        $(Select.class).withCondition(s -> "Recipe".equals(s.getLabel())).single();
    assertThat(recipe.getValue().name()).isEqualTo("evaluate");
    number("seed").setValue(5.0);

    test(recipe).selectItem("pretrain");
    assertThat(number("seed").getValue()).isEqualTo(7);
    test(recipe).selectItem("evaluate");
    assertThat(number("seed").getValue()).isEqualTo(5);
  }
}
