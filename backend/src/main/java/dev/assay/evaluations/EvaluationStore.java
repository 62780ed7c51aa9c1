package dev.assay.evaluations;

import static dev.assay.schema.Tables.EVALUATION;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.fasterxml.uuid.Generators;
import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.Sha256;
import dev.assay.evaluations.Evaluation.Status;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of evaluations. */
@Component
class EvaluationStore {
  /** A computation that ends with its server so often is what ends it. */
  static final int MOST_ATTEMPTS = 3;

  /** NaN is a text in it. */
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Tables of many classes are long; jOOQ cannot put keys into a JSON document. */
  private static final Field<JSONB> SHORT_REPORT =
      field(
          "{0} || '{\"confusion\": [], \"perClass\": []}'::jsonb", JSONB.class, EVALUATION.REPORT);

  private static final Condition RUN_IS_THERE =
      exists(
          selectOne().from(RUN).where(RUN.ID.eq(EVALUATION.RUN_ID)).and(RUN.DELETED_AT.isNull()));

  private static final Condition WAITS =
      EVALUATION.STATUS.eq(Status.QUEUED.name()).and(RUN_IS_THERE);

  private final DSLContext db;
  private final Clock clock;

  EvaluationStore(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * An evaluation that comes.
   *
   * @param step of the run at which its metrics stand
   * @param source digest of the file that came
   */
  record New(
      EvaluationId id,
      RunId run,
      EvaluationSpec spec,
      long step,
      Head head,
      Sha256 source,
      UserId by) {}

  /**
   * What is known of rows without them.
   *
   * @param from null where rows have no times, as until
   */
  record Head(
      List<String> classes,
      long rows,
      List<String> groups,
      @Nullable Instant from,
      @Nullable Instant until) {
    static Head of(Predictions rows) {
      long[] millis = rows.millis();
      return new Head(
          rows.classes(),
          rows.size(),
          rows.groups().stream().map(Group::name).toList(),
          millis == null ? null : Instant.ofEpochMilli(Arrays.stream(millis).min().orElseThrow()),
          millis == null ? null : Instant.ofEpochMilli(Arrays.stream(millis).max().orElseThrow()));
    }
  }

  /** The right to compute one, which a server has at a time. */
  record Claim(Evaluation evaluation, long step, UUID lease) {}

  /** The one that came from the same file with the same specification. */
  Optional<EvaluationId> same(RunId run, EvaluationSpec spec, Sha256 source) {
    return db.select(EVALUATION.ID, EVALUATION.SPEC)
        .from(EVALUATION)
        .where(EVALUATION.RUN_ID.eq(run.value()))
        .and(EVALUATION.NAME.eq(spec.name()))
        .and(EVALUATION.SOURCE.eq(source.bytes()))
        .fetchOptional()
        .filter(r -> spec(r.value2()).equals(spec))
        .map(r -> new EvaluationId(r.value1()));
  }

  /** The one of the run that has the name. */
  Optional<EvaluationId> named(RunId run, String name) {
    return db.select(EVALUATION.ID)
        .from(EVALUATION)
        .where(EVALUATION.RUN_ID.eq(run.value()))
        .and(EVALUATION.NAME.eq(name))
        .fetchOptional(r -> new EvaluationId(r.value1()));
  }

  /** None has its name. */
  void insert(New evaluation, Artifact kept) {
    Head head = evaluation.head();
    db.insertInto(EVALUATION)
        .set(EVALUATION.ID, evaluation.id().value())
        .set(EVALUATION.RUN_ID, evaluation.run().value())
        .set(EVALUATION.NAME, evaluation.spec().name())
        .set(EVALUATION.SPEC, JSONB.valueOf(JSON.writeValueAsString(evaluation.spec())))
        .set(EVALUATION.STEP, evaluation.step())
        .set(EVALUATION.CLASSES, array(head.classes()))
        .set(EVALUATION.ROW_COUNT, head.rows())
        .set(EVALUATION.GROUP_NAMES, array(head.groups()))
        .set(EVALUATION.FIRST_AT, utc(head.from()))
        .set(EVALUATION.LAST_AT, utc(head.until()))
        .set(EVALUATION.ARTIFACT, kept.path().value())
        .set(EVALUATION.SHA256, kept.sha256().bytes())
        .set(EVALUATION.BYTES, kept.bytes())
        .set(EVALUATION.SOURCE, evaluation.source().bytes())
        .set(EVALUATION.STATUS, Status.QUEUED.name())
        .set(EVALUATION.CREATED_BY, evaluation.by().value())
        .set(EVALUATION.CREATED_AT, now())
        .execute();
  }

  private static @Nullable String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }

