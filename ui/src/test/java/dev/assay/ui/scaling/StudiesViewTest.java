package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import dev.assay.studies.Studies;
import dev.assay.team.Role;
import dev.assay.ui.RecordedStudy;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class StudiesViewTest extends ViewTest {
  @Autowired Studies studies;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void no_studies() {
    database.execute("truncate study cascade");
  }

  private Stream<String> buttons() {
    return $(Button.class).all().stream().filter(Button::isVisible).map(Button::getText);
  }

  private StudiesView.Row row(int index) {
    return (StudiesView.Row) test($(Grid.class).single()).getRow(index);
  }

  @Test
  void without_studies_it_says_how_one_is_begun() {
    open("scaling");
    assertThat(seen())
        .contains(
            "There are no studies yet", "of runs that are here", "of a sweep", "of a CSV file");
    assertThat(buttons()).contains("New study");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_may_look_at_a_study_and_change_nothing() {
    String path = "scaling/" + RecordedStudy.ofTable(studies, database, "sizes", 3).id();
    open("scaling");
    assertThat(buttons()).doesNotContain("New study");
    open(path);
    assertThat(buttons()).doesNotContain("Fit now", "Change", "Freeze", "Delete");
    open(path + "/runs");
    assertThat(buttons()).doesNotContain("Import points", "Leave out");
    open("scaling/new");
    assertThat(seen()).contains("but not begin one");
    assertThat(buttons()).doesNotContain("Begin the study");
  }

  @Test
  void a_study_stands_in_the_list_with_its_law_in_short() {
    RecordedStudy.ofTable(studies, database, "too few", 0);
    RecordedStudy.ofTable(studies, database, "sizes <i>", 3);
    open("scaling");
    assertThat(seen()).doesNotContain("There are no studies yet");
    assertThat(test($(Grid.class).single()).size()).isEqualTo(2);
    assertThat(row(0).law()).startsWith("L = 1.").contains("/N^0.", "/D^0.");
    assertThat(row(0).counts()).isEqualTo("15");
    assertThat(row(0).source()).isEqualTo("Imported points");
    assertThat(row(1).law()).isEmpty();
    assertThat(Words.Status.of(row(1).outcome())).isEqualTo(Words.Status.WRONG);
  }
}
