package dev.assay.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever puts together what has changed since sees what a new reader sees. */
class LiveChartTest {
  private static final List<String> METRICS = List.of("live/a", "live/b");
  private static final int BUCKETS = 8;

  private final StoreDatabase store = StoreDatabase.get();
  private final Map<String, Integer> ids = store.names.findOrAdd(METRICS);

  private sealed interface Event {
    /** So many points from a step on. */
    record Write(int metric, long firstStep, int n) implements Event {}

    /** So many points behind the last. */
    record GoOn(int metric, int n) implements Event {}

    record Flush() implements Event {}

    record Seal() implements Event {}

    record Rewind(long step) implements Event {}

    record Look() implements Event {}
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Integer> metrics = Arbitraries.integers().between(0, 1);
    Arbitrary<Long> steps = Arbitraries.longs().between(0, 60);
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 6);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(2, Combinators.combine(metrics, steps, few).as(Event.Write::new)),
            Tuple.of(6, Combinators.combine(metrics, few).as(Event.GoOn::new)),
            Tuple.of(3, Arbitraries.create(Event.Flush::new)),
            Tuple.of(1, Arbitraries.create(Event.Seal::new)),
            Tuple.of(1, steps.map(Event.Rewind::new)),
            Tuple.of(6, Arbitraries.create(Event.Look::new)));
    return event.list().ofMaxSize(40);
  }

  @Property(tries = 150)
  void changes_put_together_are_what_a_new_reader_sees(@ForAll("events") List<Event> events) {
    RunId run = store.newRun();
    Watcher watcher = new Watcher(run, BUCKETS);
    long[] last = {-1, -1};
    int written = 0;
    for (Event event : events) {
      switch (event) {
        case Event.Write(var metric, var first, var n) -> {
          write(run, metric, first, n, written++);
          last[metric] = Math.max(last[metric], first + n - 1);
        }
        case Event.GoOn(var metric, var n) -> {
          write(run, metric, last[metric] + 1, n, written++);
          last[metric] += n;
        }
        case Event.Flush() -> store.flush(run);
        case Event.Seal() -> store.compaction.seal(run);
        case Event.Rewind(var step) -> {
          store.branches.branch(run, run, step);
          last[0] = Math.min(last[0], step);
          last[1] = Math.min(last[1], step);
        }
        case Event.Look() -> watcher.look();
      }
    }
    watcher.look();
    watcher.look();
    assertThat(watcher.seenLast).as("a second look finds nothing new").isEmpty();
  }

  private void write(RunId run, int metric, long firstStep, int n, int value) {
    int id = requireNonNull(ids.get(METRICS.get(metric)));
    store.append(
        run,
        new PointBatch(
            IntStream.range(0, n).map(_ -> id).toArray(),
            LongStream.range(firstStep, firstStep + n).toArray(),
            new long[n],
            IntStream.range(0, n).mapToDouble(i -> value + i / 10.0).toArray()));
  }

  /** Keeps a chart up to date, and compares it with a new one. */
  private final class Watcher {
    private final SeriesQuery whole;
    private final Map<String, List<List<Double>>> shown = new HashMap<>();
    private String cursor = "";
    private List<BucketedSeries> seenLast = List.of();

    Watcher(RunId run, int buckets) {
      whole = SeriesQuery.whole(List.of(run), METRICS, buckets);
    }

    void look() {
      Series.Reading news = store.series.read(cursor.isEmpty() ? whole : since(cursor));
      cursor = news.cursor();
      seenLast = news.series();
      for (BucketedSeries s : news.series()) {
        Long from = s.replacesFrom();
        List<List<Double>> rows = shown.computeIfAbsent(s.metric(), _ -> new ArrayList<>());
        rows.removeIf(row -> from == null || row.getFirst() >= from);
        rows.addAll(rows(s));
      }
      Map<String, List<List<Double>>> anew = new HashMap<>();
      store.series.read(whole).series().forEach(s -> anew.put(s.metric(), rows(s)));
      shown.values().removeIf(List::isEmpty); // a series of which rewinding has left nothing
      assertThat(shown).isEqualTo(anew);
    }

    private SeriesQuery since(String cursor) {
      return new SeriesQuery(
          whole.runs(),
          whole.metrics(),
          whole.buckets(),
          whole.axis(),
          whole.from(),
          whole.to(),
          cursor);
    }

    private static List<List<Double>> rows(BucketedSeries s) {
      return IntStream.range(0, s.size())
          .mapToObj(
              i ->
                  List.of(
                      (double) s.step()[i],
                      s.min()[i],
                      s.max()[i],
                      Math.rint(s.mean()[i] * 1e9),
                      s.last()[i],
                      (double) s.count()[i],
                      (double) s.nonFinite()[i]))
          .toList();
    }
  }

  /** So long that sub-buckets are read, with late points, flushes and rewinding in between. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void changes_of_long_series_put_together_are_what_a_new_reader_sees(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RunId run = store.newRun();
    Watcher watcher = new Watcher(run, 50);
    long last = -1;
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(8)) {
        case 0 -> write(run, 0, random.nextLong(last + 2), 1 + random.nextInt(300), i);
        case 1, 2 -> store.flush(run);
        case 3 -> {
          if (random.nextInt(4) == 0) {
            long step = random.nextLong(last + 2);
            store.branches.branch(run, run, step);
            last = Math.min(last, step);
          }
        }
        default -> {
          int n = 1 + random.nextInt(random.nextBoolean() ? 300 : 15_000);
          write(run, 0, last + 1, n, i);
          last += n;
        }
      }
      if (random.nextBoolean()) {
        watcher.look();
      }
    }
    watcher.look();
    assertThat(store.series.metrics(run).getFirst().points()).isGreaterThan(33_000);
  }

  @Test
  void a_reader_is_told_that_rewinding_has_left_nothing_of_a_series() {
    RunId run = store.newRun();
    Watcher watcher = new Watcher(run, BUCKETS);
    write(run, 0, 10, 5, 0);
    write(run, 1, 0, 5, 0);
    watcher.look();
    store.branches.branch(run, run, 4);
    watcher.look();

    assertThat(watcher.seenLast).extracting(BucketedSeries::size).containsExactlyInAnyOrder(0, 5);
  }

  @Test
  void a_refresh_brings_what_is_new_and_no_more() {
    RunId run = store.newRun();
    SeriesQuery whole = SeriesQuery.whole(List.of(run), METRICS, 100);
    write(run, 0, 0, 90, 0);
    write(run, 1, 0, 90, 0);
    String cursor = store.series.read(whole).cursor();
    write(run, 0, 90, 2, 0);

    List<BucketedSeries> news =
        store
            .series
            .read(
                new SeriesQuery(
                    whole.runs(), METRICS, 100, whole.axis(), whole.from(), whole.to(), cursor))
            .series();

    assertThat(news)
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.metric()).isEqualTo("live/a");
              assertThat(s.replacesFrom()).isEqualTo(90);
              assertThat(s.step()).containsExactly(90, 91);
              assertThat(s.points()).isEqualTo(92);
            });
  }

  @Test
  void a_cursor_of_another_query_is_refused() {
    RunId run = store.newRun();
    SeriesQuery whole = SeriesQuery.whole(List.of(run), METRICS, 100);
    String cursor = store.series.read(whole).cursor();

    for (String foreign : List.of(cursor, "", "AAAA", "*", cursor.substring(3))) {
      assertThatExceptionOfType(Problem.Invalid.class)
          .isThrownBy(
              () ->
                  store.series.read(
                      new SeriesQuery(
                          whole.runs(),
                          METRICS,
                          99,
                          whole.axis(),
                          whole.from(),
                          whole.to(),
                          foreign)))
          .withMessageContaining("since");
    }
  }
}
