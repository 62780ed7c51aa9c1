package dev.assay.models;

import static dev.assay.schema.Tables.LOGGED_MODEL;
import static dev.assay.schema.Tables.LOGGED_MODEL_METRIC;
import static dev.assay.schema.Tables.MODEL_VERSION;
import static dev.assay.schema.Tables.REGISTERED_MODEL;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentPurging;
import dev.assay.runs.RunId;
import dev.assay.runs.RunPurgeAsked;
import dev.assay.runs.RunPurging;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Purges logged models: those of a run with it, deleted ones when their time has come. Those that
 * versions of registered models come from are kept, and so are runs and experiments with the files
 * of versions.
 */
@Component
class ModelUpkeep {
  private static final Logger log = LoggerFactory.getLogger(ModelUpkeep.class);
  private static final int AT_ONCE = 1000;

  private final DSLContext db;
  private final Artifacts artifacts;
  private final ModelSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ModelUpkeep(
      DSLContext db,
      Artifacts artifacts,
      ModelSettings settings,
      TransactionTemplate transaction,
      Clock clock) {
    this.db = db;
    this.artifacts = artifacts;
    this.settings = settings;
    this.transaction = transaction;
    this.clock = clock;
  }

  @EventListener
  void asked(RunPurgeAsked event) {
    RunId run = event.run();
    refuse("run " + run, MODEL_VERSION.ROOT.eq(run.value()));
  }

  @EventListener
  void asked(ExperimentPurging event) {
    ExperimentId id = event.experiment();
    var runs = select(RUN.ID).from(RUN).where(RUN.EXPERIMENT_ID.eq(id.value()));
    var models =
        select(LOGGED_MODEL.ID).from(LOGGED_MODEL).where(LOGGED_MODEL.EXPERIMENT_ID.eq(id.value()));
    refuse(
        "experiment " + id,
        MODEL_VERSION
            .ROOT
            .in(runs)
            .or(MODEL_VERSION.ROOT.in(models))
            .or(MODEL_VERSION.LOGGED_MODEL_ID.in(models)));
  }

  private void refuse(String what, Condition hasFiles) {
    db.select(REGISTERED_MODEL.NAME, MODEL_VERSION.VERSION)
        .from(MODEL_VERSION)
        .join(REGISTERED_MODEL)
        .on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
        .where(hasFiles)
        .orderBy(REGISTERED_MODEL.NAME, MODEL_VERSION.VERSION)
        .limit(1)
        .fetchOptional()
        .ifPresent(
            v -> {
              throw new Problem.Conflict(
                  "%s has the files of version %d of the registered model %s: delete that version first"
                      .formatted(what, v.value2(), v.value1()));
            });
  }

  @EventListener
  void purging(RunPurging event) {
    RunId run = event.run();
    while (purge(LOGGED_MODEL.RUN_ID.eq(run.value())) > 0) {}
    db.deleteFrom(LOGGED_MODEL_METRIC).where(LOGGED_MODEL_METRIC.RUN_ID.eq(run.value())).execute();
  }

  @Scheduled(
      initialDelayString = "${assay.models.check:1h}",
      fixedDelayString = "${assay.models.check:1h}")
  void purgeDeleted() {
    OffsetDateTime before = clock.instant().minus(settings.trash()).atOffset(ZoneOffset.UTC);
    int purged = purge(LOGGED_MODEL.DELETED_AT.le(before));
    if (purged > 0) {
      log.info("{} deleted logged models were purged", purged);
    }
  }

  private int purge(Condition which) {
    List<LoggedModelId> some =
        db.select(LOGGED_MODEL.ID)
            .from(LOGGED_MODEL)
            .where(which)
            .and(noVersionComesFromIt())
            .orderBy(LOGGED_MODEL.ID)
            .limit(AT_ONCE)
            .fetch(r -> new LoggedModelId(r.value1()));
    int purged = 0;
    for (LoggedModelId id : some) {
      purged += transaction.execute(_ -> purge(id)) ? 1 : 0;
    }
    return purged;
  }

  /**
   * The row first: a version that is just being made of the model holds it, or finds it gone. Only
   * a statement that begins after that sees the version.
   */
  private boolean purge(LoggedModelId id) {
    db.select(LOGGED_MODEL.ID)
        .from(LOGGED_MODEL)
        .where(LOGGED_MODEL.ID.eq(id.value()))
        .forUpdate()
        .execute();
    return db.deleteFrom(LOGGED_MODEL)
        .where(LOGGED_MODEL.ID.eq(id.value()))
        .and(noVersionComesFromIt())
        .returning(LOGGED_MODEL.EXPERIMENT_ID)
        .fetchOptional(LOGGED_MODEL.EXPERIMENT_ID)
        .map(
            experiment -> {
              artifacts.purge(ArtifactRoot.ofModel(id.value(), new ExperimentId(experiment)));
              return true;
            })
        .orElse(false);
  }

  private static Condition noVersionComesFromIt() {
    return notExists(
        selectOne()
            .from(MODEL_VERSION)
            .where(
                MODEL_VERSION
                    .LOGGED_MODEL_ID
                    .eq(LOGGED_MODEL.ID)
                    .or(MODEL_VERSION.ROOT.eq(LOGGED_MODEL.ID))));
  }
}
