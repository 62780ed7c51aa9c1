package dev.assay.query;

import static dev.assay.schema.Tables.APP_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.FoundByHand.Recorded;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.RunsOnDatabase;
import dev.assay.runs.Shelf;
import dev.assay.series.PointBatch;
import dev.assay.series.StoreDatabase;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The search against a plain one over the same runs in memory. */
class RunSearchTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final StoreDatabase STORE = StoreDatabase.get();
  private static final RunsOnDatabase RUNS =
      new RunsOnDatabase(STORE.db, _ -> {}, Clock.fixed(NOW, ZoneOffset.UTC));
  private static final RunSearch SEARCH =
      new RunSearch(STORE.db, RUNS.runs, STORE.metricColumns(), Clock.fixed(NOW, ZoneOffset.UTC));
  private static final UserId USER =
      STORE.db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(r -> new UserId(r.value1()));
  private static final ExperimentId EXPERIMENT = RUNS.experiments.create("searched", USER).id();

  private static final List<String> TEXTS =
      List.of("a", "b", "A b", "10", "9", "1e1", "%", "\\", "ä");
  private static final List<Double> VALUES =
      List.of(-1.5, 0.0, 2.0, 2.5, Double.NaN, Double.POSITIVE_INFINITY);
  private static final List<Recorded> RECORDED = record(120);

  /** Runs that lack some things and share others; a third of them have points in the tail. */
  private static List<Recorded> record(int runs) {
    Random random = new Random(42);
    List<Recorded> recorded = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Map<String, String> params = some(random, "p");
      Map<String, String> tags = some(random, "t");
      Instant began = NOW.minusSeconds(3600L * random.nextInt(100));
      NewRun wanted =
          new NewRun("run " + random.nextInt(20), Params.empty(), tags)
              .inGroup(random.nextBoolean() ? TEXTS.get(random.nextInt(3)) : null)
              .silent(began);
      RunId id = RUNS.runs.create(EXPERIMENT, wanted, USER).id();
      RUNS.runs.addParams(id, params);
      RunStatus status = RunStatus.RUNNING;
      if (random.nextInt(3) > 0) {
        status = random.nextBoolean() ? RunStatus.FINISHED : RunStatus.FAILED;
        RUNS.runs.finish(id, status, null, began.plusSeconds(60L * random.nextInt(200)));
      }
      Map<String, List<Double>> metrics = measure(id, random);
      recorded.add(new Recorded(RUNS.runs.get(id), params, metrics));
    }
    return recorded;
  }

  private static Map<String, String> some(Random random, String prefix) {
    Map<String, String> some = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      if (random.nextInt(4) > 0) {
        some.put(prefix + "." + i, TEXTS.get(random.nextInt(TEXTS.size())));
      }
    }
    return some;
  }

  private static Map<String, List<Double>> measure(RunId run, Random random) {
    Map<String, List<Double>> metrics = new HashMap<>();
    for (String name : List.of("m/0", "m/1")) {
      int n = random.nextInt(4);
      List<Double> values = new ArrayList<>();
      int id = metric(name);
      for (int step = 0; step < n; step++) {
        double value = VALUES.get(random.nextInt(VALUES.size()));
        values.add(value);
        STORE.append(
            run,
            new PointBatch(
                new int[] {id}, new long[] {step}, new long[] {step}, new double[] {value}));
        if (random.nextInt(3) == 0) {
          STORE.flush(run);
        }
      }
      if (n > 0) {
        metrics.put(name, values);
      }
    }
    return metrics;
  }

  private static int metric(String name) {
    return Objects.requireNonNull(STORE.names.findOrAdd(List.of(name)).get(name));
  }

  private static RunQuery query(String filter, List<String> orderBy) {
    return RunQuery.parse(List.of(EXPERIMENT), Set.of(Shelf.ACTIVE), filter, orderBy);
  }

  private static List<RunId> found(String filter, List<String> orderBy, int pageSize) {
    RunQuery query = query(filter, orderBy);
    List<RunId> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<RunId> page = SEARCH.ids(query, new PageRequest(pageSize, cursor));
      all.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    return all;
  }

  @Provide
  Arbitrary<String> filters() {
    Arbitrary<String> quoted =
        Arbitraries.of(TEXTS).map(text -> "'" + text.replace("'", "''") + "'");
    Arbitrary<String> pattern =
        Arbitraries.of("'%a%'", "'A%'", "'_'", "'%'", "'\\'", "'1%'", "'%0'");
    Arbitrary<String> number = Arbitraries.of("-1.5", "0", "2", "2.5", "9", "10", "1e3");
    Arbitrary<String> order = Arbitraries.of("<", "<=", "=", "!=", ">=", ">");
    Arbitrary<String> equal = Arbitraries.of("=", "!=");
    Arbitrary<String> like = Arbitraries.of("like", "ilike", "not like");
    Arbitrary<String> text =
        Arbitraries.of("params.p.0", "params.p.1", "tags.t.0", "tags.`t.1`", "group", "name");
    Arbitrary<String> metric =
        Arbitraries.of(
            "metrics.m/0",
            "metrics.\"m/1\"",
            "min(metrics.m/0)",
            "max(metrics.m/1)",
            "mean(metrics.m/0)",
            "metrics.none");
    Arbitrary<String> time =
        Arbitraries.of("-1d", "-50h", "'2026-06-14'", "'2026-06-13T20:00:00Z'");
    Arbitrary<String> condition =
        Arbitraries.oneOf(
            Combinators.combine(text, equal, quoted).as((t, e, q) -> t + " " + e + " " + q),
            Combinators.combine(text, like, pattern).as((t, l, p) -> t + " " + l + " " + p),
            Combinators.combine(text, quoted, quoted)
                .as((t, a, b) -> t + " in (" + a + ", " + b + ")"),
            Combinators.combine(metric, order, number).as((m, o, n) -> m + " " + o + " " + n),
            Combinators.combine(Arbitraries.of("params.p.0", "params.p.2"), order, number)
                .as((p, o, n) -> p + " " + o + " " + n),
            Combinators.combine(Arbitraries.of("start_time", "end_time"), order, time)
                .as((t, o, v) -> t + " " + o + " " + v),
            Combinators.combine(order, Arbitraries.of("1h", "600"))
                .as((o, d) -> "duration " + o + " " + d),
            Combinators.combine(
                    Arbitraries.oneOf(text, metric), Arbitraries.of("is null", "is not null"))
                .as((t, n) -> t + " " + n),
            Combinators.combine(equal, Arbitraries.of("'FINISHED'", "'failed'", "'RUNNING'"))
                .as((e, s) -> "status " + e + " " + s));
    return Arbitraries.lazyOf(
        () -> condition,
        () -> condition.map(c -> "not " + c),
        () ->
            Combinators.combine(filters(), Arbitraries.of("and", "or"), filters())
                .as((a, word, b) -> "(" + a + ") " + word + " (" + b + ")"));
  }

  @Provide
  Arbitrary<List<String>> orders() {
    Arbitrary<String> what =
        Arbitraries.of(
            "metrics.m/0",
            "max(metrics.m/1)",
            "params.p.0",
            "tags.t.0",
            "group",
            "name",
            "start_time",
            "end_time",
            "status",
            "metrics.none");
    return Combinators.combine(what, Arbitraries.of("", " asc", " DESC"))
        .as((w, direction) -> w + direction)
        .list()
        .ofMaxSize(3);
  }

  @Property(tries = 400)
  void the_search_finds_what_a_look_at_every_run_finds(
      @ForAll("filters") String filter, @ForAll("orders") List<String> orderBy) {
    List<RunId> expected = new FoundByHand(RECORDED, NOW).find(query(filter, orderBy));

    assertThat(found(filter, orderBy, 7)).isEqualTo(expected);
    assertThat(SEARCH.count(query(filter, orderBy))).isEqualTo(expected.size());
  }

  @Property(tries = 500)
  void whatever_is_asked_is_answered_or_refused(
      @ForAll("wild") String filter, @ForAll("orders") List<String> orderBy) {
    try {
      SEARCH.ids(query(filter, orderBy), PageRequest.first(3));
    } catch (Problem.Invalid refused) {
      assertThat(refused.violations().getFirst().field()).isEqualTo("filter");
    }
  }

  @Provide
  Arbitrary<String> wild() {
    Arbitrary<String> operand =
        Arbitraries.of(
            "metrics.a",
            "min(metrics.m/0)",
            "params.a",
            "tags.`x y`",
            "id",
            "parent",
            "status",
            "user",
            "experiment",
            "start_time",
            "end_time",
            "duration",
            "progress",
            "notes",
            "learnt",
            "failure",
            "last_lines",
            "command",
            "dirty",
            "commit",
            "host",
            "datasets.name",
            "dataset.context",
            "nonsense",
            "datasets.nonsense",
            "forked_from");
    Arbitrary<String> comparison =
        Arbitraries.of("=", "!=", "<", "<=", ">", ">=", "like", "ilike", "not like", "in", "is");
    Arbitrary<String> literal =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1",
                "-1e400",
                "1e400",
                "0.1",
                "-999999w",
                "999999w",
                "5m",
                "true",
                "false",
                "null",
                "not null",
                "('a', 1, -7d, true)",
                "('a')",
                "(1)",
                "'2026-01-01'",
                "'2026-13-01'",
                "'9999-12-31T23:59:59Z'",
                "'%\\'",
                "'0199'",
                "'00000000000000000000000000000000'"),
            Arbitraries.strings().ofMaxLength(20).map(s -> "'" + s.replace("'", "''") + "'"));
    Arbitrary<String> condition =
        Combinators.combine(operand, comparison, literal).as((o, c, l) -> o + " " + c + " " + l);
    return condition.list().ofMinSize(1).ofMaxSize(4).map(all -> String.join(" or ", all));
  }

  @Test
  void what_runs_do_not_have_is_refused_with_what_they_have() {
    assertThatThrownBy(() -> found("size > 3", List.of(), 5))
        .hasMessageStartingWith("filter at character 1 (size > 3): size is no attribute of a run")
        .hasMessageContaining("start_time");
    assertThatThrownBy(() -> found("metrics.loss = '3'", List.of(), 5))
        .hasMessageContaining("metrics.loss is a number: write the value without quotes");
    assertThatThrownBy(() -> found("status < 'a'", List.of(), 5))
        .hasMessageContaining("attributes.status is a text");
    assertThatThrownBy(() -> found("start_time > 'yesterday'", List.of(), 5))
        .hasMessageContaining("attributes.start_time is a time: -7d");
    assertThatThrownBy(() -> found("", List.of("dataset.name"), 5))
        .hasMessageStartingWith("orderBy[0] at character 1");
  }

  @Test
  void a_cursor_belongs_to_its_query() {
    String cursor = SEARCH.ids(query("", List.of("name")), PageRequest.first(3)).nextCursor();

    for (RunQuery other :
        List.of(query("", List.of("name desc")), query("name = 'a'", List.of("name")))) {
      assertThatThrownBy(() -> SEARCH.ids(other, new PageRequest(3, cursor)))
          .hasMessageContaining("it must come from an earlier page");
    }
    for (String made :
        List.of("", "x", "W10", "WyIxIl0", "bm90IGpzb24", "☃", "bnVsbA", "W251bGwsbnVsbF0")) {
      assertThatThrownBy(() -> SEARCH.ids(query("", List.of("name")), new PageRequest(3, made)))
          .as(made)
          .hasMessageContaining("it must come from an earlier page");
    }
  }

  @Test
  void pages_by_duration_are_of_one_moment() {
    List<Instant> now = new ArrayList<>(List.of(NOW));
    RunSearch later =
        new RunSearch(
            STORE.db,
            RUNS.runs,
            STORE.metricColumns(),
            new Clock() {
              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now.getFirst();
              }
            });
    RunQuery query = query("", List.of("duration desc"));
    List<RunId> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<RunId> page = later.ids(query, new PageRequest(9, cursor));
      all.addAll(page.items());
      cursor = page.nextCursor();
      now.set(0, now.getFirst().plusSeconds(36_000)); // those that run are longer by now
    } while (cursor != null);

    assertThat(all).doesNotHaveDuplicates().hasSize(RECORDED.size());
  }

  @Test
  void what_is_not_there_is_not_found_by_what_it_is_not() {
    assertThat(found("not parent = 'no id'", List.of(), 50)).isEmpty();
    assertThat(found("parent not in ('no id', 'none')", List.of(), 50)).isEmpty();
    assertThat(found("not id = 'no id'", List.of(), 50)).hasSize(RECORDED.size());
    assertThat(found("not datasets.name = 'x'", List.of(), 50))
        .as("no input is called so")
        .hasSize(RECORDED.size());
  }

  @Test
  void a_run_that_went_back_is_found_by_what_still_counts() {
    RunId run = RUNS.runs.create(EXPERIMENT, NewRun.named("went back"), USER).id();
    int id = metric("m/back");
    STORE.append(
        run,
        new PointBatch(
            new int[] {id, id}, new long[] {1, 2}, new long[] {1, 2}, new double[] {5, 7}));
    STORE.flush(run);
    STORE.history().rewind(run, 1);
    try {
      assertThat(found("metrics.m/back = 5", List.of(), 5)).containsExactly(run);
      assertThat(found("metrics.m/back = 7", List.of(), 5)).isEmpty();
      STORE.append(
          run, new PointBatch(new int[] {id}, new long[] {2}, new long[] {3}, new double[] {6}));
      assertThat(found("metrics.m/back = 6 and max(metrics.m/back) = 6", List.of(), 5))
          .containsExactly(run);
    } finally {
      RUNS.lifecycle.delete(run);
    }
    assertThat(found("metrics.m/back = 6", List.of(), 5)).as("deleted").isEmpty();
  }
}
