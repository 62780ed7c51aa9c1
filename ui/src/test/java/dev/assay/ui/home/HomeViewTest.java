package dev.assay.ui.home;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import dev.assay.TestApi;
import dev.assay.jobs.Job;
import dev.assay.jobs.JobStatus;
import dev.assay.jobs.Jobs;
import dev.assay.paging.PageRequest;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import dev.assay.ui.charts.Sparkline;
import dev.assay.ui.parts.CopyButton;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class HomeViewTest extends ViewTest {
  private static final String PRETRAIN = "Pretrain a small GPT";

  @Autowired Jobs jobs;

  @Test
  void before_the_first_run_it_offers_ways_to_get_one() {
    open("");

    assertThat($(FirstRun.class).single().isVisible()).isTrue();
    assertThat($(CopyButton.class).all()).hasSize(5);
    assertThat(page())
        .contains(
            "./assay demo",
            "MLFLOW_TRACKING_URI=http",
            "/api/v1/runs",
            "./assay train pretrain --experiment demo --server http",
            "./assay agent --server http",
            "No agent is online yet");
  }

  @Test
  void an_agent_that_is_online_begins_the_first_run_at_once() {
    api.post("/api/v1/agents", TestApi.golden("agent-register.request.json"));
    open("");

    assertThat(page()).contains("An agent is online: it begins at once.");
  }

  @Test
  void the_button_queues_a_pretraining_in_the_experiment_demo_and_leads_to_its_run() {
    open("");
    test($(Button.class).withText(PRETRAIN).single()).click();

    Job job = jobs.list(JobStatus.QUEUED, PageRequest.first(10)).items().getFirst();
    assertThat(job.recipe()).isEqualTo("pretrain");
    assertThat(job.params().isEmpty()).isTrue();
    assertThat(page()).contains("Queued", "demo");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_cannot_start_anything() {
    open("");

    assertThat($(Button.class).withText(PRETRAIN).single().isEnabled()).isFalse();
  }

  @Test
  void a_running_run_is_shown_with_its_loss_and_its_progress() {
    RecordedRun.start(api, "gpt", "wider", "{}")
        .log("train/loss", 1, 50, 1, step -> 5.0 / step)
        .log("tokens_per_second", 1, 50, 1, step -> 16843)
        .progress(0.42);
    open("");

    String row = textOf($(RunningRow.class).single());
    assertThat(row).contains("wider", "gpt", "0.1", "42 %", "left", "16,843");
    assertThat($(Sparkline.class).all()).hasSize(1);
    assertThat($(FirstRun.class).all()).isEmpty();
  }

  @Test
  void a_failed_run_and_a_free_agent_are_shown() {
    RecordedRun.start(api, "gpt", "broken", "{}").fail("out of memory");
    api.post("/api/v1/agents", TestApi.golden("agent-register.request.json"));
    open("");

    assertThat($(ActivityRow.class).all())
        .extracting(ViewTest::textOf)
        .satisfiesExactly(
            ended -> assertThat(ended).contains("broken", "gpt", "Failed"),
            created -> assertThat(created).contains("broken", "Created by admin"));
    assertThat(textOf($(AgentRow.class).single())).contains("local", "2 cores, 24 GiB", "free");
  }

  @Test
  void what_was_learnt_is_told() {
    RecordedRun run = RecordedRun.start(api, "gpt", "wider", "{}");
    api.send(
        api.request("/api/v1/runs/" + run.id())
            .method("PATCH", BodyPublishers.ofString("{\"learnt\": \"wider is better\"}")));
    open("");

    assertThat(textOf($(ActivityRow.class).all().getFirst())).contains("Learnt: wider is better");
  }

  @Test
  void more_of_what_has_happened_is_shown_when_asked_for() {
    for (int i = 0; i < 20; i++) {
      RecordedRun.start(api, "many", "run " + i, "{}");
    }
    open("");
    assertThat($(ActivityRow.class).all()).hasSize(15);

    test($(Button.class).withText("Show more").single()).click();
    assertThat($(ActivityRow.class).all()).hasSize(20);
    assertThat($(Button.class).withText("Show more").all()).isEmpty();
  }

  @Test
  void the_experiments_that_were_worked_on_last_are_listed() {
    RecordedRun.start(api, "resting", "a", "{}").finish();
    RecordedRun.start(api, "busy", "b", "{}");
    open("");

    assertThat($(ExperimentRow.class).all())
        .extracting(ViewTest::textOf)
        .containsExactly("busy1 running", "resting1 run");
  }
}
