package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.team.UserId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** The runs of this server and their life; the states are those of {@link RunStatus}. */
@Service
public class Runs {
  static final int LONGEST_NAME = 250;
  private static final int LONGEST_ORIGIN = 500;
  static final int LONGEST_FAILURE = 10_000;
  static final int LONGEST_LAST_LINES = 4000;
  private static final long PARENTS_LOCK = 0x70_61_72_65_6e_74L;
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final Set<RunStatus> ALIVE =
      Set.of(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.LOST);
  private static final Set<RunStatus> NOT_ENDED =
      Set.of(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.LOST);

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
   * Records a run that has started.
   *
   * @param experiment its experiment's name; made if there is none
   */
  @Transactional
  public Run create(String experiment, NewRun run, UserId by) {
    Optional<Run> imported = imported(run);
    return imported.isPresent()
        ? imported.get()
        : create(experiments.named(experiment, by).id(), run, by);
  }

  /**
   * Records a run that has started. One that is imported from where a run came from before is that
   * run.
   *
   * @throws Problem.NotFound when there is no such experiment
   * @throws Problem.Conflict when it is deleted
   */
  @Transactional
  public Run create(ExperimentId experiment, NewRun run, UserId by) {
    return insert(experiment, run, RunStatus.RUNNING, by);
  }

  /**
   * Records a run that is to be executed later.
   *
   * @param experiment its experiment's name; made if there is none
   */
  @Transactional
  public Run queue(String experiment, NewRun run, UserId by) {
    return insert(experiments.named(experiment, by).id(), run, RunStatus.QUEUED, by);
  }

  /**
   * Records a run that goes on from a step of another, with its params, tags and provenance.
   *
   * @param name null for one made from its id
   */
  @Transactional
  public Run fork(RunId from, long step, @Nullable String name, UserId by) {
    Run origin = present(from);
    NewRun like =
        new NewRun(name, origin.params(), origin.tags())
            .under(origin.parent())
            .inGroup(origin.group())
            .from(Provenances.read(db, from));
    boolean beats =
        db.select(RUN.BEATS).from(RUN).where(RUN.ID.eq(from.value())).fetchSingle(r -> r.value1());
    NewRun fork = beats ? like : like.silent(null);
    return goOn(insert(origin.experimentId(), fork, RunStatus.RUNNING, by).id(), from, step);
  }

  /**
   * The same of a run that is to be executed later: it gets its params when it starts, and what it
   * tells of itself then.
   *
   * @param name null for one made from its id
   */
  @Transactional
  public Run queueFork(RunId from, long step, @Nullable String name, UserId by) {
    Run origin = present(from);
    NewRun fork = NewRun.named(name).under(origin.parent()).inGroup(origin.group());
    return goOn(insert(origin.experimentId(), fork, RunStatus.QUEUED, by).id(), from, step);
  }

  private Run goOn(RunId id, RunId from, long step) {
    db.update(RUN)
        .set(RUN.FORKED_FROM, from.value())
        .set(RUN.FORK_STEP, step)
        .where(RUN.ID.eq(id.value()))
        .execute();
    events.publishEvent(new RunForked(from, id));
    return get(id);
  }

  private Run insert(ExperimentId experiment, NewRun run, RunStatus status, UserId by) {
    experiments.hold(experiment);
    RunId id = RunId.next();
    OffsetDateTime now = now();
    boolean running = status == RunStatus.RUNNING;
    if (run.importedFrom() != null) {
      Rules.text("importedFrom", run.importedFrom(), 1, LONGEST_ORIGIN);
    }
    int inserted =
        db.insertInto(RUN)
            .set(RUN.ID, id.value())
            .set(RUN.EXPERIMENT_ID, experiment.value())
            .set(RUN.NAME, name(id, run))
            .set(RUN.PARENT_ID, parent(run.parent()))
            .set(RUN.GROUP_NAME, new RunEdit.Group(run.group()).group())
            .set(RUN.STATUS, status.name())
            .set(RUN.PARAMS, JSONB.valueOf(run.params().json()))
            .set(RUN.CREATED_BY, by.value())
            .set(RUN.CREATED_AT, now)
            .set(RUN.STARTED_AT, running ? started(run, now) : null)
            .set(RUN.HEARTBEAT_AT, running ? now : null)
            .set(RUN.BEATS, run.beats())
            .set(RUN.IMPORTED_FROM, run.importedFrom())
            .onConflict(RUN.IMPORTED_FROM)
            .where(RUN.IMPORTED_FROM.isNotNull())
            .doNothing()
            .execute();
    if (inserted == 0) {
      return imported(run)
          .orElseThrow(() -> new Problem.Conflict("that run was purged just now: import it again"));
    }
    RunParams.insert(db, id, run.params(), Map.of());
    RunRows.TAGS.set(db, id.value(), run.tags());
    Provenances.write(db, id, run.provenance());
    return get(id);
  }

