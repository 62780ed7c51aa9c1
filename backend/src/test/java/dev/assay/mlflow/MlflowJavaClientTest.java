package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.ExperimentTag;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.springframework.beans.factory.annotation.Autowired;

/** MLflow's own Java client, told nothing but the address and a token. */
@ServerTest
class MlflowJavaClientTest {
  @Autowired TestApi api;
  private MlflowClient client;

  @BeforeEach
  void open() {
    client = new MlflowClient(new BasicMlflowHostCreds(api.url(""), TestApi.ADMIN_TOKEN));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void a_user_name_and_a_password_will_do_too() {
    try (MlflowClient other =
        new MlflowClient(new BasicMlflowHostCreds(api.url(""), "admin", TestApi.ADMIN_PASSWORD))) {
      assertThat(other.getExperiment("0").getName()).isEqualTo("Default");
    }
    try (MlflowClient stranger =
        new MlflowClient(new BasicMlflowHostCreds(api.url(""), "not a token"))) {
      assertThatThrownBy(() -> stranger.getExperiment("0"))
          .isInstanceOfSatisfying(
              MlflowHttpException.class,
              e -> {
                assertThat(e.getStatusCode()).isEqualTo(401);
                assertThat(e.getBodyMessage()).contains("UNAUTHENTICATED");
              });
    }
  }

  @Test
  void experiments_are_made_found_renamed_and_put_away() {
    String id =
        client.createExperiment(
            CreateExperiment.newBuilder()
                .setName("java experiment")
                .addTags(ExperimentTag.newBuilder().setKey("k").setValue("v"))
                .build());
    Experiment experiment = client.getExperiment(id);
    assertThat(experiment.getName()).isEqualTo("java experiment");
    assertThat(experiment.getLifecycleStage()).isEqualTo("active");
    assertThat(experiment.getTags(0).getValue()).isEqualTo("v");
    assertThat(experiment.getCreationTime()).isPositive();
    assertThat(client.getExperimentByName("java experiment"))
        .map(Experiment::getExperimentId)
        .hasValue(id);
    assertThat(client.getExperimentByName("java nothing")).isEmpty();
    assertThatThrownBy(() -> client.createExperiment("java experiment"))
        .isInstanceOfSatisfying(
            MlflowHttpException.class,
            e -> assertThat(e.getBodyMessage()).contains("RESOURCE_ALREADY_EXISTS"));

    client.renameExperiment(id, "java renamed");
    client.setExperimentTag(id, "k", "w");
    assertThat(client.getExperiment(id).getName()).isEqualTo("java renamed");
    assertThat(client.getExperiment(id).getTags(0).getValue()).isEqualTo("w");
    client.deleteExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
    client.restoreExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("active");
  }

  @Test
  void experiments_are_searched_in_pages() {
    for (int i = 0; i < 5; i++) {
      client.createExperiment("java page " + i);
    }
    List<String> names = new ArrayList<>();
    ExperimentsPage page =
        client.searchExperiments(
            "attribute.name LIKE 'java page %'", ViewType.ACTIVE_ONLY, 2, List.of("name ASC"));
    page.getItems().forEach(e -> names.add(e.getName()));
    while (page.hasNextPage()) {
      page = (ExperimentsPage) page.getNextPage();
      page.getItems().forEach(e -> names.add(e.getName()));
    }
    assertThat(names)
        .containsExactly("java page 0", "java page 1", "java page 2", "java page 3", "java page 4");
    assertThat(client.searchExperiments().getItems()).isNotEmpty();
  }

  @Test
  void a_run_is_recorded() {
    String experiment = client.createExperiment("java run");
    RunInfo created =
        client.createRun(
            CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setRunName("by java")
                .setUserId("duke")
                .setStartTime(1_700_000_000_000L)
                .build());
    String id = created.getRunId();
    client.logParam(id, "lr", "0.1");
    client.logMetric(id, "loss", 3);
    client.logMetric(id, "loss", 2.5, 1_700_000_000_001L, 1);
    client.setTag(id, "t", "1");
    client.setTag(id, "gone", "1");
    client.deleteTag(id, "gone");
    client.logBatch(
        id,
        List.of(
            metric("acc", Double.NaN, 1, 0),
            metric("acc", Double.POSITIVE_INFINITY, 2, 1),
            metric("acc", 0.5, 3, 2)),
        List.of(Param.newBuilder().setKey("layers").setValue("4").build()),
        List.of(RunTag.newBuilder().setKey("b").setValue("2").build()));
    client.setTerminated(id, RunStatus.FAILED, 1_700_000_009_000L);

    Run run = client.getRun(id);
    assertThat(run.getInfo().getRunName()).isEqualTo("by java");
    assertThat(run.getInfo().getUserId()).isEqualTo("duke");
    assertThat(run.getInfo().getStatus()).isEqualTo(RunStatus.FAILED);
    assertThat(run.getInfo().getStartTime()).isEqualTo(1_700_000_000_000L);
    assertThat(run.getInfo().getEndTime()).isEqualTo(1_700_000_009_000L);
    assertThat(run.getInfo().getLifecycleStage()).isEqualTo("active");
    assertThat(run.getData().getParamsList())
        .extracting(p -> p.getKey() + "=" + p.getValue())
        .containsExactlyInAnyOrder("lr=0.1", "layers=4");
    assertThat(run.getData().getTagsList())
        .extracting(t -> t.getKey() + "=" + t.getValue())
        .contains("t=1", "b=2", "mlflow.runName=by java")
        .doesNotContain("gone=1");
    assertThat(run.getData().getMetricsList())
        .extracting(m -> m.getKey() + "=" + m.getValue() + " at " + m.getStep())
        .containsExactlyInAnyOrder("loss=2.5 at 1", "acc=0.5 at 2");
    assertThat(client.getMetricHistory(id, "acc"))
        .extracting(Metric::getValue)
        .containsExactly(Double.NaN, Double.MAX_VALUE, 0.5);
    assertThatThrownBy(() -> client.logParam(id, "lr", "0.2"))
        .isInstanceOfSatisfying(
            MlflowHttpException.class,
            e -> assertThat(e.getBodyMessage()).contains("Changing param values is not allowed"));
  }

  private static Metric metric(String key, double value, long timestamp, long step) {
    return Metric.newBuilder()
        .setKey(key)
        .setValue(value)
        .setTimestamp(timestamp)
        .setStep(step)
        .build();
  }

  @Test
  void runs_are_searched_in_pages_and_put_away() {
    String experiment = client.createExperiment("java search");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String id = client.createRun(experiment).getRunId();
      client.logMetric(id, "score", i);
      client.logParam(id, "even", i % 2 == 0 ? "yes" : "no");
      ids.add(id);
    }
    List<String> of = List.of(experiment);
    assertThat(client.searchRuns(of, "metrics.score >= 3"))
        .extracting(RunInfo::getRunId)
        .containsExactlyInAnyOrder(ids.get(3), ids.get(4));
    assertThat(client.searchRuns(of, "params.even = 'yes' and metrics.score < 4"))
        .extracting(RunInfo::getRunId)
        .containsExactlyInAnyOrder(ids.get(0), ids.get(2));
    assertThat(client.listRunInfos(experiment)).hasSize(5);

    List<String> sorted = new ArrayList<>();
    RunsPage page =
        client.searchRuns(of, "", ViewType.ACTIVE_ONLY, 2, List.of("metrics.score DESC"));
    page.getItems().forEach(r -> sorted.add(r.getInfo().getRunId()));
    while (page.hasNextPage()) {
      page = (RunsPage) page.getNextPage();
      page.getItems().forEach(r -> sorted.add(r.getInfo().getRunId()));
    }
    assertThat(sorted).isEqualTo(ids.reversed());

    client.deleteRun(ids.getFirst());
    assertThat(client.listRunInfos(experiment)).hasSize(4);
    assertThat(client.searchRuns(of, "", ViewType.DELETED_ONLY))
        .extracting(RunInfo::getRunId)
        .containsExactly(ids.getFirst());
    assertThat(client.searchRuns(of, "", ViewType.ALL)).hasSize(5);
    assertThatThrownBy(() -> client.logMetric(ids.getFirst(), "score", 1))
        .hasMessageContaining("400");
    client.restoreRun(ids.getFirst());
    assertThat(client.listRunInfos(experiment)).hasSize(5);
    assertThatThrownBy(() -> client.getRun("0".repeat(32)))
        .isInstanceOfSatisfying(
            MlflowHttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(404));
  }

  @Test
  void the_fluent_interface_records_nested_runs() {
    MlflowContext context = new MlflowContext(client);
    context.setExperimentId(client.createExperiment("java fluent"));
    ActiveRun parent = context.startRun("parent");
    ActiveRun child = context.startRun("child", parent.getId());
    child.logParam("p", "1");
    child.logMetric("m", 0.25, 3);
    child.setTag("t", "x");
    child.endRun();
    parent.endRun(RunStatus.KILLED);

    Run stored = client.getRun(child.getId());
    assertThat(stored.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
    assertThat(stored.getData().getTagsList())
        .extracting(t -> t.getKey() + "=" + t.getValue())
        .contains("mlflow.parentRunId=" + parent.getId(), "t=x");
    assertThat(client.getRun(parent.getId()).getInfo().getStatus()).isEqualTo(RunStatus.KILLED);
    assertThat(Optional.of(stored.getInfo().getUserId()))
        .hasValueSatisfying(user -> assertThat(user).isEqualTo(System.getProperty("user.name")));
  }
}
