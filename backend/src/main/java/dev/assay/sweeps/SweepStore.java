package dev.assay.sweeps;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.SWEEP;
import static dev.assay.schema.Tables.SWEEP_DECISION;
import static dev.assay.schema.Tables.SWEEP_RUN;
import static dev.assay.schema.Tables.SWEEP_TRIAL;
import static org.jooq.impl.DSL.arrayGet;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.Outcome;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows of sweeps, trials and decisions. */
@Component
class SweepStore {
  private static final int LONGEST_REASON = 2000;
  private static final int MOST_CACHED = 1000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final DSLContext db;
  private final Clock clock;
  // by their text: to look for contradictions in a space takes a while
  private final Cache<String, SweepSpec> specs =
      Caffeine.newBuilder().maximumSize(MOST_CACHED).build();

  SweepStore(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * A sweep as it is kept.
   *
   * @param warm what is known from the start
   * @param patientFrom trials before this one do not use up the patience
   * @param resumedAt failures before do not count as failures in a row
   */
  record Row(
      SweepId id,
      ExperimentId experiment,
      SweepSpec spec,
      List<Outcome> warm,
      SweepStatus status,
      @Nullable String reason,
      int patientFrom,
      Instant resumedAt,
      UserId by,
      String createdBy,
      Instant createdAt,
      @Nullable Instant endedAt) {}

  /**
   * A trial as it is kept.
   *
   * @param outside whether a program outside tries it
   * @param curve what it reported of the first objective, as far as a pruner needs it
   * @param seconds that its runs took, once it has ended
   */
  record TrialRow(Trial trial, boolean outside, LearningCurve curve, double seconds, double flops) {
    boolean isRunning() {
      return trial.status() == TrialStatus.RUNNING;
    }
  }

  // Sweeps ---------------------------------------------------------------------------------------

  void insert(SweepId id, ExperimentId experiment, SweepSpec spec, List<Outcome> warm, UserId by) {
    db.insertInto(SWEEP)
        .set(SWEEP.ID, id.value())
        .set(SWEEP.EXPERIMENT_ID, experiment.value())
        .set(SWEEP.NAME, spec.name())
        .set(SWEEP.SPEC, JSON.valueOf(SpecWriter.write(spec).toString()))
        .set(SWEEP.WARM, JSON.valueOf(written(warm)))
        .set(SWEEP.STATUS, SweepStatus.RUNNING.name())
        .set(SWEEP.RESUMED_AT, now())
        .set(SWEEP.CREATED_BY, by.value())
        .set(SWEEP.CREATED_AT, now())
        .execute();
  }

  Row get(SweepId id) {
    return select()
        .where(SWEEP.ID.eq(id.value()))
        .fetchOptional(this::row)
        .orElseThrow(() -> new Problem.NotFound("sweep", id));
  }

  /** The same, while nobody else changes it until the end of the transaction. */
  Row lock(SweepId id) {
    db.execute("select pg_advisory_xact_lock({0})", val(id.value().getLeastSignificantBits()));
    return get(id);
  }

  List<Row> list(@Nullable ExperimentId experiment, PageRequest request) {
    @Nullable UUID after = request.afterId();
    return select()
        .where(experiment == null ? noCondition() : SWEEP.EXPERIMENT_ID.eq(experiment.value()))
        .and(after == null ? noCondition() : SWEEP.ID.lt(after))
        .orderBy(SWEEP.ID.desc())
        .limit(request.limit() + 1)
        .fetch(this::row);
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  SequencedMap<SweepId, String> named(String part, int most) {
    SequencedMap<SweepId, String> named = new LinkedHashMap<>();
    db.select(SWEEP.ID, SWEEP.NAME)
        .from(SWEEP)
        .where(SWEEP.NAME.containsIgnoreCase(part))
        .orderBy(SWEEP.ID.desc())
        .limit(most)
        .forEach(r -> named.put(new SweepId(r.value1()), r.value2()));
    return named;
  }

  /** Those of which something may be due. */
  List<SweepId> due() {
    return db.select(SWEEP.ID)
        .from(SWEEP)
        .where(SWEEP.STATUS.eq(SweepStatus.RUNNING.name()))
        .union(
            db.select(SWEEP_TRIAL.SWEEP_ID).from(SWEEP_TRIAL).where(SWEEP_TRIAL.SETTLED.isFalse()))
        .fetch(r -> new SweepId(r.value1()));
  }

  /** Changes the status, if it is one of some; whether it was. */
  boolean become(SweepId id, SweepStatus status, @Nullable String reason, SweepStatus... from) {
    boolean ended = status == SweepStatus.FINISHED || status == SweepStatus.STOPPED;
    var change =
        db.update(SWEEP)
            .set(SWEEP.STATUS, status.name())
            .set(SWEEP.REASON, Rules.kept(reason, LONGEST_REASON))
            .set(SWEEP.ENDED_AT, ended ? now() : null);
    if (status == SweepStatus.RUNNING) {
      change = change.set(SWEEP.RESUMED_AT, now());
    }
    return change
            .where(SWEEP.ID.eq(id.value()))
            .and(SWEEP.STATUS.in(Arrays.stream(from).map(SweepStatus::name).toList()))
            .execute()
        == 1;
  }

  void respecify(SweepId id, SweepSpec spec, int patientFrom) {
    db.update(SWEEP)
        .set(SWEEP.SPEC, JSON.valueOf(SpecWriter.write(spec).toString()))
        .set(SWEEP.PATIENT_FROM, patientFrom)
        .where(SWEEP.ID.eq(id.value()))
        .execute();
  }

  private SelectOnConditionStep<? extends Record> select() {
    return db.select(
            SWEEP.ID,
            SWEEP.EXPERIMENT_ID,
            SWEEP.SPEC,
            SWEEP.WARM,
            SWEEP.STATUS,
            SWEEP.REASON,
            SWEEP.PATIENT_FROM,
            SWEEP.RESUMED_AT,
            SWEEP.CREATED_BY,
            APP_USER.NAME,
            SWEEP.CREATED_AT,
            SWEEP.ENDED_AT)
        .from(SWEEP)
        .join(APP_USER)
        .on(APP_USER.ID.eq(SWEEP.CREATED_BY));
  }

  private Row row(Record r) {
    return new Row(
        new SweepId(r.get(SWEEP.ID)),
        new ExperimentId(r.get(SWEEP.EXPERIMENT_ID)),
        specs.get(r.get(SWEEP.SPEC).data(), SweepStore::spec),
        outcomes(r.get(SWEEP.WARM).data()),
        SweepStatus.valueOf(r.get(SWEEP.STATUS)),
        r.get(SWEEP.REASON),
        r.get(SWEEP.PATIENT_FROM),
        r.get(SWEEP.RESUMED_AT).toInstant(),
        new UserId(r.get(SWEEP.CREATED_BY)),
        r.get(APP_USER.NAME),
        r.get(SWEEP.CREATED_AT).toInstant(),
        instant(r.get(SWEEP.ENDED_AT)));
  }

  private static SweepSpec spec(String json) {
    return SpecReader.read((ObjectNode) MAPPER.readTree(json), (_, _, _) -> List.of());
  }

  private static String written(List<Outcome> outcomes) {
    ArrayNode all = MAPPER.createArrayNode();
    for (Outcome outcome : outcomes) {
      ObjectNode one = all.addObject();
      one.set("configuration", tree(outcome.configuration()));
      ArrayNode values = one.putArray("values");
      for (double value : outcome.values()) {
        values.add(Double.toString(value)); // JSON has no NaN
      }
    }
    return all.toString();
  }

  private static List<Outcome> outcomes(String json) {
    return MAPPER
        .readTree(json)
        .valueStream()
        .map(
            one ->
                new Outcome(
                    configuration(one.get("configuration")),
                    one.get("values")
                        .valueStream()
                        .mapToDouble(v -> Double.parseDouble(v.stringValue()))
                        .toArray()))
        .toList();
  }

  static ObjectNode tree(Configuration configuration) {
    ObjectNode tree = MAPPER.createObjectNode();
    configuration.values().forEach(tree::set);
    return tree;
  }

  static Configuration configuration(JsonNode tree) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    tree.forEachEntry(values::put);
    return Configuration.of(values);
  }

  // Trials ---------------------------------------------------------------------------------------

  void insert(SweepId id, int number, Configuration configuration, String why, boolean outside) {
    db.insertInto(SWEEP_TRIAL)
        .set(SWEEP_TRIAL.SWEEP_ID, id.value())
        .set(SWEEP_TRIAL.NUMBER, number)
        .set(SWEEP_TRIAL.CONFIGURATION, JSON.valueOf(tree(configuration).toString()))
        .set(SWEEP_TRIAL.STATUS, TrialStatus.RUNNING.name())
        .set(SWEEP_TRIAL.SUGGESTED, Rules.kept(why, LONGEST_REASON))
        .set(SWEEP_TRIAL.OUTSIDE, outside)
        .set(SWEEP_TRIAL.CREATED_AT, now())
        .execute();
  }

  void addRun(SweepId id, int trial, int repeat, RunId run) {
    db.insertInto(SWEEP_RUN)
        .set(SWEEP_RUN.RUN_ID, run.value())
        .set(SWEEP_RUN.SWEEP_ID, id.value())
        .set(SWEEP_RUN.TRIAL, trial)
        .set(SWEEP_RUN.REPEAT, repeat)
        .execute();
  }

  /** All of a sweep, by number. */
  List<TrialRow> trials(SweepId id) {
    return trials(id, noCondition(), Integer.MAX_VALUE);
  }

  /** What the trials of a sweep have reported that have reported something, by number. */
  List<LearningCurve> curves(SweepId id) {
    return db.select(SWEEP_TRIAL.NUMBER, SWEEP_TRIAL.STEPS, SWEEP_TRIAL.REPORTED)
        .from(SWEEP_TRIAL)
        .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
        .and(cardinality(SWEEP_TRIAL.STEPS).gt(0))
        .orderBy(SWEEP_TRIAL.NUMBER)
        .fetch(r -> curve(r.value1(), r.value2(), r.value3()));
  }

  /** Those of a sweep of which something can still be due, by number. */
  List<TrialRow> running(SweepId id) {
    return trials(id, SWEEP_TRIAL.STATUS.eq(TrialStatus.RUNNING.name()), Integer.MAX_VALUE);
  }

  /** Those that have ended while their jobs may not have, by number. */
  List<TrialRow> unsettled(SweepId id) {
    return trials(
        id,
        SWEEP_TRIAL.SETTLED.isFalse().and(SWEEP_TRIAL.STATUS.ne(TrialStatus.RUNNING.name())),
        Integer.MAX_VALUE);
  }

  void settle(SweepId id, int trial) {
    db.update(SWEEP_TRIAL)
        .set(SWEEP_TRIAL.SETTLED, true)
        .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
        .and(SWEEP_TRIAL.NUMBER.eq(trial))
        .execute();
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  TrialRow trial(SweepId id, int number) {
    return trials(id, SWEEP_TRIAL.NUMBER.eq(number), 1).stream()
        .findFirst()
        .orElseThrow(() -> new Problem.NotFound("trial " + number + " in sweep", id));
  }

  Page<Trial> page(SweepId id, PageRequest request) {
    int after = request.cursor() == null ? -1 : (int) number(request.cursor());
    List<Trial> trials =
        trials(id, SWEEP_TRIAL.NUMBER.gt(after), request.limit() + 1).stream()
            .map(TrialRow::trial)
            .toList();
    return Page.of(trials, request, t -> Integer.toString(t.number()));
  }

  private static long number(String cursor) {
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  /** The trial that a run belongs to. */
  Optional<TrialRow> of(RunId run) {
    return db.select(SWEEP_RUN.SWEEP_ID, SWEEP_RUN.TRIAL)
        .from(SWEEP_RUN)
        .where(SWEEP_RUN.RUN_ID.eq(run.value()))
        .fetchOptional(r -> trial(new SweepId(r.value1()), r.value2()));
  }

  /** The one whose first objective is best, of those that have ended or were pruned. */
  Optional<Trial> best(SweepId id, Direction direction) {
    Field<Double> first = arrayGet(SWEEP_TRIAL.OBJECTIVES, 1);
    Condition worth =
        SWEEP_TRIAL
            .STATUS
            .in(TrialStatus.FINISHED.name(), TrialStatus.PRUNED.name())
            .and(first.ne(Double.NaN));
    return db.select(SWEEP_TRIAL.NUMBER)
        .from(SWEEP_TRIAL)
        .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
        .and(worth)
        .orderBy(direction == Direction.MINIMIZE ? first.asc() : first.desc(), SWEEP_TRIAL.NUMBER)
        .limit(1)
        .fetchOptional(r -> trial(id, r.value1()).trial());
  }

  /**
   * How many trials there are in each state, and what they took.
   *
   * @param seconds of those that have ended
   */
  record Counts(Map<TrialStatus, Integer> of, double seconds, double flops) {
    int all() {
      return of.values().stream().mapToInt(Integer::intValue).sum();
    }

    int of(TrialStatus status) {
      return of.getOrDefault(status, 0);
    }
  }

  Counts counts(SweepId id) {
    Map<TrialStatus, Integer> of = new LinkedHashMap<>();
    double seconds = 0;
    double flops = 0;
    for (var r :
        db.select(SWEEP_TRIAL.STATUS, count(), sum(SWEEP_TRIAL.SECONDS), sum(SWEEP_TRIAL.FLOPS))
            .from(SWEEP_TRIAL)
            .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
            .groupBy(SWEEP_TRIAL.STATUS)
            .fetch()) {
      of.put(TrialStatus.valueOf(r.value1()), r.value2());
      seconds += r.value3().doubleValue();
      flops += r.value4().doubleValue();
    }
    return new Counts(of, seconds, flops);
  }

  private List<TrialRow> trials(SweepId id, Condition which, int most) {
    var rows =
        db.select(
                SWEEP_TRIAL.NUMBER,
                SWEEP_TRIAL.CONFIGURATION,
                SWEEP_TRIAL.STATUS,
                SWEEP_TRIAL.SUGGESTED,
                SWEEP_TRIAL.OUTSIDE,
                SWEEP_TRIAL.OBJECTIVES,
                SWEEP_TRIAL.ENDED,
                SWEEP_TRIAL.STEPS,
                SWEEP_TRIAL.REPORTED,
                SWEEP_TRIAL.SECONDS,
                SWEEP_TRIAL.FLOPS,
                SWEEP_TRIAL.CREATED_AT,
                SWEEP_TRIAL.ENDED_AT)
            .from(SWEEP_TRIAL)
            .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
            .and(which)
            .orderBy(SWEEP_TRIAL.NUMBER)
            .limit(most)
            .fetch();
    Map<Integer, List<RunId>> runs = runs(id, rows.getValues(SWEEP_TRIAL.NUMBER));
    return rows.map(r -> trial(id, r, runs.getOrDefault(r.get(SWEEP_TRIAL.NUMBER), List.of())));
  }

  private Map<Integer, List<RunId>> runs(SweepId id, Collection<Integer> trials) {
    if (trials.isEmpty()) {
      return Map.of();
    }
    int first = trials.stream().mapToInt(n -> n).min().orElseThrow();
    int last = trials.stream().mapToInt(n -> n).max().orElseThrow();
    return db.select(SWEEP_RUN.TRIAL, SWEEP_RUN.RUN_ID)
        .from(SWEEP_RUN)
        .where(SWEEP_RUN.SWEEP_ID.eq(id.value()))
        .and(SWEEP_RUN.TRIAL.between(first, last))
        .orderBy(SWEEP_RUN.REPEAT)
        .fetchGroups(SWEEP_RUN.TRIAL, r -> new RunId(r.value2()));
  }

  private static TrialRow trial(SweepId id, Record r, List<RunId> runs) {
    int number = r.get(SWEEP_TRIAL.NUMBER);
    Trial trial =
        new Trial(
            id,
            number,
            configuration(MAPPER.readTree(r.get(SWEEP_TRIAL.CONFIGURATION).data())),
            TrialStatus.valueOf(r.get(SWEEP_TRIAL.STATUS)),
            r.get(SWEEP_TRIAL.SUGGESTED),
            List.of(r.get(SWEEP_TRIAL.OBJECTIVES)),
            r.get(SWEEP_TRIAL.ENDED),
            runs,
            r.get(SWEEP_TRIAL.CREATED_AT).toInstant(),
            instant(r.get(SWEEP_TRIAL.ENDED_AT)));
    return new TrialRow(
        trial,
        r.get(SWEEP_TRIAL.OUTSIDE),
        curve(number, r.get(SWEEP_TRIAL.STEPS), r.get(SWEEP_TRIAL.REPORTED)),
        r.get(SWEEP_TRIAL.SECONDS),
        r.get(SWEEP_TRIAL.FLOPS));
  }

  private static LearningCurve curve(int trial, Long[] steps, Double[] values) {
    return new LearningCurve(
        trial,
        Arrays.stream(steps).mapToLong(Long::longValue).toArray(),
        Arrays.stream(values).mapToDouble(Double::doubleValue).toArray());
  }

  void keep(SweepId id, LearningCurve curve) {
    db.update(SWEEP_TRIAL)
        .set(SWEEP_TRIAL.STEPS, Arrays.stream(curve.steps()).boxed().toArray(Long[]::new))
        .set(SWEEP_TRIAL.REPORTED, Arrays.stream(curve.values()).boxed().toArray(Double[]::new))
        .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
        .and(SWEEP_TRIAL.NUMBER.eq(curve.trial()))
        .execute();
  }

  /** What became of a trial, and what it took. */
  record End(
      TrialStatus status, List<Double> values, String reason, double seconds, double flops) {}

  /** Ends a trial that runs; whether it did. */
  boolean end(SweepId id, int number, End end) {
    return db.update(SWEEP_TRIAL)
            .set(SWEEP_TRIAL.STATUS, end.status().name())
            .set(SWEEP_TRIAL.OBJECTIVES, end.values().toArray(Double[]::new))
            .set(SWEEP_TRIAL.ENDED, Rules.kept(end.reason(), LONGEST_REASON))
            .set(SWEEP_TRIAL.SECONDS, end.seconds())
            .set(SWEEP_TRIAL.FLOPS, end.flops())
            .set(SWEEP_TRIAL.ENDED_AT, now())
            .where(SWEEP_TRIAL.SWEEP_ID.eq(id.value()))
            .and(SWEEP_TRIAL.NUMBER.eq(number))
            .and(SWEEP_TRIAL.STATUS.eq(TrialStatus.RUNNING.name()))
            .execute()
        == 1;
  }

  // Decisions ------------------------------------------------------------------------------------

  void decide(SweepId id, @Nullable Integer trial, Decision.Kind kind, String reason) {
    db.insertInto(SWEEP_DECISION)
        .set(SWEEP_DECISION.SWEEP_ID, id.value())
        .set(SWEEP_DECISION.TRIAL, trial)
        .set(SWEEP_DECISION.KIND, kind.name())
        .set(SWEEP_DECISION.REASON, Objects.requireNonNull(Rules.kept(reason, LONGEST_REASON)))
        .set(SWEEP_DECISION.AT, now())
        .execute();
  }

  Page<Decision> decisions(SweepId id, @Nullable Integer trial, PageRequest request) {
    long before = request.cursor() == null ? Long.MAX_VALUE : number(request.cursor());
    List<Decision> decisions =
        db.select(
                SWEEP_DECISION.SEQ,
                SWEEP_DECISION.TRIAL,
                SWEEP_DECISION.KIND,
                SWEEP_DECISION.REASON,
                SWEEP_DECISION.AT)
            .from(SWEEP_DECISION)
            .where(SWEEP_DECISION.SWEEP_ID.eq(id.value()))
            .and(trial == null ? noCondition() : SWEEP_DECISION.TRIAL.eq(trial))
            .and(SWEEP_DECISION.SEQ.lt(before))
            .orderBy(SWEEP_DECISION.SEQ.desc())
            .limit(request.limit() + 1)
            .fetch(
                r ->
                    new Decision(
                        r.value1(),
                        r.value2(),
                        Decision.Kind.valueOf(r.value3()),
                        r.value4(),
                        r.value5().toInstant()));
    return Page.of(decisions, request, d -> Long.toString(d.seq()));
  }

  String userName(UserId id) {
    return db.select(APP_USER.NAME)
        .from(APP_USER)
        .where(APP_USER.ID.eq(id.value()))
        .fetchOptional(APP_USER.NAME)
        .orElse("somebody");
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
