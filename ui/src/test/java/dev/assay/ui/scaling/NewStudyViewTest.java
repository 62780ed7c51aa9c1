package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.paging.PageRequest;
import dev.assay.studies.Column;
import dev.assay.studies.Observation;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudySource;
import dev.assay.ui.RecordedStudy;
import dev.assay.ui.ViewTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class NewStudyViewTest extends ViewTest {
  @Autowired Studies studies;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void no_studies() {
    database.execute("truncate study cascade");
  }

  private List<Study> all() {
    return studies.list(PageRequest.first(10)).items();
  }

  private TextField text(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  @SuppressWarnings("unchecked")
  private ComboBox<String> column(String label) {
    return $(ComboBox.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private void done(String label) {
    test($(Button.class).withText(label).single()).click();
  }

  @SuppressWarnings("unchecked")
  private List<Observation> preview() {
    Grid<Observation> grid = $(Grid.class).single();
    return grid.getListDataView().getItems().toList();
  }

  @Test
  void what_it_would_look_at_is_previewed_with_why_each_is_left_out() {
    for (int i = 0; i < 3; i++) {
      RecordedStudy.run(api, "sizes", "<b>" + i, i);
    }
    RecordedStudy.begun(api, "sizes", "going", 4);
    RecordedStudy.run(api, "others", "other", 5);
    open("scaling/new?experiment=sizes");
    assertThat(preview()).hasSize(4).noneMatch(Observation::counts);
    assertThat(column("N, params").getListDataView().getItems())
        .contains("params.n", "params.lr", "metrics.tokens");
    assertThat(column("L, loss").getListDataView().getItems()).contains("min(metrics.val/loss)");
    column("N, params").setValue("params.n");
    assertThat(seen()).contains("3 of 4 observations count");
    assertThat(preview())
        .filteredOn(o -> !o.counts())
        .extracting(Observation::leftOut)
        .containsExactly("is running");
    text("Name").setValue("sizes <i>");
    done("Begin the study");
    Study study = all().getFirst();
    assertThat(study.spec().name()).isEqualTo("sizes <i>");
    assertThat(study.spec().params()).isEqualTo(Column.of("params.n"));
    assertThat(study.spec().source()).isInstanceOf(StudySource.Search.class);
    assertThat(getCurrentView()).isInstanceOf(StudyView.class);
  }

  @Test
  void all_that_is_wrong_is_said_where_it_stands_at_once() {
    open("scaling/new");
    text("Name").setValue("");
    column("L, loss").clear();
    NumberField alpha =
        $(NumberField.class).withCondition(f -> "α, exponent of N".equals(f.getLabel())).single();
    alpha.setValue(-1.0);
    IntegerField resamples =
        $(IntegerField.class).withCondition(f -> "Resamples".equals(f.getLabel())).single();
    resamples.setValue(10);
    done("Begin the study");
    assertThat(text("Name").isInvalid()).isTrue();
    assertThat(column("L, loss").isInvalid()).isTrue();
    assertThat(alpha.isInvalid()).isTrue();
    assertThat(resamples.isInvalid()).isTrue();
    assertThat(resamples.getErrorMessage()).contains("1000 to 10000");
    assertThat(all()).isEmpty();
  }

  @Test
  void a_filter_that_cannot_be_read_is_said_before_and_at_its_field() {
    open("scaling/new");
    text("Filter").setValue("metrics.loss <");
    assertThat(seen()).contains("Not yet: ");
    done("Begin the study");
    assertThat(text("Filter").isInvalid()).isTrue();
    assertThat(all()).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void a_table_is_checked_as_a_whole_and_nothing_is_kept_of_a_wrong_one() {
    open("scaling/new");
    ((RadioButtonGroup<SourceFields.Kind>) $(RadioButtonGroup.class).single())
        .setValue(SourceFields.Kind.CSV);
    TextArea csv = $(TextArea.class).single();
    csv.setValue("params,tokens,loss\n1e6,2e7,abc\n-4,2e7,3\n");
    assertThat(seen()).contains("Not yet: ");
    done("Begin the study");
    assertThat(csv.isInvalid()).isTrue();
    assertThat(csv.getErrorMessage()).contains("abc", "-4");
    assertThat(all()).isEmpty();
    csv.setValue(RecordedStudy.csv(3));
    assertThat(seen()).contains("15 of 15 observations count");
    done("Begin the study");
    StudyOutcome outcome = studies.refit(all().getFirst().id()).outcome();
    assertThat(outcome).extracting(StudyOutcome::counted).isEqualTo(15);
  }

  @Test
  void a_unit_may_be_typed() {
    assertThat(Unit.typed("4096")).contains(Unit.of(4096));
    assertThat(Unit.of(1e6, Unit.OF_COUNTS).name()).isEqualTo("millions");
    assertThat(Unit.typed("none")).isEmpty();
  }

  @Test
  void a_study_is_changed_in_the_same_form() {
    Study study = studies.create(RecordedStudy.imported("before"), RecordedStudy.admin(database));
    open("scaling/new?study=" + study.id());
    assertThat(text("Name").getValue()).isEqualTo("before");
    text("Name").setValue("after");
    text("Budget the study is about, FLOPs").setValue("1e18");
    done("Save and fit anew");
    assertThat(studies.get(study.id()).spec().name()).isEqualTo("after");
    assertThat(studies.get(study.id()).spec().targetFlops()).isEqualTo(1e18);
    assertThat(studies.get(study.id()).spec().seed()).isEqualTo(7);
  }

  @Test
  void leaving_with_changes_asks() {
    open("scaling/new");
    text("Name").setValue("mine");
    UI.getCurrent().navigate("scaling");
    assertThat($(ConfirmDialog.class).single().isOpened()).isTrue();
    assertThat(getCurrentView()).isInstanceOf(NewStudyView.class);
  }
}
