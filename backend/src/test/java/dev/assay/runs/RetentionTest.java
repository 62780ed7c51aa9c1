package dev.assay.runs;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.paging.PageRequest;
import dev.assay.runs.Retention.Rules;
import dev.assay.series.StoreDatabase;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static int experiments;

  private final StoreDatabase store = StoreDatabase.get();
  private final String experiment = "retention-" + experiments++;
  private final UserId user =
      new UserId(store.db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle().value1());
  private final List<RunId> purged = new ArrayList<>();
  private final Set<RunId> unpurgeable = new HashSet<>();

  private RunsOnDatabase at(Instant time) {
    return new RunsOnDatabase(
        store.db,
        event -> {
          if (event instanceof RunPurging(var run)) {
            if (unpurgeable.contains(run)) {
              throw new IllegalStateException("disk full");
            }
            purged.add(run);
          }
        },
        Clock.fixed(time, ZoneOffset.UTC));
  }

  private static Instant day(long day) {
    return START.plus(Duration.ofDays(day));
  }

  /** A run that ended on a day; null: not yet. */
  private RunId run(@Nullable Long endedOnDay, Map<String, String> tags) {
    RunsOnDatabase then = at(endedOnDay == null ? START : day(endedOnDay));
    RunId run = then.runs.create(experiment, new NewRun(null, Params.empty(), tags), user).id();
    if (endedOnDay != null) {
      then.runs.finish(run, RunStatus.FINISHED, null);
    }
    return run;
  }

  private RunId run(long endedOnDay) {
    return run(endedOnDay, Map.of());
  }

  private ExperimentId experimentId() {
    return at(START).experiments.named(experiment, user).id();
  }

  private void rules(@Nullable Integer archive, @Nullable Integer delete, @Nullable Integer purge) {
    at(START)
        .retention(Duration.ofDays(30))
        .setRules(experimentId(), new Rules(archive, delete, purge));
  }

  private void apply(Instant time) {
    at(time).retention(Duration.ofDays(30)).apply();
  }

  private List<RunId> on(Shelf shelf) {
    return at(START).runs.list(experimentId(), shelf, PageRequest.of(100, null)).items().stream()
        .map(Run::id)
        .toList();
  }

  @Test
  void runs_are_archived_deleted_and_purged_when_their_time_has_come() {
    RunId run = run(0);
    rules(1, 3, 5);

    apply(day(1).minusMillis(1));
    assertThat(on(Shelf.ACTIVE)).containsExactly(run);
    apply(day(1));
    assertThat(on(Shelf.ARCHIVED)).containsExactly(run);
    apply(day(3).minusMillis(1));
    assertThat(on(Shelf.ARCHIVED)).containsExactly(run);
    apply(day(3));
    assertThat(on(Shelf.DELETED)).containsExactly(run);
    apply(day(8).minusMillis(1)); // the days in the trash count from when it was deleted
    assertThat(on(Shelf.DELETED)).containsExactly(run);
    assertThat(purged).isEmpty();
    apply(day(8));
    assertThat(on(Shelf.DELETED)).isEmpty();
    assertThat(purged).contains(run);
  }

  @Test
  void runs_without_rules_stay_for_ever() {
    RunId run = run(0);

    apply(day(30_000));

    assertThat(on(Shelf.ACTIVE)).containsExactly(run);
  }

  @Test
  void runs_that_go_on_and_runs_that_are_to_be_kept_stay() {
    RunId running = run(null, Map.of());
    RunId kept = run(0L, Map.of("keep", ""));
    RunId other = run(0L, Map.of("keeper", "x"));
    rules(1, 1, 0);

    apply(day(10));

    assertThat(on(Shelf.ACTIVE)).containsExactlyInAnyOrder(running, kept);
    assertThat(purged).contains(other).doesNotContain(kept, running);
  }

  @Test
  void what_somebody_deleted_is_purged_after_thirty_days_though_it_is_to_be_kept() {
    RunId run = run(0L, Map.of("keep", ""));
    at(day(2)).lifecycle.delete(run);

    apply(day(32).minusMillis(1));
    assertThat(on(Shelf.DELETED)).containsExactly(run);
    apply(day(32));
    assertThat(on(Shelf.DELETED)).isEmpty();
  }

  @Test
  void what_was_restored_is_not_purged() {
    RunId run = run(0);
    at(day(1)).lifecycle.delete(run);
    at(day(2)).lifecycle.restore(run);

    apply(day(100));

    assertThat(on(Shelf.ACTIVE)).containsExactly(run);
  }

  @Test
  void a_run_that_cannot_be_purged_does_not_hold_up_others() {
    List<RunId> runs = List.of(run(0), run(0), run(0));
    runs.forEach(run -> at(day(1)).lifecycle.delete(run));
    unpurgeable.add(runs.get(0));
    unpurgeable.add(runs.get(1));

    apply(day(31));

    assertThat(on(Shelf.DELETED)).containsExactlyInAnyOrder(runs.get(0), runs.get(1));
    unpurgeable.clear();
    apply(day(31));
    assertThat(on(Shelf.DELETED)).isEmpty();
  }

  @Test
  void doing_it_twice_changes_nothing() {
    RunId run = run(0);
    rules(1, null, null);
    apply(day(1));
    Instant archived = at(START).runs.get(run).archivedAt();
    apply(day(2));

    assertThat(at(START).runs.get(run).archivedAt()).isEqualTo(archived);
    assertThat(
            store
                .db
                .select(RUN.DELETED_AT)
                .from(RUN)
                .where(RUN.ID.eq(run.value()))
                .fetchSingle()
                .value1())
        .isNull();
  }

  @Test
  void a_trash_of_hours_is_refused() {
    for (Duration trash :
        List.of(Duration.ofHours(12), Duration.ofDays(-1), Duration.ofDays(36_501))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new RetentionSettings(trash))
          .withMessage("assay.retention.trash is " + trash + "; it is 0 to 36500 whole days");
    }
    assertThat(new RetentionSettings(Duration.ZERO).trash()).isZero();
  }
}
