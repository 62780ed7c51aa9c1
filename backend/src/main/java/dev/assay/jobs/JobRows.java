package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static dev.assay.schema.Tables.JOB_AFTER;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Jobs as they are kept. */
@Component
class JobRows {
  /** Written out, so that the indexes of the queue and of the leases are used. */
  static final Condition QUEUED = JOB.STATUS.eq(inline(JobStatus.QUEUED.name()));

  static final Condition LEASED = JOB.STATUS.eq(inline(JobStatus.LEASED.name()));

  private static final Field<UUID[]> WAITS_FOR =
      array(
              select(JOB_AFTER.AFTER_ID)
                  .from(JOB_AFTER)
                  .where(JOB_AFTER.JOB_ID.eq(JOB.ID))
                  .orderBy(JOB_AFTER.AFTER_ID))
          .as("waits_for");

  private static final TypeReference<TreeMap<String, Integer>> COUNTS = new TypeReference<>() {};

  private final DSLContext db;
  private final JsonMapper json;

  JobRows(DSLContext db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  Optional<Job> find(Condition which) {
    return all().where(which).fetchOptional(this::job);
  }

  /** To be narrowed, and mapped with {@link #job}. */
  SelectJoinStep<? extends Record> all() {
    return db.select(
            JOB.ID,
            JOB.RECIPE,
            JOB.PARAMS,
            JOB.RUN_ID,
            JOB.STATUS,
            JOB.WISH,
            JOB.PRIORITY,
            JOB.LABELS,
            JOB.MEMORY_BYTES,
            JOB.DEVICES,
            WAITS_FOR,
            JOB.RETRIES,
            JOB.BACKOFF_SECONDS,
            JOB.NOT_BEFORE,
            JOB.ATTEMPT,
            JOB.AGENT_ID,
            AGENT.NAME,
            JOB.SCHEDULE_ID,
            JOB.CREATED_AT,
            JOB.ENDED_AT,
            JOB.FAILURE)
        .from(JOB.leftJoin(AGENT).on(AGENT.ID.eq(JOB.AGENT_ID)));
  }

  /** Without what it waits for. */
  Job job(Record r) {
    @Nullable UUID schedule = r.get(JOB.SCHEDULE_ID);
    return new Job(
        new JobId(r.get(JOB.ID)),
        r.get(JOB.RECIPE),
        Params.parse(r.get(JOB.PARAMS).data()),
        new RunId(r.get(JOB.RUN_ID)),
        JobStatus.valueOf(r.get(JOB.STATUS)),
        Wish.valueOf(r.get(JOB.WISH)),
        terms(r),
        r.get(JOB.ATTEMPT),
        r.get(AGENT.NAME),
        null,
        schedule == null ? null : new ScheduleId(schedule),
        r.get(JOB.CREATED_AT).toInstant(),
        instant(r.get(JOB.ENDED_AT)),
        r.get(JOB.FAILURE));
  }

  private Terms terms(Record r) {
    return new Terms(
        r.get(JOB.PRIORITY),
        List.of(r.get(JOB.LABELS)),
        needs(r.get(JOB.MEMORY_BYTES), r.get(JOB.DEVICES)),
        Arrays.stream(r.get(WAITS_FOR)).map(JobId::new).toList(),
        r.get(JOB.RETRIES),
        Duration.ofSeconds(r.get(JOB.BACKOFF_SECONDS)),
        instant(r.get(JOB.NOT_BEFORE)));
  }

  Needs needs(long memoryBytes, JSONB devices) {
    return new Needs(memoryBytes, json.readValue(devices.data(), COUNTS));
  }

  JSONB json(Object value) {
    return JSONB.valueOf(json.writeValueAsString(value));
  }

  static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
