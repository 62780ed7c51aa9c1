package dev.assay.artifacts;

import static dev.assay.schema.Tables.ARTIFACT;
import static dev.assay.schema.Tables.ARTIFACT_ROOT;
import static dev.assay.schema.Tables.CONTENT;
import static dev.assay.schema.Tables.DATASET_VERSION;
import static dev.assay.schema.Tables.LOGGED_MODEL;
import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import dev.assay.artifacts.Entry.File;
import dev.assay.artifacts.Entry.Folder;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** What is known of artifacts and their content in PostgreSQL. */
@Component
class ArtifactStore {
  private static final int LOCK_OF_QUOTAS = 0x61727466; // "artf"

  /** Greater than all that can follow a slash; less than all that is not below the folder. */
  private static final String AFTER_SLASH = "0";

  /** What {@link #artifact} reads. */
  private static final List<Field<?>> FIELDS =
      List.of(
          ARTIFACT.PATH,
          ARTIFACT.BYTES,
          ARTIFACT.SHA256,
          ARTIFACT.MEDIA_TYPE,
          ARTIFACT.STEP,
          ARTIFACT.CREATED_AT);

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final ArtifactSettings settings;
  private final Clock clock;

  ArtifactStore(
      DSLContext db, TransactionTemplate transaction, ArtifactSettings settings, Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.settings = settings;
    this.clock = clock;
  }

  // --- content

  /**
   * Says that content is going to be kept, before it is: until the grace time is over nobody
   * collects it, and whoever is just doing so is waited for.
   *
   * @throws Problem.TooLarge when the server would have too much
   */
  void claim(Sha256 sha256, long bytes) {
    transaction.executeWithoutResult(
        t -> {
          db.insertInto(CONTENT)
              .set(CONTENT.SHA256, sha256.bytes())
              .set(CONTENT.BYTES, bytes)
              .set(CONTENT.CLAIMED_AT, now())
              .onConflict(CONTENT.SHA256)
              .doUpdate()
              .set(CONTENT.CLAIMED_AT, excluded(CONTENT.CLAIMED_AT))
              .execute();
          lockQuota(settings.mostBytes());
          requireRoom(quotaOfServer(), 0);
        });
  }

  /**
   * Whether there is room for so many bytes more, as far as one can tell before they come; what has
   * the path already is replaced.
   *
   * @throws Problem.TooLarge when there is not
   */
  void requireRoomInExperiment(ArtifactRoot root, ArtifactPath path, long bytes) {
    long before = find(root, path).map(Artifact::bytes).orElse(0L);
    requireRoomInExperiment(root, bytes - before);
  }

  private void requireRoomInExperiment(ArtifactRoot root, long more) {
    ExperimentId experiment = root.experiment();
    if (experiment != null) {
      requireRoom(quotaOf(experiment), more);
    }
  }

  /**
   * The same for the server.
   *
   * @param sha256 of the bytes, which are not counted when they are there; null when not known
   * @param others bytes that come at the same time
   */
  void requireRoomInServer(@Nullable Sha256 sha256, long bytes, long others) {
    boolean there = sha256 != null && db.fetchExists(CONTENT, CONTENT.SHA256.eq(sha256.bytes()));
    requireRoom(quotaOfServer(), others + (there ? 0 : bytes));
  }

  /**
   * @param most null when there is no limit
   */
  private record Quota(
      @Nullable DataSize most,
      String whose,
      String setting,
      TableField<?, Long> bytes,
      Condition condition) {}

  private Quota quotaOfServer() {
    return new Quota(
        settings.mostBytes(),
        "the server",
        "assay.artifacts.most-bytes",
        CONTENT.BYTES,
        noCondition());
  }

  private Quota quotaOf(ExperimentId experiment) {
    return new Quota(
        settings.mostBytesPerExperiment(),
        "experiment " + experiment,
        "assay.artifacts.most-bytes-per-experiment",
        ARTIFACT_ROOT.BYTES,
        ARTIFACT_ROOT.EXPERIMENT_ID.eq(experiment.value()));
  }

  /** Where there is a quota, one transaction at a time sums up what there is after it has grown. */
  private void lockQuota(@Nullable DataSize most) {
    if (most != null) {
      // jOOQ does not know this function
      db.select(field("pg_advisory_xact_lock({0})", Object.class, val(LOCK_OF_QUOTAS))).fetch();
    }
  }