  Optional<Evaluation> find(EvaluationId id) {
    return evaluations(EVALUATION.ID.eq(id.value()), EVALUATION.REPORT, 1).stream().findFirst();
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  Evaluation get(EvaluationId id) {
    return find(id).orElseThrow(() -> new Problem.NotFound("evaluation", id));
  }

  /** Newest first, one more than asked for; reports without what is of each class. */
  List<Evaluation> list(@Nullable RunId run, PageRequest request) {
    @Nullable UUID after = request.afterId();
    Condition which =
        run == null
            ? EVALUATION.RUN_ID.in(select(RUN.ID).from(RUN).where(RUN.DELETED_AT.isNull()))
            : EVALUATION.RUN_ID.eq(run.value());
    return evaluations(
        which.and(after == null ? noCondition() : EVALUATION.ID.lt(after)),
        SHORT_REPORT,
        request.limit() + 1);
  }

  private List<Evaluation> evaluations(Condition which, Field<JSONB> report, int most) {
    return db.select(fields(report))
        .from(EVALUATION)
        .where(which)
        .orderBy(EVALUATION.ID.desc())
        .limit(most)
        .fetch(r -> evaluation(r, report));
  }

  private static List<Field<?>> fields(Field<JSONB> report) {
    return List.of(
        EVALUATION.ID,
        EVALUATION.RUN_ID,
        EVALUATION.SPEC,
        EVALUATION.STEP,
        EVALUATION.CLASSES,
        EVALUATION.ROW_COUNT,
        EVALUATION.GROUP_NAMES,
        EVALUATION.FIRST_AT,
        EVALUATION.LAST_AT,
        EVALUATION.ARTIFACT,
        EVALUATION.SHA256,
        EVALUATION.BYTES,
        EVALUATION.STATUS,
        EVALUATION.PROGRESS,
        EVALUATION.ERROR,
        report,
        EVALUATION.CREATED_AT,
        EVALUATION.CREATED_BY);
  }

  private static Evaluation evaluation(Record r, Field<JSONB> report) {
    return new Evaluation(
        new EvaluationId(r.get(EVALUATION.ID)),
        new RunId(r.get(EVALUATION.RUN_ID)),
        spec(r.get(EVALUATION.SPEC)),
        List.of(r.get(EVALUATION.CLASSES)),
        r.get(EVALUATION.ROW_COUNT),
        List.of(r.get(EVALUATION.GROUP_NAMES)),
        instant(r.get(EVALUATION.FIRST_AT)),
        instant(r.get(EVALUATION.LAST_AT)),
        new ArtifactPath(r.get(EVALUATION.ARTIFACT)),
        Sha256.of(r.get(EVALUATION.SHA256)),
        r.get(EVALUATION.BYTES),
        Status.valueOf(r.get(EVALUATION.STATUS)),
        r.get(EVALUATION.PROGRESS),
        r.get(EVALUATION.ERROR),
        report(r.get(report)),
        r.get(EVALUATION.CREATED_AT).toInstant(),
        new UserId(r.get(EVALUATION.CREATED_BY)));
  }

  private static EvaluationSpec spec(JSONB json) {
    return JSON.readValue(json.data(), EvaluationSpec.class);
  }

  private static @Nullable Report report(@Nullable JSONB json) {
    return json == null ? null : JSON.readValue(json.data(), Report.class);
  }

  /** False when there is none. */
  boolean delete(EvaluationId id) {
    return db.deleteFrom(EVALUATION).where(EVALUATION.ID.eq(id.value())).execute() == 1;
  }

  // Computing ------------------------------------------------------------------------------------

  /**
   * The oldest one that waits, or that a server which is silent has begun, for this server alone.
   */
  Optional<Claim> claim(Duration ttl) {
    giveUp();
    UUID lease = Generators.randomBasedGenerator().generate();
    return db.update(EVALUATION)
        .set(EVALUATION.STATUS, Status.COMPUTING.name())
        .set(EVALUATION.LEASE, lease)
        .set(EVALUATION.LEASED_UNTIL, now().plus(ttl))
        .set(EVALUATION.ATTEMPTS, EVALUATION.ATTEMPTS.plus(1))
        .set(EVALUATION.PROGRESS, 0.0)
        .setNull(EVALUATION.ERROR)
        .where(
            EVALUATION.ID.eq(
                select(EVALUATION.ID)
                    .from(EVALUATION)
                    .where(WAITS.or(isAbandoned()))
                    .orderBy(EVALUATION.ID)
                    .limit(1)
                    .forUpdate()
                    .skipLocked()))
        .returningResult(fields(EVALUATION.REPORT))
        .fetchOptional(
            r -> new Claim(evaluation(r, EVALUATION.REPORT), r.get(EVALUATION.STEP), lease));
  }

  private Condition isAbandoned() {
    return EVALUATION
        .STATUS
        .eq(Status.COMPUTING.name())
        .and(EVALUATION.LEASED_UNTIL.lt(now()))
        .and(RUN_IS_THERE);
  }

  private void giveUp() {
    db.update(EVALUATION)
        .set(EVALUATION.STATUS, Status.FAILED.name())
        .setNull(EVALUATION.LEASE)
        .setNull(EVALUATION.LEASED_UNTIL)
        .set(
            EVALUATION.ERROR,
            "the server ended %d times while it computed this; it may need more memory"
                .formatted(MOST_ATTEMPTS))
        .where(isAbandoned())
        .and(EVALUATION.ATTEMPTS.ge(MOST_ATTEMPTS))
        .execute();
  }

  /** Whether the claim still holds; it does for a while more then. */
  boolean extend(Claim claim, double progress, Duration ttl) {
    return db.update(EVALUATION)
            .set(EVALUATION.PROGRESS, progress)
            .set(EVALUATION.LEASED_UNTIL, now().plus(ttl))
            .where(EVALUATION.LEASE.eq(claim.lease()))
            .execute()
        == 1;
  }

  boolean isOfDeletedRun(Claim claim) {
    return db.fetchExists(EVALUATION, EVALUATION.LEASE.eq(claim.lease()).and(not(RUN_IS_THERE)));
  }

  void done(Claim claim, Report report) {
    db.update(EVALUATION)
        .set(EVALUATION.STATUS, Status.DONE.name())
        .set(EVALUATION.REPORT, JSONB.valueOf(JSON.writeValueAsString(report)))
        .set(EVALUATION.PROGRESS, 1.0)
        .setNull(EVALUATION.LEASE)
        .setNull(EVALUATION.LEASED_UNTIL)
        .where(EVALUATION.LEASE.eq(claim.lease()))
        .execute();
  }

  void failed(Claim claim, String why) {
    db.update(EVALUATION)
        .set(EVALUATION.STATUS, Status.FAILED.name())
        .set(EVALUATION.ERROR, why)
        .setNull(EVALUATION.LEASE)
        .setNull(EVALUATION.LEASED_UNTIL)
        .where(EVALUATION.LEASE.eq(claim.lease()))
        .execute();
  }

  /** Another server, or this one later, is to compute it; that was no attempt. */
  void giveBack(Claim claim) {
    db.update(EVALUATION)
        .set(EVALUATION.STATUS, Status.QUEUED.name())
        .set(EVALUATION.ATTEMPTS, EVALUATION.ATTEMPTS.minus(1))
        .set(EVALUATION.PROGRESS, 0.0)
        .setNull(EVALUATION.LEASE)
        .setNull(EVALUATION.LEASED_UNTIL)
        .where(EVALUATION.LEASE.eq(claim.lease()))
        .execute();
  }

  /** False when it is not waiting, nor being computed. */
  boolean cancel(EvaluationId id) {
    return db.update(EVALUATION)
            .set(EVALUATION.STATUS, Status.CANCELLED.name())
            .setNull(EVALUATION.LEASE)
            .setNull(EVALUATION.LEASED_UNTIL)
            .where(EVALUATION.ID.eq(id.value()))
            .and(EVALUATION.STATUS.in(Status.QUEUED.name(), Status.COMPUTING.name()))
            .execute()
        == 1;
  }

  /** False when it waits already, or is being computed. */
  boolean queue(EvaluationId id) {
    return db.update(EVALUATION)
            .set(EVALUATION.STATUS, Status.QUEUED.name())
            .set(EVALUATION.ATTEMPTS, 0)
            .set(EVALUATION.PROGRESS, 0.0)
            .setNull(EVALUATION.ERROR)
            .where(EVALUATION.ID.eq(id.value()))
            .and(EVALUATION.STATUS.notIn(Status.QUEUED.name(), Status.COMPUTING.name()))
            .execute()
        == 1;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
