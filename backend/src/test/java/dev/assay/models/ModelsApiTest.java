package dev.assay.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ModelsApiTest {
  private static final String BASE = "/api/v1/models";

  @Autowired TestApi api;

  private JsonNode ok(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
    return answer.body().isEmpty() ? TestApi.JSON.missingNode() : answer.json();
  }

  private Answer send(String method, String path, String body) {
    return api.send(
        api.request(BASE + path).method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private JsonNode post(String path, String body) {
    return ok(send("POST", path, body));
  }

  private JsonNode get(String path) {
    return ok(api.get(BASE + path));
  }

  private void newModel(String name, int versions) {
    post("", "{'name':'" + name + "'}");
    for (int i = 0; i < versions; i++) {
      post("/" + encoded(name) + "/versions", "{'source':'s3://bucket/" + i + "'}");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String newRun() {
    return ok(api.post("/api/v1/runs", "{\"experiment\":\"models\"}")).get("id").asString();
  }

  @Test
  void a_model_is_registered_described_renamed_and_deleted() {
    JsonNode made = post("", "{'name':'größe eins','description':'first','tags':{'team':'nlp'}}");
    assertThat(made.get("description").asString()).isEqualTo("first");
    assertThat(made.at("/tags/team").asString()).isEqualTo("nlp");
    assertThat(made.get("newestVersion").isNull()).isTrue();

    String path = "/" + encoded("größe eins");
    assertThat(get(path).get("name").asString()).isEqualTo("größe eins");
    JsonNode edited = ok(send("PATCH", path, "{'name':'größe zwei','description':'# More'}"));
    assertThat(edited.get("name").asString()).isEqualTo("größe zwei");
    assertThat(edited.get("description").asString()).isEqualTo("# More");
    assertThat(api.get(BASE + path).status()).isEqualTo(404);

    String renamed = "/" + encoded("größe zwei");
    ok(send("DELETE", renamed, ""));
    assertThat(api.get(BASE + renamed).json().get("detail").asString())
        .isEqualTo("there is no registered model größe zwei");
  }

  @Test
  void names_that_are_taken_or_cannot_stand_in_an_address_are_refused() {
    newModel("taken", 0);
    newModel("other", 0);

    assertThat(send("POST", "", "{'name':'taken'}").status()).isEqualTo(409);
    assertThat(send("PATCH", "/other", "{'name':'taken'}").status()).isEqualTo(409);
    assertThat(send("POST", "", "{'name':'Taken'}").status()).isEqualTo(201);
    for (String name : new String[] {"a/b", "a:b", "..", " ", "x".repeat(257)}) {
      Answer answer = send("POST", "", "{'name':'" + name + "'}");
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("name");
    }
  }

  @Test
  void versions_made_at_once_have_numbers_of_their_own() throws Exception {
    newModel("raced", 0);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> made = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        made.add(
            clients.submit(
                () -> post("/raced/versions", "{'source':'s3://b/m'}").get("version").asInt()));
      }
      List<Integer> numbers = new ArrayList<>();
      for (Future<Integer> number : made) {
        numbers.add(number.get());
      }
      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }
  }

  @Test
  void the_number_of_a_deleted_version_is_not_given_again() {
    newModel("numbered", 2);
    ok(send("DELETE", "/numbered/versions/2", ""));

    assertThat(api.get(BASE + "/numbered/versions/2").json().get("detail").asString())
        .isEqualTo("there is no version 2 of a registered model numbered");
    assertThat(post("/numbered/versions", "{'source':'s3://b/m'}").get("version").asInt())
        .isEqualTo(3);
  }

  @Test
  void an_alias_stands_for_one_version_at_a_time() {
    newModel("aliased", 2);
    ok(send("PUT", "/aliased/aliases/champion", "{'version':1}"));
    JsonNode aliases = ok(send("PUT", "/aliased/aliases/champion", "{'version':2}"));

    assertThat(aliases.toString()).isEqualTo("{\"champion\":2}");
    assertThat(get("/aliased/aliases/champion").get("version").asInt()).isEqualTo(2);
    assertThat(get("/aliased/versions/1").get("aliases").isEmpty()).isTrue();
    assertThat(send("PUT", "/aliased/aliases/champion", "{'version':9}").status()).isEqualTo(404);
    assertThat(send("PUT", "/aliased/aliases/latest", "{'version':1}").status()).isEqualTo(400);
    assertThat(send("PUT", "/aliased/aliases/V12", "{'version':1}").status()).isEqualTo(400);
    ok(send("DELETE", "/aliased/versions/2", ""));
    assertThat(api.get(BASE + "/aliased/aliases/champion").status()).isEqualTo(404);
  }

  @Test
  void a_version_that_goes_into_production_archives_the_others_if_told_to() {
    newModel("staged", 3);
    ok(send("PATCH", "/staged/versions/1", "{'stage':'Production'}"));
    ok(send("PATCH", "/staged/versions/2", "{'stage':'Production'}"));
    ok(send("PATCH", "/staged/versions/3", "{'stage':'Production','archiveOthers':true}"));

    JsonNode stages = get("/staged/stages");
    assertThat(stages.at("/Production/version").asInt()).isEqualTo(3);
    assertThat(stages.at("/Archived/version").asInt()).isEqualTo(2);
    assertThat(get("/staged/versions/1").get("stage").asString()).isEqualTo("Archived");
    assertThat(
            send("PATCH", "/staged/versions/1", "{'stage':'None','archiveOthers':true}").status())
        .isEqualTo(400);
  }

  @Test
  void tags_are_set_and_removed() {
    newModel("tagged", 1);
    ok(send("PUT", "/tagged/tags", "{'a':'1','b/c':'2'}"));
    ok(send("PUT", "/tagged/versions/1/tags", "{'a':'3'}"));

    ok(send("DELETE", "/tagged/tags?key=b/c", ""));
    assertThat(get("/tagged").get("tags").toString()).isEqualTo("{\"a\":\"1\"}");
    assertThat(get("/tagged/versions/1").get("tags").toString()).isEqualTo("{\"a\":\"3\"}");
    ok(send("DELETE", "/tagged/versions/1/tags?key=a", ""));
    assertThat(send("DELETE", "/tagged/versions/1/tags?key=a", "").status()).isEqualTo(404);
  }

  @Test
  void a_version_knows_run_path_and_step_of_its_checkpoint() {
    String run = newRun();
    ok(
        api.put(
            "/api/v1/runs/" + run + "/artifacts/content?path=ckpt/step-400/model.bin&step=400",
            "weights"));
    newModel("checkpointed", 0);

    JsonNode version =
        post("/checkpointed/versions", "{'run':'" + run + "','path':'ckpt/step-400'}");
    assertThat(version.get("source").asString())
        .isEqualTo("runs:/" + run.replace("-", "") + "/ckpt/step-400");
    assertThat(version.at("/lineage/run").asString()).isEqualTo(run);
    assertThat(version.at("/lineage/artifactPath").asString()).isEqualTo("ckpt/step-400");
    assertThat(version.at("/lineage/checkpointStep").asLong()).isEqualTo(400);

    JsonNode again = post("/checkpointed/versions", "{'source':'models:/checkpointed/latest'}");
    assertThat(again.get("source").asString()).isEqualTo("models:/checkpointed/1");
    assertThat(again.get("lineage")).isEqualTo(version.get("lineage"));
    assertThat(again.get("location")).isEqualTo(version.get("location"));
  }

  @Test
  void a_version_outlives_its_run() {
    String run = newRun();
    newModel("outliving", 0);
    post("/outliving/versions", "{'run':'" + run + "','source':'s3://bucket/model'}");
    ok(api.delete("/api/v1/runs/" + run));
    ok(api.post("/api/v1/runs/" + run + "/purge", ""));

    assertThat(get("/outliving/versions/1").at("/lineage/run").asString()).isEqualTo(run);
  }

  @Test
  void a_name_that_no_address_can_have_is_refused() {
    for (String name : List.of("50%", "a;b", "a\\\\b", "a/b", "a:b", "..")) {
      Answer refused = send("POST", "", "{'name':'" + name + "'}");
      assertThat(refused.status()).as(name).isEqualTo(400);
      assertThat(refused.json().get("detail").asString())
          .contains("it has none of / : % ; \\ and no control characters");
    }
  }

  @Test
  void what_a_version_is_to_come_from_must_be_said_and_be_there() {
    newModel("sourced", 0);
    for (String body :
        new String[] {"{}", "{'path':'x'}", "{'source':''}", "{'loggedModel':'m-1'}"}) {
      assertThat(send("POST", "/sourced/versions", body).status()).as(body).isEqualTo(400);
    }
    for (String body :
        new String[] {
          "{'run':'01a210a5-f11f-7541-bf06-aea52afe5e81','path':'x'}",
          "{'source':'models:/sourced/1'}",
          "{'source':'models:/m-01a210a5f11f7541bf06aea52afe5e81'}"
        }) {
      assertThat(send("POST", "/sourced/versions", body).status()).as(body).isEqualTo(404);
    }
    assertThat(send("POST", "/nothing/versions", "{'source':'s3://b/m'}").status()).isEqualTo(404);
  }

  @Test
  void lists_are_read_page_by_page() {
    newModel("paged", 5);
    JsonNode first = get("/paged/versions?limit=2");
    assertThat(first.at("/items/0/version").asInt()).isEqualTo(5);
    JsonNode second = get("/paged/versions?limit=2&cursor=" + first.get("nextCursor").asString());
    assertThat(second.at("/items/0/version").asInt()).isEqualTo(3);
    assertThat(api.get(BASE + "/paged/versions?cursor=x").status()).isEqualTo(400);
  }

  @Test
  void models_are_found_by_the_search_language() {
    newModel("found one", 2);
    newModel("found two", 0);
    ok(send("PUT", "/found%20two/tags", "{'found':'yes'}"));

    String all = "?filter=" + encoded("name like 'found %'") + "&orderBy=" + encoded("name desc");
    JsonNode page = get(all + "&limit=1");
    assertThat(page.at("/items/0/name").asString()).isEqualTo("found two");
    JsonNode rest = get(all + "&limit=1&cursor=" + page.get("nextCursor").asString());
    assertThat(rest.at("/items/0/name").asString()).isEqualTo("found one");
    assertThat(rest.at("/items/0/newestVersion").asInt()).isEqualTo(2);
    assertThat(rest.get("nextCursor").isNull()).isTrue();
    assertThat(get("?filter=" + encoded("tags.found = 'yes' or name = 'none'")).at("/items"))
        .hasSize(1);
    Answer wrong = api.get(BASE + "?filter=" + encoded("metrics.loss < 1"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().get("detail").asString())
        .contains("a registered model has attributes and tags, but no metrics");
  }
}
