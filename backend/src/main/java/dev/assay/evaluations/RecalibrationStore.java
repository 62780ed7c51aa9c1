package dev.assay.evaluations;

import static dev.assay.schema.Tables.EVALUATION;
import static dev.assay.schema.Tables.RECALIBRATION;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.noCondition;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.evaluations.Recalibrated.Judged;
import dev.assay.paging.PageRequest;
import dev.assay.runs.RunId;
import dev.assay.team.UserId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of recalibrations. */
@Component
class RecalibrationStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DSLContext db;

  RecalibrationStore(DSLContext db) {
    this.db = db;
  }

  /** False when one of the evaluations is not there any more. In a transaction. */
  boolean insert(Recalibrated made) {
    int there =
        db.select(EVALUATION.ID)
            .from(EVALUATION)
            .where(EVALUATION.ID.in(made.fittedOn().value(), made.judgedOn().value()))
            .forKeyShare()
            .fetch()
            .size();
    if (there < 2) {
      return false;
    }
    db.insertInto(RECALIBRATION)
        .set(RECALIBRATION.ID, made.id().value())
        .set(RECALIBRATION.FITTED_ON, made.fittedOn().value())
        .set(RECALIBRATION.JUDGED_ON, made.judgedOn().value())
        .set(RECALIBRATION.CLASSES, made.classes().toArray(new @Nullable String[0]))
        .set(RECALIBRATION.BEFORE, json(made.before()))
        .set(RECALIBRATION.MAPS, json(made.maps()))
        .set(RECALIBRATION.ARTIFACT, made.artifact().value())
        .set(RECALIBRATION.CREATED_BY, made.createdBy().value())
        .set(RECALIBRATION.CREATED_AT, made.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
    return true;
  }

  Optional<Recalibrated> find(RecalibrationId id) {
    return fetch(RECALIBRATION.ID.eq(id.value()), 1).stream().findFirst();
  }

  /** Newest first, one more than asked for. */
  List<Recalibrated> list(EvaluationId judgedOn, PageRequest request) {
    @Nullable UUID after = request.afterId();
    return fetch(
        RECALIBRATION
            .JUDGED_ON
            .eq(judgedOn.value())
            .and(after == null ? noCondition() : RECALIBRATION.ID.lt(after)),
        request.limit() + 1);
  }

  /**
   * The files of those that were fitted or judged on this evaluation, and of which run they are;
   * none of deleted runs. In a transaction, until the end of which there will be no others.
   */
  List<OfRun> files(EvaluationId id) {
    db.select(EVALUATION.ID)
        .from(EVALUATION)
        .where(EVALUATION.ID.eq(id.value()))
        .forUpdate()
        .execute();
    return db.select(EVALUATION.RUN_ID, RECALIBRATION.ARTIFACT)
        .from(RECALIBRATION)
        .join(EVALUATION)
        .on(EVALUATION.ID.eq(RECALIBRATION.JUDGED_ON))
        .join(RUN)
        .on(RUN.ID.eq(EVALUATION.RUN_ID))
        .where(RECALIBRATION.FITTED_ON.eq(id.value()).or(RECALIBRATION.JUDGED_ON.eq(id.value())))
        .and(RUN.DELETED_AT.isNull())
        .orderBy(EVALUATION.RUN_ID, RECALIBRATION.ID)
        .fetch(r -> new OfRun(new RunId(r.value1()), new ArtifactPath(r.value2())));
  }

  /** A file of a run. */
  record OfRun(RunId run, ArtifactPath path) {}

  /** False when there is none. */
  boolean delete(RecalibrationId id) {
    return db.deleteFrom(RECALIBRATION).where(RECALIBRATION.ID.eq(id.value())).execute() == 1;
  }

  private List<Recalibrated> fetch(Condition which, int most) {
    return db.select(
            RECALIBRATION.ID,
            RECALIBRATION.FITTED_ON,
            RECALIBRATION.JUDGED_ON,
            RECALIBRATION.CLASSES,
            RECALIBRATION.BEFORE,
            RECALIBRATION.MAPS,
            RECALIBRATION.ARTIFACT,
            RECALIBRATION.CREATED_AT,
            RECALIBRATION.CREATED_BY)
        .from(RECALIBRATION)
        .where(which)
        .orderBy(RECALIBRATION.ID.desc())
        .limit(most)
        .fetch(RecalibrationStore::recalibrated);
  }

  private static Recalibrated recalibrated(Record r) {
    return new Recalibrated(
        new RecalibrationId(r.get(RECALIBRATION.ID)),
        new EvaluationId(r.get(RECALIBRATION.FITTED_ON)),
        new EvaluationId(r.get(RECALIBRATION.JUDGED_ON)),
        List.of(r.get(RECALIBRATION.CLASSES)),
        JSON.readValue(r.get(RECALIBRATION.BEFORE).data(), new TypeReference<List<Score>>() {}),
        JSON.readValue(r.get(RECALIBRATION.MAPS).data(), new TypeReference<List<Judged>>() {}),
        new ArtifactPath(r.get(RECALIBRATION.ARTIFACT)),
        r.get(RECALIBRATION.CREATED_AT).toInstant(),
        new UserId(r.get(RECALIBRATION.CREATED_BY)));
  }

  private static JSONB json(Object value) {
    return JSONB.valueOf(JSON.writeValueAsString(value));
  }
}
