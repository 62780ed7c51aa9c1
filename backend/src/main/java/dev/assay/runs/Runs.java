package dev.assay.runs;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_SAMPLE;
import static dev.assay.schema.Tables.RUN_TAG;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The runs of this server and their life; the states are those of {@link RunStatus}. */
@Service
public class Runs {
  private static final int LONGEST_NAME = 250;
  private static final int LONGEST_TAG = 8000;
  private static final int LONGEST_SAMPLE = 100_000;
  private static final int LONGEST_FAILURE = 10_000;
  private static final int MOST_TAGS = 1000;
  private static final Set<RunStatus> ALIVE =
      Set.of(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.LOST);

  private final DSLContext db;
  private final Experiments experiments;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Runs(DSLContext db, Experiments experiments, ApplicationEventPublisher events, Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What a new run is.
   *
   * @param experiment its experiment's name; made if there is none
   * @param name null for one made from its id
   */
  public record NewRun(
      String experiment, @Nullable String name, Params params, Map<String, String> tags) {}

  /** Records a run that has started. */
  @Transactional
  public Run create(NewRun run, UserId by) {
    RunId id = insert(run, RunStatus.RUNNING, by);
    return get(id);
  }

  /** Records a run that is to be executed later. */
  @Transactional
  public Run queue(NewRun run, UserId by) {
    RunId id = insert(run, RunStatus.QUEUED, by);
    return get(id);
  }

  /**
   * Records a run that goes on from a step of another, with its params and tags.
   *
   * @param name null for one made from its id
   */
  @Transactional
  public Run fork(RunId from, long step, @Nullable String name, UserId by) {
    Run origin = present(from);
    String experiment = experiments.get(origin.experimentId()).name();
    RunId id =
        insert(new NewRun(experiment, name, origin.params(), origin.tags()), RunStatus.RUNNING, by);
    db.update(RUN)
        .set(RUN.FORKED_FROM, from.value())
        .set(RUN.FORK_STEP, step)
        .where(RUN.ID.eq(id.value()))
        .execute();
    return get(id);
  }

  private RunId insert(NewRun run, RunStatus status, UserId by) {
    RunId id = RunId.next();
    String name =
        run.name() == null || run.name().isBlank()
            ? "run-" + id.toString().substring(24)
            : run.name();
    Rules.text("name", name, 1, LONGEST_NAME);
    OffsetDateTime now = now();
    boolean running = status == RunStatus.RUNNING;
    db.insertInto(RUN)
        .set(RUN.ID, id.value())
        .set(RUN.EXPERIMENT_ID, experiments.named(run.experiment(), by).id().value())
        .set(RUN.NAME, name)
        .set(RUN.STATUS, status.name())
        .set(RUN.PARAMS, JSONB.valueOf(run.params().json()))
        .set(RUN.CREATED_BY, by.value())
        .set(RUN.CREATED_AT, now)
        .set(RUN.STARTED_AT, running ? now : null)
        .set(RUN.HEARTBEAT_AT, running ? now : null)
        .execute();
    tag(id, run.tags());
    return id;
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Run get(RunId id) {
    return selectRuns()
        .where(RUN.ID.eq(id.value()))
        .fetchOptional(Runs::run)
        .orElseThrow(() -> new Problem.NotFound("run", id));
  }

  /** Which runs are meant. */
  public enum Shelf {
    /** Neither archived nor deleted. */
    ACTIVE,
    ARCHIVED,
    DELETED;

    private Condition condition() {
      return switch (this) {
        case ACTIVE -> RUN.ARCHIVED_AT.isNull().and(RUN.DELETED_AT.isNull());
        case ARCHIVED -> RUN.ARCHIVED_AT.isNotNull().and(RUN.DELETED_AT.isNull());
        case DELETED -> RUN.DELETED_AT.isNotNull();
      };
    }
  }

  /** The runs of an experiment that are not put away, newest first. */
  public Page<Run> list(ExperimentId experiment, PageRequest request) {
    return list(experiment, Shelf.ACTIVE, request);
  }

  /** Some of the runs of an experiment, newest first. */
  public Page<Run> list(ExperimentId experiment, Shelf shelf, PageRequest request) {
    experiments.get(experiment);
    return page(RUN.EXPERIMENT_ID.eq(experiment.value()).and(shelf.condition()), request);
  }

  /** Whether there is such a run and it is not deleted. */
  public boolean isPresent(RunId id) {
    return db.fetchExists(
        db.selectOne().from(RUN).where(RUN.ID.eq(id.value())).and(RUN.DELETED_AT.isNull()));
  }

  /** The runs in some states, of all experiments, newest first. */
  public Page<Run> list(Collection<RunStatus> statuses, PageRequest request) {
    return page(
        RUN.STATUS
            .in(statuses.stream().map(RunStatus::name).toList())
            .and(Shelf.ACTIVE.condition()),
        request);
  }

  private Page<Run> page(Condition condition, PageRequest request) {
    @Nullable UUID after = request.afterId();
    List<Run> runs =
        selectRuns()
            .where(condition)
            .and(after == null ? noCondition() : RUN.ID.lt(after))
            .orderBy(RUN.ID.desc())
            .limit(request.limit() + 1)
            .fetch(Runs::run);
    return Page.of(runs, request, r -> r.id().toString());
  }

  /**
   * The run begins, or begins anew.
   *
   * @throws Problem.Conflict when it has ended, or a param is set already and differs
   */
  @Transactional
  public Run start(RunId id, Params params, Map<String, String> tags) {
    if (!transition(id, RunStatus.RUNNING, null, ALIVE)) {
      throw cannotBecome(get(id), RunStatus.RUNNING);
    }
    addParams(id, params);
    tag(id, tags);
    return get(id);
  }

  /** What became of a heartbeat. */
  public sealed interface Heartbeat {
    /** The run goes on. */
    record Alive() implements Heartbeat {}

    /** The run has not begun, or has ended: there is nothing to keep alive. */
    record NotRunning(RunStatus status) implements Heartbeat {}
  }

  /**
   * The run is alive; if it was LOST it is RUNNING again.
   *
   * @param progress between 0 and 1; null when unknown
   */
  public Heartbeat heartbeat(RunId id, @Nullable Double progress) {
    if (progress != null && !(progress >= 0 && progress <= 1)) {
      throw new Problem.Invalid("progress", progress, "progress is between 0 and 1");
    }
    OffsetDateTime now = now();
    int updated =
        db.update(RUN)
            .set(RUN.STATUS, RunStatus.RUNNING.name())
            .set(RUN.HEARTBEAT_AT, now)
            .set(RUN.PROGRESS, coalesce(val(progress), RUN.PROGRESS))
            .where(RUN.ID.eq(id.value()))
            .and(RUN.STATUS.in(names(Set.of(RunStatus.RUNNING, RunStatus.LOST))))
            .and(RUN.DELETED_AT.isNull())
            .execute();
    return updated == 1 ? new Heartbeat.Alive() : new Heartbeat.NotRunning(present(id).status());
  }

  /**
   * Something came from the run, which is a sign of life too; one that has ended or not begun stays
   * as it is.
   */
  public void seen(RunId id) {
    db.update(RUN)
        .set(RUN.STATUS, RunStatus.RUNNING.name())
        .set(RUN.HEARTBEAT_AT, now())
        .where(RUN.ID.eq(id.value()))
        .and(RUN.STATUS.in(names(Set.of(RunStatus.RUNNING, RunStatus.LOST))))
        .execute();
  }

  /**
   * The run ends.
   *
   * @param status FINISHED, FAILED or KILLED
   * @param failure one line on why it failed
   * @throws Problem.Conflict when it has ended with another status
   */
  @Transactional
  public Run finish(RunId id, RunStatus status, @Nullable String failure) {
    if (!status.hasEnded()) {
      throw new Problem.Invalid("status", status, "a run ends as FINISHED, FAILED or KILLED");
    }
    boolean ended = transition(id, status, Rules.kept(failure, LONGEST_FAILURE), ALIVE);
    Run run = get(id);
    if (!ended && run.status() != status) { // a repeated request is answered like the first
      throw cannotBecome(run, status);
    }
    if (ended) {
      events.publishEvent(new RunEnded(id));
    }
    return run;
  }

  /** The run is to be executed again, by another agent. */
  public void requeue(RunId id) {
    if (!transition(id, RunStatus.QUEUED, null, ALIVE)) {
      throw cannotBecome(get(id), RunStatus.QUEUED);
    }
  }

  /** Marks the runs whose last heartbeat is older as LOST; returns how many. */
  public int loseSilentSince(Instant deadline) {
    return db.update(RUN)
        .set(RUN.STATUS, RunStatus.LOST.name())
        .where(RUN.STATUS.eq(RunStatus.RUNNING.name()))
        .and(RUN.HEARTBEAT_AT.lt(deadline.atOffset(ZoneOffset.UTC)))
        .execute();
  }

  /**
   * The run, if something can be recorded of it.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when it is deleted
   */
  public Run present(RunId id) {
    Run run = get(id);
    if (run.deletedAt() != null) {
      throw deleted(id);
    }
    return run;
  }

  static Problem deleted(RunId id) {
    return new Problem.Conflict("run " + id + " is deleted: restore it to record more of it");
  }

  private static Problem cannotBecome(Run run, RunStatus status) {
    if (run.deletedAt() != null) {
      return deleted(run.id());
    }
    return new Problem.Conflict(
        "run %s is %s and cannot become %s".formatted(run.id(), run.status(), status));
  }

  /** Whether the run was in one of those states and now is in the other. */
  private boolean transition(
      RunId id, RunStatus to, @Nullable String failure, Set<RunStatus> from) {
    OffsetDateTime now = now();
    var update =
        db.update(RUN)
            .set(RUN.STATUS, to.name())
            .set(RUN.FAILURE, failure)
            .set(RUN.ENDED_AT, to.hasEnded() ? now : null);
    if (to == RunStatus.RUNNING) {
      update = update.set(RUN.HEARTBEAT_AT, now).set(RUN.STARTED_AT, now).set(RUN.PROGRESS, 0.0);
    } else if (to == RunStatus.FINISHED) {
      update = update.set(RUN.PROGRESS, 1.0);
    } else if (to == RunStatus.QUEUED) {
      update = update.setNull(RUN.HEARTBEAT_AT).setNull(RUN.STARTED_AT).setNull(RUN.PROGRESS);
    }
    return update
            .where(RUN.ID.eq(id.value()))
            .and(RUN.STATUS.in(names(from)))
            .and(RUN.DELETED_AT.isNull())
            .execute()
        == 1;
  }

  /**
   * Adds params to those the run has.
   *
   * @return all of them
   * @throws Problem.Conflict when one is set already and differs
   */
  @Transactional
  public Params addParams(RunId id, Params more) {
    present(id);
    Params present =
        db.select(RUN.PARAMS)
            .from(RUN)
            .where(RUN.ID.eq(id.value()))
            .forUpdate()
            .fetchOptional(r -> Params.parse(r.value1().data()))
            .orElseThrow(() -> new Problem.NotFound("run", id));
    Params merged = present.merge(more);
    db.update(RUN)
        .set(RUN.PARAMS, JSONB.valueOf(merged.json()))
        .where(RUN.ID.eq(id.value()))
        .execute();
    return merged;
  }

  /**
   * Sets tags; one that is set already gets the new value.
   *
   * @return all tags of the run
   */
  @Transactional
  public Map<String, String> addTags(RunId id, Map<String, String> tags) {
    present(id);
    tag(id, tags);
    return get(id).tags();
  }

  private void tag(RunId id, Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw new Problem.Invalid(
          "tags", tags.size() + " tags", "at most " + MOST_TAGS + " are set at once");
    }
    tags.forEach(
        (key, value) -> {
          Rules.text("tags." + key, key, 1, LONGEST_NAME);
          Rules.text("tags." + key, value, 0, LONGEST_TAG);
          db.insertInto(RUN_TAG)
              .set(RUN_TAG.RUN_ID, id.value())
              .set(RUN_TAG.KEY, key)
              .set(RUN_TAG.VALUE, value)
              .onDuplicateKeyUpdate()
              .set(RUN_TAG.VALUE, value)
              .execute();
        });
  }

  /** Keeps a text that the run's model wrote. */
  public Sample addSample(RunId id, long step, String prompt, String text) {
    if (step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
    if (prompt.length() + text.length() > LONGEST_SAMPLE) {
      throw new Problem.Invalid(
          "text", text, "a sample and its prompt have at most " + LONGEST_SAMPLE + " characters");
    }
    present(id);
    Instant at = clock.instant();
    // PostgreSQL's text cannot hold the character 0, which an untrained model happily writes
    Sample sample =
        new Sample(step, prompt.replace('\0', '\uFFFD'), text.replace('\0', '\uFFFD'), at);
    db.insertInto(RUN_SAMPLE)
        .set(RUN_SAMPLE.RUN_ID, id.value())
        .set(RUN_SAMPLE.STEP, step)
        .set(RUN_SAMPLE.PROMPT, sample.prompt())
        .set(RUN_SAMPLE.BODY, sample.text())
        .set(RUN_SAMPLE.AT, at.atOffset(ZoneOffset.UTC))
        .execute();
    return sample;
  }

  /** The newest samples of a run first, at most so many. */
  public List<Sample> samples(RunId id, int limit) {
    get(id);
    return db.select(RUN_SAMPLE.STEP, RUN_SAMPLE.PROMPT, RUN_SAMPLE.BODY, RUN_SAMPLE.AT)
        .from(RUN_SAMPLE)
        .where(RUN_SAMPLE.RUN_ID.eq(id.value()))
        .orderBy(RUN_SAMPLE.SEQ.desc())
        .limit(limit)
        .fetch(r -> new Sample(r.value1(), r.value2(), r.value3(), r.value4().toInstant()));
  }

  private static final Field<Map<String, String>> TAGS =
      multiset(select(RUN_TAG.KEY, RUN_TAG.VALUE).from(RUN_TAG).where(RUN_TAG.RUN_ID.eq(RUN.ID)))
          .as("tags")
          .convertFrom(r -> new TreeMap<>(r.intoMap(RUN_TAG.KEY, RUN_TAG.VALUE)));

  private SelectOnConditionStep<? extends Record> selectRuns() {
    return db.select(
            RUN.ID,
            RUN.EXPERIMENT_ID,
            RUN.NAME,
            RUN.STATUS,
            RUN.PARAMS,
            TAGS,
            RUN.PROGRESS,
            APP_USER.NAME,
            RUN.CREATED_AT,
            RUN.STARTED_AT,
            RUN.ENDED_AT,
            RUN.HEARTBEAT_AT,
            RUN.FAILURE,
            RUN.ARCHIVED_AT,
            RUN.DELETED_AT,
            RUN.FORKED_FROM,
            RUN.FORK_STEP)
        .from(RUN)
        .join(APP_USER)
        .on(APP_USER.ID.eq(RUN.CREATED_BY));
  }

  private static Run run(Record r) {
    return new Run(
        new RunId(r.get(RUN.ID)),
        new ExperimentId(r.get(RUN.EXPERIMENT_ID)),
        r.get(RUN.NAME),
        RunStatus.valueOf(r.get(RUN.STATUS)),
        Params.parse(r.get(RUN.PARAMS).data()),
        r.get(TAGS),
        r.get(RUN.PROGRESS),
        r.get(APP_USER.NAME),
        r.get(RUN.CREATED_AT).toInstant(),
        instant(r.get(RUN.STARTED_AT)),
        instant(r.get(RUN.ENDED_AT)),
        instant(r.get(RUN.HEARTBEAT_AT)),
        r.get(RUN.FAILURE),
        instant(r.get(RUN.ARCHIVED_AT)),
        instant(r.get(RUN.DELETED_AT)),
        r.get(RUN.FORKED_FROM) == null ? null : new RunId(r.get(RUN.FORKED_FROM)),
        r.get(RUN.FORK_STEP));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static List<String> names(Collection<RunStatus> statuses) {
    return statuses.stream().map(RunStatus::name).toList();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
