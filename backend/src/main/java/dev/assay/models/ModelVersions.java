package dev.assay.models;

import static dev.assay.schema.Tables.MODEL_ALIAS;
import static dev.assay.schema.Tables.MODEL_VERSION;
import static dev.assay.schema.Tables.REGISTERED_MODEL;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.runs.RunId;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The versions of registered models. */
@Service
public class ModelVersions {
  private static final Field<Map<String, String>> TAGS =
      ModelTables.TAGS_OF_VERSION.of(
          "tags", List.of(MODEL_VERSION.MODEL_ID, MODEL_VERSION.VERSION));
  private static final Field<List<String>> ALIASES =
      multiset(
              select(MODEL_ALIAS.ALIAS)
                  .from(MODEL_ALIAS)
                  .where(MODEL_ALIAS.MODEL_ID.eq(MODEL_VERSION.MODEL_ID))
                  .and(MODEL_ALIAS.VERSION.eq(MODEL_VERSION.VERSION))
                  .orderBy(MODEL_ALIAS.ALIAS))
          .as("aliases")
          .convertFrom(r -> r.getValues(MODEL_ALIAS.ALIAS));

  /** What {@link #version} reads. */
  static final List<Field<?>> FIELDS =
      List.of(
          REGISTERED_MODEL.NAME,
          MODEL_VERSION.VERSION,
          MODEL_VERSION.SOURCE,
          MODEL_VERSION.LOCATION,
          MODEL_VERSION.RUN_ID,
          MODEL_VERSION.LOGGED_MODEL_ID,
          MODEL_VERSION.ARTIFACT_PATH,
          MODEL_VERSION.CHECKPOINT_STEP,
          MODEL_VERSION.RUN_LINK,
          MODEL_VERSION.DESCRIPTION,
          MODEL_VERSION.STAGE,
          TAGS,
          ALIASES,
          MODEL_VERSION.CREATED_AT,
          MODEL_VERSION.UPDATED_AT);

  private final DSLContext db;
  private final Lineages lineages;
  private final Clock clock;

  ModelVersions(DSLContext db, Lineages lineages, Clock clock) {
    this.db = db;
    this.lineages = lineages;
    this.clock = clock;
  }

  /**
   * Registers a version. Of several that are registered at once each is given a number of its own.
   *
   * @throws Problem.NotFound when there is no such model, or what the source names is not there
   */
  @Transactional
  public ModelVersion create(String model, NewVersion version, UserId by) {
    Lineages.Resolved resolved = resolve(version);
    OffsetDateTime now = now();
    var numbered =
        db.update(REGISTERED_MODEL)
            .set(REGISTERED_MODEL.LAST_VERSION, REGISTERED_MODEL.LAST_VERSION.plus(1))
            .set(REGISTERED_MODEL.UPDATED_AT, now)
            .where(REGISTERED_MODEL.NAME.eq(model))
            .returning(REGISTERED_MODEL.ID, REGISTERED_MODEL.LAST_VERSION)
            .fetchOptional()
            .orElseThrow(() -> RegisteredModels.missing(model));
    Lineage lineage = resolved.lineage();
    db.insertInto(MODEL_VERSION)
        .set(MODEL_VERSION.MODEL_ID, numbered.getId())
        .set(MODEL_VERSION.VERSION, numbered.getLastVersion())
        .set(MODEL_VERSION.SOURCE, resolved.source())
        .set(MODEL_VERSION.LOCATION, resolved.location())
        .set(MODEL_VERSION.ROOT, root(resolved.location()))
        .set(MODEL_VERSION.RUN_ID, lineage.run() == null ? null : lineage.run().value())
        .set(
            MODEL_VERSION.LOGGED_MODEL_ID,
            lineage.loggedModel() == null ? null : lineage.loggedModel().value())
        .set(MODEL_VERSION.ARTIFACT_PATH, lineage.artifactPath())
        .set(MODEL_VERSION.CHECKPOINT_STEP, lineage.checkpointStep())
        .set(MODEL_VERSION.RUN_LINK, version.runLink())
        .set(MODEL_VERSION.DESCRIPTION, version.description())
        .set(MODEL_VERSION.CREATED_BY, by.value())
        .set(MODEL_VERSION.CREATED_AT, now)
        .set(MODEL_VERSION.UPDATED_AT, now)
        .execute();
    ModelTables.TAGS_OF_VERSION.set(
        db, version.tags(), numbered.getId(), numbered.getLastVersion());
    return get(model, numbered.getLastVersion());
  }

