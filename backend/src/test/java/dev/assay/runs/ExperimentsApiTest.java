package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ExperimentsApiTest {
  @Autowired TestApi api;
  @Autowired DSLContext db;

  private long create(String name) {
    Answer answer = api.post("/api/v1/experiments", "{\"name\":\"" + name + "\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("id").asLong();
  }

  private String newRun(String experiment) {
    return api.post("/api/v1/runs", "{\"experiment\":\"" + experiment + "\"}")
        .json()
        .get("id")
        .asString();
  }

  private Answer patch(long id, String changes) {
    return api.send(
        api.request("/api/v1/experiments/" + id).method("PATCH", BodyPublishers.ofString(changes)));
  }

  private List<String> names(String shelf) {
    List<String> names = new ArrayList<>();
    api.get("/api/v1/experiments?limit=1000&name=xp-&shelf=" + shelf)
        .json()
        .get("items")
        .forEach(e -> names.add(e.get("name").asString()));
    return names;
  }

  @Test
  void an_experiment_is_described() {
    Answer created =
        api.post(
            "/api/v1/experiments",
            "{\"name\":\"xp-described\",\"notes\":\"*why*\",\"tags\":{\"team\":\"nlp\"}}");
    long id = created.json().get("id").asLong();

    assertThat(created.json().get("notes").asString()).isEqualTo("*why*");
    assertThat(created.json().get("tags").get("team").asString()).isEqualTo("nlp");
    JsonNode changed = patch(id, "{\"name\":\"xp-renamed\",\"notes\":\"because\"}").json();
    assertThat(changed.get("name").asString()).isEqualTo("xp-renamed");
    assertThat(changed.get("notes").asString()).isEqualTo("because");
    assertThat(changed.get("updatedAt").asString())
        .isGreaterThanOrEqualTo(changed.get("createdAt").asString());
    api.put("/api/v1/experiments/" + id + "/tags", "{\"team\":\"vision\",\"a\":\"b\"}");
    assertThat(api.delete("/api/v1/experiments/" + id + "/tags?key=a").status()).isEqualTo(204);
    assertThat(api.get("/api/v1/experiments/" + id).json().get("tags").toString())
        .isEqualTo("{\"team\":\"vision\"}");
  }

  @Test
  void a_name_belongs_to_one_experiment_that_is_not_deleted() {
    long first = create("xp-name");
    assertThat(api.post("/api/v1/experiments", "{\"name\":\"xp-name\"}").status()).isEqualTo(409);
    long other = create("xp-other");
    assertThat(patch(other, "{\"name\":\"xp-name\"}").body())
        .contains("there is an experiment named xp-name already");

    api.delete("/api/v1/experiments/" + first);
    long second = create("xp-name");

    Answer refused = api.post("/api/v1/experiments/" + first + "/restore", "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("there is another experiment named xp-name by now");
    patch(second, "{\"name\":\"xp-name-2\"}");
    assertThat(api.post("/api/v1/experiments/" + first + "/restore", "").status()).isEqualTo(200);
  }

  @Test
  void an_experiment_is_put_away_with_its_runs_and_brought_back() {
    long id = create("xp-away");
    String kept = newRun("xp-away");
    String deletedBefore = newRun("xp-away");
    api.delete("/api/v1/runs/" + deletedBefore);

    api.post("/api/v1/experiments/" + id + "/archive", "");
    assertThat(names("ACTIVE")).doesNotContain("xp-away");
    assertThat(names("ARCHIVED")).contains("xp-away");
    api.post("/api/v1/experiments/" + id + "/unarchive", "");

    api.delete("/api/v1/experiments/" + id);
    assertThat(names("DELETED")).contains("xp-away");
    assertThat(api.get("/api/v1/runs/" + kept).json().get("deletedAt").isNull()).isFalse();
    assertThat(
            api.post(
                    "/api/v1/runs/" + kept + "/metrics",
                    "{\"metrics\":[{\"name\":\"a\",\"steps\":[1],\"values\":[1]}]}")
                .status())
        .isEqualTo(409);
    assertThat(api.delete("/api/v1/experiments/" + id).status()).isEqualTo(409);
    assertThat(patch(id, "{\"notes\":\"x\"}").body()).contains("is deleted: restore it");

    api.post("/api/v1/experiments/" + id + "/restore", "");
    assertThat(api.get("/api/v1/runs/" + kept).json().get("deletedAt").isNull()).isTrue();
    assertThat(api.get("/api/v1/runs/" + deletedBefore).json().get("deletedAt").isNull())
        .as("deleted on its own before")
        .isFalse();
  }

  @Test
  void a_purge_that_was_cut_off_is_gone_on_with() {
    long id = create("xp-cut");
    String run = newRun("xp-cut");
    newRun("xp-cut");
    api.delete("/api/v1/experiments/" + id);
    db.update(RUN)
        .set(RUN.PURGING_AT, RUN.DELETED_AT)
        .where(RUN.ID.eq(UUID.fromString(run)))
        .execute();

    Answer purged = api.post("/api/v1/experiments/" + id + "/purge", "");

    assertThat(purged.body()).isEqualTo("{\"runsPurged\":2,\"runsLeft\":0}");
  }

  @Test
  void nothing_is_recorded_in_a_deleted_experiment() {
    long id = create("xp-closed");
    String run = newRun("xp-closed");
    api.delete("/api/v1/experiments/" + id);

    Answer restored = api.post("/api/v1/runs/" + run + "/restore", "");
    assertThat(restored.status()).isEqualTo(409);
    assertThat(restored.body()).contains("experiment " + id + " is deleted");
  }

  @Test
  void a_change_is_made_as_a_whole_or_not_at_all() {
    long id = create("xp-whole");

    Answer refused = patch(id, "{\"name\":\"xp-half\",\"notes\":\"" + "x".repeat(100_001) + "\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(names("ACTIVE")).contains("xp-whole").doesNotContain("xp-half");
  }

  @Test
  void purging_removes_runs_and_name() {
    long id = create("xp-gone");
    String run = newRun("xp-gone");
    assertThat(api.post("/api/v1/experiments/" + id + "/purge", "").status())
        .as("not deleted")
        .isEqualTo(409);
    api.delete("/api/v1/experiments/" + id);

    Answer purged = api.post("/api/v1/experiments/" + id + "/purge", "");

    assertThat(purged.json().get("runsPurged").asInt()).isEqualTo(1);
    assertThat(purged.json().get("runsLeft").asInt()).isZero();
    assertThat(api.get("/api/v1/experiments/" + id).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/runs/" + run).status()).isEqualTo(404);
    create("xp-gone");
  }
}
