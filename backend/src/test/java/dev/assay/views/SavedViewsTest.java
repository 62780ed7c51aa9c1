package dev.assay.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.team.Role;
import dev.assay.team.TestUsers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@ServerTest
class SavedViewsTest {
  @Autowired TestApi api;
  @Autowired ApplicationContext server;

  private String views;

  @BeforeEach
  void an_experiment() {
    String id =
        api.post("/api/v1/experiments", "{\"name\": \"views " + UUID.randomUUID() + "\"}")
            .json()
            .get("id")
            .asString();
    views = "/api/v1/experiments/" + id + "/views";
  }

  private static String body(String name, boolean shared, String query) {
    return TestApi.JSON
        .createObjectNode()
        .put("name", name)
        .put("shared", shared)
        .put("query", query)
        .toString();
  }

  private Answer as(String token, String method, String path, String body) {
    return api.send(
        api.anonymous(path)
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(body)));
  }

  private List<String> names(Answer list) {
    return list.json().get("items").valueStream().map(v -> v.get("name").asString()).toList();
  }

  /** Somebody else who may edit, with a token. */
  private String colleague() {
    return TestUsers.token(server, "charles", Role.EDITOR);
  }

  @Test
  void a_view_is_kept_changed_and_deleted() {
    Answer saved = api.post(views, body("best", false, "filter=params.lr+%3C+1"));
    assertThat(saved.status()).isEqualTo(201);
    assertThat(saved.json().get("owner").asString()).isEqualTo("admin");
    String path = "/api/v1/views/" + saved.json().get("id").asString();

    Answer changed = api.put(path, body("best of all", true, "sort=name"));
    assertThat(changed.json().get("query").asString()).isEqualTo("sort=name");
    assertThat(names(api.get(views))).containsExactly("best of all");

    assertThat(api.delete(path).status()).isEqualTo(204);
    assertThat(names(api.get(views))).isEmpty();
    assertThat(api.delete(path).status()).isEqualTo(404);
  }

  @Test
  void a_private_view_is_not_there_for_others_and_a_shared_one_is_not_theirs_to_change() {
    String colleague = colleague();
    String mine = api.post(views, body("mine", false, "")).json().get("id").asString();
    String shared = api.post(views, body("ours", true, "")).json().get("id").asString();

    assertThat(names(as(colleague, "GET", views, ""))).containsExactly("ours");
    assertThat(as(colleague, "PUT", "/api/v1/views/" + mine, body("x", true, "")).status())
        .isEqualTo(404);
    Answer refused = as(colleague, "PUT", "/api/v1/views/" + shared, body("x", true, ""));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("belongs to admin");
    assertThat(as(colleague, "DELETE", "/api/v1/views/" + shared, "").status()).isEqualTo(403);
  }

  @Test
  void an_administrator_changes_what_others_share() {
    String theirs =
        as(colleague(), "POST", views, body("theirs", true, "")).json().get("id").asString();

    assertThat(api.put("/api/v1/views/" + theirs, body("kept", true, "")).status()).isEqualTo(200);
  }

  @Test
  void bad_views_are_refused_with_the_reason() {
    assertThat(api.post(views, body("twice", false, "")).status()).isEqualTo(201);
    Answer taken = api.post(views, body("twice", false, ""));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.body()).contains("there is a view named twice already");
    assertThat(api.post(views, body(" ", false, "")).status()).isEqualTo(400);
    assertThat(api.post(views, body("long", false, "x".repeat(16_001))).status()).isEqualTo(400);
    assertThat(api.post("/api/v1/experiments/999999/views", body("x", false, "")).status())
        .isEqualTo(404);
  }
}
