package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.studies.PlannedRun;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.ui.RecordedStudy;
import dev.assay.ui.ViewTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class PlanTabTest extends ViewTest {
  @Autowired Studies studies;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void no_studies() {
    database.execute("truncate study cascade");
  }

  private TextField field(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private void click(String end) {
    test($(Button.class).all().stream()
            .filter(b -> b.isVisible() && b.getText().endsWith(end))
            .findFirst()
            .orElseThrow())
        .click();
  }

  @SuppressWarnings("unchecked")
  private List<PlannedRun> proposed() {
    Grid<PlannedRun> grid =
        $(Grid.class)
            .withCondition(g -> "Proposed runs".equals(g.getElement().getAttribute("aria-label")))
            .single();
    return grid.getListDataView().getItems().toList();
  }

  @Test
  void runs_are_proposed_with_reasons_and_queued_as_a_sweep() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open("scaling/" + study.id() + "/plan");
    assertThat(seen()).contains("No agent has told this server yet what it can do");

    api.post("/api/v1/agents", RecordedStudy.RECIPE);
    open("scaling/" + study.id() + "/plan");
    field("Budget of the runs together").setValue("little");
    click("Propose runs");
    assertThat(field("Budget of the runs together").isInvalid()).isTrue();

    field("Budget of the runs together").setValue("1e14");
    field("model.width").setValue("");
    click("Propose runs");
    assertThat(field("model.width").isInvalid()).isTrue();

    field("model.width").setValue("32, 64, 128");
    click("Propose runs");
    assertThat(seen())
        .contains("The standard error of what you want to know falls from", "15 candidates");
    assertThat(proposed())
        .isNotEmpty()
        .allSatisfy(run -> assertThat(run.errorAfter()).isLessThan(run.errorBefore()))
        .allSatisfy(run -> assertThat(run.why()).isNotBlank());

    click("as a sweep");
    assertThat(seen()).contains("queued, and taken in here as they end", "plan of sizes");
    assertThat(studies.get(study.id()).queued()).hasSize(1);
  }
}