  /** Whose artifacts the files are, which must not be purged; null elsewhere. */
  private static @Nullable UUID root(String location) {
    return switch (ModelSource.of(location)) {
      case ModelSource.OfRun(var run, var _) -> run.value();
      case ModelSource.OfLoggedModel(var model, var _) -> model.value();
      case ModelSource.OfVersion _,
          ModelSource.OfAlias _,
          ModelSource.OfNewest _,
          ModelSource.Elsewhere _ ->
          null;
    };
  }

  private Lineages.Resolved resolve(NewVersion version) {
    return switch (ModelSource.of(version.source())) {
      case ModelSource.OfRun _, ModelSource.OfLoggedModel _, ModelSource.Elsewhere _ ->
          lineages.resolve(version);
      case ModelSource.OfVersion _, ModelSource.OfAlias _, ModelSource.OfNewest _ ->
          copied(named(version.source()), version);
    };
  }

  /** What another version comes from, and where its files are. */
  private static Lineages.Resolved copied(ModelVersion from, NewVersion version) {
    Lineage lineage =
        new Lineage(
            version.run() == null ? from.lineage().run() : version.run(),
            version.loggedModel() == null ? from.lineage().loggedModel() : version.loggedModel(),
            from.lineage().artifactPath(),
            from.lineage().checkpointStep());
    return new Lineages.Resolved(
        "models:/%s/%d".formatted(from.model(), from.number()), from.location(), lineage);
  }

  /**
   * The version that a source such as {@code models:/name/1} or {@code models:/name@alias} names.
   *
   * @throws Problem.NotFound when there is none
   */
  public ModelVersion named(String source) {
    Optional<ModelVersion> version =
        switch (ModelSource.of(source)) {
          case ModelSource.OfVersion(var model, var number) -> Optional.of(get(model, number));
          case ModelSource.OfAlias(var model, var alias) -> byAlias(model, alias);
          case ModelSource.OfNewest(var model, var stage) ->
              stage == null ? newest(model) : newest(model, stage);
          case ModelSource.OfRun _, ModelSource.OfLoggedModel _, ModelSource.Elsewhere _ ->
              Optional.empty();
        };
    return version.orElseThrow(() -> new Problem.NotFound("version", source));
  }

  /**
   * The version of that number.
   *
   * @throws Problem.NotFound when there is none
   */
  public ModelVersion get(String model, int number) {
    return selectVersions()
        .where(is(model, number))
        .fetchOptional(ModelVersions::version)
        .orElseThrow(() -> missing(model, number));
  }

  static Problem.NotFound missing(String model, int number) {
    return new Problem.NotFound("version", number + " of a registered model " + model);
  }

  /** The version that an alias stands for. */
  public Optional<ModelVersion> byAlias(String model, String alias) {
    return selectVersions()
        .where(REGISTERED_MODEL.NAME.eq(model))
        .and(
            exists(
                selectOne()
                    .from(MODEL_ALIAS)
                    .where(MODEL_ALIAS.MODEL_ID.eq(MODEL_VERSION.MODEL_ID))
                    .and(MODEL_ALIAS.VERSION.eq(MODEL_VERSION.VERSION))
                    .and(MODEL_ALIAS.ALIAS.eq(alias))))
        .fetchOptional(ModelVersions::version);
  }

  /** The version of the greatest number. */
  public Optional<ModelVersion> newest(String model) {
    return newestOf(model, noCondition());
  }

  /** The version of the greatest number of those of a stage. */
  public Optional<ModelVersion> newest(String model, Stage stage) {
    return newestOf(model, MODEL_VERSION.STAGE.eq(stage.name()));
  }

  private Optional<ModelVersion> newestOf(String model, Condition condition) {
    return selectVersions()
        .where(REGISTERED_MODEL.NAME.eq(model))
        .and(condition)
        .orderBy(MODEL_VERSION.VERSION.desc())
        .limit(1)
        .fetchOptional(ModelVersions::version);
  }

