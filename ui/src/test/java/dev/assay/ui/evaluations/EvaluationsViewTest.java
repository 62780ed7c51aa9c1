package dev.assay.ui.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import dev.assay.team.Role;
import dev.assay.ui.RecordedEvaluation;
import dev.assay.ui.RecordedEvaluation.Wrong;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationsViewTest extends ViewTest {
  private List<Choice> rows() {
    EvaluationGrid grid = $(EvaluationGrid.class).single();
    return java.util.stream.IntStream.range(0, test(grid).size())
        .mapToObj(i -> (Choice) test(grid).getRow(i))
        .toList();
  }

  private List<String> buttons() {
    return $(Button.class).all().stream().filter(Button::isVisible).map(Button::getText).toList();
  }

  @Test
  void without_evaluations_it_says_how_one_is_made() {
    open("evaluations");
    assertThat(seen())
        .contains("There are no evaluations yet", "CSV, JSON lines or Parquet", "finetune");
  }

  @Test
  void evaluations_of_all_runs_stand_newest_first_with_what_tells_most() {
    RecordedRun run = RecordedRun.start(api, "mail", "filter <b>", "{}");
    RecordedEvaluation.of(
        api, run, "name=test&splitBy=time", RecordedEvaluation.binary(400, 1, Wrong.NOWHERE));
    RecordedEvaluation.of(
        api, run, "name=animals&split=validation", RecordedEvaluation.threeClasses(300, 2));
    open("evaluations");
    assertThat(rows())
        .extracting(Choice::label)
        .containsExactly("filter <b> · animals", "filter <b> · test");
    assertThat(Words.split(rows().getLast().evaluation())).isEqualTo("test, by time");
    assertThat(Words.score(rows().getFirst().evaluation(), "auroc").orElseThrow().key())
        .isEqualTo("auroc_macro");

    open(run.path().substring(1) + "/evaluations");
    assertThat(rows()).hasSize(2);
    assertThat(buttons()).contains("Upload predictions");
    assertThat(seen()).contains("curl --data-binary @predictions.csv", run.id());
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_may_look_and_change_nothing() {
    RecordedRun run = RecordedRun.start(api, "mail", "filter", "{}");
    String id =
        RecordedEvaluation.of(
            api, run, "name=test", RecordedEvaluation.binary(300, 1, Wrong.NOWHERE));
    open(run.path().substring(1) + "/evaluations");
    assertThat(buttons()).doesNotContain("Upload predictions");
    open("evaluations/" + id);
    assertThat(buttons()).doesNotContain("Cancel", "Compute again", "Delete");
    open("evaluations/" + id + "/recalibration");
    assertThat(buttons()).doesNotContain("Fit and judge", "Delete");
  }
}
