package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static dev.assay.mlflow.MlflowTestServer.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class MlflowExperimentsTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";

  @Autowired TestApi api;
  private MlflowTestServer mlflow;

  @BeforeEach
  void server() {
    mlflow = new MlflowTestServer(api);
  }

  @Test
  void the_default_experiment_is_always_there() {
    JsonNode experiment = mlflow.get("experiments/get", "experiment_id", "0").get("experiment");
    assertThat(experiment.get("name").asString()).isEqualTo("Default");
    assertThat(experiment.get("artifact_location").asString()).isEqualTo("mlflow-artifacts:/0");
    assertThat(experiment.has("tags")).isFalse();
    assertThat(
            mlflow
                .get("experiments/get-by-name", "experiment_name", "Default")
                .at("/experiment/experiment_id")
                .asString())
        .isEqualTo("0");
  }

  @Test
  void an_experiment_lives_as_its_clients_expect() {
    String id =
        mlflow
            .post(
                "experiments/create",
                "{'name':'mlflow life','tags':[{'key':'a','value':'b'},{'key':'mlflow.note.content','value':'why'}]}")
            .get("experiment_id")
            .asString();
    String of = "{'experiment_id':'" + id + "'";
    JsonNode created = experiment(id);
    assertThat(value(created.get("tags"), "a")).isEqualTo("b");
    assertThat(value(created.get("tags"), "mlflow.note.content")).isEqualTo("why");
    assertThat(api.get("/api/v1/experiments/" + id).body()).contains("why");

    mlflow.post("experiments/update", of + ",'new_name':'mlflow renamed'}");
    mlflow.post("experiments/set-experiment-tag", of + ",'key':'a','value':'c'}");
    assertThat(experiment(id).get("name").asString()).isEqualTo("mlflow renamed");
    assertThat(value(experiment(id).get("tags"), "a")).isEqualTo("c");
    mlflow.post("experiments/delete-experiment-tag", of + ",'key':'a'}");
    mlflow.post("experiments/delete-experiment-tag", of + ",'key':'mlflow.note.content'}");
    assertThat(experiment(id).has("tags")).isFalse();
    assertRefused(
        mlflow.send("experiments/delete-experiment-tag", of + ",'key':'a'}"),
        404,
        MISSING,
        "No tag with name: a in experiment with id " + id);

    String run = mlflow.newRun(id);
    mlflow.post("experiments/delete", of + "}");
    assertThat(experiment(id).get("lifecycle_stage").asString()).isEqualTo("deleted");
    assertThat(mlflow.run(run).at("/info/lifecycle_stage").asString()).isEqualTo("deleted");
    assertThat(
            mlflow
                .get("experiments/get-by-name", "experiment_name", "mlflow renamed")
                .at("/experiment/lifecycle_stage")
                .asString())
        .isEqualTo("deleted");
    assertRefused(
        mlflow.send("experiments/delete", of + "}"),
        404,
        MISSING,
        "No Experiment with id=" + id + " exists");
    assertRefused(
        mlflow.send("experiments/update", of + ",'new_name':'x'}"),
        500,
        "INVALID_STATE",
        "Cannot rename a non-active experiment.");
    String notActive =
        "The experiment " + id + " must be in the 'active' state. Current state is deleted.";
    assertRefused(
        mlflow.send("experiments/set-experiment-tag", of + ",'key':'a','value':'b'}"),
        400,
        INVALID,
        notActive);
    assertRefused(mlflow.send("runs/create", of + "}"), 400, INVALID, notActive);

    mlflow.post("experiments/restore", of + "}");
    assertThat(mlflow.run(run).at("/info/lifecycle_stage").asString()).isEqualTo("active");
    assertRefused(
        mlflow.send("experiments/restore", of + "}"),
        404,
        MISSING,
        "No Experiment with id=" + id + " exists");
  }

  private JsonNode experiment(String id) {
    return mlflow.get("experiments/get", "experiment_id", id).get("experiment");
  }

  @Test
  void names_are_given_once() {
    mlflow.newExperiment("mlflow once");
    assertRefused(
        mlflow.send("experiments/create", "{'name':'mlflow once'}"),
        400,
        "RESOURCE_ALREADY_EXISTS",
        "Experiment(name=mlflow once) already exists.");
    String other = mlflow.newExperiment("mlflow other");
    assertRefused(
        mlflow.send(
            "experiments/update", "{'experiment_id':'" + other + "','new_name':'mlflow once'}"),
        400,
        "RESOURCE_ALREADY_EXISTS",
        "already exists");
    mlflow.post("experiments/delete", "{'experiment_id':'" + other + "'}");
    mlflow.newExperiment("mlflow other");
  }

  @Test
  void what_is_wrong_is_named() {
    assertRefused(
        mlflow.send("experiments/create", "{}"),
        400,
        INVALID,
        "Missing value for required parameter 'name'.");
    assertRefused(
        mlflow.send("experiments/create", "{'name':7}"),
        400,
        INVALID,
        "Invalid value 7 for parameter 'name' supplied:  Hint: Value was of type 'int'.");
    assertRefused(
        mlflow.send("experiments/create", "{'name':'" + "x".repeat(501) + "'}"),
        400,
        INVALID,
        "'name' exceeds the maximum length of 500 characters");
    assertRefused(
        mlflow.ask("experiments/get", "experiment_id", "abc"),
        400,
        INVALID,
        "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.");
    assertRefused(
        mlflow.ask("experiments/get", "experiment_id", "987654"),
        404,
        MISSING,
        "No Experiment with id=987654 exists");
    assertRefused(
        mlflow.ask("experiments/get-by-name", "experiment_name", "nobody's"),
        404,
        MISSING,
        "Could not find experiment with name 'nobody's'");
    assertRefused(
        mlflow.send("runs/create", "{'experiment_id':'987654'}"),
        404,
        MISSING,
        "No Experiment with id=987654 exists");
  }
}