  /** The greatest number of each model that has versions. */
  public Map<String, Integer> newest(Collection<String> models) {
    return db.select(REGISTERED_MODEL.NAME, max(MODEL_VERSION.VERSION))
        .from(MODEL_VERSION)
        .join(REGISTERED_MODEL)
        .on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
        .where(REGISTERED_MODEL.NAME.in(models))
        .groupBy(REGISTERED_MODEL.NAME)
        .fetchMap(Record2::value1, Record2::value2);
  }

  /**
   * The newest version of each stage that has any, by number; models without versions are left out.
   */
  public Map<String, List<ModelVersion>> newestOfStages(Collection<String> models) {
    var newer = MODEL_VERSION.as("newer");
    return selectVersions()
        .where(REGISTERED_MODEL.NAME.in(models))
        .and(
            notExists(
                selectOne()
                    .from(newer)
                    .where(newer.MODEL_ID.eq(MODEL_VERSION.MODEL_ID))
                    .and(newer.STAGE.eq(MODEL_VERSION.STAGE))
                    .and(newer.VERSION.gt(MODEL_VERSION.VERSION))))
        .orderBy(MODEL_VERSION.VERSION)
        .fetchGroups(r -> r.get(REGISTERED_MODEL.NAME), ModelVersions::version);
  }

  /**
   * The versions of a model, those of greater numbers first.
   *
   * @throws Problem.NotFound when there is no such model
   */
  public Page<ModelVersion> list(String model, PageRequest request) {
    if (!db.fetchExists(REGISTERED_MODEL, REGISTERED_MODEL.NAME.eq(model))) {
      throw RegisteredModels.missing(model);
    }
    List<ModelVersion> rows =
        selectVersions()
            .where(REGISTERED_MODEL.NAME.eq(model))
            .and(before(request.cursor()))
            .orderBy(MODEL_VERSION.VERSION.desc())
            .limit(request.limit() + 1)
            .fetch(ModelVersions::version);
    return Page.of(rows, request, v -> Integer.toString(v.number()));
  }