  private void requireRoom(Quota quota, long more) {
    if (quota.most() == null) {
      return;
    }
    long sum =
        db.select(coalesce(sum(quota.bytes()), 0))
            .from(quota.bytes().getTable())
            .where(quota.condition())
            .fetchSingle(r -> ((Number) r.value1()).longValue());
    if (sum + more > quota.most().toBytes()) {
      throw new Problem.TooLarge(
          "with this artifact %s would have %d bytes of artifacts; it has at most %d (%s)"
              .formatted(quota.whose(), sum + more, quota.most().toBytes(), quota.setting()));
    }
  }

  /** Content that no artifact refers to, claimed before a time, by digest; at most so many. */
  List<Sha256> unreferenced(Instant before, @Nullable Sha256 after, int limit) {
    return db.select(CONTENT.SHA256)
        .from(CONTENT)
        .where(isUnreferenced(before))
        .and(after == null ? noCondition() : CONTENT.SHA256.gt(after.bytes()))
        .orderBy(CONTENT.SHA256)
        .limit(limit)
        .fetch(r -> Sha256.of(r.value1()));
  }

  private static Condition isUnreferenced(Instant before) {
    return CONTENT
        .CLAIMED_AT
        .lt(utc(before))
        .and(notExists(selectOne().from(ARTIFACT).where(ARTIFACT.SHA256.eq(CONTENT.SHA256))));
  }

  /** Deletes bytes. */
  interface Deletion {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Forgets content, if still nobody refers to it. Its bytes go while its row is locked: who claims
   * it meanwhile waits, and then brings the bytes anew.
   */
  boolean collect(Sha256 sha256, Instant before, Deletion bytes) {
    try {
      return Boolean.TRUE.equals(
          transaction.execute(
              t -> {
                int gone =
                    db.deleteFrom(CONTENT)
                        .where(CONTENT.SHA256.eq(sha256.bytes()))
                        .and(isUnreferenced(before))
                        .execute();
                if (gone == 1) {
                  delete(bytes);
                }
                return gone == 1;
              }));
    } catch (DataIntegrityViolationException e) {
      return false; // it got a name meanwhile
    }
  }

