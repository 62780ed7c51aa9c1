package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.internal.JacksonUtils;
import dev.assay.runs.Experiments;
import dev.assay.studies.Observation;
import dev.assay.studies.Prediction;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.studies.VersionHead;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.RecordedStudy;
import dev.assay.ui.ViewTest;
import dev.assay.ui.charts.Figure;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class StudyViewTest extends ViewTest {
  @Autowired Studies studies;
  @Autowired Experiments experiments;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void no_studies() {
    database.execute("truncate study cascade");
  }

  private static String path(Study study) {
    return "scaling/" + study.id();
  }

  private List<String> buttons() {
    return $(Button.class).all().stream()
        .filter(b -> b.isVisible() && b.isAttached())
        .map(Button::getText)
        .toList();
  }

  private Button button(String text) {
    return $(Button.class).withText(text).all().stream()
        .filter(Button::isVisible)
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private <T> Grid<T> grid(String name) {
    return $(Grid.class)
        .withCondition(g -> name.equals(g.getElement().getAttribute("aria-label")))
        .single();
  }

  /** The series of a figure by its title. */
  private List<JsonNode> series(String title) {
    return $(Figure.class).all().stream()
        .map(f -> JacksonUtils.getMapper().readTree(f.getElement().getProperty("figure", "{}")))
        .filter(figure -> figure.path("title").asString("").equals(title))
        .flatMap(figure -> StreamSupport.stream(figure.path("series").spliterator(), false))
        .toList();
  }

  @Test
  void the_header_tells_the_law_how_sure_it_is_and_what_it_is_of() {
    open(path(RecordedStudy.ofTable(studies, database, "sizes <i>", 3)));
    assertThat(seen())
        .contains("sizes <i>", "Converged", "L = 1.", " to ", "Imported points", "15")
        .doesNotContain("CONVERGED", "refitting", "No law can be fitted");
    assertThat(buttons()).contains("Fit now", "Change", "Freeze", "Delete");
  }

  @Test
  void too_few_points_are_told_with_what_to_add() {
    Study study = RecordedStudy.ofTable(studies, database, "few", 0);
    for (String tab :
        List.of("", "/isoflop", "/frontier", "/predictions", "/plan", "/runs", "/versions")) {
      open(path(study) + tab);
      assertThat(seen()).as(tab).contains("Not yet", "No law can be fitted yet", "points");
    }
  }

  @Test
  void the_fit_has_a_curve_with_a_band_for_each_level_and_all_points() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    studies.leaveOut(study.id(), "#2", "restarted", RecordedStudy.admin(database));
    studies.refit(study.id());
    open(path(study));
    List<JsonNode> series = series("Loss by N");
    List<JsonNode> laws =
        series.stream().filter(s -> s.path("kind").asString().equals("law")).toList();
    assertThat(laws)
        .isNotEmpty()
        .allSatisfy(law -> assertThat(law.path("low").size()).isEqualTo(law.path("x").size()));
    JsonNode out = series.getLast();
    assertThat(out.path("name").asString()).isEqualTo("left out");
    assertThat(out.path("shape").asString()).isEqualTo("hollow");
    assertThat(out.path("more").path("left out").path("values").path(0).asString())
        .isEqualTo("restarted");
    int points =
        series.stream()
            .filter(s -> s.path("kind").asString().equals("points"))
            .mapToInt(s -> s.path("x").size())
            .sum();
    assertThat(points).isEqualTo(15);
    assertThat(series("Residuals by N").getLast().path("x").size()).isEqualTo(14);
    assertThat(test(grid("Parameters")).size()).isEqualTo(6);
  }

  @Test
  @SuppressWarnings("unchecked")
  void what_the_loss_is_drawn_against_stands_in_the_address() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open(path(study) + "?x=C");
    assertThat(series("Loss by C"))
        .anySatisfy(s -> assertThat(s.path("name").asString()).isEqualTo("best for each C"));
    ((Select<Variable>) $(Select.class).single()).setValue(Variable.TOKENS);
    assertThat(series("Loss by D")).isNotEmpty();
  }

  @Test
  void parabolas_stand_beside_their_bias() {
    open(path(RecordedStudy.ofTable(studies, database, "sizes", 4)) + "/isoflop");
    assertThat(seen())
        .contains(
            "Power laws of the minima",
            "N = ",
            "Parabolas are biased even without noise",
            "Prefer L(N, D)");
    assertThat(series("IsoFLOP curves"))
        .filteredOn(s -> s.path("kind").asString().equals("law"))
        .hasSize(4);
    assertThat(series("Best N by C")).hasSize(3);
  }

  @Test
  void the_frontier_sets_approaches_side_by_side_and_sorts_laws_by_their_held_out_error() {
    open(path(RecordedStudy.ofTable(studies, database, "sizes", 4)) + "/frontier");
    assertThat(test(grid("Best use of budgets")).size()).isGreaterThan(3);
    assertThat(test(grid("Approaches side by side")).size()).isGreaterThanOrEqualTo(2);
    assertThat(test(grid("Laws by their held-out error")).size()).isGreaterThan(2);
    assertThat(seen()).contains("10 times the compute lowers the loss by", "Kaplan’s L");
  }

  @Test
  void predictions_are_asked_for_with_two_of_three_and_kept_in_the_address() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open(path(study) + "/predictions?at=1e7:2e8,nonsense,1:2:3");
    assertThat(test(grid("Predictions")).size()).isEqualTo(1);
    button("Predict").click();
    assertThat(seen()).contains("Give two of N, D and C.");
    field("N, params").setValue("4M");
    field("C, FLOPs").setValue("many");
    button("Predict").click();
    assertThat(field("C, FLOPs").isInvalid()).isTrue();
    field("C, FLOPs").setValue("2.4e15");
    button("Predict").click();
    assertThat(test(grid("Predictions")).size()).isEqualTo(2);
    Prediction first = this.<Prediction>grid("Predictions").getListDataView().getItem(0);
    assertThat(first.tokens()).isEqualTo(1e8);
    assertThat(first.run().low()).isLessThan(first.law().low());
    assertThat(test(grid("The largest runs, predicted")).size()).isEqualTo(5);
  }

  private TextField field(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  @Test
  void a_run_that_goes_on_stands_against_the_law() {
    for (int i = 0; i < 14; i++) {
      RecordedStudy.run(api, "sizes", "size-" + i, i);
    }
    RecordedRun going = RecordedStudy.begun(api, "sizes", "<b>going</b>", 14);
    Study study = RecordedStudy.ofRuns(studies, experiments, database, "sizes", "sizes");
    open(path(study) + "/predictions");
    assertThat(test(grid("Running runs")).size()).isEqualTo(1);
    assertThat(test(grid("Running runs")).getCellText(0, 5)).isEqualTo("On the law");
    open(path(study));
    assertThat(seen()).contains("All runs of sizes", "14");
    JsonNode out = series("Loss by N").getLast();
    assertThat(out.path("key").path(0).asString()).isEqualTo(going.id());
    assertThat(out.path("more").path("left out").path("values").path(0).asString())
        .isEqualTo("is running");
  }

  @Test
  void an_observation_is_taken_out_with_a_reason_and_in_again() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open(path(study) + "/runs");
    assertThat(seen())
        .contains("15 of 15 observations count", "Runs that have not finished are left out");
    Grid<Observation> observations = grid("Observations");
    ((Button) test(observations).getCellComponent(0, 6)).click();
    Dialog dialog = $(Dialog.class).single();
    $(TextField.class, dialog).single().setValue("");
    $(Button.class, dialog).withText("Leave out").single().click();
    assertThat($(TextField.class, dialog).single().isInvalid()).isTrue();
    $(TextField.class, dialog).single().setValue("broken <script>");
    $(Button.class, dialog).withText("Leave out").single().click();
    studies.refit(study.id());
    open(path(study) + "/runs");
    assertThat(seen()).contains("14 of 15 observations count");
    Grid<Observation> again = grid("Observations");
    assertThat(RunsTab.why(test(again).getRow(0))).isEqualTo("left out by hand: broken <script>");
    ((Button) test(again).getCellComponent(0, 6)).click();
    studies.refit(study.id());
    open(path(study) + "/runs");
    assertThat(seen()).contains("15 of 15 observations count");
  }

  @Test
  void points_with_mistakes_are_refused_with_their_lines() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open(path(study) + "/runs");
    button("Import points").click();
    TextArea csv = $(TextArea.class).single();
    csv.setValue("params,tokens,loss\n1e6,2e7,abc\n-4,2e7,3\n");
    button("Import").click();
    assertThat(csv.isInvalid()).isTrue();
    assertThat(csv.getErrorMessage()).contains("2", "3", "abc", "-4");
    csv.setValue("params,tokens,loss,label\n1e6,2e7,3.2,one more\n");
    button("Import").click();
    assertThat($(Dialog.class).all()).isEmpty();
    studies.refit(study.id());
    open(path(study) + "/runs");
    assertThat(seen()).contains("16 of 16 observations count");
  }

  @Test
  void a_frozen_study_has_an_address_of_its_own_and_is_not_changed() {
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 3);
    open(path(study));
    button("Freeze").click();
    $(TextArea.class).single().setValue("as in the <b>report</b>");
    $(Button.class, $(Dialog.class).single()).withText("Freeze").single().click();
    assertThat(UI.getCurrent().getActiveViewLocation().getPath()).isEqualTo(path(study) + "/1");
    studies.leaveOut(study.id(), "#1", "later", RecordedStudy.admin(database));
    studies.refit(study.id());
    for (String tab : List.of("", "/isoflop", "/frontier", "/predictions?at=1e7:2e8", "/runs")) {
      open(path(study) + "/1" + tab);
      assertThat(seen())
          .as(tab)
          .contains("Version 1, frozen", "as in the <b>report</b>", "It stays as it is");
      assertThat(buttons())
          .as(tab)
          .doesNotContain("Fit now", "Change", "Freeze", "Delete", "Leave out", "Import points");
    }
    assertThat(seen()).contains("15 of 15 observations count");
    assertThat($(Anchor.class).withText("Plan").all()).noneMatch(Anchor::isVisible);
    open(path(study) + "/versions");
    assertThat(test(grid("Versions")).size()).isEqualTo(1);
    assertThat(this.<VersionHead>grid("Versions").getListDataView().getItem(0).note())
        .isEqualTo("as in the <b>report</b>");
  }

  @Test
  void a_study_that_is_not_there_is_not_found() {
    open("scaling/nonsense");
    assertThat(seen()).contains("Not found", "There is no study nonsense.");
    Study study = RecordedStudy.ofTable(studies, database, "sizes", 0);
    open(path(study) + "/7");
    assertThat(seen()).contains("Not found");
  }
}
