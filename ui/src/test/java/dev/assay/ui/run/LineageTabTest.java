package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import dev.assay.TestApi;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import org.junit.jupiter.api.Test;

class LineageTabTest extends ViewTest {
  private void openLineage(String run) {
    open("runs/" + run + "/lineage");
  }

  private String post(String path, String body) {
    TestApi.Answer answer = api.post(path, body);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
    return answer.json().path("id").asString("");
  }

  private Grid<?> grid(String name) {
    return $(Grid.class)
        .withCondition(g -> name.equals(g.getElement().getAttribute("aria-label")))
        .single();
  }

  private String cell(Grid<?> grid, int row, int column) {
    return test(grid).getCellText(row, column);
  }

  @Test
  void a_run_without_relations_says_how_they_get_there() {
    openLineage(RecordedRun.start(api, "gpt", "alone", "{}").id());

    assertThat(page()).contains("Nothing is known of what this run came from", "/inputs");
  }

  @Test
  void the_data_is_listed_with_its_digest_and_what_it_was_for() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "fed", "{}")
            .put(
                "inputs",
                """
                {"inputs": [{"dataset": {"name": "wordnet", "digest": "sha256:9f86", "source": "/data/w"},
                  "context": "training"}]}\
                """);
    openLineage(run.id());

    Grid<?> data = grid("Data that it was given");
    assertThat(cell(data, 0, 0)).contains("wordnet");
    assertThat(cell(data, 0, 1)).contains("training");
    assertThat(cell(data, 0, 2)).contains("sha256:9f86");
    assertThat(cell(data, 0, 3)).contains("/data/w");
  }

  @Test
  void origin_parent_forks_and_parts_are_linked() {
    RecordedRun run = RecordedRun.start(api, "gpt", "first", "{}");
    String fork =
        post("/api/v1/runs/" + run.id() + "/fork", "{\"step\": 1500, \"name\": \"second\"}");
    String part =
        post(
            "/api/v1/runs",
            "{\"experiment\":\"gpt\",\"name\":\"fold 1\",\"parent\":\"%s\"}".formatted(run.id()));

    openLineage(run.id());
    assertThat(test(grid("Forks of it")).size()).isEqualTo(1);
    assertThat(cell(grid("Forks of it"), 0, 1)).isEqualTo("1,500");
    assertThat(test(grid("Parts of it")).size()).isEqualTo(1);

    openLineage(fork);
    assertThat(page()).contains("Forked from", "first", "after step 1,500");
    openLineage(part);
    assertThat(page()).contains("Part of", "first");
  }

  @Test
  void a_run_that_a_param_names_is_where_this_one_began() {
    RecordedRun base = RecordedRun.start(api, "gpt", "pretrained", "{}");
    openLineage(
        RecordedRun.start(
                api,
                "gpt",
                "tuned",
                "{\"base\": \"%s\", \"other\": \"0198f3a0-0000-7000-8000-000000000000\"}"
                    .formatted(base.id()))
            .id());

    assertThat(page()).contains("Named by its param base", "pretrained").doesNotContain("other");
  }

  @Test
  void models_and_versions_that_came_from_it_are_listed() {
    RecordedRun run = RecordedRun.start(api, "gpt", "trained", "{}");
    post("/api/v1/models", "{\"name\":\"speller\"}");
    post(
        "/api/v1/models/speller/versions",
        "{\"source\":\"runs:/%s/checkpoints/last\"}".formatted(run.id()));

    openLineage(run.id());

    Grid<?> versions = grid("Registered models that came from it");
    assertThat(test(versions).size()).isEqualTo(1);
    assertThat(cell(versions, 0, 1)).isEqualTo("1");
  }
}
