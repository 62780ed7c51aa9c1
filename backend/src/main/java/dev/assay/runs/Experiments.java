package dev.assay.runs;

import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.springframework.stereotype.Service;

/** The experiments of this server. */
@Service
public class Experiments {
  private static final int LONGEST_NAME = 500;
  private static final UUID NONE = new UUID(0, 0);
  private static final Field<Integer> RUNS_OF_IT = field(name("runs_of_it"), Integer.class);
  private static final Field<Integer> RUNNING = field(name("running"), Integer.class);
  private static final Field<UUID> NEWEST = field(name("newest"), UUID.class);
  private static final Field<OffsetDateTime> LAST_ACTIVITY =
      field(name("last_activity"), OffsetDateTime.class);

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
    return insert(name, by)
        .orElseThrow(
            () -> new Problem.Conflict("there is an experiment named " + name + " already"));
  }

  /** The experiment of that name, made if there is none. */
  public Experiment named(String name, UserId by) {
    return find(name).or(() -> insert(name, by)).or(() -> find(name)).orElseThrow();
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Experiment get(ExperimentId id) {
    return db.select(EXPERIMENT.ID, EXPERIMENT.NAME, EXPERIMENT.CREATED_AT)
        .from(EXPERIMENT)
        .where(EXPERIMENT.ID.eq(id.value()))
        .fetchOptional(r -> experiment(r.value1(), r.value2(), r.value3().toInstant()))
        .orElseThrow(() -> new Problem.NotFound("experiment", id));
  }

  /** Those with the newest runs first. */
  public Page<ExperimentSummary> list(PageRequest request) {
    return list(request, "");
  }

  /** Those whose name contains a text, ignoring case; with the newest runs first. */
  public Page<ExperimentSummary> list(PageRequest request, String nameContains) {
    // MAX(uuid) needs PostgreSQL 18; the newest id of an index scan needs nothing
    var runsOf =
        lateral(
                select(
                        count().as(RUNS_OF_IT),
                        count().filterWhere(RUN.STATUS.eq(RunStatus.RUNNING.name())).as(RUNNING),
                        max(RUN.CREATED_AT).as(LAST_ACTIVITY))
                    .from(RUN)
                    .where(RUN.EXPERIMENT_ID.eq(EXPERIMENT.ID)))
            .as("runs_of");
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
        db.select(
                EXPERIMENT.ID,
                EXPERIMENT.NAME,
                EXPERIMENT.CREATED_AT,
                RUNS_OF_IT,
                RUNNING,
                newest.as(NEWEST),
                LAST_ACTIVITY)
            .from(EXPERIMENT, runsOf)
            .where(EXPERIMENT.NAME.containsIgnoreCase(nameContains))
            .and(request.cursor() == null ? noCondition() : after(newest, request.cursor()))
            .orderBy(NEWEST.desc(), EXPERIMENT.ID.desc())
            .limit(request.limit() + 1)
            .fetch();
    return Page.of(rows, request, r -> r.get(NEWEST) + "_" + r.get(EXPERIMENT.ID))
        .map(
            r ->
                new ExperimentSummary(
                    experiment(r.value1(), r.value2(), r.value3().toInstant()),
                    r.value4(),
                    r.value5(),
                    r.value7() == null ? null : r.value7().toInstant()));
  }

  private Condition after(Field<UUID> newest, String cursor) {
    String[] parts = cursor.split("_", 2);
    try {
      return row(newest, EXPERIMENT.ID).lt(row(UUID.fromString(parts[0]), Long.valueOf(parts[1])));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  private Optional<Experiment> find(String name) {
    return db.select(EXPERIMENT.ID, EXPERIMENT.NAME, EXPERIMENT.CREATED_AT)
        .from(EXPERIMENT)
        .where(EXPERIMENT.NAME.eq(name))
        .fetchOptional(r -> experiment(r.value1(), r.value2(), r.value3().toInstant()));
  }

  private Optional<Experiment> insert(String name, UserId by) {
    Rules.text("experiment", name, 1, LONGEST_NAME);
    return db.insertInto(EXPERIMENT)
        .set(EXPERIMENT.NAME, name)
        .set(EXPERIMENT.CREATED_BY, by.value())
        .set(EXPERIMENT.CREATED_AT, clock.instant().atOffset(ZoneOffset.UTC))
        .onConflict(EXPERIMENT.NAME)
        .doNothing()
        .returning(EXPERIMENT.ID, EXPERIMENT.NAME, EXPERIMENT.CREATED_AT)
        .fetchOptional(r -> experiment(r.getId(), r.getName(), r.getCreatedAt().toInstant()));
  }

  private static Experiment experiment(long id, String name, Instant createdAt) {
    return new Experiment(new ExperimentId(id), name, createdAt);
  }
}
