package dev.assay.ui.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Anchor;
import dev.assay.team.Role;
import dev.assay.ui.RecordedSweep;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class SweepsViewTest extends ViewTest {
  @Autowired JdbcTemplate database;

  private Stream<String> buttons() {
    return $(Button.class).all().stream().filter(Button::isVisible).map(Button::getText);
  }

  @Test
  void without_sweeps_it_says_how_the_first_is_started() {
    open("sweeps");
    assertThat(seen()).contains("There are no sweeps yet", "./assay sweep create -f sweep.yaml");
    assertThat(buttons()).contains("New sweep");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_is_offered_nothing_that_changes_a_sweep() {
    RecordedSweep sweep = RecordedSweep.of(api, database, "widths", 3, 1);
    open("sweeps");
    assertThat(buttons()).doesNotContain("New sweep");
    open(sweep.path());
    assertThat(buttons()).doesNotContain("Extend", "Pause", "Stop", "Resume");
    open("sweeps/new");
    assertThat(seen()).contains("but not start one");
    assertThat(buttons()).doesNotContain("Start the sweep");
  }

  @Test
  void a_sweep_stands_in_the_list_with_its_best_value() {
    RecordedSweep.of(api, database, "widths <i>", 12, 1);
    open("sweeps");
    Grid<?> grid = $(Grid.class).single();
    assertThat(test(grid).size()).isEqualTo(1);
    assertThat(seen()).doesNotContain("There are no sweeps yet");
    SweepsView.Row row = (SweepsView.Row) test(grid).getRow(0);
    assertThat(row.trials()).isEqualTo("12 / 12");
    assertThat(row.best()).isBetween(2.4, 2.5);
    assertThat(row.experiment()).isEqualTo("sweeps");
  }

  @Test
  void the_page_of_a_sweep_tells_what_was_spent_and_which_trial_is_the_best() {
    open(RecordedSweep.of(api, database, "widths", 12, 1).path());
    assertThat(seen())
        .contains(
            "widths",
            "Finished",
            "The budget of 12 trials is spent.",
            "12 of 12",
            "Minimise the last val/loss",
            "Best trial",
            "optimizer.lr = ")
        .doesNotContain("FINISHED", "TRIAL_ENDED", "Pareto front");
    assertThat(buttons()).contains("Extend").doesNotContain("Pause", "Stop", "Resume");
  }

  @Test
  void a_sweep_without_trials_says_so_in_each_part() {
    open(RecordedSweep.of(api, database, "empty", 0, 1).path());
    assertThat(seen())
        .contains(
            "It ended before any trial was started.",
            "No trial has ended with a value yet.",
            "Nothing has been decided yet.",
            "0 s of 10 h");
  }

  @Test
  void trials_show_why_they_ended_and_markup_is_text() {
    RecordedSweep sweep = RecordedSweep.of(api, database, "widths", 12, 1);
    open(sweep.path() + "/trials");
    assertThat(seen()).contains("12 trials; mark two or more to compare them");
    open(sweep.path() + "/rungs");
    assertThat(seen()).contains("At each rung the best 1/3");
    open(sweep.path() + "/decisions?trial=10");
    Grid<?> decisions = $(Grid.class).single();
    assertThat(test(decisions).size()).isEqualTo(2);
    assertThat(test(decisions).getCellText(0, 2))
        .isEqualTo("The agent was lost 3 times (last: <b>gpu-1</b>)");
    open(sweep.path() + "/specification");
    assertThat(seen()).contains("optimizer.lr:", "loguniform");
  }

  @Test
  void only_a_sweep_of_several_objectives_has_a_front() {
    open(RecordedSweep.of(api, database, "one", 9, 1).path());
    assertThat($(Anchor.class).withText("Pareto front").all()).isEmpty();
    open(RecordedSweep.of(api, database, "both", 9, 2).path() + "/front");
    assertThat($(Anchor.class).withText("Pareto front").all()).hasSize(1);
    assertThat(seen()).contains("On the front are the finished trials");
  }

  @Test
  void a_sweep_that_is_not_there_is_not_found() {
    open("sweeps/nonsense");
    assertThat(seen()).contains("Not found", "There is no sweep nonsense.");
  }
}
