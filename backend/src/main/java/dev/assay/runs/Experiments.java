package dev.assay.runs;

import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.EXPERIMENT_TAG;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.schema.tables.records.ExperimentRecord;
import dev.assay.schema.tables.records.ExperimentTagRecord;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The experiments of this server. A name belongs to one of those that are not deleted. */
@Service
public class Experiments {
  /** The one that runs without an experiment go to. */
  public static final ExperimentId DEFAULT = new ExperimentId(0);

  private static final String DEFAULT_NAME = "Default";
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_NOTES = 100_000;
  private static final UUID NONE = new UUID(0, 0);
  private static final Field<Integer> RUNS_OF_IT = field(name("runs_of_it"), Integer.class);
  private static final Field<Integer> RUNNING = field(name("running"), Integer.class);
  private static final Field<UUID> NEWEST = field(name("newest"), UUID.class);
  private static final Field<OffsetDateTime> LAST_ACTIVITY =
      field(name("last_activity"), OffsetDateTime.class);
  private static final Tags<ExperimentTagRecord, Long> TAGS =
      new Tags<>(
          EXPERIMENT_TAG, EXPERIMENT_TAG.EXPERIMENT_ID, EXPERIMENT_TAG.KEY, EXPERIMENT_TAG.VALUE);
  private static final Field<Map<String, String>> TAGS_OF_IT = TAGS.of(EXPERIMENT.ID);
  private static final SelectField<?>[] COLUMNS = {
    EXPERIMENT.ID,
    EXPERIMENT.NAME,
    EXPERIMENT.NOTES,
    TAGS_OF_IT,
    EXPERIMENT.CREATED_AT,
    EXPERIMENT.UPDATED_AT,
    EXPERIMENT.ARCHIVED_AT,
    EXPERIMENT.DELETED_AT
  };

  private final DSLContext db;
  private final Clock clock;

