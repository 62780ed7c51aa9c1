package dev.assay.runs;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_TAG;

import dev.assay.schema.tables.records.RunTagRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code run}. */
final class RunRows {
  static final Tags<RunTagRecord, UUID> TAGS =
      new Tags<>(RUN_TAG, RUN_TAG.RUN_ID, RUN_TAG.KEY, RUN_TAG.VALUE);
  private static final Field<Map<String, String>> TAGS_OF_IT = TAGS.of(RUN.ID);

  private RunRows() {}

  static SelectOnConditionStep<? extends Record> select(DSLContext db) {
    return db.select(
            RUN.ID,
            RUN.EXPERIMENT_ID,
            RUN.NAME,
            RUN.PARENT_ID,
            RUN.GROUP_NAME,
            RUN.STATUS,
            RUN.PARAMS,
            TAGS_OF_IT,
            RUN.PROGRESS,
            APP_USER.NAME,
            RUN.CREATED_AT,
            RUN.STARTED_AT,
            RUN.ENDED_AT,
            RUN.HEARTBEAT_AT)
        .select(
            RUN.FAILURE,
            RUN.LAST_LINES,
            RUN.LEARNT,
            RUN.IMPORTED_FROM,
            RUN.ARCHIVED_AT,
            RUN.DELETED_AT,
            RUN.FORKED_FROM,
            RUN.FORK_STEP)
        .from(RUN)
        .join(APP_USER)
        .on(APP_USER.ID.eq(RUN.CREATED_BY));
  }

  static Run run(Record r) {
    return new Run(
        new RunId(r.get(RUN.ID)),
        new ExperimentId(r.get(RUN.EXPERIMENT_ID)),
        r.get(RUN.NAME),
        id(r.get(RUN.PARENT_ID)),
        r.get(RUN.GROUP_NAME),
        RunStatus.valueOf(r.get(RUN.STATUS)),
        Params.parse(r.get(RUN.PARAMS).data()),
        r.get(TAGS_OF_IT),
        r.get(RUN.PROGRESS),
        r.get(APP_USER.NAME),
        r.get(RUN.CREATED_AT).toInstant(),
        instant(r.get(RUN.STARTED_AT)),
        instant(r.get(RUN.ENDED_AT)),
        instant(r.get(RUN.HEARTBEAT_AT)),
        r.get(RUN.FAILURE),
        r.get(RUN.LAST_LINES),
        r.get(RUN.LEARNT),
        r.get(RUN.IMPORTED_FROM),
        instant(r.get(RUN.ARCHIVED_AT)),
        instant(r.get(RUN.DELETED_AT)),
        id(r.get(RUN.FORKED_FROM)),
        r.get(RUN.FORK_STEP));
  }

  private static @Nullable RunId id(@Nullable UUID value) {
    return value == null ? null : new RunId(value);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