  private static void delete(Deletion bytes) {
    try {
      bytes.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // --- writing

  /**
   * @see #put(ArtifactRoot, Artifact, Consumer)
   */
  boolean put(ArtifactRoot root, Artifact artifact) {
    return put(root, artifact, _ -> {});
  }

  /**
   * Gives content a name; what had that name before loses it.
   *
   * @param with is done in the same transaction
   * @return whether the content was still there; else it has to be brought again
   * @throws Problem.NotFound when what it belongs to is not there
   * @throws Problem.Conflict when that is deleted, or a file would be a folder
   * @throws Problem.TooLarge when the experiment would have too much
   */
  boolean put(ArtifactRoot root, Artifact artifact, Consumer<Artifact> with) {
    try {
      transaction.executeWithoutResult(
          t -> {
            lock(root);
            requireFree(root, artifact.path());
            long before = find(root, artifact.path()).map(Artifact::bytes).orElse(0L);
            upsert(root, artifact);
            grow(root, artifact.bytes() - before);
            lockQuota(settings.mostBytesPerExperiment());
            requireRoomInExperiment(root, 0);
            with.accept(artifact);
          });
      return true;
    } catch (DataIntegrityViolationException e) {
      if (String.valueOf(e.getMessage()).contains("artifact_sha256_fkey")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Makes a folder consist of certain files and nothing else, all at once. Their content is among
   * the root's files already, wherever these are.
   *
   * @param wanted digests by their path in the folder
   * @param from what is below it goes with the transaction; null for nothing
   * @throws Problem.NotFound when what it belongs to is not there
   * @throws Problem.Conflict when that is deleted, has no such content, or a file would be a folder
   * @throws Problem.TooLarge when the experiment would have too much
   */
  void replace(
      ArtifactRoot root,
      ArtifactPath folder,
      Map<ArtifactPath, Sha256> wanted,
      @Nullable ArtifactPath from) {
    transaction.executeWithoutResult(
        t -> {
          lock(root);
          Map<Sha256, Artifact> there = byDigest(root, wanted.values());
          long gone = remove(root, ARTIFACT.PATH.eq(folder.value()).or(isBelow(folder)));
          if (from != null) {
            gone += remove(root, isBelow(from));
          }
          long come = 0;
          for (Map.Entry<ArtifactPath, Sha256> file : wanted.entrySet()) {
            Artifact artifact = there.get(file.getValue());
            if (artifact == null) {
              throw new Problem.Conflict(
                  "%s has no file with the SHA-256 %s, which %s is to have"
                      .formatted(root, file.getValue(), file.getKey()));
            }
            requireFree(root, file.getKey());
            upsert(root, artifact.at(file.getKey(), clock.instant()));
            come += artifact.bytes();
          }
          grow(root, come - gone);
          lockQuota(settings.mostBytesPerExperiment());
          requireRoomInExperiment(root, 0);
        });
  }

  private Map<Sha256, Artifact> byDigest(ArtifactRoot root, Collection<Sha256> digests) {
    Map<Sha256, Artifact> found = new HashMap<>();
    db.select(FIELDS)
        .from(ARTIFACT)
        .where(ARTIFACT.ROOT_ID.eq(root.id()))
        .and(ARTIFACT.SHA256.in(digests.stream().map(Sha256::bytes).toList()))
        .orderBy(ARTIFACT.PATH)
        .forEach(r -> found.put(Sha256.of(r.get(ARTIFACT.SHA256)), artifact(r)));
    return found;
  }

  /** Returns how many bytes the files had. */
  private long remove(ArtifactRoot root, Condition which) {
    return db
        .deleteFrom(ARTIFACT)
        .where(ARTIFACT.ROOT_ID.eq(root.id()))
        .and(which)
        .returningResult(ARTIFACT.BYTES)
        .fetch(Record1::value1)
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Until the transaction ends nobody else changes the artifacts of this. */
  private void lock(ArtifactRoot root) {
    make(root);
    boolean locked =
        db.select(ARTIFACT_ROOT.ID)
            .from(ARTIFACT_ROOT)
            .where(ARTIFACT_ROOT.ID.eq(root.id()))
            .forUpdate()
            .fetchOptional()
            .isPresent();
    if (!locked) {
      throw notThere(root);
    }
    if (root.kind() == ArtifactRoot.Kind.RUN
        && db.fetchExists(RUN, RUN.ID.eq(root.id()).and(RUN.DELETED_AT.isNotNull()))) {
      throw new Problem.Conflict(root + " is deleted: restore it to change its artifacts");
    }
  }

  /** Sees to it that there is a row for it, if it is there itself. */
  void make(ArtifactRoot root) {
    try {
      transaction.executeWithoutResult(
          t -> {
            hold(root);
            ExperimentId experiment = root.experiment();
            db.insertInto(ARTIFACT_ROOT)
                .set(ARTIFACT_ROOT.ID, root.id())
                .set(ARTIFACT_ROOT.KIND, root.kind().name())
                .set(ARTIFACT_ROOT.EXPERIMENT_ID, experiment == null ? null : experiment.value())
                .set(ARTIFACT_ROOT.RUN_ID, root.kind() == ArtifactRoot.Kind.RUN ? root.id() : null)
                .onConflictDoNothing()
                .execute();
          });
    } catch (DataIntegrityViolationException e) {
      throw notThere(root);
    }
  }

  /**
   * A model or data set is not purged before the transaction ends; of a run the foreign key sees to
   * that.
   */
  private void hold(ArtifactRoot root) {
    boolean held =
        switch (root.kind()) {
          case RUN -> true;
          case MODEL -> hold(LOGGED_MODEL, LOGGED_MODEL.ID.eq(root.id()));
          case DATASET -> hold(DATASET_VERSION, DATASET_VERSION.ID.eq(root.id()));
        };
    if (!held) {
      throw notThere(root);
    }
  }

  private boolean hold(Table<?> table, Condition which) {
    return db.selectOne().from(table).where(which).forKeyShare().fetchOptional().isPresent();
  }

  private static Problem notThere(ArtifactRoot root) {
    return new Problem.NotFound(
        switch (root.kind()) {
          case RUN -> "run";
          case MODEL -> "model";
          case DATASET -> "data set version";
        },
        root.id());
  }

  /** No folder above is a file, and the file is no folder. */
  private void requireFree(ArtifactRoot root, ArtifactPath path) {
    db.select(ARTIFACT.PATH)
        .from(ARTIFACT)
        .where(ARTIFACT.ROOT_ID.eq(root.id()))
        .and(ARTIFACT.PATH.in(path.folders()).or(isBelow(path)))
        .limit(1)
        .fetchOptional(Record1::value1)
        .ifPresent(
            other -> {
              throw new Problem.Conflict(
                  "%s cannot be there beside %s: a name is a file or a folder"
                      .formatted(path, other));
            });
  }

  private void upsert(ArtifactRoot root, Artifact artifact) {
    db.insertInto(ARTIFACT)
        .set(ARTIFACT.ROOT_ID, root.id())
        .set(ARTIFACT.PATH, artifact.path().value())
        .set(ARTIFACT.SHA256, artifact.sha256().bytes())
        .set(ARTIFACT.BYTES, artifact.bytes())
        .set(ARTIFACT.MEDIA_TYPE, artifact.mediaType())
        .set(ARTIFACT.STEP, artifact.step())
        .set(ARTIFACT.CREATED_AT, utc(artifact.createdAt()))
        .onConflict(ARTIFACT.ROOT_ID, ARTIFACT.PATH)
        .doUpdate()
        .set(ARTIFACT.SHA256, excluded(ARTIFACT.SHA256))
        .set(ARTIFACT.BYTES, excluded(ARTIFACT.BYTES))
        .set(ARTIFACT.MEDIA_TYPE, excluded(ARTIFACT.MEDIA_TYPE))
        .set(ARTIFACT.STEP, excluded(ARTIFACT.STEP))
        .set(ARTIFACT.CREATED_AT, excluded(ARTIFACT.CREATED_AT))
        .execute();
  }

  private void grow(ArtifactRoot root, long bytes) {
    db.update(ARTIFACT_ROOT)
        .set(ARTIFACT_ROOT.BYTES, ARTIFACT_ROOT.BYTES.plus(bytes))
        .where(ARTIFACT_ROOT.ID.eq(root.id()))
        .execute();
  }

  /** Deletes a file, or all that is in a folder; returns how many files. */
  int delete(ArtifactRoot root, ArtifactPath path) {
    return Objects.requireNonNull(
        transaction.execute(
            t -> {
              lock(root);
              List<Long> gone =
                  db.deleteFrom(ARTIFACT)
                      .where(ARTIFACT.ROOT_ID.eq(root.id()))
                      .and(
                          path.isTop()
                              ? noCondition() // x or that would be x
                              : ARTIFACT.PATH.eq(path.value()).or(isBelow(path)))
                      .returningResult(ARTIFACT.BYTES)
                      .fetch(Record1::value1);
              grow(root, -gone.stream().mapToLong(Long::longValue).sum());
              return gone.size();
            }));
  }

  /** Forgets all of it. */
  void purge(UUID root) {
    db.deleteFrom(ARTIFACT_ROOT).where(ARTIFACT_ROOT.ID.eq(root)).execute();
  }

  // --- reading

  Optional<Artifact> find(ArtifactRoot root, ArtifactPath path) {
    return db.select(FIELDS)
        .from(ARTIFACT)
        .where(ARTIFACT.ROOT_ID.eq(root.id()))
        .and(ARTIFACT.PATH.eq(path.value()))
        .fetchOptional(ArtifactStore::artifact);
  }

  private static Artifact artifact(Record r) {
    return new Artifact(
        new ArtifactPath(r.get(ARTIFACT.PATH)),
        r.get(ARTIFACT.BYTES),
        Sha256.of(r.get(ARTIFACT.SHA256)),
        r.get(ARTIFACT.MEDIA_TYPE),
        r.get(ARTIFACT.STEP),
        r.get(ARTIFACT.CREATED_AT).toInstant());
  }

  private static Condition isBelow(ArtifactPath folder) {
    return folder.isTop()
        ? noCondition()
        : ARTIFACT
            .PATH
            .gt(folder.value() + "/")
            .and(ARTIFACT.PATH.lt(folder.value() + AFTER_SLASH));
  }

  /** The files at or below a path, whatever the folder, by path. */
  Page<Artifact> walk(ArtifactRoot root, ArtifactPath folder, PageRequest request) {
    List<Artifact> artifacts =
        db.select(FIELDS)
            .from(ARTIFACT)
            .where(ARTIFACT.ROOT_ID.eq(root.id()))
            .and(isBelow(folder))
            .and(
                request.cursor() == null
                    ? noCondition()
                    : ARTIFACT.PATH.gt(cursor(request.cursor(), prefixOf(folder))))
            .orderBy(ARTIFACT.PATH)
            .limit(request.limit() + 1)
            .fetch(ArtifactStore::artifact);
    return Page.of(artifacts, request, a -> a.path().value());
  }

  private static String prefixOf(ArtifactPath folder) {
    return folder.isTop() ? "" : folder.value() + "/";
  }

  private static String cursor(String given, String prefix) {
    if (given.indexOf('\0') >= 0) {
      throw PageRequest.foreign(given.replace('\0', '\uFFFD'));
    }
    if (!given.startsWith(prefix) || given.length() == prefix.length()) {
      throw PageRequest.foreign(given);
    }
    return given;
  }

  /**
   * Steps from entry to entry, over all that is in a folder at once, so that a page costs as many
   * steps as it has entries, however many files are below. jOOQ can say it, but nobody could read
   * it. {0} the root, {1} where to begin, {2} the end, {3} where names begin, {4} how many.
   */
  private static final String ENTRIES =
      """
      with recursive entry (path, n) as (
        (select a.path, 1 from artifact a
          where a.root_id = {0} and a.path >= {1} and a.path < {2} order by a.path limit 1)
        union all
        select (
          select a.path from artifact a
          where a.root_id = {0} and a.path < {2} and a.path >=
            case strpos(substr(e.path, {3}), '/')
              when 0 then e.path || chr(1)
              else left(e.path, {3} + strpos(substr(e.path, {3}), '/') - 2) || '0'
            end
          order by a.path limit 1), n + 1
        from entry e where e.path is not null and n < {4}
      )
      select strpos(substr(e.path, {3}), '/') as slash, a.path, a.bytes, a.sha256, a.media_type, a.step, a.created_at
      from entry e join artifact a on a.root_id = {0} and a.path = e.path
      order by e.n
      """;

  /** Comes after all paths. */
  private static final String LAST = "\uDBFF\uDFFF";

  Page<Entry> list(ArtifactRoot root, ArtifactPath folder, PageRequest request) {
    String prefix = prefixOf(folder);
    String end = folder.isTop() ? LAST : folder.value() + AFTER_SLASH;
    List<Entry> entries =
        db.resultQuery(
                ENTRIES,
                val(root.id()),
                val(request.cursor() == null ? prefix : next(cursor(request.cursor(), prefix))),
                val(end),
                val(prefix.codePointCount(0, prefix.length()) + 1),
                val(request.limit() + 1))
            .fetch(r -> entry(r, prefix.length()));
    return Page.of(entries, request, ArtifactStore::cursorAfter);
  }

  private static Entry entry(Record r, int prefix) {
    if (r.get("slash", Integer.class) == 0) {
      return new File(
          new Artifact(
              new ArtifactPath(r.get("path", String.class)),
              r.get("bytes", Long.class),
              Sha256.of(r.get("sha256", byte[].class)),
              r.get("media_type", String.class),
              r.get("step", Long.class),
              r.get("created_at", OffsetDateTime.class).toInstant()));
    }
    String path = r.get("path", String.class);
    return new Folder(new ArtifactPath(path.substring(0, path.indexOf('/', prefix))));
  }

  private static String cursorAfter(Entry entry) {
    return switch (entry) {
      case Folder folder -> folder.path() + "/";
      case File file -> file.path().value();
    };
  }

  /** Where the list goes on after an entry. */
  private static String next(String cursor) {
    return cursor.endsWith("/")
        ? cursor.substring(0, cursor.length() - 1) + AFTER_SLASH
        : cursor + '\u0001';
  }

  private OffsetDateTime now() {
    return utc(clock.instant());
  }

  static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
