package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunId;
import dev.assay.series.Backlog.Due;
import dev.assay.series.Compaction.Outcome.Flushed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final RunId RUN = RunId.next();
  private static final RunId OTHER = RunId.next();

  // a run is due at 100 points, after 60 s, or at 10 rows
  private final Backlog backlog =
      new Backlog(new SeriesSettings(100, Duration.ofSeconds(60), 10, 1, 1000, Duration.ofDays(7)));

  private boolean add(RunId run, int points, long seconds) {
    return backlog.added(List.of(new Tail.Added(run, points)), seconds * SECOND);
  }

  private Optional<RunId> take(long seconds) {
    return backlog.take(seconds * SECOND).map(Due::run);
  }

  private static Flushed all(long points) {
    return new Flushed(points, 1, true);
  }

  @Test
  void a_run_is_due_at_its_threshold() {
    assertThat(add(RUN, 99, 0)).isFalse();
    assertThat(take(0)).isEmpty();
    assertThat(add(RUN, 1, 0)).isTrue();
    assertThat(take(0)).contains(RUN);
    assertThat(take(0)).as("it is taken already").isEmpty();
    assertThat(backlog.points()).isEqualTo(100);
  }

  @Test
  void a_run_is_due_after_many_commits() {
    for (int i = 0; i < 9; i++) {
      assertThat(add(RUN, 1, 0)).isFalse();
    }
    assertThat(add(RUN, 1, 0)).isTrue();
    assertThat(take(0)).contains(RUN);
  }

  @Test
  void a_run_is_due_when_its_oldest_point_has_waited() {
    add(RUN, 1, 0);
    add(RUN, 1, 59);

    assertThat(take(59)).isEmpty();
    assertThat(take(60)).contains(RUN);
  }

  @Test
  void the_age_counts_from_the_first_point_since_the_last_flush() {
    add(RUN, 1, 0);
    Due due = backlog.take(60 * SECOND).orElseThrow();
    backlog.done(due, all(1), 61 * SECOND);
    add(RUN, 1, 100);

    assertThat(take(159)).isEmpty();
    assertThat(take(160)).contains(RUN);
  }

  @Test
  void a_run_that_has_ended_is_due_even_without_points() {
    backlog.ended(RUN, 0);
    Due due = backlog.take(0).orElseThrow();

    assertThat(due).isEqualTo(new Due(RUN, true));
    assertThat(backlog.isEmpty()).isFalse();
    backlog.done(due, all(0), 0);
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(take(1000)).isEmpty();
  }

  @Test
  void a_run_that_ends_while_it_is_flushed_is_due_once_more() {
    add(RUN, 100, 0);
    Due due = backlog.take(0).orElseThrow();
    backlog.ended(RUN, 0);
    backlog.done(due, all(100), 0);

    assertThat(backlog.take(0)).contains(new Due(RUN, true));
  }

  @Test
  void a_run_that_has_ended_stays_so_until_all_of_it_is_flushed() {
    add(RUN, 100, 0);
    backlog.ended(RUN, 0);
    backlog.done(backlog.take(0).orElseThrow(), new Flushed(60, 1, false), 0);

    assertThat(backlog.points()).isEqualTo(40);
    assertThat(backlog.take(0)).contains(new Due(RUN, true));
  }

  @Test
  void in_a_hurry_everything_is_due() {
    add(RUN, 1, 0);
    add(OTHER, 2, 0);
    backlog.hurry();

    assertThat(take(0)).as("the one with more points first").contains(OTHER);
    assertThat(take(0)).contains(RUN);
  }

  @Test
  void a_run_that_another_server_flushes_is_tried_again_after_a_second() {
    add(RUN, 100, 0);
    backlog.locked(backlog.take(0).orElseThrow(), 0);

    assertThat(backlog.take(SECOND - 1)).isEmpty();
    assertThat(take(1)).contains(RUN);
    assertThat(backlog.points()).isEqualTo(100);
  }

  @Test
  void a_run_that_cannot_be_flushed_waits_and_is_not_counted() {
    add(RUN, 100, 0);
    add(OTHER, 5, 0);
    backlog.failed(backlog.take(0).orElseThrow(), 0);

    assertThat(backlog.points()).isEqualTo(5);
    assertThat(take(9)).isEmpty();
    add(RUN, 50, 9);
    assertThat(backlog.points()).isEqualTo(5);
    Due again = backlog.take(10 * SECOND).orElseThrow();
    backlog.failed(again, 10 * SECOND);
    assertThat(backlog.points()).as("it is not taken off twice").isEqualTo(5);
    backlog.hurry();
    assertThat(take(10)).as("hurrying does not lift the pause").contains(OTHER);
    Due third = backlog.take(20 * SECOND).orElseThrow();
    add(RUN, 7, 20);
    backlog.done(third, all(150), 20 * SECOND);
    assertThat(backlog.points()).as("it is counted again").isEqualTo(12);
  }

  @Test
  void runs_that_cannot_be_flushed_do_not_keep_the_backlog_from_being_empty() {
    add(RUN, 100, 0);
    backlog.failed(backlog.take(0).orElseThrow(), 0);

    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void points_stored_during_a_flush_stay_in_the_count() {
    add(RUN, 100, 0);
    Due due = backlog.take(0).orElseThrow();
    add(RUN, 30, 0);
    backlog.done(due, all(100), 0);

    assertThat(backlog.points()).isEqualTo(30);
    assertThat(take(59)).isEmpty();
    assertThat(take(60)).contains(RUN);
  }

  @Test
  void points_that_were_flushed_before_they_were_counted_are_forgotten_with_the_next_flush() {
    add(RUN, 100, 0);
    Due due = backlog.take(0).orElseThrow();
    add(RUN, 30, 0);
    backlog.done(due, all(130), 0); // it has seen them already
    backlog.done(backlog.take(60 * SECOND).orElseThrow(), all(0), 60 * SECOND);

    assertThat(backlog.points()).isZero();
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void a_run_with_many_series_waits_for_32_points_of_each() {
    add(RUN, 100, 0);
    backlog.done(backlog.take(0).orElseThrow(), new Flushed(100, 10, true), 0);
    add(RUN, 319, 0);
    assertThat(take(0)).isEmpty();
    add(RUN, 1, 0);
    assertThat(take(0)).contains(RUN);
  }

  @Test
  void what_others_left_in_the_tail_is_found() {
    add(RUN, 40, 0);
    backlog.seen(List.of(new Tail.Waiting(RUN, 150, 3), new Tail.Waiting(OTHER, 1, 1)), 0);

    assertThat(backlog.points()).isEqualTo(151);
    assertThat(take(0)).contains(RUN);
    backlog.seen(List.of(new Tail.Waiting(RUN, 999, 3), new Tail.Waiting(OTHER, 1, 1)), 0);
    assertThat(backlog.points()).as("a run being flushed stays as it is").isEqualTo(151);
  }

  @Test
  void what_was_counted_already_is_not_counted_again_and_what_others_flushed_no_longer() {
    add(RUN, 40, 0);
    backlog.seen(List.of(new Tail.Waiting(RUN, 30, 1)), 0);
    assertThat(backlog.points()).as("some may have been stored since that look").isEqualTo(40);

    backlog.seen(List.of(new Tail.Waiting(RUN, 30, 1)), 0);
    assertThat(backlog.points()).isEqualTo(30);
    backlog.seen(List.of(), 0);
    assertThat(backlog.points()).isZero();
  }

  @Test
  void before_too_much_waits_the_largest_are_due_however_small() {
    for (int i = 0; i < 5; i++) {
      add(RunId.next(), 99, 0);
    }
    assertThat(take(0)).isEmpty();
    add(RUN, 6, 0);

    assertThat(take(0)).as("more than half of what may wait").isPresent();
  }

  private sealed interface Event {
    record Add(int run, int points) implements Event {}

    record Ended(int run) implements Event {}

    record Hurry() implements Event {}

    record Look() implements Event {}

    record Wait(int seconds) implements Event {}

    /** A run that is due is taken, and this many points come before it is given back. */
    record Flush(How how, int meanwhile) implements Event {}

    enum How {
      WHOLE,
      PART,
      LOCKED,
      FAILED
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Integer> runs = Arbitraries.integers().between(0, 3);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(
                8,
                Combinators.combine(runs, Arbitraries.integers().between(1, 150))
                    .as(Event.Add::new)),
            Tuple.of(1, runs.map(Event.Ended::new)),
            Tuple.of(1, Arbitraries.create(Event.Hurry::new)),
            Tuple.of(2, Arbitraries.create(Event.Look::new)),
            Tuple.of(3, Arbitraries.integers().between(0, 70).map(Event.Wait::new)),
            Tuple.of(
                8,
                Combinators.combine(
                        Arbitraries.of(Event.How.class), Arbitraries.integers().between(0, 120))
                    .as(Event.Flush::new)));
    return event.list().ofMaxSize(80);
  }

  /** What lies in the tail, and which runs fail. */
  private final class Model {
    final List<RunId> runs = Stream.generate(RunId::next).limit(4).toList();
    final Map<RunId, Long> tail = new HashMap<>();
    final Set<RunId> failing = new HashSet<>();
    final Set<RunId> ended = new HashSet<>();
    long now;

    void apply(Event event) {
      switch (event) {
        case Event.Add(var run, var points) -> store(runs.get(run), points);
        case Event.Ended(var run) -> {
          backlog.ended(runs.get(run), now);
          ended.add(runs.get(run));
        }
        case Event.Hurry() -> backlog.hurry();
        case Event.Look() -> backlog.seen(waiting(), now);
        case Event.Wait(var seconds) -> now += seconds * SECOND;
        case Event.Flush(var how, var meanwhile) ->
            backlog.take(now).ifPresent(due -> flush(due, how, meanwhile));
      }
    }

    List<Tail.Waiting> waiting() {
      return tail.entrySet().stream()
          .map(e -> new Tail.Waiting(e.getKey(), e.getValue(), 1))
          .toList();
    }

    void store(RunId run, int points) {
      tail.merge(run, (long) points, Long::sum);
      backlog.added(List.of(new Tail.Added(run, points)), now);
    }

    void flush(Due due, Event.How how, int meanwhile) {
      assertThat(due.ended()).isEqualTo(ended.contains(due.run()));
      long there = tail.getOrDefault(due.run(), 0L);
      if (meanwhile > 0) {
        store(due.run(), meanwhile);
      }
      switch (how) {
        case WHOLE -> flushed(due, there, true);
        case PART -> flushed(due, there / 2, false);
        case LOCKED -> backlog.locked(due, now);
        case FAILED -> {
          backlog.failed(due, now);
          failing.add(due.run());
        }
      }
    }

    private void flushed(Due due, long points, boolean whole) {
      tail.computeIfPresent(due.run(), (_, n) -> n == points ? null : n - points);
      failing.remove(due.run());
      if (whole) {
        ended.remove(due.run());
      }
      backlog.done(due, new Flushed(points, 1, whole), now);
    }

    void check() {
      long counted =
          tail.entrySet().stream()
              .filter(e -> !failing.contains(e.getKey()))
              .mapToLong(Map.Entry::getValue)
              .sum();
      assertThat(backlog.points()).isEqualTo(counted);
      boolean done =
          tail.keySet().stream().allMatch(failing::contains) && failing.containsAll(ended);
      assertThat(backlog.isEmpty()).isEqualTo(done);
    }
  }

  @Property(tries = 1000)
  void it_counts_what_lies_in_the_tail_of_runs_that_can_be_flushed(
      @ForAll("events") List<Event> events) {
    Model model = new Model();
    for (Event event : events) {
      model.apply(event);
      model.check();
    }
    // whatever has happened, in the end everything is flushed
    model.now += 100 * SECOND;
    for (Optional<Due> due = backlog.take(model.now);
        due.isPresent();
        due = backlog.take(model.now)) {
      model.flush(due.get(), Event.How.WHOLE, 0);
    }
    assertThat(model.tail).isEmpty();
    assertThat(backlog.points()).isZero();
  }
}
