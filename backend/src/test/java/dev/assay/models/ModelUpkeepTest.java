package dev.assay.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.NewArtifact;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.runs.RunPurging;
import dev.assay.team.UserId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
class ModelUpkeepTest {
  @Autowired TestApi api;
  @Autowired LoggedModels models;
  @Autowired Artifacts artifacts;
  @Autowired ModelUpkeep upkeep;
  @Autowired ModelVersions versions;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcTemplate database;

  private LoggedModel newModel() {
    long experiment =
        api.post("/api/v1/experiments", "{\"name\":\"upkeep " + System.nanoTime() + "\"}")
            .json()
            .get("id")
            .asLong();
    return models.create(
        new NewLoggedModel(
            new ExperimentId(experiment), null, null, "", Map.of("p", "1"), Map.of()));
  }

  private void deleteLongAgo(LoggedModel model) {
    models.delete(model.id());
    database.update(
        "update logged_model set deleted_at = now() - interval '31 days' where id = ?",
        model.id().value());
  }

  @Test
  void deleted_models_are_purged_with_their_files_when_their_time_has_come() throws IOException {
    LoggedModel old = newModel();
    LoggedModel young = newModel();
    ArtifactRoot root = ArtifactRoot.ofModel(old.id().value(), old.experiment());
    artifacts.put(
        root,
        new ArtifactPath("model.bin"),
        NewArtifact.UNKNOWN,
        new ByteArrayInputStream(new byte[10]));
    deleteLongAgo(old);
    models.delete(young.id());

    upkeep.purgeDeleted();

    assertThat(models.find(old.id())).isEmpty();
    assertThat(artifacts.list(root, ArtifactPath.TOP, PageRequest.first(1)).items()).isEmpty();
    assertThat(models.find(young.id())).isPresent();
  }

  @Test
  void a_model_that_a_version_comes_from_is_not_purged() {
    LoggedModel model = newModel();
    String name = "of " + model.id();
    api.post("/api/v1/models", "{\"name\":\"" + name + "\"}");
    String path = "/api/v1/models/" + name.replace(" ", "%20");
    api.post(path + "/versions", "{\"loggedModel\":\"" + model.id() + "\"}");
    deleteLongAgo(model);

    upkeep.purgeDeleted();
    assertThat(models.find(model.id())).isPresent();

    api.delete(path);
    upkeep.purgeDeleted();
    assertThat(models.find(model.id())).isEmpty();
  }

  private JsonNode newRun(String experiment) {
    return api.post("/api/v1/runs", "{\"experiment\":\"" + experiment + "\"}").json();
  }

  /** Returns the path of the version. */
  private String newVersion(String model, String version) {
    api.post("/api/v1/models", "{\"name\":\"" + model + "\"}");
    Answer made = api.post("/api/v1/models/" + model + "/versions", version);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return "/api/v1/models/" + model + "/versions/1";
  }

  private void assertRefused(Answer answer, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(answer.json().get("detail").asString()).isEqualTo(message);
  }

  @Test
  void a_run_with_the_files_of_a_version_is_kept_until_the_version_is_deleted() {
    String run = newRun("upkeep of files").get("id").asString();
    String version = newVersion("with-files", "{\"run\":\"%s\",\"path\":\"model\"}".formatted(run));
    String copy = newVersion("with-copy", "{\"source\":\"models:/with-files/1\"}");
    String path = "/api/v1/runs/" + run;
    api.delete(path);

    assertRefused(
        api.post(path + "/purge", ""),
        "run %s has the files of version 1 of the registered model with-copy: delete that version first"
            .formatted(run));
    assertThat(api.post(path + "/restore", "").status())
        .as("it is not being purged")
        .isEqualTo(200);

    api.delete(path);
    api.delete(copy);
    assertThat(api.post(path + "/purge", "").status()).isEqualTo(409);
    api.delete(version);
    assertThat(api.post(path + "/purge", "").status()).isEqualTo(204);
  }

  @Test
  void a_run_that_only_names_a_version_elsewhere_is_purged() {
    String run = newRun("upkeep of names").get("id").asString();
    newVersion("elsewhere", "{\"run\":\"%s\",\"source\":\"s3://bucket/1\"}".formatted(run));
    api.delete("/api/v1/runs/" + run);

    assertThat(api.post("/api/v1/runs/" + run + "/purge", "").status()).isEqualTo(204);
  }

  @Test
  void an_experiment_with_the_model_of_a_version_is_kept_until_the_version_is_deleted() {
    LoggedModel model = newModel();
    String version = newVersion("of-logged", "{\"loggedModel\":\"" + model.id() + "\"}");
    String path = "/api/v1/experiments/" + model.experiment();
    String run = newRun(api.get(path).json().get("name").asString()).get("id").asString();
    api.delete(path);

    assertRefused(
        api.post(path + "/purge", ""),
        "experiment %s has the files of version 1 of the registered model of-logged: delete that version first"
            .formatted(model.experiment()));
    assertThat(models.find(model.id())).isPresent();
    assertThat(api.get("/api/v1/runs/" + run).status()).as("nothing is purged").isEqualTo(200);
    assertThat(api.post(path + "/restore", "").status()).isEqualTo(200);

    api.delete(version);
    api.delete(path);
    assertThat(api.post(path + "/purge", "").status()).isEqualTo(200);
    assertThat(models.find(model.id())).isEmpty();
  }

  @Test
  void an_experiment_with_a_run_with_the_files_of_a_version_is_kept() {
    JsonNode run = newRun("upkeep of experiments");
    newVersion("of-run", "{\"source\":\"runs:/%s/m\"}".formatted(run.get("id").asString()));
    String path = "/api/v1/experiments/" + run.get("experimentId").asString();
    api.delete(path);

    assertThat(api.post(path + "/purge", "").json().get("detail").asString())
        .endsWith("version 1 of the registered model of-run: delete that version first");
  }

  @Test
  void a_model_of_which_a_version_is_being_made_is_not_purged() throws Exception {
    JsonNode run = newRun("upkeep of the making");
    RunId maker = RunId.of(run.get("id").asString());
    LoggedModel model =
        models.create(
            new NewLoggedModel(
                new ExperimentId(run.get("experimentId").asLong()),
                null,
                maker,
                "",
                Map.of(),
                Map.of()));
    newVersion("in-the-making", "{\"source\":\"s3://bucket/1\"}");
    UserId admin =
        new UserId(
            Objects.requireNonNull(
                database.queryForObject(
                    "select id from app_user where name = 'admin'", UUID.class)));
    Thread purging = Thread.ofVirtual().unstarted(() -> upkeep.purging(new RunPurging(maker)));

    transaction.executeWithoutResult(
        _ -> {
          versions.create(
              "in-the-making",
              new NewVersion("models:/" + model.id(), null, null, "", "", Map.of()),
              admin);
          purging.start();
          await().until(this::somebodyWaitsForARow);
        });
    purging.join();

    assertThat(models.find(model.id())).isPresent();
  }

  private boolean somebodyWaitsForARow() {
    return Boolean.TRUE.equals(
        database.queryForObject(
            "select exists (select from pg_stat_activity where wait_event_type = 'Lock')",
            Boolean.class));
  }
}
