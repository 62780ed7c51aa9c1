package dev.assay.runs;

import static dev.assay.schema.Tables.APP_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import dev.assay.series.StoreDatabase;
import dev.assay.team.UserId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done to many runs at once. */
class ManyRunsTest {
  private static final StoreDatabase STORE = StoreDatabase.get();
  private static final UserId USER =
      STORE.db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(r -> new UserId(r.value1()));

  private final List<Object> events = new ArrayList<>();
  private final RunsOnDatabase on = new RunsOnDatabase(STORE.db, events::add, Clock.systemUTC());
  private final ExperimentId experiment = on.experiments.create("many " + RunId.next(), USER).id();

  private RunId run() {
    return on.runs.create(experiment, new NewRun("r", Params.empty(), Map.of()), USER).id();
  }

  private Shelf shelf(RunId id) {
    Run run = on.runs.get(id);
    return run.deletedAt() != null
        ? Shelf.DELETED
        : run.archivedAt() != null ? Shelf.ARCHIVED : Shelf.ACTIVE;
  }

  @Test
  void only_what_was_changed_is_told_so_that_it_can_be_taken_back() {
    RunId archivedBefore = run();
    on.lifecycle.archive(archivedBefore, true);
    RunId a = run();
    RunId b = run();

    List<RunId> changed = on.lifecycle.archive(List.of(a, archivedBefore, b, RunId.next()), true);
    assertThat(changed).containsExactlyInAnyOrder(a, b);
    on.lifecycle.archive(changed, false);
    assertThat(shelf(a)).isEqualTo(Shelf.ACTIVE);
    assertThat(shelf(archivedBefore)).isEqualTo(Shelf.ARCHIVED);
  }

  @Test
  void deleted_runs_come_back_and_whoever_listens_is_told_both_times() {
    RunId a = run();
    RunId b = run();
    RunId other = run();
    events.clear();

    assertThat(on.lifecycle.delete(List.of(a, b))).containsExactlyInAnyOrder(a, b);
    assertThat(shelf(a)).isEqualTo(Shelf.DELETED);
    assertThat(shelf(other)).isEqualTo(Shelf.ACTIVE);
    assertThat(on.lifecycle.delete(List.of(a))).isEmpty();
    assertThat(on.lifecycle.restore(List.of(a, b))).containsExactlyInAnyOrder(a, b);
    assertThat(shelf(b)).isEqualTo(Shelf.ACTIVE);
    assertThat(events).hasSize(4).allMatch(RunDeleted.class::isInstance);
  }

  @Test
  void more_runs_than_a_statement_has_values_are_changed_at_once() {
    List<RunId> some = List.of(run(), run());
    List<RunId> many = new ArrayList<>(some);
    for (int i = 0; i < 70_000; i++) {
      many.add(RunId.next());
    }
    assertThat(on.lifecycle.archive(many, true)).containsExactlyInAnyOrderElementsOf(some);
  }

  @Test
  void runs_of_a_deleted_experiment_stay_with_it() {
    RunId a = run();
    on.lifecycle.delete(List.of(a));
    STORE.db.execute("update experiment set deleted_at = now() where id = " + experiment.value());

    assertThatThrownBy(() -> on.lifecycle.restore(List.of(a))).isInstanceOf(Problem.Conflict.class);
  }
}
