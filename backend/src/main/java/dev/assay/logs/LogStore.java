package dev.assay.logs;

import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_LOG;
import static dev.assay.schema.Tables.RUN_LOG_BATCH;
import static dev.assay.schema.Tables.RUN_LOG_BLOCK;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.schema.tables.RunLogBlock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The lines of runs in PostgreSQL. The blocks of a run follow one another without a gap, and only
 * ever change by being replaced together by blocks of the same lines; so a line keeps its number,
 * and whoever reads with one statement sees each line once.
 */
@Component
class LogStore {
  /** So many small blocks are worth being merged. */
  static final int MANY_BLOCKS = 64;

  /** At most so many blocks are looked at for one merge, which bounds its transaction. */
  private static final int BLOCKS_PER_MERGE = 512;

  private static final int MOST_RUNS_DUE = 100;
  private static final int BLOCKS_FETCHED_AT_ONCE = 8;
  private static final int LOCK_OF_MERGES = 0x6C6F6773; // "logs"

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final LogSettings settings;

  LogStore(DSLContext db, TransactionTemplate transaction, LogSettings settings) {
    this.db = db;
    this.transaction = transaction;
    this.settings = settings;
  }

  // --- writing

  private record Packed(BlockSize size, Instant firstTime, Instant lastTime, byte[] payload) {}

  /**
   * Appends lines, durable on return.
   *
   * @param key a batch is stored once under a key
   * @return empty when the key is taken
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when the log would become too large
   */
  Optional<StoredLines> append(RunId run, List<LogLine> lines, @Nullable UUID key, Instant now) {
    List<Packed> blocks = pack(lines);
    try {
      @Nullable StoredLines stored =
          transaction.execute(
              t -> {
                StoredLines claimed = claim(run, blocks);
                if (key != null && !remember(run, key, claimed, now)) {
                  t.setRollbackOnly(); // gives the numbers back
                  return null;
                }
                insert(run, claimed.firstLine(), blocks);
                return claimed;
              });
      return Optional.ofNullable(stored);
    } catch (DataIntegrityViolationException e) { // the head refers to the run
      throw new Problem.NotFound("run", run);
    }
  }

  /** What became of the batch that came with this key. */
  Optional<StoredLines> find(RunId run, UUID key) {
    return db.select(RUN_LOG_BATCH.N, RUN_LOG_BATCH.FIRST_LINE)
        .from(RUN_LOG_BATCH)
        .where(RUN_LOG_BATCH.RUN_ID.eq(run.value()))
        .and(RUN_LOG_BATCH.KEY.eq(key))
        .fetchOptional(r -> new StoredLines(r.value1(), r.value2()));
  }

  private static List<Packed> pack(List<LogLine> lines) {
    List<Packed> blocks = new ArrayList<>();
    try (LogCodec codec = new LogCodec()) {
      List<LogLine> block = new ArrayList<>();
      BlockSize size = BlockSize.NOTHING;
      for (LogLine line : lines) {
        BlockSize one = new BlockSize(1, line.bytes());
        if (!block.isEmpty() && !size.plus(one).fits()) {
          blocks.add(packed(codec, block, size));
          block.clear();
          size = BlockSize.NOTHING;
        }
        block.add(line);
        size = size.plus(one);
      }
      if (!block.isEmpty()) {
        blocks.add(packed(codec, block, size));
      }
    }
    return blocks;
  }