  private static String name(RunId id, NewRun run) {
    return run.name() == null || run.name().isBlank()
        ? "run-" + id.toString().substring(24)
        : Rules.text("name", run.name(), 1, LONGEST_NAME);
  }

  private static OffsetDateTime started(NewRun run, OffsetDateTime now) {
    return run.startedAt() == null ? now : time("startedAt", run.startedAt());
  }

  /** Times that PostgreSQL can keep and people mean. */
  static OffsetDateTime time(String field, Instant at) {
    if (at.isBefore(Instant.EPOCH) || at.isAfter(LAST_TIME)) {
      throw new Problem.Invalid(field, at, "times are from 1970 to the year 9999");
    }
    return at.atOffset(ZoneOffset.UTC);
  }

  private @Nullable UUID parent(@Nullable RunId parent) {
    return parent == null ? null : get(parent).id().value();
  }

  /**
   * The run that was imported from there before.
   *
   * @throws Problem.Conflict when it is deleted
   */
  private Optional<Run> imported(NewRun run) {
    if (run.importedFrom() == null) {
      return Optional.empty();
    }
    Optional<Run> before =
        RunRows.select(db)
            .where(RUN.IMPORTED_FROM.eq(run.importedFrom()))
            .fetchOptional(RunRows::run);
    before
        .filter(b -> b.deletedAt() != null)
        .ifPresent(
            b -> {
              throw deleted(b.id());
            });
    return before;
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Run get(RunId id) {
    return RunRows.select(db)
        .where(RUN.ID.eq(id.value()))
        .fetchOptional(RunRows::run)
        .orElseThrow(() -> new Problem.NotFound("run", id));
  }

  /** Those of some ids that there are, in the order of the ids. */
  public List<Run> all(List<RunId> ids) {
    Map<RunId, Run> found =
        RunRows.select(db)
            .where(RUN.ID.in(ids.stream().map(RunId::value).toList()))
            .fetchMap(r -> new RunId(r.get(RUN.ID)), RunRows::run);
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** The runs of an experiment that are not put away, newest first. */
  public Page<Run> list(ExperimentId experiment, PageRequest request) {
    return list(experiment, Shelf.ACTIVE, request);
  }

  /** Some of the runs of an experiment, newest first. */
  public Page<Run> list(ExperimentId experiment, Shelf shelf, PageRequest request) {
    experiments.get(experiment);
    return page(RUN.EXPERIMENT_ID.eq(experiment.value()).and(on(shelf)), request);
  }

  /** The parts of a run that are in sight, newest first. */
  public Page<Run> children(RunId parent, PageRequest request) {
    get(parent);
    return page(RUN.PARENT_ID.eq(parent.value()).and(on(Shelf.ACTIVE)), request);
  }

  /** The runs in sight that go on from a step of this one, newest first. */
  public Page<Run> forks(RunId of, PageRequest request) {
    get(of);
    return page(RUN.FORKED_FROM.eq(of.value()).and(on(Shelf.ACTIVE)), request);
  }

  private static Condition on(Shelf shelf) {
    return shelf.condition(RUN.ARCHIVED_AT, RUN.DELETED_AT);
  }

  /** Whether there is such a run and it is not deleted. */
  public boolean isPresent(RunId id) {
    return db.fetchExists(
        db.selectOne().from(RUN).where(RUN.ID.eq(id.value())).and(RUN.DELETED_AT.isNull()));
  }

  /** The runs in some states, of all experiments, newest first. */
  public Page<Run> list(Collection<RunStatus> statuses, PageRequest request) {
    return page(
        RUN.STATUS.in(statuses.stream().map(RunStatus::name).toList()).and(on(Shelf.ACTIVE)),
        request);
  }

  private Page<Run> page(Condition condition, PageRequest request) {
    @Nullable UUID after = request.afterId();
    List<Run> runs =
        RunRows.select(db)
            .where(condition)
            .and(after == null ? noCondition() : RUN.ID.lt(after))
            .orderBy(RUN.ID.desc())
            .limit(request.limit() + 1)
            .fetch(RunRows::run);
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
    RunRows.TAGS.set(db, id.value(), tags);
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
            .set(RUN.BEATS, true)
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
    return finish(id, status, failure, null);
  }

  /**
   * The run ends, or ended at another time.
   *
   * @param status FINISHED, FAILED or KILLED
   * @param failure one line on why it failed
   * @param endedAt null for now
   * @throws Problem.Conflict when it has ended with another status
   */
  @Transactional
  public Run finish(
      RunId id, RunStatus status, @Nullable String failure, @Nullable Instant endedAt) {
    if (!status.hasEnded()) {
      throw new Problem.Invalid("status", status, "a run ends as FINISHED, FAILED or KILLED");
    }
    boolean ended = transition(id, status, Rules.kept(failure, LONGEST_FAILURE), NOT_ENDED);
    if (endedAt != null) {
      OffsetDateTime end = time("endedAt", endedAt);
      Condition asWanted =
          RUN.ID.eq(id.value()).and(RUN.STATUS.eq(status.name())).and(RUN.DELETED_AT.isNull());
      db.update(RUN).set(RUN.ENDED_AT, end).where(asWanted).execute();
    }
    Run run = get(id);
    if (!ended && run.status() != status) { // a repeated request is answered like the first
      throw cannotBecome(run, status);
    }
    if (ended) {
      events.publishEvent(new RunEnded(id));
    }
    return run;
  }

  /**
   * A run that has ended goes on; one that runs stays as it is. Whether its program sends
   * heartbeats is seen from its first.
   *
   * @throws Problem.Conflict when it is deleted, or PAUSED, which only its job can end
   */
  @Transactional
  public Run resume(RunId id) {
    db.update(RUN)
        .set(RUN.STATUS, RunStatus.RUNNING.name())
        .setNull(RUN.ENDED_AT)
        .setNull(RUN.FAILURE)
        .setNull(RUN.LAST_LINES)
        .set(RUN.BEATS, false)
        .set(RUN.HEARTBEAT_AT, now())
        .set(RUN.STARTED_AT, coalesce(RUN.STARTED_AT, now()))
        .where(RUN.ID.eq(id.value()))
        .and(RUN.STATUS.notIn(names(Set.of(RunStatus.RUNNING, RunStatus.PAUSED))))
        .and(RUN.DELETED_AT.isNull())
        .execute();
    Run run = present(id);
    if (run.status() == RunStatus.PAUSED) {
      throw new Problem.Conflict("run " + id + " is PAUSED: resume the job that it records");
    }
    return run;
  }

  /** The run is to be executed again, by another agent. */
  public void requeue(RunId id) {
    if (!transition(id, RunStatus.QUEUED, null, NOT_ENDED)) {
      throw cannotBecome(get(id), RunStatus.QUEUED);
    }
  }

  /**
   * A run that has not ended well is to be executed again, with all that is recorded of it.
   *
   * @throws Problem.Conflict when it goes on, or has finished, or is deleted
   */
  @Transactional
  public void reopen(RunId id) {
    if (!transition(id, RunStatus.QUEUED, null, Set.of(RunStatus.FAILED, RunStatus.KILLED))) {
      throw cannotBecome(get(id), RunStatus.QUEUED);
    }
    db.update(RUN).setNull(RUN.LAST_LINES).where(RUN.ID.eq(id.value())).execute();
  }

  /** The run rests, with all that is recorded of it, until it is queued again. */
  public void pause(RunId id) {
    if (!transition(id, RunStatus.PAUSED, null, ALIVE)) {
      throw cannotBecome(get(id), RunStatus.PAUSED);
    }
  }

  /**
   * Marks runs as LOST of which nothing has been heard since then; returns how many.
   *
   * @param deadline for those whose programs send heartbeats
   * @param quiet for the others
   */
  public int loseSilentSince(Instant deadline, Instant quiet) {
    return db.update(RUN)
        .set(RUN.STATUS, RunStatus.LOST.name())
        .where(RUN.STATUS.eq(RunStatus.RUNNING.name()))
        .and(
            RUN.HEARTBEAT_AT.lt(
                when(RUN.BEATS, deadline.atOffset(ZoneOffset.UTC))
                    .otherwise(quiet.atOffset(ZoneOffset.UTC))))
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
      update =
          update
              .set(RUN.EARLIER_SECONDS, RUN.EARLIER_SECONDS.plus(seconds(now)))
              .setNull(RUN.HEARTBEAT_AT)
              .setNull(RUN.STARTED_AT)
              .setNull(RUN.PROGRESS);
    } else if (to == RunStatus.PAUSED) {
      update =
          update
              .set(RUN.EARLIER_SECONDS, RUN.EARLIER_SECONDS.plus(seconds(now)))
              .setNull(RUN.STARTED_AT);
    }
    return update
            .where(RUN.ID.eq(id.value()))
            .and(RUN.STATUS.in(names(from)))
            .and(RUN.DELETED_AT.isNull())
            .execute()
        == 1;
  }

  /** Of the present or last attempt; jOOQ's extract would give whole ones. */
  private static Field<Double> seconds(OffsetDateTime now) {
    return field(
        "coalesce(cast(extract(epoch from {0} - {1}) as double precision), 0)",
        Double.class, coalesce(RUN.ENDED_AT, val(now)), RUN.STARTED_AT);
  }

  /** How long runs have been worked on, in seconds, together; rests do not count. */
  public double secondsOfWork(Collection<RunId> ids) {
    Field<BigDecimal> all = sum(RUN.EARLIER_SECONDS.plus(seconds(now())));
    @Nullable BigDecimal seconds =
        db.select(all)
            .from(RUN)
            .where(RUN.ID.in(ids.stream().map(RunId::value).toList()))
            .fetchOne(all);
    return seconds == null ? 0 : seconds.doubleValue();
  }

  /**
   * Adds params to those the run has.
   *
   * @return all of them
   * @throws Problem.Conflict when one is set already and differs
   */
  @Transactional
  public Params addParams(RunId id, Params more) {
    Params before = lock(id).params();
    Params merged = before.merge(more);
    RunParams.write(db, id, merged, before.values());
    return merged;
  }

  /** What became of params that were given one by one. */
  public sealed interface ParamsAdded {
    /** All of them are set; some may have been set to the same values before. */
    record Set() implements ParamsAdded {}

    /** None of them is: one is set already, and differs. */
    record Differs(String key, String value, String wanted) implements ParamsAdded {}
  }

  /**
   * Adds params that were given one by one, under their whole addresses; all of them or none.
   *
   * @throws Problem.Conflict when an address is that of a part of the tree
   */
  @Transactional
  public ParamsAdded addParams(RunId id, Map<String, String> more) {
    Params before = lock(id).params();
    Map<String, JsonNode> present = before.values();
    Map<String, String> added = new LinkedHashMap<>();
    for (Map.Entry<String, String> param : more.entrySet()) {
      @Nullable JsonNode there = present.get(param.getKey());
      if (there == null) {
        added.put(param.getKey(), param.getValue());
      } else if (!Params.text(there).equals(param.getValue())) {
        return new ParamsAdded.Differs(param.getKey(), Params.text(there), param.getValue());
      }
    }
    if (!added.isEmpty()) {
      RunParams.write(db, id, before.with(added), present);
    }
    return new ParamsAdded.Set();
  }

  /** Nobody else changes the run until the end of the transaction. */
  Run lock(RunId id) {
    db.select(RUN.ID).from(RUN).where(RUN.ID.eq(id.value())).forUpdate().execute();
    return present(id);
  }

  /**
   * Sets tags; one that is set already gets the new value.
   *
   * @return all tags of the run
   */
  @Transactional
  public Map<String, String> addTags(RunId id, Map<String, String> tags) {
    present(id);
    RunRows.TAGS.set(db, id.value(), tags);
    return get(id).tags();
  }

  /** Removes a tag; returns whether there was one. */
  @Transactional
  public boolean removeTag(RunId id, String key) {
    present(id);
    return RunRows.TAGS.remove(db, id.value(), key);
  }

  /**
   * Changes what people say about a run; all of it or nothing.
   *
   * @throws Problem.Conflict when the run is deleted, or would become a part of itself, or somebody
   *     else has changed its notes meanwhile
   */
  @Transactional
  public Run edit(RunId id, List<RunEdit> edits) {
    lock(id);
    for (RunEdit edit : edits) {
      var update = db.update(RUN);
      var changed =
          switch (edit) {
            case RunEdit.Name(var name) -> update.set(RUN.NAME, name);
            case RunEdit.Parent(var parent) -> update.set(RUN.PARENT_ID, newParent(id, parent));
            case RunEdit.Group(var group) -> update.set(RUN.GROUP_NAME, group);
            case RunEdit.Notes(var notes) -> update.set(RUN.NOTES, notes).set(RUN.NOTED_AT, now());
            case RunEdit.RevisedNotes(var before, var notes) -> {
              requireUnchanged(id, before);
              yield update.set(RUN.NOTES, notes).set(RUN.NOTED_AT, now());
            }
            case RunEdit.Learnt(var learnt) ->
                update.set(RUN.LEARNT, learnt).set(RUN.NOTED_AT, now());
          };
      changed.where(RUN.ID.eq(id.value())).execute();
    }
    return get(id);
  }

  private void requireUnchanged(RunId id, String before) {
    if (!notes(id).equals(before)) {
      throw new Problem.Conflict("the notes of run " + id + " have been changed meanwhile");
    }
  }

  private @Nullable UUID newParent(RunId id, @Nullable RunId parent) {
    // two changes that each look fine could make a circle together
    db.execute("select pg_advisory_xact_lock({0})", val(PARENTS_LOCK));
    Set<RunId> above = new HashSet<>();
    for (@Nullable RunId up = parent; up != null && above.add(up); up = get(up).parent()) {
      if (up.equals(id)) {
        throw new Problem.Conflict(
            "run %s is a part of run %s and cannot be its parent".formatted(parent, id));
      }
    }
    return parent == null ? null : parent.value();
  }

  /**
   * What people have written about a run, in Markdown.
   *
   * @throws Problem.NotFound when there is no such run
   */
  public String notes(RunId id) {
    return db.select(RUN.NOTES)
        .from(RUN)
        .where(RUN.ID.eq(id.value()))
        .fetchOptional(RUN.NOTES)
        .orElseThrow(() -> new Problem.NotFound("run", id));
  }

  /** The same of many runs; those without any, and those that are not there, are left out. */
  public Map<RunId, String> notes(Collection<RunId> ids) {
    return db.select(RUN.ID, RUN.NOTES)
        .from(RUN)
        .where(RUN.ID.in(ids.stream().map(RunId::value).toList()))
        .and(RUN.NOTES.ne(""))
        .fetchMap(r -> new RunId(r.value1()), r -> r.value2());
  }

  /** Keeps the last lines of a failed run's console beside it, at most 4000 characters. */
  public void keepLastLines(RunId id, String lines) {
    String kept = lines.substring(Math.max(0, lines.length() - LONGEST_LAST_LINES));
    db.update(RUN)
        .set(RUN.LAST_LINES, Rules.kept(kept, LONGEST_LAST_LINES))
        .where(RUN.ID.eq(id.value()))
        .and(RUN.STATUS.eq(RunStatus.FAILED.name()))
        .execute();
  }

  private static List<String> names(Collection<RunStatus> statuses) {
    return statuses.stream().map(RunStatus::name).toList();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
