package dev.assay.models;

import static dev.assay.schema.Tables.LOGGED_MODEL;
import static dev.assay.schema.Tables.LOGGED_MODEL_METRIC;
import static dev.assay.schema.Tables.LOGGED_MODEL_PARAM;
import static dev.assay.schema.Tables.RUN_MODEL;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectFrom;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.schema.tables.records.LoggedModelMetricRecord;
import dev.assay.schema.tables.records.RunModelRecord;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The models that runs have made, and which runs were given which. */
@Service
public class LoggedModels {
  /** The metrics that are read of one model: the newest. */
  public static final int MOST_METRICS = 1000;

  static final String INPUT = "INPUT";
  static final String OUTPUT = "OUTPUT";
  private static final int MOST_AT_ONCE = 1000;
  private static final Comparator<LoggedModelId> BY_ID = Comparator.comparing(LoggedModelId::value);
  private static final Field<Map<String, String>> PARAMS =
      ModelTables.PARAMS_OF_LOGGED.of("params", List.of(LOGGED_MODEL.ID));
  private static final Field<Map<String, String>> TAGS =
      ModelTables.TAGS_OF_LOGGED.of("tags", List.of(LOGGED_MODEL.ID));

  private final DSLContext db;
  private final Experiments experiments;
  private final Runs runs;
  private final Clock clock;

