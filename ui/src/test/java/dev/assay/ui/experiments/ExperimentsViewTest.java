package dev.assay.ui.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.runs.ExperimentSummary;
import dev.assay.team.Role;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.FilterField;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentsViewTest extends ViewTest {
  private static final int CHANGE_COLUMN = 5;

  @SuppressWarnings("unchecked")
  private Grid<ExperimentSummary> grid() {
    return $(Grid.class).single();
  }

  private void create(String name) {
    test($(Button.class).withText("New experiment").single()).click();
    test($(TextField.class).withLabel("Name").single()).setValue(name);
    test($(Button.class).withText("Create").single()).click();
  }

  @Test
  void without_experiments_it_says_how_to_get_one() {
    navigate(ExperimentsView.class);

    assertThat(page()).contains("There are no experiments yet");
  }

  @Test
  void experiments_are_listed_with_their_runs() {
    RecordedRun.start(api, "older", "a", "{}").finish();
    RecordedRun.start(api, "newer", "b", "{}");
    navigate(ExperimentsView.class);

    assertThat(test(grid()).size()).isEqualTo(2);
    assertThat(test(grid()).getRow(0).experiment().name()).isEqualTo("newer");
    assertThat(test(grid()).getRow(0).running()).isEqualTo(1);
    assertThat(test(grid()).getRow(1).running()).isZero();
  }

  @Test
  void the_search_narrows_the_list_and_says_when_nothing_is_left() {
    RecordedRun.start(api, "gpt", "a", "{}");
    RecordedRun.start(api, "tabular", "b", "{}");
    navigate(ExperimentsView.class);

    test($(FilterField.class).single()).setValue("GP");
    assertThat(test(grid()).size()).isEqualTo(1);

    test($(FilterField.class).single()).setValue("vision");
    assertThat(page()).contains("No experiment has “vision” in its name");
  }

  @Test
  void a_new_experiment_is_created_and_opened() {
    navigate(ExperimentsView.class);
    create("ablation");

    assertThat(page()).contains("ablation", "This experiment has no runs yet");
  }

  @Test
  void a_name_that_is_taken_or_missing_is_told_where_it_was_typed() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    create("gpt");
    TextField name = $(TextField.class).withLabel("Name").single();
    assertThat(name.isInvalid()).isTrue();
    assertThat(name.getErrorMessage()).contains("there is an experiment named gpt already");

    test(name).setValue("  ");
    test($(Button.class).withText("Create").single()).click();
    assertThat(name.getErrorMessage()).contains("1 to 500 characters");
  }

  private void edit(int row) {
    test(grid()).invokeLitRendererFunction(row, CHANGE_COLUMN, "change");
  }

  private void press(String words) {
    test($(Button.class).withText(words).single()).click();
  }

  private String list(String shelf) {
    return api.get("/api/v1/experiments?shelf=" + shelf).body();
  }

  @Test
  void name_notes_and_tags_are_changed_in_a_dialog() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    edit(0);
    test($(TextField.class).withLabel("Name").single()).setValue("gpt sizes");
    test($(TextArea.class).withLabel("Notes, in Markdown").single()).setValue("Which size?");
    test($(TextArea.class).withLabel("Tags, one a line").single()).setValue("team: nlp");
    press("Save");

    ExperimentSummary changed = test(grid()).getRow(0);
    assertThat(changed.experiment().name()).isEqualTo("gpt sizes");
    assertThat(changed.experiment().notes()).isEqualTo("Which size?");
    assertThat(changed.experiment().tags()).isEqualTo(Map.of("team", "nlp"));
  }

  @Test
  void a_tag_that_cannot_be_read_is_told_where_it_stands() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    edit(0);
    TextArea tags = $(TextArea.class).withLabel("Tags, one a line").single();
    test(tags).setValue(": nlp");
    press("Save");

    assertThat(tags.getErrorMessage()).contains("line 1 has no key");
  }

  @Test
  void an_archived_experiment_is_out_of_the_list_until_that_is_undone() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    edit(0);
    press("Archive");
    assertThat(page()).contains("There are no experiments yet");
    assertThat(list("ARCHIVED")).contains("gpt");

    press("Undo");
    assertThat(test(grid()).size()).isEqualTo(1);
  }

  @Test
  void a_deleted_experiment_comes_back_with_its_runs() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    edit(0);
    press("Delete");
    assertThat(list("ACTIVE")).doesNotContain("gpt");

    open("experiments?shelf=deleted");
    assertThat(test(grid()).getRow(0).runs()).isEqualTo(1);
    edit(0);
    assertThat(page()).contains("No experiment is in the trash");
    assertThat(api.get("/api/v1/experiments/1/runs").body()).contains("\"name\":\"a\"");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void whoever_may_only_look_changes_nothing() {
    RecordedRun.start(api, "gpt", "a", "{}");
    navigate(ExperimentsView.class);

    assertThat(grid().getColumns()).hasSize(CHANGE_COLUMN);
  }
}
