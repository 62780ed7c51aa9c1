package dev.assay.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Activity.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@ServerTest
class ActivityTest {
  @Autowired TestApi api;
  @Autowired Activity activity;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void forgetEverything() {
    database.execute("truncate experiment, agent restart identity cascade");
  }

  private String run(String name) {
    return api.post(
            "/api/v1/runs", "{\"experiment\": \"lately\", \"name\": \"%s\"}".formatted(name))
        .json()
        .get("id")
        .asString();
  }

  private void finish(String id) {
    api.post("/api/v1/runs/" + id + "/finish", "{\"status\": \"FINISHED\"}");
  }

  private static List<String> words(List<Activity.Event> events) {
    return events.stream().map(e -> e.run().name() + " " + e.kind()).toList();
  }

  @Test
  void the_latest_is_first_whatever_it_is() {
    String a = run("a");
    run("b");
    finish(a);
    api.send(
        api.request("/api/v1/runs/" + a)
            .method(
                "PATCH",
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "{\"learnt\": \"wider is better\"}")));

    assertThat(words(activity.list(PageRequest.first(10)).items()))
        .containsExactly(
            "a " + Kind.NOTED, "a " + Kind.ENDED, "b " + Kind.CREATED, "a " + Kind.CREATED);
  }

  @Test
  void pages_follow_each_other_without_a_gap() {
    for (int i = 0; i < 5; i++) {
      finish(run("run " + i));
    }
    List<String> all = new ArrayList<>();
    PageRequest request = PageRequest.first(3);
    for (boolean more = true; more; ) {
      Page<Activity.Event> page = activity.list(request);
      all.addAll(words(page.items()));
      more = page.nextCursor() != null;
      request = new PageRequest(3, page.nextCursor());
    }

    assertThat(all).hasSize(10).doesNotHaveDuplicates();
    assertThat(all.getFirst()).isEqualTo("run 4 ENDED");
    assertThat(all.getLast()).isEqualTo("run 0 CREATED");
  }

  @Test
  void what_is_put_away_is_not_told_of() {
    String kept = run("kept");
    api.post("/api/v1/runs/" + run("archived") + "/archive", "");
    api.delete("/api/v1/runs/" + run("deleted"));

    assertThat(activity.list(PageRequest.first(10)).items())
        .extracting(e -> e.run().id())
        .containsExactly(RunId.of(kept));
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    assertThatExceptionOfType(Problem.Invalid.class)
        .isThrownBy(() -> activity.list(new PageRequest(3, "elsewhere")));
  }
}