  private static Packed packed(LogCodec codec, List<LogLine> lines, BlockSize size) {
    long first = lines.stream().mapToLong(LogLine::timeMillis).min().orElseThrow();
    long last = lines.stream().mapToLong(LogLine::timeMillis).max().orElseThrow();
    return new Packed(
        size, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last), codec.encode(lines));
  }

  /** Takes numbers for the lines; until the transaction ends nobody else gets any of this log. */
  private StoredLines claim(RunId run, List<Packed> blocks) {
    int lines = blocks.stream().mapToInt(b -> b.size().lines()).sum();
    long bytes = blocks.stream().mapToLong(b -> b.size().bytes()).sum();
    var head =
        db.insertInto(RUN_LOG)
            .set(RUN_LOG.RUN_ID, run.value())
            .set(RUN_LOG.LINES, (long) lines)
            .set(RUN_LOG.BYTES, bytes)
            .set(RUN_LOG.LOOSE_BLOCKS, blocks.size())
            .onConflict(RUN_LOG.RUN_ID)
            .doUpdate()
            .set(RUN_LOG.LINES, RUN_LOG.LINES.plus(excluded(RUN_LOG.LINES)))
            .set(RUN_LOG.BYTES, RUN_LOG.BYTES.plus(excluded(RUN_LOG.BYTES)))
            .set(RUN_LOG.LOOSE_BLOCKS, RUN_LOG.LOOSE_BLOCKS.plus(excluded(RUN_LOG.LOOSE_BLOCKS)))
            .returning(RUN_LOG.LINES, RUN_LOG.BYTES)
            .fetchSingle();
    long most = settings.mostBytesPerRun().toBytes();
    if (head.getBytes() > most) {
      throw new Problem.Conflict(
          "with this batch the log of run %s would have %d bytes; it has at most %d (assay.logs.most-bytes-per-run)"
              .formatted(run, head.getBytes(), most));
    }
    return new StoredLines(lines, head.getLines() - lines);
  }

  private boolean remember(RunId run, UUID key, StoredLines stored, Instant now) {
    return db.insertInto(RUN_LOG_BATCH)
            .set(RUN_LOG_BATCH.RUN_ID, run.value())
            .set(RUN_LOG_BATCH.KEY, key)
            .set(RUN_LOG_BATCH.FIRST_LINE, stored.firstLine())
            .set(RUN_LOG_BATCH.N, stored.stored())
            .set(RUN_LOG_BATCH.AT, utc(now))
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  private void insert(RunId run, long firstLine, List<Packed> blocks) {
    long line = firstLine;
    for (Packed block : blocks) {
      db.insertInto(RUN_LOG_BLOCK)
          .set(RUN_LOG_BLOCK.RUN_ID, run.value())
          .set(RUN_LOG_BLOCK.FIRST_LINE, line)
          .set(RUN_LOG_BLOCK.N, block.size().lines())
          .set(RUN_LOG_BLOCK.FIRST_TIME, utc(block.firstTime()))
          .set(RUN_LOG_BLOCK.LAST_TIME, utc(block.lastTime()))
          .set(RUN_LOG_BLOCK.BYTES, block.size().bytes())
          .set(RUN_LOG_BLOCK.PAYLOAD, block.payload())
          .execute();
      line += block.size().lines();
    }
  }

  /** Keys from before are forgotten; returns how many. */
  int forgetKeysBefore(Instant time) {
    return db.deleteFrom(RUN_LOG_BATCH).where(RUN_LOG_BATCH.AT.lt(utc(time))).execute();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  // --- reading

  /** The number of lines; empty when nothing was ever logged, or the run does not exist. */
  Optional<Long> total(RunId run) {
    return db.select(RUN_LOG.LINES)
        .from(RUN_LOG)
        .where(RUN_LOG.RUN_ID.eq(run.value()))
        .fetchOptional(Record1::value1);
  }

  /**
   * Offers the lines from a number on, in order. A few blocks are in memory at a time; they are of
   * one statement, hence of one moment.
   *
   * @return whether the end of the log was reached
   */
  boolean scan(RunId run, long from, LineVisitor visitor) {
    return Boolean.TRUE.equals(
        transaction.execute( // outside of one, the driver would fetch all blocks at once
            t -> {
              try (LogCodec codec = new LogCodec();
                  Cursor<Record2<Long, byte[]>> blocks = blocksFrom(run, from)) {
                boolean more = true;
                while (more && blocks.hasNext()) {
                  var block = Objects.requireNonNull(blocks.fetchNext());
                  more = offer(block.value1(), codec.decode(block.value2()), from, visitor);
                }
                return more;
              }
            }));
  }

  private Cursor<Record2<Long, byte[]>> blocksFrom(RunId run, long from) {
    RunLogBlock before = RUN_LOG_BLOCK.as("before");
    Field<Long> first =
        coalesce(
            field(
                select(max(before.FIRST_LINE))
                    .from(before)
                    .where(before.RUN_ID.eq(run.value()))
                    .and(before.FIRST_LINE.le(from))),
            val(0L));
    return db.select(RUN_LOG_BLOCK.FIRST_LINE, RUN_LOG_BLOCK.PAYLOAD)
        .from(RUN_LOG_BLOCK)
        .where(RUN_LOG_BLOCK.RUN_ID.eq(run.value()))
        .and(RUN_LOG_BLOCK.FIRST_LINE.ge(first))
        .orderBy(RUN_LOG_BLOCK.FIRST_LINE)
        .fetchSize(BLOCKS_FETCHED_AT_ONCE)
        .fetchLazy();
  }

  private static boolean offer(
      long firstLine, List<LogLine> lines, long from, LineVisitor visitor) {
    for (int i = (int) Math.clamp(from - firstLine, 0, lines.size()); i < lines.size(); i++) {
      if (!visitor.visit(firstLine + i, lines.get(i))) {
        return false;
      }
    }
    return true;
  }

  // --- merging

  /** A log with blocks to merge, and whether its run has ended. */
  record Due(RunId run, boolean ended) {}

  List<Due> due() {
    Field<Boolean> ended = field(RUN.ENDED_AT.isNotNull());
    return db.select(RUN_LOG.RUN_ID, ended)
        .from(RUN_LOG)
        .join(RUN)
        .on(RUN.ID.eq(RUN_LOG.RUN_ID))
        .where(RUN_LOG.LOOSE_BLOCKS.ge(MANY_BLOCKS))
        .or(RUN_LOG.LOOSE_BLOCKS.gt(1).and(RUN.ENDED_AT.isNotNull()))
        .limit(MOST_RUNS_DUE)
        .fetch(r -> new Due(new RunId(r.value1()), r.value2()));
  }

  private record Part(long firstLine, BlockSize size) {}

  /**
   * Makes larger blocks of small ones. Does nothing while somebody else does it.
   *
   * @param all the last block too, though it may still grow
   * @return how many loose blocks there are less
   */
  int merge(RunId run, boolean all) {
    return Objects.requireNonNull(
        transaction.execute(
            t -> {
              if (!lock(run)) {
                return 0;
              }
              List<List<Part>> groups = groups(looseBlocks(run));
              if (groups.isEmpty()) {
                return 0;
              }
              List<Part> open = groups.removeLast();
              groups.forEach(group -> replace(run, group));
              int gone = groups.stream().mapToInt(List::size).sum();
              if (all || open.size() >= MANY_BLOCKS) {
                replace(run, open);
                gone += open.size() - 1;
              }
              db.update(RUN_LOG)
                  .set(RUN_LOG.MERGED_LINES, open.getFirst().firstLine())
                  .set(RUN_LOG.LOOSE_BLOCKS, RUN_LOG.LOOSE_BLOCKS.minus(gone))
                  .where(RUN_LOG.RUN_ID.eq(run.value()))
                  .execute();
              return gone;
            }));
  }

  /** jOOQ does not know this function. */
  private boolean lock(RunId run) {
    return db.select(
            field(
                "pg_try_advisory_xact_lock({0}, {1})",
                Boolean.class, val(LOCK_OF_MERGES), val(run.value().hashCode())))
        .fetchSingle()
        .value1();
  }

  private List<Part> looseBlocks(RunId run) {
    return db.select(RUN_LOG_BLOCK.FIRST_LINE, RUN_LOG_BLOCK.N, RUN_LOG_BLOCK.BYTES)
        .from(RUN_LOG)
        .join(RUN_LOG_BLOCK)
        .on(RUN_LOG_BLOCK.RUN_ID.eq(RUN_LOG.RUN_ID))
        .and(RUN_LOG_BLOCK.FIRST_LINE.ge(RUN_LOG.MERGED_LINES))
        .where(RUN_LOG.RUN_ID.eq(run.value()))
        .orderBy(RUN_LOG_BLOCK.FIRST_LINE)
        .limit(BLOCKS_PER_MERGE)
        .fetch(r -> new Part(r.value1(), new BlockSize(r.value2(), r.value3())));
  }

  /** Neighbours that fit into one block; the last group may have room for more. */
  private static List<List<Part>> groups(List<Part> parts) {
    List<List<Part>> groups = new ArrayList<>();
    BlockSize size = BlockSize.NOTHING;
    for (Part part : parts) {
      if (groups.isEmpty() || !size.plus(part.size()).fits()) {
        groups.add(new ArrayList<>());
        size = BlockSize.NOTHING;
      }
      groups.getLast().add(part);
      size = size.plus(part.size());
    }
    return groups;
  }

  private void replace(RunId run, List<Part> group) {
    if (group.size() == 1) {
      return;
    }
    long first = group.getFirst().firstLine();
    long last = group.getLast().firstLine();
    List<LogLine> lines = new ArrayList<>();
    try (LogCodec codec = new LogCodec()) {
      db.select(RUN_LOG_BLOCK.PAYLOAD)
          .from(RUN_LOG_BLOCK)
          .where(RUN_LOG_BLOCK.RUN_ID.eq(run.value()))
          .and(RUN_LOG_BLOCK.FIRST_LINE.between(first, last))
          .orderBy(RUN_LOG_BLOCK.FIRST_LINE)
          .forEach(r -> lines.addAll(codec.decode(r.value1())));
    }
    db.deleteFrom(RUN_LOG_BLOCK)
        .where(RUN_LOG_BLOCK.RUN_ID.eq(run.value()))
        .and(RUN_LOG_BLOCK.FIRST_LINE.between(first, last))
        .execute();
    insert(run, first, pack(lines));
  }
}
