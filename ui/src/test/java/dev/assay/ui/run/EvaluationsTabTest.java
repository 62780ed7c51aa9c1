package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Anchor;
import dev.assay.TestApi;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.Command;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EvaluationsTabTest extends ViewTest {
  private static final String PREDICTIONS =
      """
      {"id": "0", "label": "noun", "prediction": "verb", "probabilities": {"noun": 0.25, "verb": 0.75}}
      {"id": "1", "label": "<b>noun</b>", "prediction": "noun", "probabilities": {"noun": 0.9, "verb": 0.1}}
      """;

  private void openEvaluations(RecordedRun run) {
    open(run.path().substring(1) + "/evaluations");
  }

  private void keep(RecordedRun run, String path, String content) {
    TestApi.Answer kept =
        api.put("/api/v1/runs/" + run.id() + "/artifacts/content?path=" + path, content);
    assertThat(kept.status()).as(kept.body()).isBetween(200, 201);
  }

  @Test
  void a_run_without_any_says_how_to_get_one() {
    RecordedRun run = RecordedRun.start(api, "gpt", "new", "{}").log("train/loss", 1, 2, 1, s -> 1);
    openEvaluations(run);

    assertThat(seen()).contains("This run has recorded no metrics of a split", "test/accuracy");
    assertThat(textOf($(Command.class).last()))
        .contains("./assay train evaluate --server http", "--set model=" + run.id());
  }

  @Test
  void metrics_stand_by_split_with_four_digits() {
    openEvaluations(
        RecordedRun.start(api, "gpt", "measured", "{}")
            .log("val/accuracy", 10, 20, 10, step -> step / 30.0)
            .log("test/f1", 20, 20, 1, step -> 0.5)
            .log("train/loss", 1, 2, 1, step -> 1));

    List<Grid> tables = $(Grid.class).all();
    assertThat(seen()).contains("test", "validation").doesNotContain("train/loss");
    assertThat(tables).hasSize(2);
    Grid<?> validation = tables.get(1);
    assertThat(test(validation).getCellText(0, 0)).isEqualTo("accuracy");
    assertThat(test(validation).getCellText(0, 4)).isEqualTo("20");
  }

  @Test
  void files_of_predictions_are_linked_and_their_first_rows_shown() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "predicted", "{}").log("val/ece", 1, 1, 1, s -> 0.1);
    keep(run, "evaluations/validation/predictions.jsonl", PREDICTIONS);
    openEvaluations(run);

    Anchor link = $(Anchor.class).withText("evaluations/validation/predictions.jsonl").single();
    assertThat(link.getHref())
        .isEqualTo(
            "runs/%s/artifacts?file=evaluations%%2Fvalidation%%2Fpredictions.jsonl&folder=evaluations%%2Fvalidation"
                .formatted(run.id()));
    Details preview =
        $(Details.class).withCondition(d -> d.getSummaryText().equals("First rows")).single();
    preview.setOpened(true);

    Grid<?> rows = $(Grid.class).last();
    assertThat(rows.getColumns())
        .extracting(c -> c.getHeaderText())
        .containsExactly("id", "label", "prediction", "probabilities.noun", "probabilities.verb");
    assertThat(test(rows).getCellText(1, 1)).isEqualTo("<b>noun</b>");
    assertThat(test(rows).getCellText(0, 4)).isEqualTo("0.75");
  }

  @Test
  void the_models_of_one_run_are_told_apart() {
    RecordedRun run =
        RecordedRun.start(api, "gpt", "several", "{}")
            .log("joint/val/auc", 1, 1, 1, s -> 0.8)
            .log("tabular/val/auc", 1, 1, 1, s -> 0.7);
    keep(run, "joint/evaluations/validation/predictions.jsonl", PREDICTIONS);
    openEvaluations(run);

    assertThat(seen()).contains("joint, validation", "tabular, validation");
    assertThat($(Grid.class).all()).hasSize(2);
  }

  @Test
  void lines_that_are_no_objects_are_no_table() {
    JsonMapper json = JsonMapper.builder().build();
    assertThat(JsonLines.table("1\n2", false, 5, 5, json)).isEmpty();
    assertThat(JsonLines.table("{\"a\":", false, 5, 5, json)).isEmpty();
    assertThat(JsonLines.table("", false, 5, 5, json)).isEmpty();
    ArtifactPreview.Table cut =
        JsonLines.table("{\"a\": 1}\n{\"b\": 2}\n{\"c\":", true, 5, 5, json).orElseThrow();
    assertThat(cut.header()).containsExactly("a", "b");
    assertThat(cut.rows()).containsExactly(List.of("1", ""), List.of("", "2"));
    assertThat(cut.cut()).isTrue();
    assertThat(JsonLines.table("{}\n{\"a\": 1}\n{\"a\": 2}", false, 2, 5, json).orElseThrow().cut())
        .isTrue();
  }
}
