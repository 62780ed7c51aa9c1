package dev.assay.studies;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.STUDY;
import static dev.assay.schema.Tables.STUDY_EXCLUSION;
import static dev.assay.schema.Tables.STUDY_FIT;
import static dev.assay.schema.Tables.STUDY_ROW;
import static dev.assay.schema.Tables.STUDY_SWEEP;
import static dev.assay.schema.Tables.SWEEP_RUN;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.ParametricLaw;
import dev.assay.sweeps.SweepId;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rows of studies. */
@Component
class StudyStore {
  /** Of the last fit, which the next one replaces. */
  static final int LIVE = 0;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DSLContext db;
  private final Clock clock;

  StudyStore(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * A study as it is kept.
   *
   * @param wanted counts what a fit depends on
   * @param fitted what was counted when the last fit began
   */
  record Row(
      StudyId id,
      StudySpec spec,
      UserId by,
      String author,
      Instant createdAt,
      long wanted,
      long fitted) {
    boolean isStale() {
      return fitted < wanted;
    }
  }

  /** A point from a file. */
  record ImportedRow(
      int number,
      String label,
      double params,
      double tokens,
      double lossNats,
      @Nullable Double flops,
      @Nullable Double uniqueTokens) {
    String key() {
      return "#" + number;
    }
  }

  /** What was fitted, to what. */
  record Fitted(
      StudySpec spec,
      List<Observation> observations,
      StudyOutcome outcome,
      @Nullable Bootstrap bootstrap) {}

  // Studies --------------------------------------------------------------------------------------

  void insert(StudyId id, StudySpec spec, UserId by) {
    db.insertInto(STUDY)
        .set(STUDY.ID, id.value())
        .set(STUDY.SPEC, json(spec))
        .set(STUDY.EXPERIMENTS, experiments(spec.source()))
        .set(STUDY.LOOKED_AT, now())
        .set(STUDY.CREATED_BY, by.value())
        .set(STUDY.CREATED_AT, now())
        .execute();
    bindSource(id, spec.source());
  }

  void change(StudyId id, StudySpec spec) {
    db.update(STUDY)
        .set(STUDY.SPEC, json(spec))
        .set(STUDY.EXPERIMENTS, experiments(spec.source()))
        .where(STUDY.ID.eq(id.value()))
        .execute();
    db.deleteFrom(STUDY_SWEEP)
        .where(STUDY_SWEEP.STUDY_ID.eq(id.value()))
        .and(STUDY_SWEEP.PLANNED.isFalse())
        .execute();
    bindSource(id, spec.source());
  }

  private void bindSource(StudyId id, StudySource source) {
    switch (source) {
      case StudySource.OfSweep(SweepId sweep) -> addSweep(id, sweep, false);
      case StudySource.Search _, StudySource.Imported _ -> {}
    }
  }

  void addSweep(StudyId id, SweepId sweep, boolean planned) {
    db.insertInto(STUDY_SWEEP)
        .set(STUDY_SWEEP.STUDY_ID, id.value())
        .set(STUDY_SWEEP.SWEEP_ID, sweep.value())
        .set(STUDY_SWEEP.PLANNED, planned)
        .onConflictDoNothing()
        .execute();
  }

  private static @Nullable Long @Nullable [] experiments(StudySource source) {
    return switch (source) {
      case StudySource.Search(List<ExperimentId> experiments, var _) ->
          experiments.stream().map(ExperimentId::value).toArray(Long[]::new);
      case StudySource.OfSweep _, StudySource.Imported _ -> null;
    };
  }

  private static JSONB json(StudySpec spec) {
    return JSONB.valueOf(SpecJson.write(spec).toString());
  }

  Row get(StudyId id) {
    return rows(STUDY.ID.eq(id.value()), 1).stream()
        .findFirst()
        .orElseThrow(() -> new Problem.NotFound("study", id));
  }

  List<Row> list(PageRequest request) {
    @Nullable UUID after = request.afterId();
    return rows(after == null ? noCondition() : STUDY.ID.lt(after), request.limit() + 1);
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  SequencedMap<StudyId, String> named(String part, int most) {
    Field<String> name = jsonbGetAttributeAsText(STUDY.SPEC, "name");
    SequencedMap<StudyId, String> named = new LinkedHashMap<>();
    db.select(STUDY.ID, name)
        .from(STUDY)
        .where(name.containsIgnoreCase(part))
        .orderBy(STUDY.ID.desc())
        .limit(most)
        .forEach(r -> named.put(new StudyId(r.value1()), r.value2()));
    return named;
  }

  private List<Row> rows(Condition which, int most) {
    return db.select(
            STUDY.ID,
            STUDY.SPEC,
            STUDY.CREATED_BY,
            APP_USER.NAME,
            STUDY.CREATED_AT,
            STUDY.WANTED,
            STUDY.FITTED)
        .from(STUDY)
        .join(APP_USER)
        .on(APP_USER.ID.eq(STUDY.CREATED_BY))
        .where(which)
        .orderBy(STUDY.ID.desc())
        .limit(most)
        .fetch(
            r ->
                new Row(
                    new StudyId(r.value1()),
                    spec(r.value2()),
                    new UserId(r.value3()),
                    r.value4(),
                    r.value5().toInstant(),
                    r.value6(),
                    r.value7()));
  }

  private static StudySpec spec(JSONB json) {
    return SpecJson.read((ObjectNode) JSON.readTree(json.data()));
  }

  boolean delete(StudyId id) {
    return db.deleteFrom(STUDY).where(STUDY.ID.eq(id.value())).execute() == 1;
  }

  /** Sweeps of the plans of each, oldest first; nothing of those that have none. */
  Map<StudyId, List<SweepId>> queued(Collection<StudyId> ids) {
    return db.select(STUDY_SWEEP.STUDY_ID, STUDY_SWEEP.SWEEP_ID)
        .from(STUDY_SWEEP)
        .where(STUDY_SWEEP.STUDY_ID.in(ids.stream().map(StudyId::value).toList()))
        .and(STUDY_SWEEP.PLANNED.isTrue())
        .orderBy(STUDY_SWEEP.SWEEP_ID)
        .fetchGroups(r -> new StudyId(r.value1()), r -> new SweepId(r.value2()));
  }

  /** All sweeps whose runs belong to it. */
  List<SweepId> sweeps(StudyId id) {
    return db.select(STUDY_SWEEP.SWEEP_ID)
        .from(STUDY_SWEEP)
        .where(STUDY_SWEEP.STUDY_ID.eq(id.value()))
        .orderBy(STUDY_SWEEP.SWEEP_ID)
        .fetch(r -> new SweepId(r.value1()));
  }

  // What is due ----------------------------------------------------------------------------------

  /** A fit is wanted. */
  void want(StudyId id) {
    db.update(STUDY)
        .set(STUDY.WANTED, STUDY.WANTED.plus(1))
        .where(STUDY.ID.eq(id.value()))
        .execute();
  }

  /** A fit is wanted of all studies that a run may belong to; these are they. */
  List<StudyId> wantThoseOf(RunId run) {
    Condition isRun = RUN.ID.eq(run.value());
    return db.update(STUDY)
        .set(STUDY.WANTED, STUDY.WANTED.plus(1))
        .where(exists(selectOne().from(RUN).where(isRun).and(mayBelong())))
        .returning(STUDY.ID)
        .fetch(r -> new StudyId(r.getId()));
  }

  /** A fit is wanted of all studies with runs that have ended since they were looked at. */
  void wantThoseMissed() {
    db.update(STUDY)
        .set(STUDY.WANTED, STUDY.WANTED.plus(1))
        .where(STUDY.FITTED.ge(STUDY.WANTED))
        .and(exists(selectOne().from(RUN).where(RUN.ENDED_AT.gt(STUDY.LOOKED_AT)).and(mayBelong())))
        .execute();
  }

  /** Of a run and a study. The filter of a search is not looked at. */
  private static Condition mayBelong() {
    Condition isSearched =
        STUDY
            .EXPERIMENTS
            .isNotNull()
            .and(
                cardinality(STUDY.EXPERIMENTS)
                    .eq(0)
                    .or(RUN.EXPERIMENT_ID.eq(any(STUDY.EXPERIMENTS))));
    Condition isOfSweep =
        exists(
            selectOne()
                .from(SWEEP_RUN)
                .join(STUDY_SWEEP)
                .on(STUDY_SWEEP.SWEEP_ID.eq(SWEEP_RUN.SWEEP_ID))
                .where(SWEEP_RUN.RUN_ID.eq(RUN.ID))
                .and(STUDY_SWEEP.STUDY_ID.eq(STUDY.ID)));
    return isSearched.or(isOfSweep);
  }

  private static Field<Long> any(Field<Long[]> of) {
    return field("any({0})", Long.class, of);
  }

  List<StudyId> due() {
    return db.select(STUDY.ID)
        .from(STUDY)
        .where(STUDY.FITTED.lt(STUDY.WANTED))
        .fetch(r -> new StudyId(r.value1()));
  }

  /** Nobody else changes it until the end of the transaction. */
  void hold(StudyId id) {
    boolean isThere =
        db.select(STUDY.ID)
            .from(STUDY)
            .where(STUDY.ID.eq(id.value()))
            .forUpdate()
            .fetchOptional()
            .isPresent();
    if (!isThere) {
      throw new Problem.NotFound("study", id);
    }
  }

  /** Nobody else fits it until the end of the transaction; waits for who does now. */
  void lock(StudyId id) {
    db.execute("select pg_advisory_xact_lock({0})", val(id.value().getLeastSignificantBits()));
  }

  /**
   * The fit of what was wanted then is done.
   *
   * @param lookedAt before the runs were looked at
   */
  void settle(StudyId id, long wanted, Instant lookedAt) {
    db.update(STUDY)
        .set(STUDY.FITTED, wanted)
        .set(STUDY.LOOKED_AT, lookedAt.atOffset(ZoneOffset.UTC))
        .where(STUDY.ID.eq(id.value()))
        .execute();
  }

  // Rows and exclusions --------------------------------------------------------------------------

  /** By number. */
  List<ImportedRow> imported(StudyId id) {
    return db.selectFrom(STUDY_ROW)
        .where(STUDY_ROW.STUDY_ID.eq(id.value()))
        .orderBy(STUDY_ROW.NUMBER)
        .fetch(
            r ->
                new ImportedRow(
                    r.getNumber(),
                    r.getLabel(),
                    r.getParams(),
                    r.getTokens(),
                    r.getLoss(),
                    r.getFlops(),
                    r.getUniqueTokens()));
  }

  void add(StudyId id, List<ImportedRow> rows) {
    db.batchInsert(
            rows.stream()
                .map(
                    row -> {
                      var r = db.newRecord(STUDY_ROW);
                      r.setStudyId(id.value());
                      r.setNumber(row.number());
                      r.setLabel(row.label());
                      r.setParams(row.params());
                      r.setTokens(row.tokens());
                      r.setLoss(row.lossNats());
                      r.setFlops(row.flops());
                      r.setUniqueTokens(row.uniqueTokens());
                      return r;
                    })
                .toList())
        .execute();
  }

  void removeImported(StudyId id) {
    db.deleteFrom(STUDY_ROW).where(STUDY_ROW.STUDY_ID.eq(id.value())).execute();
    db.deleteFrom(STUDY_EXCLUSION)
        .where(STUDY_EXCLUSION.STUDY_ID.eq(id.value()))
        .and(STUDY_EXCLUSION.KEY.startsWith("#"))
        .execute();
  }

  void leaveOut(StudyId id, String key, String reason, UserId by) {
    db.insertInto(STUDY_EXCLUSION)
        .set(STUDY_EXCLUSION.STUDY_ID, id.value())
        .set(STUDY_EXCLUSION.KEY, key)
        .set(STUDY_EXCLUSION.REASON, reason)
        .set(STUDY_EXCLUSION.CREATED_BY, by.value())
        .set(STUDY_EXCLUSION.CREATED_AT, now())
        .onConflict(STUDY_EXCLUSION.STUDY_ID, STUDY_EXCLUSION.KEY)
        .doUpdate()
        .set(STUDY_EXCLUSION.REASON, reason)
        .execute();
  }

  boolean takeIn(StudyId id, String key) {
    return db.deleteFrom(STUDY_EXCLUSION)
            .where(STUDY_EXCLUSION.STUDY_ID.eq(id.value()))
            .and(STUDY_EXCLUSION.KEY.eq(key))
            .execute()
        == 1;
  }

  /** Reasons by key. */
  Map<String, String> exclusions(StudyId id) {
    return db.select(STUDY_EXCLUSION.KEY, STUDY_EXCLUSION.REASON)
        .from(STUDY_EXCLUSION)
        .where(STUDY_EXCLUSION.STUDY_ID.eq(id.value()))
        .fetchMap(STUDY_EXCLUSION.KEY, STUDY_EXCLUSION.REASON);
  }

  // Fits -----------------------------------------------------------------------------------------

  void keep(StudyId id, Fitted fitted) {
    JSONB spec = json(fitted.spec());
    JSONB observations = JSONB.valueOf(JSON.writeValueAsString(fitted.observations()));
    JSONB outcome = JSONB.valueOf(JSON.writeValueAsString(fitted.outcome()));
    @Nullable Bootstrap bootstrap = fitted.bootstrap();
    byte @Nullable [] resampled = bootstrap == null ? null : Resampled.bytes(bootstrap);
    db.insertInto(STUDY_FIT)
        .set(STUDY_FIT.STUDY_ID, id.value())
        .set(STUDY_FIT.VERSION, LIVE)
        .set(STUDY_FIT.SPEC, spec)
        .set(STUDY_FIT.OBSERVATIONS, observations)
        .set(STUDY_FIT.OUTCOME, outcome)
        .set(STUDY_FIT.RESAMPLED, resampled)
        .set(STUDY_FIT.CREATED_AT, now())
        .onConflict(STUDY_FIT.STUDY_ID, STUDY_FIT.VERSION)
        .doUpdate()
        .set(STUDY_FIT.SPEC, spec)
        .set(STUDY_FIT.OBSERVATIONS, observations)
        .set(STUDY_FIT.OUTCOME, outcome)
        .set(STUDY_FIT.RESAMPLED, resampled)
        .set(STUDY_FIT.CREATED_AT, now())
        .execute();
  }

  /** Empty before the first fit, or when there is no such version. */
  Optional<Fitted> fitted(StudyId id, int version) {
    return db.select(STUDY_FIT.SPEC, STUDY_FIT.OBSERVATIONS, STUDY_FIT.OUTCOME, STUDY_FIT.RESAMPLED)
        .from(STUDY_FIT)
        .where(STUDY_FIT.STUDY_ID.eq(id.value()))
        .and(STUDY_FIT.VERSION.eq(version))
        .fetchOptional(
            r -> {
              StudyOutcome outcome = outcome(r.value3());
              return new Fitted(
                  spec(r.value1()),
                  observations(r.value2()),
                  outcome,
                  bootstrap(outcome, r.value4()));
            });
  }

  private static @Nullable Bootstrap bootstrap(StudyOutcome outcome, byte @Nullable [] resampled) {
    @Nullable LawOutcome of = outcome.law();
    @Nullable ParametricLaw law = of == null ? null : of.law();
    return law == null || resampled == null ? null : Resampled.restored(law, resampled);
  }

  /** Empty before the first fit. */
  Optional<List<Observation>> observations(StudyId id) {
    return db.select(STUDY_FIT.OBSERVATIONS)
        .from(STUDY_FIT)
        .where(STUDY_FIT.STUDY_ID.eq(id.value()))
        .and(STUDY_FIT.VERSION.eq(LIVE))
        .fetchOptional(r -> observations(r.value1()));
  }

  private static List<Observation> observations(JSONB json) {
    return JSON.readValue(json.data(), new TypeReference<List<Observation>>() {});
  }

  private static StudyOutcome outcome(JSONB json) {
    return JSON.readValue(json.data(), StudyOutcome.class);
  }

  /** Of the last fit; empty before the first. */
  Optional<StudyOutcome> outcome(StudyId id) {
    return db.select(STUDY_FIT.OUTCOME)
        .from(STUDY_FIT)
        .where(STUDY_FIT.STUDY_ID.eq(id.value()))
        .and(STUDY_FIT.VERSION.eq(LIVE))
        .fetchOptional(r -> outcome(r.value1()));
  }

  /** Of the last fits, without residuals: there may be ten thousand of each study. */
  Map<StudyId, StudyOutcome> outcomes(Collection<StudyId> ids) {
    // jOOQ has no way to set a value inside a JSON document
    Field<JSONB> few =
        field(
            "case when {0}->'law' <> 'null' then jsonb_set({0}, '{law,residuals}', '[]') else {0} end",
            JSONB.class, STUDY_FIT.OUTCOME);
    return db.select(STUDY_FIT.STUDY_ID, few)
        .from(STUDY_FIT)
        .where(STUDY_FIT.STUDY_ID.in(ids.stream().map(StudyId::value).toList()))
        .and(STUDY_FIT.VERSION.eq(LIVE))
        .fetchMap(r -> new StudyId(r.value1()), r -> outcome(r.value2()));
  }

  // Versions -------------------------------------------------------------------------------------

  /**
   * Keeps the last fit; its number, or empty when there is none.
   *
   * @param most versions of a study
   */
  Optional<Integer> freeze(StudyId id, String note, UserId by, int most) {
    int last =
        db.select(coalesce(max(STUDY_FIT.VERSION), val(LIVE)))
            .from(STUDY_FIT)
            .where(STUDY_FIT.STUDY_ID.eq(id.value()))
            .fetchSingle(r -> r.value1());
    if (last >= most) {
      throw new Problem.Conflict(
          "the study has %d versions, and cannot have more: make another of it".formatted(most));
    }
    int inserted =
        db.insertInto(
                STUDY_FIT,
                STUDY_FIT.STUDY_ID,
                STUDY_FIT.VERSION,
                STUDY_FIT.SPEC,
                STUDY_FIT.OBSERVATIONS,
                STUDY_FIT.OUTCOME,
                STUDY_FIT.RESAMPLED,
                STUDY_FIT.NOTE,
                STUDY_FIT.CREATED_BY,
                STUDY_FIT.CREATED_AT)
            .select(
                db.select(
                        STUDY_FIT.STUDY_ID,
                        val(last + 1),
                        STUDY_FIT.SPEC,
                        STUDY_FIT.OBSERVATIONS,
                        STUDY_FIT.OUTCOME,
                        STUDY_FIT.RESAMPLED,
                        val(note),
                        val(by.value()),
                        val(now()))
                    .from(STUDY_FIT)
                    .where(STUDY_FIT.STUDY_ID.eq(id.value()))
                    .and(STUDY_FIT.VERSION.eq(LIVE)))
            .execute();
    return inserted == 1 ? Optional.of(last + 1) : Optional.empty();
  }

  /** Newest first. */
  Map<StudyId, List<VersionHead>> versions(Collection<StudyId> ids) {
    return new HashMap<>(
        db.select(
                STUDY_FIT.STUDY_ID,
                STUDY_FIT.VERSION,
                STUDY_FIT.CREATED_AT,
                STUDY_FIT.CREATED_BY,
                APP_USER.NAME,
                STUDY_FIT.NOTE)
            .from(STUDY_FIT)
            .join(APP_USER)
            .on(APP_USER.ID.eq(STUDY_FIT.CREATED_BY))
            .where(STUDY_FIT.STUDY_ID.in(ids.stream().map(StudyId::value).toList()))
            .and(STUDY_FIT.VERSION.ne(LIVE))
            .orderBy(STUDY_FIT.VERSION.desc())
            .fetchGroups(r -> new StudyId(r.value1()), StudyStore::head));
  }

  private static VersionHead head(Record r) {
    return new VersionHead(
        r.get(STUDY_FIT.VERSION),
        r.get(STUDY_FIT.CREATED_AT).toInstant(),
        new UserId(r.get(STUDY_FIT.CREATED_BY)),
        r.get(APP_USER.NAME),
        r.get(STUDY_FIT.NOTE));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
