package dev.assay.jobs;

import static dev.assay.jobs.JobRows.QUEUED;
import static dev.assay.schema.Tables.JOB;
import static dev.assay.schema.Tables.JOB_AFTER;
import static org.jooq.impl.DSL.noCondition;

import dev.assay.jobs.JobMachine.Event;
import dev.assay.jobs.JobMachine.Step;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The jobs, as people see them. Everything may be called within a transaction, and is then done
 * with it; agents hear of it when that is committed.
 */
@Service
public class Jobs {
  private final DSLContext db;
  private final Runs runs;
  private final Recipes recipes;
  private final JobRows rows;
  private final JobSteps steps;
  private final Queue queue;
  private final Notices notices;
  private final Clock clock;

  Jobs(
      DSLContext db,
      Runs runs,
      Recipes recipes,
      JobRows rows,
      JobSteps steps,
      Queue queue,
      Notices notices,
      Clock clock) {
    this.db = db;
    this.runs = runs;
    this.recipes = recipes;
    this.rows = rows;
    this.steps = steps;
    this.queue = queue;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * A job to be done.
   *
   * @param run the run that will record it
   */
  public record NewJob(String recipe, String experiment, NewRun run, Terms terms) {
    public NewJob(String recipe, String experiment, NewRun run, int priority) {
      this(recipe, experiment, run, Terms.PLAIN.withPriority(priority));
    }
  }

  /**
   * Puts a job into the queue, with a queued run that will record it. One of a recipe that no agent
   * knows waits for an agent that does.
   *
   * @throws Problem.Invalid when the params are not what the recipe takes, with all that is wrong,
   *     or it is to wait for a job that is not there
   * @throws Problem.Conflict when it is to wait for a job that has failed or was cancelled
   */
  @Transactional
  public Job submit(NewJob job, UserId by) {
    return submit(job, null, by);
  }

  @Transactional
  Job submit(NewJob job, @Nullable ScheduleId schedule, UserId by) {
    recipes.check(job.recipe(), job.run().params());
    Run run = runs.queue(job.experiment(), withoutParams(job.run()), by);
    return insert(new Work(job.recipe(), job.run().params(), job.terms()), run.id(), schedule, by);
  }

  /** What an agent is to do. */
  record Work(String recipe, Params params, Terms terms) {}

  /** Puts a job into the queue that a certain run will record, which is queued. */
  @Transactional
  Job submit(Work work, RunId run, UserId by) {
    return insert(work, run, null, by);
  }

  private Job insert(Work work, RunId run, @Nullable ScheduleId schedule, UserId by) {
    JobId id = JobId.next();
    Terms terms = work.terms();
    List<JobId> after = unfinished(terms.after());
    db.insertInto(JOB)
        .set(JOB.ID, id.value())
        .set(JOB.RECIPE, work.recipe())
        .set(JOB.PARAMS, JSONB.valueOf(work.params().json()))
        .set(JOB.RUN_ID, run.value())
        .set(JOB.STATUS, JobStatus.QUEUED.name())
        .set(JOB.PRIORITY, terms.priority())
        .set(JOB.LABELS, terms.labels().toArray(String[]::new))
        .set(JOB.MEMORY_BYTES, terms.needs().memoryBytes())
        .set(JOB.DEVICES, rows.json(terms.needs().devices()))
        .set(JOB.RETRIES, terms.retries())
        .set(JOB.BACKOFF_SECONDS, (int) terms.backoff().toSeconds())
        .set(JOB.NOT_BEFORE, utc(terms.notBefore()))
        .set(JOB.SCHEDULE_ID, schedule == null ? null : schedule.value())
        .set(JOB.CREATED_BY, by.value())
        .set(JOB.CREATED_AT, clock.instant().atOffset(ZoneOffset.UTC))
        .execute();
    for (JobId other : after) {
      db.insertInto(JOB_AFTER)
          .set(JOB_AFTER.JOB_ID, id.value())
          .set(JOB_AFTER.AFTER_ID, other.value())
          .execute();
    }
    notices.queue(id);
    return get(id);
  }

  /**
   * Those that have not finished. Locked, so that none ends before it is known who waits for it.
   */
  private List<JobId> unfinished(List<JobId> after) {
    if (after.isEmpty()) {
      return after;
    }
    Map<UUID, String> statuses =
        db.select(JOB.ID, JOB.STATUS)
            .from(JOB)
            .where(JOB.ID.in(after.stream().map(JobId::value).toList()))
            .orderBy(JOB.ID)
            .forShare()
            .fetchMap(JOB.ID, JOB.STATUS);
    return after.stream().filter(job -> isAwaited(job, statuses.get(job.value()))).toList();
  }

  private static boolean isAwaited(JobId job, @Nullable String status) {
    if (status == null) {
      throw new Problem.Invalid("after", job, "it is the id of a job");
    }
    return switch (JobStatus.valueOf(status)) {
      case QUEUED, LEASED, PAUSED -> true;
      case FINISHED -> false;
      case FAILED, CANCELLED ->
          throw new Problem.Conflict(
              "job %s is %s: nothing can wait for it to finish".formatted(job, status));
    };
  }

  /** The run gets its params when it starts: the job's with the recipe's defaults filled in. */
  private static NewRun withoutParams(NewRun run) {
    return new NewRun(run.name(), Params.empty(), run.tags());
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Job get(JobId id) {
    return rows.find(JOB.ID.eq(id.value()))
        .map(this::explained)
        .orElseThrow(() -> new Problem.NotFound("job", id));
  }

  private Job explained(Job job) {
    return job.status() == JobStatus.QUEUED ? Queue.explained(job, queue.waits()) : job;
  }

  /** The job that a run records, if it was queued. */
  public Optional<Job> of(RunId run) {
    return recordedBy(run).map(this::explained);
  }

  /** The same without why it waits, which takes a look at all agents. */
  public Optional<Job> recordedBy(RunId run) {
    return rows.find(JOB.RUN_ID.eq(run.value()));
  }

  /** Newest first; all of them when the status is null. */
  public Page<Job> list(@Nullable JobStatus status, PageRequest request) {
    return list(status, null, request);
  }

  /** Newest first; all of them when status and schedule are null. */
  public Page<Job> list(
      @Nullable JobStatus status, @Nullable ScheduleId schedule, PageRequest request) {
    @Nullable UUID after = request.afterId();
    List<Job> jobs =
        rows.all()
            .where(status == null ? noCondition() : JOB.STATUS.eq(status.name()))
            .and(schedule == null ? noCondition() : JOB.SCHEDULE_ID.eq(schedule.value()))
            .and(after == null ? noCondition() : JOB.ID.lt(after))
            .orderBy(JOB.ID.desc())
            .limit(request.limit() + 1)
            .fetch(rows::job);
    return Page.of(explained(jobs), request, j -> j.id().toString());
  }

  private List<Job> explained(List<Job> jobs) {
    if (jobs.stream().noneMatch(job -> job.status() == JobStatus.QUEUED)) {
      return jobs;
    }
    Waits waits = queue.waits();
    return jobs.stream().map(job -> Queue.explained(job, waits)).toList();
  }

  /** Where a job stands in the queue. */
  private record Place(int priority, UUID job) {
    static Place of(String cursor) {
      int colon = cursor.indexOf(':');
      try {
        return new Place(
            Integer.parseInt(cursor.substring(0, Math.max(colon, 0))),
            UUID.fromString(cursor.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw PageRequest.foreign(cursor);
      }
    }

    static String cursor(Job job) {
      return job.priority() + ":" + job.id();
    }

    Condition passed() {
      return JOB.PRIORITY.lt(priority).or(JOB.PRIORITY.eq(priority).and(JOB.ID.gt(job)));
    }
  }

  /** Those that are queued, in the order in which they are given out. */
  public Page<Job> queued(PageRequest request) {
    @Nullable Place after = request.cursor() == null ? null : Place.of(request.cursor());
    List<Job> jobs =
        rows.all()
            .where(QUEUED)
            .and(after == null ? noCondition() : after.passed())
            .orderBy(JOB.PRIORITY.desc(), JOB.ID)
            .limit(request.limit() + 1)
            .fetch(rows::job);
    return Page.of(explained(jobs), request, Place::cursor);
  }

  /** The runs of the jobs of a recipe that finished, the newest job first. */
  public List<RunId> finished(String recipe, int most) {
    return db.select(JOB.RUN_ID)
        .from(JOB)
        .where(JOB.RECIPE.eq(recipe))
        .and(JOB.STATUS.eq(JobStatus.FINISHED.name()))
        .orderBy(JOB.ID.desc())
        .limit(most)
        .fetch(r -> new RunId(r.value1()));
  }

  /**
   * A queued or paused job is cancelled at once; the holder of a leased one is asked to stop.
   *
   * @throws Problem.Conflict when it has ended
   */
  @Transactional
  public Job cancel(JobId id) {
    return take(id, new Event.Cancel());
  }

  /**
   * A queued job rests at once; the holder of a leased one is asked to keep a checkpoint and hand
   * it back.
   *
   * @throws Problem.Conflict when it has ended, or is to stop
   */
  @Transactional
  public Job pause(JobId id) {
    return take(id, new Event.Pause());
  }

  /**
   * A paused job goes back into the queue, with the run that it has, or ends as its run did when
   * that was ended by itself; of a leased one that was to pause that is no longer wanted.
   *
   * @throws Problem.Conflict when it is neither
   */
  @Transactional
  public Job resume(JobId id) {
    return take(id, new Event.Resume());
  }

  /**
   * A job that failed or was stopped goes back into the queue, with the run that it has. Its recipe
   * goes on from the newest checkpoint that the run keeps, and begins anew where there is none.
   *
   * @throws Problem.Conflict when it has not ended, or has finished, or its run is deleted, or it
   *     waits for a job that will not finish
   */
  @Transactional
  public Job retry(JobId id) {
    Job job = take(id, new Event.Retry());
    requireHope(job);
    return job;
  }

  /**
   * A job that has ended is not told when one that it waits for fails. Its row is locked, for which
   * one that fails just now waits before it tells.
   */
  private void requireHope(Job job) {
    db.select(JOB.ID, JOB.STATUS)
        .from(JOB)
        .join(JOB_AFTER)
        .on(JOB_AFTER.AFTER_ID.eq(JOB.ID))
        .where(JOB_AFTER.JOB_ID.eq(job.id().value()))
        .and(JOB.STATUS.in(JobStatus.FAILED.name(), JobStatus.CANCELLED.name()))
        .orderBy(JOB.ID)
        .limit(1)
        .fetchOptional()
        .ifPresent(
            other -> {
              throw new Problem.Conflict(
                  "job %s cannot be retried: job %s, which it waits for, is %s: retry that first"
                      .formatted(job.id(), other.value1(), other.value2()));
            });
  }

  private Job take(JobId id, Event event) {
    JobSteps.Tried tried =
        steps.take(JOB.ID.eq(id.value()), event).orElseThrow(() -> new Problem.NotFound("job", id));
    return switch (tried.step()) {
      case Step.To _ -> get(id);
      case Step.Refused(String why) -> throw new Problem.Conflict("job " + id + " " + why);
    };
  }

  /**
   * Changes which jobs are given out before it; one that is being done already goes on.
   *
   * @param priority greater is sooner
   * @throws Problem.Conflict when it has ended
   */
  @Transactional
  public Job prioritize(JobId id, int priority) {
    int updated =
        db.update(JOB)
            .set(JOB.PRIORITY, priority)
            .where(JOB.ID.eq(id.value()))
            .and(
                JOB.STATUS.in(
                    JobStatus.QUEUED.name(), JobStatus.LEASED.name(), JobStatus.PAUSED.name()))
            .execute();
    Job job = get(id);
    if (updated == 0) {
      throw new Problem.Conflict(
          "job %s is %s and cannot be given another priority".formatted(id, job.status()));
    }
    return job;
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
