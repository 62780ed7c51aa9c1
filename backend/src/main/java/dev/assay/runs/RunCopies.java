package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_SAMPLE;
import static org.jooq.impl.DSL.noCondition;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What it takes to copy runs that were recorded elsewhere: reading all of an experiment in order,
 * and writing what a program that records a run never says.
 */
@Service
public class RunCopies {
  private final DSLContext db;
  private final Runs runs;
  private final RunLifecycle lifecycle;
  private final Clock clock;

  RunCopies(DSLContext db, Runs runs, RunLifecycle lifecycle, Clock clock) {
    this.db = db;
    this.runs = runs;
    this.lifecycle = lifecycle;
    this.clock = clock;
  }

  /** How many runs an experiment has, archived and deleted ones included. */
  public int count(ExperimentId experiment) {
    return db.fetchCount(RUN, RUN.EXPERIMENT_ID.eq(experiment.value()));
  }

  /**
   * The runs of an experiment, archived and deleted ones included, oldest first.
   *
   * @param after where to go on; null at the beginning
   */
  public List<RunId> ids(ExperimentId experiment, @Nullable RunId after, int limit) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(RUN.EXPERIMENT_ID.eq(experiment.value()))
        .and(after == null ? noCondition() : RUN.ID.gt(after.value()))
        .orderBy(RUN.ID)
        .limit(limit)
        .fetch(r -> new RunId(r.value1()));
  }

  /** The run that was imported from there, deleted or not. */
  public Optional<Run> of(String origin) {
    return RunRows.select(db).where(RUN.IMPORTED_FROM.eq(origin)).fetchOptional(RunRows::run);
  }

  /**
   * How a run stood elsewhere.
   *
   * @param status one that has not ended becomes LOST: nobody goes on recording here
   */
  public record State(
      RunStatus status,
      @Nullable Double progress,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String failure,
      @Nullable String lastLines,
      @Nullable Instant archivedAt) {
    public State {
      if (progress != null && !(progress >= 0 && progress <= 1)) {
        throw new Problem.Invalid("progress", progress, "progress is between 0 and 1");
      }
    }
  }

  /**
   * Gives a run the state that it had elsewhere; nobody is told that it ended. Retention counts
   * from now.
   *
   * @throws Problem.Invalid when a time is out of range
   */
  public void settle(RunId run, State state) {
    boolean ended = state.status().hasEnded();
    db.update(RUN)
        .set(RUN.STATUS, (ended ? state.status() : RunStatus.LOST).name())
        .set(RUN.PROGRESS, state.progress())
        .set(RUN.STARTED_AT, time("startedAt", state.startedAt()))
        .set(RUN.ENDED_AT, ended ? time("endedAt", state.endedAt()) : null)
        .set(RUN.FAILURE, Rules.kept(state.failure(), Runs.LONGEST_FAILURE))
        .set(RUN.LAST_LINES, Rules.kept(state.lastLines(), Runs.LONGEST_LAST_LINES))
        .set(RUN.ARCHIVED_AT, time("archivedAt", state.archivedAt()))
        .set(RUN.RESTORED_AT, now())
        .where(RUN.ID.eq(run.value()))
        .execute();
  }

  private static @Nullable OffsetDateTime time(String field, @Nullable Instant at) {
    return at == null ? null : Runs.time(field, at);
  }

  /** Says that a run goes on from a step of another; its points are its own. */
  public void forked(RunId run, RunId from, @Nullable Long step) {
    db.update(RUN)
        .set(RUN.FORKED_FROM, from.value())
        .set(RUN.FORK_STEP, step)
        .where(RUN.ID.eq(run.value()))
        .execute();
  }

  /**
   * A copy is whole.
   *
   * @param mark the tag that said that it was not
   * @param deleted whether the run was deleted elsewhere; its copy is deleted as of now
   */
  @Transactional
  public void complete(RunId run, String mark, boolean deleted) {
    runs.removeTag(run, mark);
    if (deleted) {
      lifecycle.delete(run);
    }
  }

  /** How many samples a run has. */
  public int samples(RunId run) {
    return db.fetchCount(RUN_SAMPLE, RUN_SAMPLE.RUN_ID.eq(run.value()));
  }

  /** Some of the samples of a run, oldest first. */
  public List<Sample> samples(RunId run, int offset, int limit) {
    return db.select(RUN_SAMPLE.STEP, RUN_SAMPLE.PROMPT, RUN_SAMPLE.BODY, RUN_SAMPLE.AT)
        .from(RUN_SAMPLE)
        .where(RUN_SAMPLE.RUN_ID.eq(run.value()))
        .orderBy(RUN_SAMPLE.SEQ)
        .offset(offset)
        .limit(limit)
        .fetch(r -> new Sample(r.value1(), r.value2(), r.value3(), r.value4().toInstant()));
  }

  /** Adds a sample with the time at which it was written. */
  public void add(RunId run, Sample given) {
    Sample sample = Samples.checked(given);
    db.insertInto(RUN_SAMPLE)
        .set(RUN_SAMPLE.RUN_ID, run.value())
        .set(RUN_SAMPLE.STEP, sample.step())
        .set(RUN_SAMPLE.PROMPT, sample.prompt())
        .set(RUN_SAMPLE.BODY, sample.text())
        .set(RUN_SAMPLE.AT, Runs.time("at", sample.at()))
        .execute();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
