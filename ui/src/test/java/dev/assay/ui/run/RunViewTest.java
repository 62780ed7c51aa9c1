package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.RangeInput;
import dev.assay.TestApi;
import dev.assay.jobs.JobId;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.parts.FilterField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class RunViewTest extends ViewTest {
  @Autowired Jobs jobs;

  private RecordedRun training() {
    return RecordedRun.start(api, "gpt", "wider", "{\"model\": {\"layers\": 4}, \"lr\": 0.001}")
        .log("train/loss", 1, 20, 1, step -> 5.0 / step)
        .log("val/loss", 10, 20, 10, step -> 5.5 / step)
        .log("lr", 1, 20, 1, step -> 0.001)
        .log("system/rss_bytes", 1, 20, 1, step -> 2e9);
  }

  private void open(RecordedRun run, String rest) {
    open(run.path().substring(1) + rest);
  }

  private String panels(String attribute) {
    return $(ChartPanels.class).single().getElement().getAttribute(attribute);
  }

  @Test
  void a_running_run_has_live_charts_without_those_of_the_system() {
    RecordedRun run = training().progress(0.42);
    open(run, "");

    assertThat(panels("runs"))
        .contains("\"id\":\"" + run.id() + "\"", "\"name\":\"wider\"", "\"live\":true");
    assertThat(panels("without")).isEqualTo("system/");
    assertThat(page())
        .contains(
            "wider", "Running", "42 %", "Time left", "0.25", "0.275", "admin", "purpose: baseline");
  }

  @Test
  void charts_of_a_run_that_has_ended_are_not_live() {
    open(training().finish(), "");

    assertThat(page()).contains("Finished");
    assertThat(panels("runs")).doesNotContain("live");
  }

  @Test
  void a_failed_run_says_why_on_top() {
    open(training().fail("train/loss is NaN"), "");

    assertThat(page()).contains("Why it failed: train/loss is NaN");
  }

  @Test
  void charts_are_searched_by_regular_expression() {
    open(training(), "");

    test($(FilterField.class).single()).setValue("^val|rss");
    assertThat(panels("look")).isEqualTo("{\"charts\":\"^val|rss\"}");

    test($(FilterField.class).single()).setValue("(");
    assertThat($(FilterField.class).single().isInvalid()).isTrue();
  }

  @Test
  void the_look_of_the_charts_is_taken_from_the_address() {
    open(training(), "?smoothing=60&scale=log&charts=loss");

    assertThat(panels("look"))
        .isEqualTo("{\"charts\":\"loss\",\"scale\":\"log\",\"smoothing\":\"60\"}");
    assertThat($(RangeInput.class).single().getValue()).isEqualTo(60);
    assertThat($(FilterField.class).single().getValue()).isEqualTo("loss");
  }

  @Test
  void samples_come_newest_first_and_as_text() {
    open(training().sample(10, "a ", "dog").sample(20, "a ", "a <b>cat</b>"), "/samples");

    assertThat(page()).containsSubsequence("Step 20", "a <b>cat</b>", "Step 10", "dog");
  }

  @Test
  void system_metrics_have_a_tab() {
    open(training(), "/system");

    assertThat(panels("only")).isEqualTo("system/");
  }

  @Test
  void a_queued_run_is_stopped_after_asking() {
    JsonNode job = submit();
    open("runs/" + job.get("runId").asString());
    test($(StopButton.class).single()).click();
    test($(ConfirmDialog.class).single()).confirm();

    assertThat(jobs.get(JobId.of(job.get("id").asString())).status())
        .isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void a_run_is_paused_after_asking_and_resumed() {
    JsonNode job = submit();
    JobId id = JobId.of(job.get("id").asString());
    String page = "runs/" + job.get("runId").asString();
    open(page);
    assertThat($(PauseButton.class).single().getText()).isEqualTo("Pause");
    test($(PauseButton.class).single()).click();
    assertThat(jobs.get(id).status()).as("not without asking").isEqualTo(JobStatus.QUEUED);
    test($(ConfirmDialog.class).single()).confirm();
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.PAUSED);

    open(page);
    assertThat(page()).contains("Paused", "Stop");
    assertThat($(PauseButton.class).single().getText()).isEqualTo("Resume");
    test($(PauseButton.class).single()).click();
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_cannot_stop_a_run() {
    open("runs/" + submit().get("runId").asString());

    assertThat($(StopButton.class).all()).isEmpty();
    assertThat($(PauseButton.class).all()).isEmpty();
  }

  private JsonNode submit() {
    return api.post("/api/v1/jobs", TestApi.golden("job-create.request.json")).json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/00000000-0000-7000-8000-000000000000", "runs/abc"})
  void an_id_that_leads_nowhere_is_named(String path) {
    open(path);

    assertThat(page()).contains("Not found", "There is no run " + path.substring("runs/".length()));
  }
}