  Experiments(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * Makes an experiment.
   *
   * @throws Problem.Conflict when there is one of that name
   */
  public Experiment create(String name, UserId by) {
    return create(name, "", Map.of(), by);
  }

  /**
   * Makes an experiment.
   *
   * @param notes Markdown
   * @throws Problem.Conflict when there is one of that name
   */
  @Transactional
  public Experiment create(String name, String notes, Map<String, String> tags, UserId by) {
    ExperimentId id = insert(name, by).orElseThrow(() -> taken(name));
    if (!notes.isEmpty()) {
      describe(id, notes);
    }
    tag(id, tags);
    return get(id);
  }

  /** The experiment of that name, made if there is none. */
  public Experiment named(String name, UserId by) {
    return active(name)
        .or(() -> insert(name, by).map(this::get))
        .or(() -> active(name))
        .orElseThrow();
  }

  /** The one of id 0, for runs that name no experiment. */
  public Experiment byDefault(UserId by) {
    db.insertInto(EXPERIMENT)
        .set(EXPERIMENT.ID, DEFAULT.value())
        .set(EXPERIMENT.NAME, DEFAULT_NAME)
        .set(EXPERIMENT.CREATED_BY, by.value())
        .set(EXPERIMENT.CREATED_AT, now())
        .onConflictDoNothing()
        .execute();
    // where somebody has made another one of that name before, that is it
    return find(DEFAULT).or(() -> active(DEFAULT_NAME)).orElseThrow();
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Experiment get(ExperimentId id) {
    return find(id).orElseThrow(() -> new Problem.NotFound("experiment", id));
  }

  /** Those of some ids that there are, in the order of the ids. */
  public List<Experiment> all(List<ExperimentId> ids) {
    Map<ExperimentId, Experiment> found =
        db.select(COLUMNS)
            .from(EXPERIMENT)
            .where(EXPERIMENT.ID.in(ids.stream().map(ExperimentId::value).toList()))
            .fetchMap(r -> new ExperimentId(r.get(EXPERIMENT.ID)), Experiments::experiment);
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  private Optional<Experiment> find(ExperimentId id) {
    return db.select(COLUMNS)
        .from(EXPERIMENT)
        .where(EXPERIMENT.ID.eq(id.value()))
        .fetchOptional(Experiments::experiment);
  }

  /** The one of that name; where there is none, the one of that name that was deleted last. */
  public Optional<Experiment> find(String name) {
    return db.select(COLUMNS)
        .from(EXPERIMENT)
        .where(EXPERIMENT.NAME.eq(name))
        .orderBy(EXPERIMENT.DELETED_AT.desc().nullsFirst())
        .limit(1)
        .fetchOptional(Experiments::experiment);
  }

  private Optional<Experiment> active(String name) {
    return find(name).filter(e -> e.deletedAt() == null);
  }

  /** Those in sight, with the newest runs first. */
  public Page<ExperimentSummary> list(PageRequest request) {
    return list(Shelf.ACTIVE, "", request);
  }

  /** Those in sight whose name contains a text, ignoring case; with the newest runs first. */
  public Page<ExperimentSummary> list(PageRequest request, String nameContains) {
    return list(Shelf.ACTIVE, nameContains, request);
  }

  /** Those of a shelf whose name contains a text, ignoring case; with the newest runs first. */
  public Page<ExperimentSummary> list(Shelf shelf, String nameContains, PageRequest request) {
    // MAX(uuid) needs PostgreSQL 18; the newest id of an index scan needs nothing
    Field<UUID> newest =
        coalesce(
            field(
                select(RUN.ID)
                    .from(RUN)
                    .where(RUN.EXPERIMENT_ID.eq(EXPERIMENT.ID))
                    .orderBy(RUN.ID.desc())
                    .limit(1)),
            inline(NONE));
    var rows =
        db.select(COLUMNS)
            .select(newest.as(NEWEST))
            .from(EXPERIMENT)
            .where(EXPERIMENT.NAME.containsIgnoreCase(nameContains))
            .and(shelf.condition(EXPERIMENT.ARCHIVED_AT, EXPERIMENT.DELETED_AT))
            .and(request.cursor() == null ? noCondition() : after(newest, request.cursor()))
            .orderBy(NEWEST.desc(), EXPERIMENT.ID.desc())
            .limit(request.limit() + 1)
            .fetch();
    Page<Experiment> page =
        Page.of(rows, request, r -> r.get(NEWEST) + "_" + r.get(EXPERIMENT.ID))
            .map(Experiments::experiment);
    Map<Long, Counted> counted = counted(shelf, page.items());
    return page.map(
        e -> {
          Counted runs = counted.getOrDefault(e.id().value(), Counted.NOTHING);
          return new ExperimentSummary(e, runs.runs(), runs.running(), runs.lastActivity());
        });
  }

  private record Counted(long runs, long running, @Nullable Instant lastActivity) {
    static final Counted NOTHING = new Counted(0, 0, null);
  }

  /** The runs of a page of experiments: those in sight, or all of what is in the trash. */
  private Map<Long, Counted> counted(Shelf shelf, List<Experiment> page) {
    return db.select(
            RUN.EXPERIMENT_ID,
            count().as(RUNS_OF_IT),
            count().filterWhere(RUN.STATUS.eq(RunStatus.RUNNING.name())).as(RUNNING),
            max(RUN.CREATED_AT).as(LAST_ACTIVITY))
        .from(RUN)
        .where(RUN.EXPERIMENT_ID.in(page.stream().map(e -> e.id().value()).toList()))
        .and(
            shelf == Shelf.DELETED
                ? noCondition()
                : Shelf.ACTIVE.condition(RUN.ARCHIVED_AT, RUN.DELETED_AT))
        .groupBy(RUN.EXPERIMENT_ID)
        .fetchMap(
            RUN.EXPERIMENT_ID,
            r -> new Counted(r.get(RUNS_OF_IT), r.get(RUNNING), instant(r.get(LAST_ACTIVITY))));
  }

  private Condition after(Field<UUID> newest, String cursor) {
    String[] parts = cursor.split("_", 2);
    try {
      return row(newest, EXPERIMENT.ID).lt(row(UUID.fromString(parts[0]), Long.valueOf(parts[1])));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  /**
   * Gives an experiment another name.
   *
   * @throws Problem.Conflict when it is deleted, or there is another of that name
   */
  public Experiment rename(ExperimentId id, String name) {
    return edit(id, name, null);
  }

  /**
   * Replaces the notes of an experiment.
   *
   * @param notes Markdown
   */
  public Experiment describe(ExperimentId id, String notes) {
    return edit(id, null, notes);
  }

  /**
   * Changes name and notes, where they are given; both or nothing.
   *
   * @throws Problem.Conflict when it is deleted, or there is another of that name
   */
  public Experiment edit(ExperimentId id, @Nullable String name, @Nullable String notes) {
    UpdateSetMoreStep<ExperimentRecord> change = change();
    if (name != null) {
      change = change.set(EXPERIMENT.NAME, Rules.text("name", name, 1, LONGEST_NAME));
    }
    if (notes != null) {
      change = change.set(EXPERIMENT.NOTES, Rules.text("notes", notes, 0, LONGEST_NOTES));
    }
    present(id);
    try {
      change.where(EXPERIMENT.ID.eq(id.value())).execute();
    } catch (DuplicateKeyException e) {
      throw taken("" + name);
    }
    return get(id);
  }

  /** Sets tags; one that is set already gets the new value. */
  @Transactional
  public Experiment tag(ExperimentId id, Map<String, String> tags) {
    present(id);
    TAGS.set(db, id.value(), tags);
    change().where(EXPERIMENT.ID.eq(id.value())).execute();
    return get(id);
  }

  /** Removes a tag; returns whether there was one. */
  @Transactional
  public boolean untag(ExperimentId id, String key) {
    present(id);
    change().where(EXPERIMENT.ID.eq(id.value())).execute();
    return TAGS.remove(db, id.value(), key);
  }

  private UpdateSetMoreStep<ExperimentRecord> change() {
    return db.update(EXPERIMENT).set(EXPERIMENT.UPDATED_AT, now());
  }

  /**
   * The experiment, if something can be changed of it.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is deleted
   */
  public Experiment present(ExperimentId id) {
    Experiment experiment = get(id);
    if (experiment.deletedAt() != null) {
      throw new Problem.Conflict(
          "experiment " + id + " is deleted: restore it to change or add something");
    }
    return experiment;
  }

  /**
   * Nobody deletes the experiment until the end of the transaction.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is deleted
   */
  void hold(ExperimentId id) {
    db.select(EXPERIMENT.ID)
        .from(EXPERIMENT)
        .where(EXPERIMENT.ID.eq(id.value()))
        .forShare()
        .execute();
    present(id);
  }

  static Problem.Conflict taken(String name) {
    return new Problem.Conflict("there is an experiment named " + name + " already");
  }

  private Optional<ExperimentId> insert(String name, UserId by) {
    Rules.text("experiment", name, 1, LONGEST_NAME);
    return db.insertInto(EXPERIMENT)
        .set(EXPERIMENT.NAME, name)
        .set(EXPERIMENT.CREATED_BY, by.value())
        .set(EXPERIMENT.CREATED_AT, now())
        .onConflictDoNothing()
        .returning(EXPERIMENT.ID)
        .fetchOptional(r -> new ExperimentId(r.getId()));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Experiment experiment(Record r) {
    Instant created = r.get(EXPERIMENT.CREATED_AT).toInstant();
    @Nullable Instant updated = instant(r.get(EXPERIMENT.UPDATED_AT));
    return new Experiment(
        new ExperimentId(r.get(EXPERIMENT.ID)),
        r.get(EXPERIMENT.NAME),
        r.get(EXPERIMENT.NOTES),
        r.get(TAGS_OF_IT),
        created,
        updated == null ? created : updated,
        instant(r.get(EXPERIMENT.ARCHIVED_AT)),
        instant(r.get(EXPERIMENT.DELETED_AT)));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
