package dev.assay.ui.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.internal.JacksonUtils;
import com.vaadin.flow.server.VaadinSession;
import dev.assay.evaluations.Compared.Difference;
import dev.assay.evaluations.SliceTable;
import dev.assay.evaluations.WalkForward.Fold;
import dev.assay.evaluations.Windows.Window;
import dev.assay.ui.RecordedEvaluation;
import dev.assay.ui.RecordedEvaluation.Wrong;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.evaluations.ReliabilityFigure.Curve;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class EvaluationViewTest extends ViewTest {
  private static final int ROWS = 1200;

  @Autowired JdbcTemplate database;

  private RecordedRun run;

  @BeforeEach
  void a_run() {
    run = RecordedRun.start(api, "mail", "filter", "{}");
  }

  private String evaluated(String query, int seed, Wrong wrong) {
    return RecordedEvaluation.of(api, run, query, RecordedEvaluation.binary(ROWS, seed, wrong));
  }

  /** Lets answers that are computed aside come. */
  private void await(BooleanSupplier there) throws InterruptedException {
    for (int i = 0; i < 1200 && !there.getAsBoolean(); i++) {
      Thread.sleep(50);
      VaadinSession session = VaadinSession.getCurrent(); // whose lock this thread holds
      session.getService().runPendingAccessTasks(session);
    }
    assertThat(there.getAsBoolean()).as(seen()).isTrue();
  }

  private void awaitFigure(String title) throws InterruptedException {
    await(() -> !series(title).isEmpty());
  }

  private void awaitRows(String grid) throws InterruptedException {
    await(() -> !items(grid).isEmpty());
  }

  private List<JsonNode> series(String title) {
    return contents(title).stream()
        .flatMap(f -> StreamSupport.stream(f.path("series").spliterator(), false))
        .toList();
  }

  private List<JsonNode> contents(String title) {
    return $(Figure.class).all().stream()
        .map(f -> JacksonUtils.getMapper().readTree(f.getElement().getProperty("figure", "{}")))
        .filter(figure -> figure.path("title").asString("").startsWith(title))
        .toList();
  }

  private static List<String> names(List<JsonNode> series) {
    return series.stream().map(s -> s.path("name").asString()).toList();
  }

  @SuppressWarnings("unchecked")
  private <T> List<T> items(String grid) {
    return $(Grid.class)
        .withCondition(g -> grid.equals(g.getElement().getAttribute("aria-label")))
        .all()
        .stream()
        .flatMap(g -> ((Grid<T>) g).getListDataView().getItems())
        .toList();
  }

  private void click(String text) {
    test($(Button.class).withText(text).all().stream()
            .filter(Button::isVisible)
            .findFirst()
            .orElseThrow())
        .click();
  }

  @Test
  void the_overview_has_the_diagram_all_metrics_and_the_confusion() throws InterruptedException {
    open("evaluations/" + evaluated("name=test&splitBy=random", 1, Wrong.NOWHERE));
    awaitFigure("Reliability");
    assertThat(seen())
        .contains("test", "filter", "test, at random", "1,200", "ham, spam", "2026-01-01 to ")
        .contains("AUROC", "smECE", "Ranking", "Proper scores", "Calibration", "Decisions at 0.5")
        .contains("Rows have dates, but the split is random")
        .doesNotContain("RANDOM", "COMPUTING", "NaN");
    assertThat(names(series("Reliability")))
        .contains("calibrated", "CORP", "bins, Wilson’s 95 %")
        .doesNotContain("smooth");
    JsonNode below = contents("Reliability").getFirst().path("below");
    double rows =
        below.path("series").path(0).path("y").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(rows).isEqualTo(ROWS);
  }

  @Test
  @SuppressWarnings("unchecked")
  void curves_bins_and_others_stand_in_the_address() throws InterruptedException {
    String one = evaluated("name=test", 1, Wrong.NOWHERE);
    String other = evaluated("name=sure", 1, Wrong.OVERCONFIDENT);
    open("evaluations/" + one + "?show=smooth&bins=10&with=" + other + ",nonsense");
    awaitFigure("Reliability");
    assertThat(names(series("Reliability")))
        .containsExactly("calibrated", "filter · test", "filter · sure");
    ((CheckboxGroup<Curve>) $(CheckboxGroup.class).single()).setValue(Set.of(Curve.BINS));
    assertThat(series("Reliability").getLast().path("kind").asString()).isEqualTo("points");
    assertThat(series("Reliability").getLast().path("x").size()).isLessThanOrEqualTo(10);
  }

  @Test
  void of_three_classes_each_is_told_apart() throws InterruptedException {
    String id =
        RecordedEvaluation.of(api, run, "name=animals", RecordedEvaluation.threeClasses(900, 3));
    open("evaluations/" + id + "?class=dog");
    awaitFigure("Reliability, dog");
    assertThat(items("Each class against the rest")).hasSize(3);
    assertThat(seen()).contains("Which class is taken for which", "ECE, class-wise");
    open("evaluations/" + id + "/time");
    assertThat(seen()).contains("have no times");
    open("evaluations/" + id + "/slices");
    assertThat(seen()).contains("no columns by which they could be told apart");
  }

  @Test
  void windows_tell_until_when_it_was_well_calibrated() throws InterruptedException {
    open("evaluations/" + evaluated("name=test", 4, Wrong.LATER) + "/time?length=14d&metric=ece");
    awaitFigure("ECE");
    List<Window> windows = items("Windows");
    assertThat(windows).hasSizeBetween(9, 13);
    assertThat(seen()).contains("Last well calibrated until 2026-0");
    assertThat(names(series("ECE"))).contains("not well calibrated");
    click("Walk forward");
    awaitRows("Splits by time");
    assertThat(this.<Fold>items("Splits by time").getLast().recalibrated())
        .isLessThan(this.<Fold>items("Splits by time").getLast().raw());
  }

  @Test
  void slices_stand_worst_first() throws InterruptedException {
    open("evaluations/" + evaluated("name=test", 4, Wrong.LATER) + "/slices?by=country&loss=brier");
    awaitRows("Slices");
    List<SliceTable.Row> rows = items("Slices");
    assertThat(rows).hasSize(4);
    assertThat(rows.getFirst().name()).contains("FR");
    assertThat(seen()).contains("Brier score of all rows is");
  }

  @Test
  void costs_move_the_threshold() throws InterruptedException {
    open("evaluations/" + evaluated("name=test", 1, Wrong.NOWHERE) + "/thresholds?fn=4");
    awaitFigure("Mean cost");
    assertThat(seen()).contains("Elkan’s threshold 0.2 costs");
    assertThat(names(series("Precision"))).containsExactly("precision", "recall", "F1");
    NumberField miss =
        $(NumberField.class).withCondition(f -> f.getLabel().endsWith("miss")).single();
    miss.setValue(-1.0);
    assertThat(miss.isInvalid()).isTrue();
    miss.setValue(1.0);
    await(() -> seen().contains("Elkan’s threshold 0.5 costs"));
  }

  @Test
  void maps_are_fitted_on_other_rows_and_set_beside_what_was_before() throws InterruptedException {
    evaluated("name=validation", 7, Wrong.OVERCONFIDENT);
    String id = evaluated("name=test", 8, Wrong.OVERCONFIDENT);
    open("evaluations/" + id + "/recalibration");
    await(() -> seen().contains("Nothing was recalibrated yet"));
    click("Fit and judge");
    EvaluationField field = $(EvaluationField.class).single();
    assertThat(field.isInvalid()).isTrue();
    field.setValue(field.getListDataView().getItem(0));
    click("Fit and judge");
    awaitRows("Before and after");
    assertThat(items("Before and after")).hasSizeGreaterThan(3);
    assertThat(seen())
        .contains("is the best map: log-loss falls from", "/apply", "Download the maps as JSON");
    assertThat(series("What each map makes")).hasSizeGreaterThan(3);
  }

  @Test
  void two_evaluations_of_the_same_rows_are_compared() throws InterruptedException {
    String one = evaluated("name=calm", 5, Wrong.NOWHERE);
    String other = evaluated("name=late", 5, Wrong.LATER);
    open("evaluations/" + one + "/compare");
    assertThat(seen()).contains("Choose an evaluation of the same rows");
    open("evaluations/" + one + "/compare?other=" + other);
    awaitRows("Differences");
    assertThat(seen()).contains("1,200 rows are in both", "DeLong", "McNemar");
    assertThat(this.<Difference>items("Differences"))
        .extracting(Difference::key)
        .contains("log_loss");
    assertThat(items("Rows that are decided otherwise")).isNotEmpty();
  }

  @Test
  void a_failed_one_says_why_and_is_computed_again() throws InterruptedException {
    String id = evaluated("name=test", 1, Wrong.NOWHERE);
    database.update(
        "update evaluation set status = 'FAILED', report = null, error = 'the heap is full'"
            + " where id = ?::uuid",
        id);
    open("evaluations/" + id);
    assertThat(seen()).contains("Failed", "The heap is full. The rows are kept");
    click("Compute again");
    assertThat(seen()).doesNotContain("The heap is full");
    await(() -> seen().contains("AUROC"));
  }
}
