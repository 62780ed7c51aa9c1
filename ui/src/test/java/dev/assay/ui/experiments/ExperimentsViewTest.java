package dev.assay.ui.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.runs.ExperimentSummary;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.FilterField;
import org.junit.jupiter.api.Test;

class ExperimentsViewTest extends ViewTest {
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
}