  private static Condition before(@Nullable String cursor) {
    try {
      return cursor == null ? noCondition() : MODEL_VERSION.VERSION.lt(Integer.valueOf(cursor));
    } catch (NumberFormatException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  /** The versions that come from a run, newest first. */
  public List<ModelVersion> ofRun(RunId run, int limit) {
    return selectVersions()
        .where(MODEL_VERSION.RUN_ID.eq(run.value()))
        .orderBy(MODEL_VERSION.CREATED_AT.desc(), MODEL_VERSION.VERSION.desc())
        .limit(limit)
        .fetch(ModelVersions::version);
  }

  /** The versions that logged models became, by name and number. */
  public Map<LoggedModelId, List<ModelVersion>> ofLoggedModels(Collection<LoggedModelId> models) {
    List<UUID> ids = models.stream().map(LoggedModelId::value).toList();
    return selectVersions()
        .where(MODEL_VERSION.LOGGED_MODEL_ID.in(ids))
        .orderBy(REGISTERED_MODEL.NAME, MODEL_VERSION.VERSION)
        .fetchGroups(
            r -> new LoggedModelId(r.get(MODEL_VERSION.LOGGED_MODEL_ID)), ModelVersions::version);
  }

  /**
   * @throws Problem.NotFound when there is no such version
   */
  @Transactional
  public ModelVersion describe(String model, int number, String description) {
    Rules.text("description", description, 0, RegisteredModels.LONGEST_DESCRIPTION);
    int described =
        db.update(MODEL_VERSION)
            .set(MODEL_VERSION.DESCRIPTION, description)
            .set(MODEL_VERSION.UPDATED_AT, now())
            .from(REGISTERED_MODEL)
            .where(is(model, number))
            .execute();
    if (described == 0) {
      throw missing(model, number);
    }
    return get(model, number);
  }

  /**
   * Puts a version into a stage.
   *
   * @param archiveOthers whether the other versions of that stage are archived; only versions of
   *     active stages are
   * @throws Problem.NotFound when there is no such version
   * @throws Problem.Invalid when others are to be archived for a stage that is not active
   */
  @Transactional
  public ModelVersion transition(String model, int number, Stage stage, boolean archiveOthers) {
    if (archiveOthers && !stage.isActive()) {
      throw new Problem.Invalid(
          "stage", stage, "versions are archived for others that go to Staging or Production only");
    }
    touch(model, number);
    int put =
        db.update(MODEL_VERSION)
            .set(MODEL_VERSION.STAGE, stage.name())
            .set(MODEL_VERSION.UPDATED_AT, now())
            .from(REGISTERED_MODEL)
            .where(is(model, number))
            .execute();
    if (put == 0) {
      throw missing(model, number);
    }
    if (archiveOthers) {
      db.update(MODEL_VERSION)
          .set(MODEL_VERSION.STAGE, Stage.ARCHIVED.name())
          .set(MODEL_VERSION.UPDATED_AT, now())
          .from(REGISTERED_MODEL)
          .where(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
          .and(REGISTERED_MODEL.NAME.eq(model))
          .and(MODEL_VERSION.STAGE.eq(stage.name()))
          .and(MODEL_VERSION.VERSION.ne(number))
          .execute();
    }
    return get(model, number);
  }

  /** The model has changed with its version; whoever else changes it so waits. */
  private void touch(String model, int number) {
    int touched =
        db.update(REGISTERED_MODEL)
            .set(REGISTERED_MODEL.UPDATED_AT, now())
            .where(REGISTERED_MODEL.NAME.eq(model))
            .execute();
    if (touched == 0) {
      throw missing(model, number);
    }
  }

  /**
   * Deletes a version with its aliases and tags; its number is not given again.
   *
   * @throws Problem.NotFound when there is no such version
   */
  @Transactional
  public void delete(String model, int number) {
    touch(model, number);
    int deleted =
        db.deleteFrom(MODEL_VERSION).using(REGISTERED_MODEL).where(is(model, number)).execute();
    if (deleted == 0) {
      throw missing(model, number);
    }
  }

  /**
   * @throws Problem.NotFound when there is no such version
   */
  @Transactional
  public ModelVersion tag(String model, int number, Map<String, String> tags) {
    ModelTables.TAGS_OF_VERSION.set(db, tags, id(model, number), number);
    return get(model, number);
  }

  /**
   * Whether there was such a tag.
   *
   * @throws Problem.NotFound when there is no such version
   */
  @Transactional
  public boolean untag(String model, int number, String key) {
    return ModelTables.TAGS_OF_VERSION.remove(db, key, id(model, number), number);
  }

  private long id(String model, int number) {
    Long id =
        db.select(MODEL_VERSION.MODEL_ID)
            .from(MODEL_VERSION)
            .join(REGISTERED_MODEL)
            .on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
            .where(REGISTERED_MODEL.NAME.eq(model))
            .and(MODEL_VERSION.VERSION.eq(number))
            .forKeyShare()
            .fetchOne(MODEL_VERSION.MODEL_ID);
    if (id == null) {
      throw missing(model, number);
    }
    return id;
  }

  private static Condition is(String model, int number) {
    return REGISTERED_MODEL
        .ID
        .eq(MODEL_VERSION.MODEL_ID)
        .and(REGISTERED_MODEL.NAME.eq(model))
        .and(MODEL_VERSION.VERSION.eq(number));
  }

  private SelectJoinStep<Record> selectVersions() {
    return db.select(FIELDS)
        .from(MODEL_VERSION)
        .join(REGISTERED_MODEL)
        .on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID));
  }

  static ModelVersion version(Record r) {
    @Nullable UUID run = r.get(MODEL_VERSION.RUN_ID);
    @Nullable UUID logged = r.get(MODEL_VERSION.LOGGED_MODEL_ID);
    Lineage lineage =
        new Lineage(
            run == null ? null : new RunId(run),
            logged == null ? null : new LoggedModelId(logged),
            r.get(MODEL_VERSION.ARTIFACT_PATH),
            r.get(MODEL_VERSION.CHECKPOINT_STEP));
    return new ModelVersion(
        r.get(REGISTERED_MODEL.NAME),
        r.get(MODEL_VERSION.VERSION),
        r.get(MODEL_VERSION.SOURCE),
        r.get(MODEL_VERSION.LOCATION),
        lineage,
        r.get(MODEL_VERSION.RUN_LINK),
        r.get(MODEL_VERSION.DESCRIPTION),
        Stage.valueOf(r.get(MODEL_VERSION.STAGE)),
        r.get(TAGS),
        r.get(ALIASES),
        r.get(MODEL_VERSION.CREATED_AT).toInstant(),
        r.get(MODEL_VERSION.UPDATED_AT).toInstant());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
