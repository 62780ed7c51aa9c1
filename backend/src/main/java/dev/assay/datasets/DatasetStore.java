package dev.assay.datasets;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.DATASET_VERSION;
import static dev.assay.schema.Tables.REGISTERED_DATASET;
import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import com.fasterxml.uuid.Generators;
import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.Sha256;
import dev.assay.datasets.DatasetVersion.State;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Data sets and their versions in PostgreSQL. */
@Component
class DatasetStore {
  private static final JsonMapper JSON_MAPPER = JsonMapper.builder().build();
  private static final String COMING = "COMING";
  private static final int LONGEST_ERROR = 10_000;
  private static final int MOST_ATTEMPTS = 3;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DatasetStore(DSLContext db, TransactionTemplate transaction, Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.clock = clock;
  }

  // A version comes ------------------------------------------------------------------------------

  /** What a file that is coming belongs to; nobody sees it yet. */
  DatasetVersionId begin(NewDatasetVersion what, UserId by) {
    DatasetVersionId id = DatasetVersionId.next();
    transaction.executeWithoutResult(
        _ -> {
          UUID dataset = make(what.name(), by);
          db.insertInto(DATASET_VERSION)
              .set(DATASET_VERSION.ID, id.value())
              .set(DATASET_VERSION.DATASET_ID, dataset)
              .set(DATASET_VERSION.FILE_NAME, what.fileName())
              .set(DATASET_VERSION.FORMAT, what.format().name())
              .set(DATASET_VERSION.TIME_COLUMN, what.timeColumn())
              .set(DATASET_VERSION.NOTE, what.note())
              .set(DATASET_VERSION.CREATED_BY, by.value())
              .set(DATASET_VERSION.CREATED_AT, now())
              .set(DATASET_VERSION.STATE, COMING)
              .execute();
        });
    return id;
  }

  private UUID make(String name, UserId by) {
    return db.insertInto(REGISTERED_DATASET)
        .set(REGISTERED_DATASET.ID, DatasetId.next().value())
        .set(REGISTERED_DATASET.NAME, name)
        .set(REGISTERED_DATASET.CREATED_BY, by.value())
        .set(REGISTERED_DATASET.CREATED_AT, now())
        .onConflict(REGISTERED_DATASET.NAME)
        .doUpdate() // changes nothing, but returns the id
        .set(REGISTERED_DATASET.NAME, name)
        .returning(REGISTERED_DATASET.ID)
        .fetchSingle(r -> r.getId());
  }

  /** The file is there: it is the next version, or one that is there already. */
  Uploaded complete(DatasetVersionId id, Artifact file) {
    return requireNonNull(transaction.execute(_ -> completeHeld(id, file)));
  }

