package dev.assay.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.NewArtifact;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@ServerTest
class ModelUpkeepTest {
  @Autowired TestApi api;
  @Autowired LoggedModels models;
  @Autowired Artifacts artifacts;
  @Autowired ModelUpkeep upkeep;
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
}
