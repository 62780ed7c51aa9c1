package dev.assay.runs;

import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record3;
import org.jooq.SelectUnionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What has happened to the runs that are in sight, the latest first. */
@Service
public class Activity {
  private static final Field<UUID> ID = field(name("id"), UUID.class);
  private static final Field<OffsetDateTime> AT = field(name("at"), OffsetDateTime.class);
  private static final Field<String> KIND = field(name("kind"), String.class);
  private static final int PARTS_OF_CURSOR = 3;

  private final DSLContext db;
  private final Runs runs;

  Activity(DSLContext db, Runs runs) {
    this.db = db;
    this.runs = runs;
  }

  /** What can happen to a run. */
  public enum Kind {
    CREATED,
    /** Its state tells how. */
    ENDED,
    /** Its notes, or what was learnt from it, changed; of several changes the last. */
    NOTED
  }

  /**
   * Something that happened.
   *
   * @param run as it is now
   */
  public record Event(Instant at, Kind kind, Run run) {}

  private record Found(UUID id, OffsetDateTime at, Kind kind) {}

  /** A page of what has happened. */
  public Page<Event> list(PageRequest request) {
    List<Found> found =
        some(RUN.CREATED_AT, Kind.CREATED, request)
            .unionAll(some(RUN.ENDED_AT, Kind.ENDED, request))
            .unionAll(some(RUN.NOTED_AT, Kind.NOTED, request))
            .orderBy(AT.desc(), ID.desc(), KIND.desc())
            .limit(request.limit() + 1)
            .fetch(r -> new Found(r.value1(), r.value2(), Kind.valueOf(r.value3())));
    Page<Found> page = Page.of(found, request, f -> f.at() + "_" + f.id() + "_" + f.kind());
    Map<RunId, Run> known =
        runs.all(page.items().stream().map(f -> new RunId(f.id())).distinct().toList()).stream()
            .collect(Collectors.toMap(Run::id, Function.identity()));
    List<Event> events =
        page.items().stream().map(f -> event(f, known)).filter(Objects::nonNull).toList();
    return new Page<>(events, page.nextCursor());
  }

  /** Null when the run was purged in between. */
  private static @Nullable Event event(Found found, Map<RunId, Run> known) {
    @Nullable Run run = known.get(new RunId(found.id()));
    return run == null ? null : new Event(found.at().toInstant(), found.kind(), run);
  }

  /** Those of a kind, by an index over their time. */
  private SelectUnionStep<Record3<UUID, OffsetDateTime, String>> some(
      Field<OffsetDateTime> at, Kind kind, PageRequest request) {
    return db.select(RUN.ID.as(ID), at.as(AT), inline(kind.name()).as(KIND))
        .from(RUN)
        .where(Shelf.ACTIVE.condition(RUN.ARCHIVED_AT, RUN.DELETED_AT))
        .and(at.isNotNull())
        .and(before(at, kind, request.cursor()))
        .orderBy(at.desc(), RUN.ID.desc())
        .limit(request.limit() + 1);
  }

  private static Condition before(Field<OffsetDateTime> at, Kind kind, @Nullable String cursor) {
    if (cursor == null) {
      return noCondition();
    }
    String[] parts = cursor.split("_", PARTS_OF_CURSOR);
    if (parts.length < PARTS_OF_CURSOR) {
      throw PageRequest.foreign(cursor);
    }
    try {
      OffsetDateTime last = OffsetDateTime.parse(parts[0]).withOffsetSameInstant(ZoneOffset.UTC);
      UUID id = UUID.fromString(parts[1]);
      String lastKind = Kind.valueOf(parts[2]).name();
      // the first condition is one that the index takes
      return at.le(last)
          .and(row(at, RUN.ID, inline(kind.name())).lt(row(val(last), val(id), val(lastKind))));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw PageRequest.foreign(cursor);
    }
  }
}