  private Uploaded completeHeld(DatasetVersionId id, Artifact file) {
    UUID dataset =
        lockedDataset(id)
            .orElseThrow(() -> new Problem.Conflict("the data set was deleted while it came"));
    byte[] sha256 = HexFormat.of().parseHex(file.sha256().hex());
    Optional<DatasetVersion> same =
        select()
            .where(DATASET_VERSION.DATASET_ID.eq(dataset))
            .and(DATASET_VERSION.SHA256.eq(sha256))
            .fetchOptional(DatasetStore::version);
    if (same.isPresent()) {
      return new Uploaded(same.get(), false);
    }
    int number =
        db.update(REGISTERED_DATASET)
            .set(REGISTERED_DATASET.NUMBERED, REGISTERED_DATASET.NUMBERED.plus(1))
            .where(REGISTERED_DATASET.ID.eq(dataset))
            .returning(REGISTERED_DATASET.NUMBERED)
            .fetchSingle(r -> r.getNumbered());
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.NUMBER, number)
        .set(DATASET_VERSION.SHA256, sha256)
        .set(DATASET_VERSION.BYTES, file.bytes())
        .set(DATASET_VERSION.STATE, State.PENDING.name())
        .where(DATASET_VERSION.ID.eq(id.value()))
        .execute();
    return new Uploaded(find(id).orElseThrow(), true);
  }

  /** Whose the version is; until the end of the transaction no other version comes or goes. */
  private Optional<UUID> lockedDataset(DatasetVersionId id) {
    return db.select(REGISTERED_DATASET.ID)
        .from(REGISTERED_DATASET)
        .join(DATASET_VERSION)
        .on(DATASET_VERSION.DATASET_ID.eq(REGISTERED_DATASET.ID))
        .where(DATASET_VERSION.ID.eq(id.value()))
        .forUpdate()
        .fetchOptional(r -> r.value1());
  }

  /** Forgets a version, and its data set where it was the first that should have come. */
  void discard(DatasetVersionId id) {
    transaction.executeWithoutResult(
        _ -> lockedDataset(id).ifPresent(dataset -> discard(id, dataset)));
  }

  private void discard(DatasetVersionId id, UUID dataset) {
    delete(id);
    db.deleteFrom(REGISTERED_DATASET)
        .where(REGISTERED_DATASET.ID.eq(dataset))
        .and(REGISTERED_DATASET.NUMBERED.eq(0))
        .and(
            notExists(
                selectOne()
                    .from(DATASET_VERSION)
                    .where(DATASET_VERSION.DATASET_ID.eq(REGISTERED_DATASET.ID))))
        .execute();
  }

  /** Those whose files began to come before a time, and did not. */
  List<DatasetVersionId> abandoned(Instant before) {
    return ids(
        DATASET_VERSION
            .STATE
            .eq(COMING)
            .and(DATASET_VERSION.CREATED_AT.lt(before.atOffset(ZoneOffset.UTC))));
  }

  // Profiles -------------------------------------------------------------------------------------

  /**
   * A version whose profile somebody makes.
   *
   * @param lease of nobody else
   */
  record Claim(DatasetVersion version, UUID lease) {}

  /** Those whose profile is wanted, and made by nobody. */
  List<DatasetVersionId> pending() {
    giveUp();
    return ids(isFree());
  }

  private Condition isFree() {
    return DATASET_VERSION
        .STATE
        .eq(State.PENDING.name())
        .and(DATASET_VERSION.LEASE.isNull().or(DATASET_VERSION.LEASED_UNTIL.lt(now())));
  }

  private void giveUp() {
    settle(
        isFree().and(DATASET_VERSION.ATTEMPTS.ge(MOST_ATTEMPTS)),
        "the server ended %d times while it made this profile; it may need more memory"
            .formatted(MOST_ATTEMPTS));
  }

  /**
   * Nobody else makes the profile for a while; the attempt counts from now on, whatever comes of
   * it. Empty where somebody makes it already, or it is not wanted, or not any more.
   */
  Optional<Claim> claim(DatasetVersionId id, Duration ttl) {
    giveUp();
    UUID lease = Generators.randomBasedGenerator().generate();
    int claimed =
        db.update(DATASET_VERSION)
            .set(DATASET_VERSION.LEASE, lease)
            .set(DATASET_VERSION.LEASED_UNTIL, now().plus(ttl))
            .set(DATASET_VERSION.ATTEMPTS, DATASET_VERSION.ATTEMPTS.plus(1))
            .where(DATASET_VERSION.ID.eq(id.value()))
            .and(isFree())
            .execute();
    return claimed == 0 ? Optional.empty() : find(id).map(version -> new Claim(version, lease));
  }

  /** The claim lasts a while more, unless it has ended. */
  void extend(Claim claim, Duration ttl) {
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.LEASED_UNTIL, now().plus(ttl))
        .where(DATASET_VERSION.LEASE.eq(claim.lease()))
        .execute();
  }

  /** Another server, or this one later, is to make the profile; that was no attempt. */
  void giveBack(Claim claim) {
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.ATTEMPTS, DATASET_VERSION.ATTEMPTS.minus(1))
        .setNull(DATASET_VERSION.LEASE)
        .setNull(DATASET_VERSION.LEASED_UNTIL)
        .where(DATASET_VERSION.LEASE.eq(claim.lease()))
        .execute();
  }

  private List<DatasetVersionId> ids(Condition which) {
    return db.select(DATASET_VERSION.ID)
        .from(DATASET_VERSION)
        .where(which)
        .orderBy(DATASET_VERSION.ID)
        .fetch(r -> new DatasetVersionId(r.value1()));
  }

  /** Nothing happens where the claim has ended; so it is of a failure. */
  void done(Claim claim, Shape shape, Profile profile) {
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.STATE, State.DONE.name())
        .set(DATASET_VERSION.SHAPE, JSON.valueOf(JSON_MAPPER.writeValueAsString(shape)))
        .set(DATASET_VERSION.PROFILE, JSON.valueOf(JSON_MAPPER.writeValueAsString(profile)))
        .setNull(DATASET_VERSION.LEASE)
        .setNull(DATASET_VERSION.LEASED_UNTIL)
        .where(DATASET_VERSION.LEASE.eq(claim.lease()))
        .execute();
  }

  void failed(Claim claim, String error) {
    settle(DATASET_VERSION.LEASE.eq(claim.lease()), error);
  }

  private void settle(Condition which, String error) {
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.STATE, State.FAILED.name())
        .set(DATASET_VERSION.ERROR, Rules.kept(error, LONGEST_ERROR))
        .setNull(DATASET_VERSION.LEASE)
        .setNull(DATASET_VERSION.LEASED_UNTIL)
        .where(which)
        .execute();
  }

  /** A profile that failed is wanted again. */
  void again(DatasetVersionId id) {
    db.update(DATASET_VERSION)
        .set(DATASET_VERSION.STATE, State.PENDING.name())
        .set(DATASET_VERSION.ATTEMPTS, 0)
        .setNull(DATASET_VERSION.ERROR)
        .where(DATASET_VERSION.ID.eq(id.value()))
        .and(DATASET_VERSION.STATE.eq(State.FAILED.name()))
        .execute();
  }

  /** Empty until it is done. */
  Optional<Profile> profile(DatasetVersionId id) {
    return db.select(DATASET_VERSION.PROFILE)
        .from(DATASET_VERSION)
        .where(DATASET_VERSION.ID.eq(id.value()))
        .and(DATASET_VERSION.PROFILE.isNotNull())
        .fetchOptional(r -> JSON_MAPPER.readValue(r.value1().data(), Profile.class));
  }

  // Reading --------------------------------------------------------------------------------------

  /** Empty as long as its file comes, too. */
  Optional<DatasetVersion> find(DatasetVersionId id) {
    return select()
        .where(DATASET_VERSION.ID.eq(id.value()))
        .and(isThere())
        .fetchOptional(DatasetStore::version);
  }

  DatasetVersion get(DatasetId id, int number) {
    return select()
        .where(DATASET_VERSION.DATASET_ID.eq(id.value()))
        .and(DATASET_VERSION.NUMBER.eq(number))
        .fetchOptional(DatasetStore::version)
        .orElseThrow(() -> new Problem.NotFound("version", number + " of data set " + id));
  }

  /** Newest first. */
  List<DatasetVersion> versions(DatasetId id, PageRequest request) {
    return select()
        .where(DATASET_VERSION.DATASET_ID.eq(id.value()))
        .and(isThere())
        .and(
            request.cursor() == null
                ? noCondition()
                : DATASET_VERSION.NUMBER.lt(number(request.cursor())))
        .orderBy(DATASET_VERSION.NUMBER.desc())
        .limit(request.limit() + 1)
        .fetch(DatasetStore::version);
  }

  private static int number(String cursor) {
    try {
      return Integer.parseInt(cursor);
    } catch (NumberFormatException e) {
      throw PageRequest.foreign(cursor);
    }
  }

  private static Condition isThere() {
    return DATASET_VERSION.STATE.ne(COMING);
  }

  /** Those that have, or had, a version; the newest first. */
  List<RegisteredDataset> list(PageRequest request) {
    @Nullable UUID after = request.afterId();
    return datasets(
        after == null ? noCondition() : REGISTERED_DATASET.ID.lt(after), request.limit() + 1);
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  SequencedMap<DatasetId, String> named(String part, int most) {
    SequencedMap<DatasetId, String> named = new LinkedHashMap<>();
    db.select(REGISTERED_DATASET.ID, REGISTERED_DATASET.NAME)
        .from(REGISTERED_DATASET)
        .where(REGISTERED_DATASET.NAME.containsIgnoreCase(part))
        .orderBy(REGISTERED_DATASET.ID.desc())
        .limit(most)
        .forEach(r -> named.put(new DatasetId(r.value1()), r.value2()));
    return named;
  }

  RegisteredDataset get(DatasetId id) {
    return datasets(REGISTERED_DATASET.ID.eq(id.value()), 1).stream()
        .findFirst()
        .orElseThrow(() -> new Problem.NotFound("data set", id));
  }

  private List<RegisteredDataset> datasets(Condition which, int most) {
    var rows =
        db.select(
                REGISTERED_DATASET.ID,
                REGISTERED_DATASET.NAME,
                REGISTERED_DATASET.CREATED_BY,
                APP_USER.NAME,
                REGISTERED_DATASET.CREATED_AT)
            .from(REGISTERED_DATASET)
            .join(APP_USER)
            .on(APP_USER.ID.eq(REGISTERED_DATASET.CREATED_BY))
            .where(which)
            .and(REGISTERED_DATASET.NUMBERED.gt(0))
            .orderBy(REGISTERED_DATASET.ID.desc())
            .limit(most)
            .fetch();
    List<UUID> ids = rows.getValues(REGISTERED_DATASET.ID);
    Map<UUID, Integer> counts = counts(ids);
    Map<UUID, DatasetVersion> newest = newest(ids);
    List<RegisteredDataset> datasets = new ArrayList<>();
    for (var r : rows) {
      datasets.add(
          new RegisteredDataset(
              new DatasetId(r.value1()),
              r.value2(),
              new UserId(r.value3()),
              r.value4(),
              r.value5().toInstant(),
              counts.getOrDefault(r.value1(), 0),
              newest.get(r.value1())));
    }
    return datasets;
  }

  private Map<UUID, Integer> counts(List<UUID> ids) {
    return db.select(DATASET_VERSION.DATASET_ID, count())
        .from(DATASET_VERSION)
        .where(DATASET_VERSION.DATASET_ID.in(ids))
        .and(isThere())
        .groupBy(DATASET_VERSION.DATASET_ID)
        .fetchMap(r -> r.value1(), r -> r.value2());
  }

  private Map<UUID, DatasetVersion> newest(List<UUID> ids) {
    var later = DATASET_VERSION.as("later");
    return select()
        .where(DATASET_VERSION.DATASET_ID.in(ids))
        .and(isThere())
        .and(
            notExists(
                selectOne()
                    .from(later)
                    .where(later.DATASET_ID.eq(DATASET_VERSION.DATASET_ID))
                    .and(later.NUMBER.gt(DATASET_VERSION.NUMBER))))
        .fetchMap(r -> r.get(DATASET_VERSION.DATASET_ID), DatasetStore::version);
  }

  private SelectOnConditionStep<? extends Record> select() {
    return db.select(
            DATASET_VERSION.ID,
            DATASET_VERSION.DATASET_ID,
            REGISTERED_DATASET.NAME,
            DATASET_VERSION.NUMBER,
            DATASET_VERSION.FILE_NAME,
            DATASET_VERSION.FORMAT,
            DATASET_VERSION.BYTES,
            DATASET_VERSION.SHA256,
            DATASET_VERSION.TIME_COLUMN,
            DATASET_VERSION.NOTE,
            DATASET_VERSION.CREATED_BY,
            APP_USER.NAME,
            DATASET_VERSION.CREATED_AT,
            DATASET_VERSION.STATE,
            DATASET_VERSION.ERROR,
            DATASET_VERSION.SHAPE)
        .from(DATASET_VERSION)
        .join(REGISTERED_DATASET)
        .on(REGISTERED_DATASET.ID.eq(DATASET_VERSION.DATASET_ID))
        .join(APP_USER)
        .on(APP_USER.ID.eq(DATASET_VERSION.CREATED_BY));
  }

  private static DatasetVersion version(Record r) {
    @Nullable JSON shape = r.get(DATASET_VERSION.SHAPE);
    return new DatasetVersion(
        new DatasetVersionId(r.get(DATASET_VERSION.ID)),
        new DatasetId(r.get(DATASET_VERSION.DATASET_ID)),
        r.get(REGISTERED_DATASET.NAME),
        r.get(DATASET_VERSION.NUMBER),
        r.get(DATASET_VERSION.FILE_NAME),
        FileFormat.valueOf(r.get(DATASET_VERSION.FORMAT)),
        r.get(DATASET_VERSION.BYTES),
        new Sha256(HexFormat.of().formatHex(r.get(DATASET_VERSION.SHA256))),
        r.get(DATASET_VERSION.TIME_COLUMN),
        r.get(DATASET_VERSION.NOTE),
        new UserId(r.get(DATASET_VERSION.CREATED_BY)),
        r.get(APP_USER.NAME),
        r.get(DATASET_VERSION.CREATED_AT).toInstant(),
        State.valueOf(r.get(DATASET_VERSION.STATE)),
        r.get(DATASET_VERSION.ERROR),
        shape == null ? null : JSON_MAPPER.readValue(shape.data(), Shape.class));
  }

  // Deleting -------------------------------------------------------------------------------------

  /** Returns what was deleted: all versions, those that are coming too. */
  List<DatasetVersionId> delete(DatasetId id) {
    db.select(REGISTERED_DATASET.ID) // no version comes after those that are listed
        .from(REGISTERED_DATASET)
        .where(REGISTERED_DATASET.ID.eq(id.value()))
        .forUpdate()
        .execute();
    List<DatasetVersionId> versions = ids(DATASET_VERSION.DATASET_ID.eq(id.value()));
    int deleted =
        db.deleteFrom(REGISTERED_DATASET).where(REGISTERED_DATASET.ID.eq(id.value())).execute();
    if (deleted == 0) {
      throw new Problem.NotFound("data set", id);
    }
    return versions;
  }

  void delete(DatasetVersionId id) {
    db.deleteFrom(DATASET_VERSION).where(DATASET_VERSION.ID.eq(id.value())).execute();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