  LoggedModels(DSLContext db, Experiments experiments, Runs runs, Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * Begins a model: it is pending until its files are there.
   *
   * @throws Problem.NotFound when there is no such experiment
   * @throws Problem.Conflict when the experiment is deleted
   */
  @Transactional
  public LoggedModel create(NewLoggedModel model) {
    experiments.present(model.experiment());
    LoggedModelId id = LoggedModelId.next();
    String name = model.name() == null ? "model-" + id.toString().substring(22) : model.name();
    db.insertInto(LOGGED_MODEL)
        .set(LOGGED_MODEL.ID, id.value())
        .set(LOGGED_MODEL.EXPERIMENT_ID, model.experiment().value())
        .set(LOGGED_MODEL.NAME, name)
        .set(LOGGED_MODEL.RUN_ID, model.run() == null ? null : model.run().value())
        .set(LOGGED_MODEL.TYPE, model.type())
        .set(LOGGED_MODEL.STATUS, LoggedModelStatus.PENDING.name())
        .set(LOGGED_MODEL.CREATED_AT, now())
        .set(LOGGED_MODEL.UPDATED_AT, now())
        .execute();
    ModelTables.PARAMS_OF_LOGGED.set(db, model.params(), id.value());
    ModelTables.TAGS_OF_LOGGED.set(db, model.tags(), id.value());
    return get(id);
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none, or it is deleted
   */
  public LoggedModel get(LoggedModelId id) {
    return find(id).filter(m -> m.deletedAt() == null).orElseThrow(() -> missing(id));
  }

  /** The same, deleted or not. */
  public Optional<LoggedModel> find(LoggedModelId id) {
    return withMetrics(
            selectModels().where(LOGGED_MODEL.ID.eq(id.value())).fetch(LoggedModels::model))
        .stream()
        .findFirst();
  }

  /**
   * The experiment of a model, for who asks often and wants no more of it.
   *
   * @throws Problem.NotFound when there is none, or it is deleted
   */
  public ExperimentId experimentOf(LoggedModelId id) {
    return db.select(LOGGED_MODEL.EXPERIMENT_ID)
        .from(LOGGED_MODEL)
        .where(LOGGED_MODEL.ID.eq(id.value()))
        .and(LOGGED_MODEL.DELETED_AT.isNull())
        .fetchOptional(r -> new ExperimentId(r.value1()))
        .orElseThrow(() -> missing(id));
  }

  private static Problem.NotFound missing(LoggedModelId id) {
    return new Problem.NotFound("logged model", id);
  }

  /** The one of that id, which cannot be purged before the transaction ends. */
  LoggedModel kept(LoggedModelId id) {
    require(id);
    return get(id);
  }

  /** Those of an experiment, the newest first. */
  public Page<LoggedModel> list(ExperimentId experiment, PageRequest request) {
    @Nullable UUID after = request.afterId();
    Condition rest = after == null ? noCondition() : LOGGED_MODEL.ID.lt(after);
    List<LoggedModel> rows =
        selectModels()
            .where(LOGGED_MODEL.EXPERIMENT_ID.eq(experiment.value()))
            .and(LOGGED_MODEL.DELETED_AT.isNull())
            .and(rest)
            .orderBy(LOGGED_MODEL.ID.desc())
            .limit(request.limit() + 1)
            .fetch(LoggedModels::model);
    return Page.of(withMetrics(rows), request, m -> m.id().value().toString());
  }

  /** Those of these ids that there are, in that order. */
  public List<LoggedModel> all(List<LoggedModelId> ids) {
    List<UUID> values = ids.stream().map(LoggedModelId::value).toList();
    Map<LoggedModelId, LoggedModel> found = new HashMap<>();
    withMetrics(selectModels().where(LOGGED_MODEL.ID.in(values)).fetch(LoggedModels::model))
        .forEach(m -> found.put(m.id(), m));
    return ids.stream().filter(found::containsKey).map(found::get).toList();
  }

  /**
   * Says how far a model has come.
   *
   * @throws Problem.NotFound when there is none
   */
  @Transactional
  public LoggedModel finish(LoggedModelId id, LoggedModelStatus status) {
    update(id, LOGGED_MODEL.STATUS, status.name());
    return find(id).orElseThrow(() -> missing(id));
  }

  /**
   * Deletes a model; what is deleted is purged later, unless a version of a registered model comes
   * from it.
   *
   * @throws Problem.NotFound when there is none
   */
  public void delete(LoggedModelId id) {
    update(id, LOGGED_MODEL.DELETED_AT, now());
  }

  private <T> void update(LoggedModelId id, Field<T> field, T value) {
    int updated =
        db.update(LOGGED_MODEL)
            .set(field, value)
            .set(LOGGED_MODEL.UPDATED_AT, now())
            .where(LOGGED_MODEL.ID.eq(id.value()))
            .execute();
    if (updated == 0) {
      throw missing(id);
    }
  }

  /**
   * @throws Problem.NotFound when there is no such model
   */
  @Transactional
  public void tag(LoggedModelId id, Map<String, String> tags) {
    require(id);
    ModelTables.TAGS_OF_LOGGED.set(db, tags, id.value());
  }

  /**
   * Whether there was such a tag.
   *
   * @throws Problem.NotFound when there is no such model
   */
  @Transactional
  public boolean untag(LoggedModelId id, String key) {
    require(id);
    return ModelTables.TAGS_OF_LOGGED.remove(db, key, id.value());
  }

  /**
   * Adds params, all of them or none; one that is set already does not change.
   *
   * @throws Problem.NotFound when there is no such model
   * @throws Problem.Conflict when one is set to another value already
   */
  @Transactional
  public void addParams(LoggedModelId id, Map<String, String> params) {
    require(id);
    ModelTables.PARAMS_OF_LOGGED.add(db, "params", params, id.value());
    db.select(LOGGED_MODEL_PARAM.KEY, LOGGED_MODEL_PARAM.VALUE)
        .from(LOGGED_MODEL_PARAM)
        .where(LOGGED_MODEL_PARAM.MODEL_ID.eq(id.value()))
        .and(LOGGED_MODEL_PARAM.KEY.in(params.keySet()))
        .forEach(
            set -> {
              if (!set.value2().equals(params.get(set.value1()))) {
                throw new Problem.Conflict(
                    "param %s of %s is %s and cannot become %s: params do not change once set"
                        .formatted(set.value1(), id, set.value2(), params.get(set.value1())));
              }
            });
  }

  private void require(LoggedModelId id) {
    boolean there =
        db.selectOne()
            .from(LOGGED_MODEL)
            .where(LOGGED_MODEL.ID.eq(id.value()))
            .forKeyShare()
            .fetchOptional()
            .isPresent();
    if (!there) {
      throw missing(id);
    }
  }

  /**
   * Records what was measured of models; the same measurement again is recorded once.
   *
   * @param metrics at least one
   * @throws Problem.NotFound when one of the models is not there; then nothing is recorded
   */
  @Transactional
  public void record(List<LoggedModelMetric> metrics) {
    metrics.stream().map(LoggedModelMetric::model).distinct().sorted(BY_ID).forEach(this::require);
    var t = LOGGED_MODEL_METRIC;
    var insert =
        db.insertInto(
            t,
            t.MODEL_ID,
            t.RUN_ID,
            t.NAME,
            t.VALUE,
            t.TIME_MILLIS,
            t.STEP,
            t.DATASET_NAME,
            t.DATASET_DIGEST);
    for (LoggedModelMetric m : metrics) {
      insert =
          insert.values(
              m.model().value(),
              m.run().value(),
              m.name(),
              m.value(),
              m.timeMillis(),
              m.step(),
              m.datasetName(),
              m.datasetDigest());
    }
    insert.onConflictDoNothing().execute();
  }

  /**
   * Records which models a run was given.
   *
   * @throws Problem.NotFound when the run or a model is not there
   * @throws Problem.Conflict when the run is deleted
   */
  @Transactional
  public void addInputs(RunId run, List<LoggedModelId> models) {
    link(run, INPUT, models.stream().map(m -> new RunModels.Output(m, 0)).toList());
  }

  /** Records which models a run has made, as {@link #addInputs} does. */
  @Transactional
  public void addOutputs(RunId run, List<RunModels.Output> models) {
    link(run, OUTPUT, models);
  }

  private void link(RunId run, String role, List<RunModels.Output> models) {
    if (models.size() > MOST_AT_ONCE) {
      throw new Problem.Invalid(
          "models", models.size() + " models", "at most " + MOST_AT_ONCE + " are added at once");
    }
    runs.present(run);
    for (RunModels.Output model : models) {
      require(model.model());
      try {
        db.insertInto(RUN_MODEL)
            .set(RUN_MODEL.RUN_ID, run.value())
            .set(RUN_MODEL.ROLE, role)
            .set(RUN_MODEL.MODEL_ID, model.model().value())
            .set(RUN_MODEL.STEP, model.step())
            .onConflictDoNothing()
            .execute();
      } catch (DataIntegrityViolationException e) {
        throw new Problem.NotFound("run", run); // purged meanwhile
      }
    }
  }

  /** The models of runs; runs without any are left out. */
  public Map<RunId, RunModels> of(Collection<RunId> all) {
    Map<RunId, List<RunModelRecord>> rows =
        db.selectFrom(RUN_MODEL)
            .where(RUN_MODEL.RUN_ID.in(all.stream().map(RunId::value).toList()))
            .orderBy(RUN_MODEL.SEQ)
            .fetchGroups(r -> new RunId(r.getRunId()), r -> r);
    Map<RunId, RunModels> models = new HashMap<>();
    rows.forEach((run, links) -> models.put(run, runModels(links)));
    return models;
  }

  private static RunModels runModels(List<RunModelRecord> links) {
    List<LoggedModelId> inputs = new ArrayList<>();
    List<RunModels.Output> outputs = new ArrayList<>();
    for (RunModelRecord link : links) {
      LoggedModelId model = new LoggedModelId(link.getModelId());
      if (link.getRole().equals(INPUT)) {
        inputs.add(model);
      } else {
        outputs.add(new RunModels.Output(model, link.getStep()));
      }
    }
    return new RunModels(inputs, outputs);
  }

  private SelectJoinStep<? extends Record> selectModels() {
    return db.select(
            LOGGED_MODEL.ID,
            LOGGED_MODEL.EXPERIMENT_ID,
            LOGGED_MODEL.NAME,
            LOGGED_MODEL.RUN_ID,
            LOGGED_MODEL.TYPE,
            LOGGED_MODEL.STATUS,
            PARAMS,
            TAGS,
            LOGGED_MODEL.CREATED_AT,
            LOGGED_MODEL.UPDATED_AT,
            LOGGED_MODEL.DELETED_AT)
        .from(LOGGED_MODEL);
  }

  private static LoggedModel model(Record r) {
    @Nullable UUID run = r.get(LOGGED_MODEL.RUN_ID);
    @Nullable OffsetDateTime deletedAt = r.get(LOGGED_MODEL.DELETED_AT);
    return new LoggedModel(
        new LoggedModelId(r.get(LOGGED_MODEL.ID)),
        new ExperimentId(r.get(LOGGED_MODEL.EXPERIMENT_ID)),
        r.get(LOGGED_MODEL.NAME),
        run == null ? null : new RunId(run),
        r.get(LOGGED_MODEL.TYPE),
        LoggedModelStatus.valueOf(r.get(LOGGED_MODEL.STATUS)),
        r.get(PARAMS),
        r.get(TAGS),
        List.of(),
        r.get(LOGGED_MODEL.CREATED_AT).toInstant(),
        r.get(LOGGED_MODEL.UPDATED_AT).toInstant(),
        deletedAt == null ? null : deletedAt.toInstant());
  }

  private List<LoggedModel> withMetrics(List<LoggedModel> models) {
    Map<UUID, List<LoggedModelMetric>> metrics =
        metrics(models.stream().map(m -> m.id().value()).toList());
    return models.stream()
        .map(m -> m.with(metrics.getOrDefault(m.id().value(), List.of())))
        .toList();
  }

  private Map<UUID, List<LoggedModelMetric>> metrics(List<UUID> models) {
    if (models.isEmpty()) {
      return Map.of();
    }
    var t = LOGGED_MODEL_METRIC;
    var newest =
        lateral(
                selectFrom(t)
                    .where(t.MODEL_ID.eq(LOGGED_MODEL.ID))
                    .orderBy(t.TIME_MILLIS.desc(), t.STEP.desc(), t.NAME.desc())
                    .limit(MOST_METRICS))
            .as("newest");
    return db.select(newest.fields())
        .from(LOGGED_MODEL, newest)
        .where(LOGGED_MODEL.ID.in(models))
        .orderBy(newest.field(t.NAME), newest.field(t.TIME_MILLIS), newest.field(t.STEP))
        .fetchGroups(newest.field(t.MODEL_ID), r -> metric(r.into(t)));
  }

  private static LoggedModelMetric metric(LoggedModelMetricRecord r) {
    return new LoggedModelMetric(
        new LoggedModelId(r.getModelId()),
        new RunId(r.getRunId()),
        r.getName(),
        r.getValue(),
        r.getTimeMillis(),
        r.getStep(),
        r.getDatasetName(),
        r.getDatasetDigest());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
