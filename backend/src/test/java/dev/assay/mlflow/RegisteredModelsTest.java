package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static dev.assay.mlflow.MlflowTestServer.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RegisteredModelsTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";
  private static final String TAKEN = "RESOURCE_ALREADY_EXISTS";

  @Autowired TestApi api;
  private RegistryTestServer mlflow;
  private MlflowTestServer runs;

  @BeforeEach
  void server() {
    mlflow = new RegistryTestServer(api);
    runs = new MlflowTestServer(api);
  }

  private void refused(
      String method, String path, String body, int status, String code, String message) {
    assertRefused(mlflow.send(method, path, body), status, code, message);
  }

  private List<String> names(String path, String list, String filter, String... more) {
    List<String> query = new ArrayList<>(List.of("filter", filter));
    query.addAll(List.of(more));
    JsonNode found = runs.get(path, query.toArray(String[]::new)).path(list);
    return StreamSupport.stream(found.spliterator(), false)
        .map(
            m ->
                m.has("version")
                    ? m.get("name").asString() + "/" + m.get("version").asString()
                    : m.get("name").asString())
        .toList();
  }

  @Test
  void a_registered_model_is_made_described_renamed_and_deleted() {
    JsonNode made =
        mlflow
            .call(
                "POST",
                "registered-models/create",
                "{'name':'life','description':'d','tags':[{'key':'a','value':'1'},{'key':'a','value':'2'}]}")
            .get("registered_model");
    assertThat(made.get("name").asString()).isEqualTo("life");
    assertThat(made.get("creation_timestamp").isIntegralNumber()).isTrue();
    assertThat(value(made.get("tags"), "a")).isEqualTo("2");
    assertThat(made.has("latest_versions")).isFalse();

    JsonNode renamed =
        mlflow.call("POST", "registered-models/rename", "{'name':'life','new_name':'second life'}");
    assertThat(renamed.at("/registered_model/name").asString()).isEqualTo("second life");
    JsonNode updated = mlflow.call("PATCH", "registered-models/update", "{'name':'second life'}");
    assertThat(updated.get("registered_model").has("description")).isFalse();
    assertThat(mlflow.call("DELETE", "registered-models/delete", "{'name':'second life'}"))
        .isEmpty();
    refused(
        "GET",
        "registered-models/get",
        "{'name':'second life'}",
        404,
        MISSING,
        "Registered Model with name=second life not found");
  }

  @Test
  void names_and_tags_are_refused_in_mlflows_words() {
    String name = mlflow.newModel();
    String create = "registered-models/create";
    refused(
        "POST",
        create,
        "{'name':'" + name + "'}",
        400,
        TAKEN,
        "Registered Model (name=" + name + ") already exists.");
    refused("POST", create, "{}", 400, INVALID, "Missing value for required parameter 'name'.");
    refused(
        "POST",
        create,
        "{'name':'a/b'}",
        400,
        INVALID,
        "Invalid model name 'a/b'. Names cannot contain '/' or ':'.");
    refused("POST", create, "{'name':'..'}", 400, INVALID, "This name would resolve to '..'");
    refused(
        "POST",
        create,
        "{'name':'tags','tags':[{'key':'k&','value':'1'}]}",
        400,
        INVALID,
        "Invalid value \"k&\" for parameter 'key' supplied: Names may only contain");
    refused(
        "POST",
        "registered-models/set-tag",
        "{'name':'%s','key':'%s','value':''}".formatted(name, "k".repeat(251)),
        400,
        INVALID,
        "'key' exceeds the maximum length of 250 characters");
    refused(
        "POST",
        "registered-models/rename",
        "{'name':'%s','new_name':'%s'}".formatted(name, mlflow.newModel()),
        400,
        TAKEN,
        "already exists");
    refused(
        "POST",
        "registered-models/set-tag",
        "{'name':'nobody','key':'k','value':'v'}",
        404,
        MISSING,
        "Registered Model with name=nobody not found");
  }

  @Test
  void a_version_shows_all_that_mlflow_shows() {
    String model = mlflow.newModel();
    String run = runs.newRun();
    JsonNode made =
        mlflow
            .call(
                "POST",
                "model-versions/create",
                """
                {'name':'%s','source':'runs:/%s/model','run_id':'%2$s','run_link':'http://x',
                 'description':'d','tags':[{'key':'k','value':'v'}]}"""
                    .formatted(model, run))
            .get("model_version");
    assertThat(made.propertyNames())
        .containsExactlyInAnyOrder(
            "name",
            "version",
            "creation_timestamp",
            "last_updated_timestamp",
            "current_stage",
            "description",
            "source",
            "run_id",
            "status",
            "run_link",
            "tags");
    assertThat(made.get("version").asString()).isEqualTo("1");
    assertThat(made.get("current_stage").asString()).isEqualTo("None");
    assertThat(made.get("status").asString()).isEqualTo("READY");
    assertThat(made.get("run_id").asString()).isEqualTo(run);
    assertThat(mlflow.version(model, "1")).isEqualTo(made);

    String one = "{'name':'%s','version':'1'".formatted(model);
    assertThat(
            mlflow
                .call("GET", "model-versions/get-download-uri", one + "}")
                .get("artifact_uri")
                .asString())
        .isEqualTo("runs:/" + run + "/model");
    mlflow.call("PATCH", "model-versions/update", one + ",'description':'other'}");
    mlflow.call("POST", "model-versions/set-tag", one + ",'key':'k','value':'w'}");
    assertThat(value(mlflow.version(model, "1").get("tags"), "k")).isEqualTo("w");
    assertThat(mlflow.version(model, "1").get("description").asString()).isEqualTo("other");
    mlflow.call("DELETE", "model-versions/delete-tag", one + ",'key':'k'}");
    assertThat(mlflow.version(model, "1").has("tags")).isFalse();
    mlflow.call("DELETE", "model-versions/delete", one + "}");
    refused(
        "GET",
        "model-versions/get",
        one + "}",
        404,
        MISSING,
        "Model Version (name=%s, version=1) not found".formatted(model));
    refused(
        "GET",
        "model-versions/get",
        "{'name':'%s','version':'x'}".formatted(model),
        400,
        INVALID,
        "Parameter 'version' must be an integer, got 'x'.");
  }

  @Test
  void sources_that_could_lead_elsewhere_are_refused() {
    String model = mlflow.newModel();
    String run = runs.newRun();
    String other = runs.newRun();
    String mustIdentify =
        "The run_id request parameter must identify the resource that contains the source.";
    String local = "To use a local path as a model version source";
    String relative = "Please provide an absolute path.";
    record Case(String source, String runId, String message) {}
    for (Case c :
        List.of(
            new Case("/etc/passwd", run, local),
            new Case("file:///etc/passwd", run, local),
            new Case("model", run, local),
            new Case("s3://b/../m", "", relative),
            new Case("s3://b/%2e%2e/m", "", relative),
            new Case("abc:def", "", relative),
            new Case("runs:/" + run + "/m", "", mustIdentify),
            new Case("runs:/" + run + "/m", other, mustIdentify),
            new Case("mlflow-artifacts:/0/" + run + "/artifacts/m", other, mustIdentify),
            new Case("mlflow-artifacts:/9/" + run + "/artifacts/m", run, mustIdentify),
            new Case("http://h/api/2.0/mlflow-artifacts/artifacts/0/x", run, mustIdentify))) {
      refused(
          "POST",
          "model-versions/create",
          "{'name':'%s','source':'%s','run_id':'%s'}".formatted(model, c.source(), c.runId()),
          400,
          INVALID,
          c.message());
    }
    String proxied = "mlflow-artifacts:/0/" + run + "/artifacts/m";
    mlflow.call(
        "POST",
        "model-versions/create",
        "{'name':'%s','source':'%s','run_id':'%s'}".formatted(model, proxied, run));
    refused(
        "POST",
        "model-versions/create",
        "{'name':'nobody','source':'s3://b/m'}",
        404,
        MISSING,
        "Registered Model with name=nobody not found");
  }

  @Test
  void a_version_may_be_registered_once_more_under_another_name() {
    String first = mlflow.newModel();
    String second = mlflow.newModel();
    mlflow.newVersion(first, "s3://b/m");
    mlflow.call(
        "POST",
        "registered-models/alias",
        "{'name':'%s','alias':'best','version':'1'}".formatted(first));
    mlflow.newVersion(second, "models:/" + first + "@best");

    assertThat(mlflow.version(second, "1").get("source").asString())
        .isEqualTo("models:/" + first + "/1");
    assertThat(
            runs.get("model-versions/get-download-uri", "name", second, "version", "1")
                .get("artifact_uri")
                .asString())
        .isEqualTo("s3://b/m");
    refused(
        "POST",
        "model-versions/create",
        "{'name':'%s','source':'models:/%s/99'}".formatted(second, first),
        404,
        MISSING,
        "Model Version (name=%s, version=99) not found".formatted(first));
  }

  @Test
  void stages_are_changed_and_the_newest_of_each_is_shown() {
    String model = mlflow.newModel();
    for (int i = 0; i < 3; i++) {
      mlflow.newVersion(model, "s3://b/" + i);
    }
    String transition = "model-versions/transition-stage";
    mlflow.call(
        "POST", transition, "{'name':'%s','version':'1','stage':'staging'}".formatted(model));
    JsonNode moved =
        mlflow.call(
            "POST",
            transition,
            "{'name':'%s','version':'2','stage':'Staging','archive_existing_versions':true}"
                .formatted(model));
    assertThat(moved.at("/model_version/current_stage").asString()).isEqualTo("Staging");
    assertThat(mlflow.version(model, "1").get("current_stage").asString()).isEqualTo("Archived");

    JsonNode newest =
        mlflow.call(
            "POST",
            "registered-models/get-latest-versions",
            "{'name':'%s','stages':['staging','Archived']}".formatted(model));
    assertThat(newest.get("model_versions")).hasSize(2);
    assertThat(
            runs.get("registered-models/get", "name", model)
                .at("/registered_model/latest_versions"))
        .hasSize(3);
    refused(
        "POST",
        transition,
        "{'name':'%s','version':'1','stage':'gone'}".formatted(model),
        400,
        INVALID,
        "Invalid Model Version stage: gone. Value must be one of None, Staging, Production, Archived.");
    refused(
        "POST",
        transition,
        "{'name':'%s','version':'1','stage':'None','archive_existing_versions':true}"
            .formatted(model),
        400,
        INVALID,
        "because 'None' is not an Active stage");
    refused(
        "POST",
        transition,
        "{'name':'%s','version':'9','stage':'None'}".formatted(model),
        404,
        MISSING,
        "Model Version (name=%s, version=9) not found".formatted(model));
  }

  @Test
  void aliases_move_and_go_with_their_version() {
    String model = mlflow.newModel();
    mlflow.newVersion(model, "s3://b/1");
    mlflow.newVersion(model, "s3://b/2");
    String alias = "{'name':'%s','alias':'%s','version':'%s'}";
    mlflow.call("POST", "registered-models/alias", alias.formatted(model, "best", "1"));
    mlflow.call("POST", "registered-models/alias", alias.formatted(model, "best", "2"));

    assertThat(
            runs.get("registered-models/get", "name", model)
                .at("/registered_model/aliases")
                .toString())
        .isEqualTo("[{\"alias\":\"best\",\"version\":\"2\"}]");
    JsonNode best = runs.get("registered-models/alias", "name", model, "alias", "best");
    assertThat(best.at("/model_version/version").asString()).isEqualTo("2");
    assertThat(best.at("/model_version/aliases/0").asString()).isEqualTo("best");
    assertThat(
            runs.get("registered-models/alias", "name", model, "alias", "Latest")
                .at("/model_version/version")
                .asString())
        .isEqualTo("2");
    refused(
        "POST",
        "registered-models/alias",
        alias.formatted(model, "latest", "1"),
        400,
        INVALID,
        "'latest' alias name (case insensitive) is reserved.");
    refused(
        "POST",
        "registered-models/alias",
        alias.formatted(model, "v1", "1"),
        400,
        INVALID,
        "Version alias name 'v1' is reserved.");
    refused(
        "POST",
        "registered-models/alias",
        alias.formatted(model, "a b", "1"),
        400,
        INVALID,
        "Invalid alias name: 'a b'. Names may only contain alphanumerics");
    refused(
        "POST",
        "registered-models/alias",
        alias.formatted(model, "best", "9"),
        404,
        MISSING,
        "Model Version (name=%s, version=9) not found".formatted(model));
    mlflow.call("DELETE", "model-versions/delete", "{'name':'%s','version':'2'}".formatted(model));
    assertRefused(
        runs.ask("registered-models/alias", "name", model, "alias", "best"),
        400,
        INVALID,
        "Registered model alias best not found.");
    mlflow.call(
        "DELETE", "registered-models/alias", "{'name':'%s','alias':'best'}".formatted(model));
  }

  @Test
  void models_and_versions_are_found_by_filters() {
    String a = mlflow.newModel();
    String b = mlflow.newModel();
    String run = runs.newRun();
    mlflow.call(
        "POST",
        "registered-models/set-tag",
        "{'name':'%s','key':'lang','value':'java'}".formatted(a));
    mlflow.newVersion(a, "s3://" + a.replace(' ', '-') + "/1");
    mlflow.newVersion(a, "s3://" + a.replace(' ', '-') + "/2");
    mlflow.call(
        "POST",
        "model-versions/create",
        "{'name':'%s','source':'s3://b/1','run_id':'%s','tags':[{'key':'t','value':'1'}]}"
            .formatted(b, run));

    String models = "registered-models/search";
    assertThat(names(models, "registered_models", "name = '" + a + "'")).containsExactly(a);
    assertThat(names(models, "registered_models", "name ILIKE 'MODEL %' and tags.lang = 'java'"))
        .containsExactly(a);
    assertThat(
            names(
                models,
                "registered_models",
                "name IN ('%s', '%s')".formatted(a, b),
                "order_by",
                "name DESC"))
        .containsExactlyInAnyOrder(a, b);
    assertThat(names(models, "registered_models", "name = 'none'")).isEmpty();

    String versions = "model-versions/search";
    assertThat(
            names(
                versions, "model_versions", "name = '" + a + "'", "order_by", "version_number ASC"))
        .containsExactly(a + "/1", a + "/2");
    assertThat(names(versions, "model_versions", "run_id = '" + run + "'"))
        .containsExactly(b + "/1");
    assertThat(names(versions, "model_versions", "tags.`t` = '1' and run_id IN ('" + run + "')"))
        .containsExactly(b + "/1");
    assertThat(
            names(
                versions,
                "model_versions",
                "source_path LIKE 's3://%s/%%' and version_number > 1"
                    .formatted(a.replace(' ', '-'))))
        .containsExactly(a + "/2");

    JsonNode first = runs.get(versions, "filter", "name = '" + a + "'", "max_results", "1");
    JsonNode second =
        runs.get(
            versions,
            "filter",
            "name = '" + a + "'",
            "max_results",
            "1",
            "page_token",
            first.get("next_page_token").asString());
    assertThat(second.at("/model_versions/0/version").asString()).isEqualTo("1");
    assertThat(second.has("next_page_token")).isFalse();
  }

  @Test
  void searches_are_refused_that_ask_for_too_much_or_for_what_is_not_there() {
    for (Answer answer :
        List.of(
            runs.ask("registered-models/search", "filter", "bogus = 'x'"),
            runs.ask("registered-models/search", "filter", "name > 'a'"),
            runs.ask("registered-models/search", "order_by", "bogus"),
            runs.ask("registered-models/search", "max_results", "1001"),
            runs.ask("registered-models/search", "page_token", "%%%"),
            runs.ask("model-versions/search", "filter", "run_id ="),
            runs.ask("model-versions/search", "max_results", "0"),
            runs.ask("model-versions/search", "max_results", "200001"))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.json().get("error_code").asString()).isEqualTo(INVALID);
    }
  }

  @Test
  void prompts_are_found_only_by_those_who_ask_for_prompts() {
    String tag = "[{'key':'mlflow.prompt.is_prompt','value':'true'}]";
    mlflow.call("POST", "registered-models/create", "{'name':'greeting','tags':" + tag + "}");
    mlflow.call(
        "POST",
        "model-versions/create",
        "{'name':'greeting','source':'dummy-source','tags':" + tag + "}");

    String models = "registered-models/search";
    String named = "name = 'greeting'";
    assertThat(names(models, "registered_models", named)).isEmpty();
    assertThat(names("model-versions/search", "model_versions", named)).isEmpty();
    assertThat(
            names(
                models,
                "registered_models",
                named + " and tags.`mlflow.prompt.is_prompt` = 'true'"))
        .containsExactly("greeting");
    assertThat(
            names(
                models,
                "registered_models",
                "name = '%s' and tags.`mlflow.prompt.is_prompt` = 'false'"
                    .formatted(mlflow.newModel())))
        .hasSize(1);
    refused(
        "POST",
        "registered-models/create",
        "{'name':'greeting'}",
        400,
        TAKEN,
        "Tried to create a registered model with name 'greeting', but the name is already taken by a prompt.");
  }

  @Test
  void names_that_no_address_can_have_are_refused() {
    for (String name : List.of("50%", "a;b", "a\\\\b", "a\\nb")) {
      refused(
          "POST",
          "registered-models/create",
          "{'name':'" + name + "'}",
          400,
          INVALID,
          "it has none of / : % ;");
    }
    String model = mlflow.newModel();
    refused(
        "POST",
        "registered-models/rename",
        "{'name':'" + model + "','new_name':'50%'}",
        400,
        INVALID,
        "it has none of / : % ;");
  }
}
