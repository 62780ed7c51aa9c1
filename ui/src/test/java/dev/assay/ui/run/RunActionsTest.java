package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.TestApi;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobId;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What one does with a run that is over: again with changes, on from a step, once more. */
class RunActionsTest extends ViewTest {
  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "layers": {"type": "integer", "minimum": 1, "default": 4},
        "lr": {"type": "number", "default": 0.003},
        "tied": {"type": "boolean", "default": true},
        "minutes": {"type": ["number", "null"], "default": 5},
        "norm": {"type": "string", "enum": ["layer", "rms"], "default": "layer"},
        "adapter": {"type": ["object", "null"], "default": null, "properties": {
          "rank": {"type": "integer", "default": 8}}}}}\
      """;

  @Autowired Jobs jobs;
  @Autowired Runs runs;

  private String register() {
    TestApi.Answer answer =
        api.post(
            "/api/v1/agents",
            "{\"name\":\"local\",\"version\":\"1\",\"host\":\"h\",\"devices\":[],\"recipes\":[{\"name\":\"pretrain\",\"schema\":%s},{\"name\":\"abc\",\"schema\":%s}]}"
                .formatted(SCHEMA, SCHEMA));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("id").asString();
  }

  /** A job that is over, with a checkpoint after step 800 unless it is 0. */
  private JsonNode done(String agent, String outcome, long checkpoint) {
    JsonNode job =
        api.post(
                "/api/v1/jobs",
                "{\"recipe\":\"pretrain\",\"experiment\":\"gpt\",\"name\":\"deep\",\"params\":{\"layers\":6}}")
            .json();
    String lease =
        api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":0}")
            .json()
            .get("leaseId")
            .asString();
    String run = job.get("runId").asString();
    api.post(
        "/api/v1/runs/" + run + "/start",
        "{\"params\":{\"layers\":6,\"lr\":0.01,\"tied\":false,\"minutes\":null,\"norm\":\"rms\",\"adapter\":{\"rank\":2},\"gone\":1}}");
    if (checkpoint > 0) {
      api.put(
          "/api/v1/runs/" + run + "/artifacts/content?path=checkpoints/last/training.json",
          "{\"format\":1,\"step\":" + checkpoint + "}");
    }
    TestApi.Answer ended =
        api.post(
            "/api/v1/leases/" + lease + "/finish",
            "{\"outcome\":\"%s\",\"failure\":\"boom\"}".formatted(outcome));
    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    return job;
  }

  private Run run(JsonNode job) {
    return runs.get(RunId.of(job.get("runId").asString()));
  }

  private void openRun(JsonNode job) {
    open("runs/" + job.get("runId").asString());
  }

  private void click(String button) {
    test($(Button.class).withText(button).single()).click();
  }

  private NumberField number(String label) {
    return $(NumberField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private TextField text(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private Job queued() {
    return jobs.list(JobStatus.QUEUED, PageRequest.first(10)).items().getFirst();
  }

  @Test
  void a_rerun_begins_with_the_params_of_the_run() {
    JsonNode job = done(register(), "FINISHED", 0);
    openRun(job);
    click("Rerun with changes");

    assertThat(page()).contains("With the params of", "deep", "left out: gone");
    assertThat(text("Experiment").getValue()).isEqualTo("gpt");
    assertThat(text("Name").getValue()).isEqualTo("deep-2");
    assertThat($(Select.class).first().getValue()).hasToString(recipe("pretrain"));
    assertThat(number("layers").getValue()).isEqualTo(6);
    assertThat(number("lr").getValue()).isEqualTo(0.01);
    assertThat(number("minutes").isEmpty()).isTrue();
    assertThat(number("rank").getValue()).isEqualTo(2);
    number("layers").setValue(8.0);
    click("Start");

    Job again = queued();
    assertThat(again.params().tree())
        .isEqualTo(
            TestApi.JSON.readTree(
                """
                {"layers": 8, "lr": 0.01, "tied": false, "minutes": null, "norm": "rms", "adapter": {"rank": 2}}\
                """));
    assertThat(runs.get(again.runId()).name()).isEqualTo("deep-2");
  }

  private static String recipe(String name) {
    return new dev.assay.jobs.Recipe(
            name,
            (tools.jackson.databind.node.ObjectNode) TestApi.JSON.readTree(SCHEMA),
            java.util.List.of("local"))
        .toString();
  }

  @Test
  void a_run_that_the_command_trained_is_rerun_by_an_agent() {
    register();
    RecordedRun run =
        RecordedRun.start(api, "gpt", "typed-9", "{\"layers\": 2}")
            .put("tags", "{\"recipe\": \"pretrain\"}");
    open(run.path().substring(1));
    click("Rerun with changes");

    assertThat(number("layers").getValue()).isEqualTo(2);
    assertThat(text("Name").getValue()).isEqualTo("typed-10");
  }

  @Test
  void of_a_run_that_no_recipe_made_the_command_is_told() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "foreign", "{\"lr\": 1}")
            .put("provenance", "{\"command\": [\"python\", \"train.py\", \"--name\", \"a b\"]}");
    open(run.path().substring(1));
    click("Rerun with changes");

    assertThat(textOf($(Dialog.class).single()))
        .contains("this server has no recipe", "python train.py --name 'a b'");
  }

  @Test
  void a_recipe_that_nobody_offers_any_more_is_named() {
    register();
    RecordedRun run =
        RecordedRun.start(api, "gpt", "old", "{}").put("tags", "{\"recipe\": \"lost\"}");
    open("new-run?like=" + run.id());

    assertThat(page()).contains("No agent offers the recipe lost now");
  }

  @Test
  void a_run_that_is_not_there_is_named() {
    register();
    open("new-run?like=abc");

    assertThat(page()).contains("There is no run abc");
  }

  @Test
  void a_failed_run_is_resumed_after_telling_from_where() {
    JsonNode job = done(register(), "FAILED", 800);
    openRun(job);
    assertThat(page()).contains("Why it failed: boom");
    click("Resume");
    assertThat($(ConfirmDialog.class).single().getElement().getProperty("message"))
        .contains("goes on from the checkpoint after step 800");
    assertThat(run(job).status()).as("not without asking").isEqualTo(RunStatus.FAILED);
    test($(ConfirmDialog.class).single()).confirm();

    assertThat(run(job).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(jobs.get(JobId.of(job.get("id").asString())).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void without_a_checkpoint_it_says_that_it_begins_anew() {
    JsonNode job = done(register(), "KILLED", 0);
    openRun(job);
    click("Resume");

    assertThat($(ConfirmDialog.class).single().getElement().getProperty("message"))
        .contains("begins anew");
  }

  @Test
  void what_cannot_be_resumed_is_greyed_with_the_reason() {
    open(RecordedRun.start(api, "gpt", "foreign", "{}").fail("boom").path().substring(1));

    ResumeButton resume = $(ResumeButton.class).single();
    assertThat($(Button.class, resume).single().isEnabled()).isFalse();
    assertThat(resume.getTitle().orElseThrow())
        .contains("A program of yours recorded it", "POST /api/v1/runs/{id}/resume");

    open(RecordedRun.start(api, "gpt", "ended", "{}").finish().path().substring(1));
    assertThat($(ResumeButton.class).all()).isEmpty();
  }

  private ForkDialog openFork(String run) {
    open("runs/" + run);
    Menus.choose($(RunMenu.class).single(), "Fork from a step…");
    return $(ForkDialog.class).single();
  }

  @Test
  void a_fork_of_a_job_tells_which_checkpoint_it_goes_on_from_and_does_so() {
    JsonNode job = done(register(), "FINISHED", 800);
    ForkDialog dialog = openFork(job.get("runId").asString());
    number("Step").setValue(950.0);
    assertThat(textOf(dialog))
        .contains("The newest checkpoint at or before step 950 is that after step 800");
    number("Step").setValue(300.0);
    assertThat(textOf(dialog))
        .contains("No checkpoint at or before step 300 is stored, but after step 800");
    assertThat($(Button.class).withText("Choose params").single().isEnabled()).isFalse();
    number("Step").setValue(-1.0);
    assertThat(number("Step").isInvalid()).isTrue();
    number("Step").setValue(800.0);
    text("Name").setValue("slower");
    click("Choose params");

    assertThat(page()).contains("goes on from the checkpoint after step 800 of", "deep");
    assertThat(text("Name").getValue()).isEqualTo("slower");
    assertThat(text("Experiment").isReadOnly()).isTrue();
    assertThat(number("layers").getValue()).isEqualTo(6);
    number("lr").setValue(0.001);
    click("Start");

    Job fork = queued();
    Run made = runs.get(fork.runId());
    assertThat(made.name()).isEqualTo("slower");
    assertThat(made.forkedFrom()).isEqualTo(run(job).id());
    assertThat(made.forkStep()).isEqualTo(800);
    assertThat(fork.params().tree().get("lr").doubleValue()).isEqualTo(0.001);
  }

  @Test
  void a_fork_of_a_recorded_run_is_a_record_only() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "foreign", "{}").log("train/loss", 1, 20, 1, step -> 1);
    ForkDialog dialog = openFork(run.id());
    assertThat(number("Step").getValue()).as("the last that there is").isEqualTo(20);
    assertThat(textOf(dialog)).contains("counts as running", "nothing is executed");
    assertThat($(Button.class).withText("Choose params").all()).isEmpty();
    number("Step").setValue(10.0);
    click("Fork");

    Run made = runs.forks(RunId.of(run.id()), PageRequest.first(5)).items().getFirst();
    assertThat(made.forkStep()).isEqualTo(10);
    assertThat(made.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(page()).contains("Forked from");
  }

  @Test
  void a_checkpoint_that_is_gone_is_named() {
    JsonNode job = done(register(), "FINISHED", 800);
    open("new-run?like=" + job.get("runId").asString() + "&fork=700");

    assertThat(page()).contains("There is no checkpoint of step 700");
  }
}
