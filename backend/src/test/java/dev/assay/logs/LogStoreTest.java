package dev.assay.logs;

import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_LOG;
import static dev.assay.schema.Tables.RUN_LOG_BATCH;
import static dev.assay.schema.Tables.RUN_LOG_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.uuid.Generators;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class LogStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final LogDatabase database = LogDatabase.get();
  private final LogStore store = database.store;

  private static List<LogLine> lines(int n, int length) {
    return IntStream.range(0, n)
        .mapToObj(i -> new LogLine(i, LogStream.STDOUT, i + "x".repeat(length)))
        .toList();
  }

  private StoredLines append(RunId run, List<LogLine> lines) {
    return store.append(run, lines, null, NOW).orElseThrow();
  }

  private List<LogLine> readFrom(RunId run, long from) {
    List<LogLine> read = new ArrayList<>();
    boolean end =
        store.scan(
            run,
            from,
            (number, line) -> {
              assertThat(number).isEqualTo(from + read.size());
              return read.add(line);
            });
    assertThat(end).isTrue();
    return read;
  }

  private int blocks(RunId run) {
    return database.db.fetchCount(RUN_LOG_BLOCK, RUN_LOG_BLOCK.RUN_ID.eq(run.value()));
  }

  private int looseBlocks(RunId run) {
    return database
        .db
        .select(RUN_LOG.LOOSE_BLOCKS)
        .from(RUN_LOG)
        .where(RUN_LOG.RUN_ID.eq(run.value()))
        .fetchSingle()
        .value1();
  }

  /** Something that is done to a log. */
  private sealed interface Act {
    record Append(int lines, int length, boolean keyed) implements Act {}

    record Repeat() implements Act {}

    record Merge(boolean all) implements Act {}

    record Read(int from, int limit) implements Act {}
  }

  @Provide
  Arbitrary<List<Act>> acts() {
    Arbitrary<Act> append =
        Combinators.combine(
                Arbitraries.of(0, 1, 2, 3, 5, 900),
                Arbitraries.of(0, 10, 2000),
                Arbitraries.of(true, false))
            .as((n, length, keyed) -> new Act.Append(n, length, keyed));
    Arbitrary<Act> merge = Arbitraries.of(true, false).map(Act.Merge::new);
    Arbitrary<Act> read =
        Combinators.combine(
                Arbitraries.integers().between(0, 3000), Arbitraries.integers().between(1, 2000))
            .as(Act.Read::new);
    return Arbitraries.frequencyOf(
            Tuple.of(6, append),
            Tuple.of(1, Arbitraries.just(new Act.Repeat())),
            Tuple.of(2, merge),
            Tuple.of(3, read))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 60)
  void a_log_is_a_list(@ForAll("acts") List<Act> acts) {
    RunId run = database.newRun();
    List<LogLine> expected = new ArrayList<>();
    @Nullable UUID key = null;
    @Nullable StoredLines keyed = null;
    for (Act act : acts) {
      switch (act) {
        case Act.Append append -> {
          List<LogLine> lines = lines(append.lines(), append.length());
          UUID newKey = Generators.timeBasedEpochGenerator().generate();
          StoredLines stored =
              store.append(run, lines, append.keyed() ? newKey : null, NOW).orElseThrow();
          assertThat(stored).isEqualTo(new StoredLines(lines.size(), expected.size()));
          expected.addAll(lines);
          key = append.keyed() ? newKey : key;
          keyed = append.keyed() ? stored : keyed;
        }
        case Act.Repeat _ -> {
          if (key != null) {
            assertThat(store.append(run, lines(2, 2), key, NOW)).isEmpty();
            assertThat(store.find(run, key)).isEqualTo(Optional.ofNullable(keyed));
          }
        }
        case Act.Merge merge -> store.merge(run, merge.all());
        case Act.Read read -> assertRead(run, read, expected);
      }
    }
    assertThat(readFrom(run, 0)).isEqualTo(expected);
    assertThat(store.total(run).orElse(0L)).isEqualTo(expected.size());
    while (store.merge(run, true) > 0) {
      assertThat(readFrom(run, 0)).isEqualTo(expected);
    }
    assertThat(looseBlocks(run, expected)).isLessThanOrEqualTo(1);
  }

  private int looseBlocks(RunId run, List<LogLine> lines) {
    return lines.isEmpty() ? 0 : looseBlocks(run);
  }

  private void assertRead(RunId run, Act.Read read, List<LogLine> expected) {
    List<LogLine> got = new ArrayList<>();
    store.scan(run, read.from(), (_, line) -> got.size() < read.limit() && got.add(line));
    int from = Math.min(read.from(), expected.size());
    int to = Math.min(from + read.limit(), expected.size());
    assertThat(got).isEqualTo(expected.subList(from, to));
  }

  @Test
  void many_small_blocks_become_few_large_ones() {
    RunId run = database.newRun();
    for (int i = 0; i < 1000; i++) {
      append(run, lines(5, 200));
    }
    assertThat(blocks(run)).isEqualTo(1000);

    while (store.merge(run, false) > 0) {}

    assertThat(blocks(run)).isBetween(4, 4 + LogStore.MANY_BLOCKS); // of a megabyte
    assertThat(looseBlocks(run)).isLessThan(LogStore.MANY_BLOCKS);
    assertThat(readFrom(run, 0)).hasSize(5000);
    assertThat(readFrom(run, 4321)).hasSize(679);

    while (store.merge(run, true) > 0) {}

    assertThat(blocks(run)).isEqualTo(4);
    assertThat(looseBlocks(run)).isEqualTo(1);
    assertThat(readFrom(run, 0).subList(0, 5)).isEqualTo(lines(5, 200));
  }

  @Test
  void a_batch_becomes_blocks_that_are_not_too_large() {
    RunId run = database.newRun();
    List<LogLine> long_ = lines(20, 16_000);

    append(run, long_);

    assertThat(blocks(run)).isEqualTo(2);
    assertThat(readFrom(run, 0)).isEqualTo(long_);
  }

  @Test
  void due_is_what_has_many_blocks_or_has_ended() {
    LogUpkeep upkeep = new LogUpkeep(store, Clock.systemUTC());
    RunId few = database.newRun();
    RunId many = database.newRun();
    RunId ended = database.newRun();
    for (int i = 0; i < LogStore.MANY_BLOCKS; i++) {
      append(many, lines(1, 1));
    }
    for (RunId run : List.of(few, ended)) {
      append(run, lines(1, 1));
      append(run, lines(1, 1));
    }
    database.end(ended);

    upkeep.merge();

    assertThat(blocks(few)).isEqualTo(2);
    assertThat(blocks(many)).isEqualTo(1);
    assertThat(blocks(ended)).isEqualTo(1);
    assertThat(store.due()).isEmpty();
  }

  @Test
  void readers_miss_no_line_and_see_none_twice_while_others_write_and_merge() throws Exception {
    RunId run = database.newRun();
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> merging =
          threads.submit(
              () -> {
                while (writing.get()) {
                  store.merge(run, true);
                }
              });
      Future<Integer> reading =
          threads.submit(
              () -> {
                int reads = 0;
                int before = 0;
                while (writing.get()) {
                  int now = readFrom(run, 0).size(); // each line is numbered as it should be
                  assertThat(now).isGreaterThanOrEqualTo(before);
                  before = now;
                  reads++;
                }
                return reads;
              });
      Callable<Void> writer =
          () -> {
            for (int i = 0; i < 200; i++) {
              append(run, lines(3, 100));
            }
            return null;
          };
      for (Future<Void> written : threads.invokeAll(List.of(writer, writer))) {
        written.get();
      }
      writing.set(false);
      merging.get();
      assertThat(reading.get()).isPositive();
    }
    assertThat(readFrom(run, 0)).hasSize(1200);
  }

  @Test
  void batches_with_one_key_at_the_same_time_are_stored_once() throws Exception {
    RunId run = database.newRun();
    UUID key = Generators.timeBasedEpochGenerator().generate();
    Callable<Boolean> send = () -> store.append(run, lines(7, 1), key, NOW).isPresent();
    int stored = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> one : threads.invokeAll(List.of(send, send, send, send, send))) {
        stored += one.get() ? 1 : 0;
      }
    }

    assertThat(stored).isEqualTo(1);
    assertThat(readFrom(run, 0)).hasSize(7);
    assertThat(store.total(run)).contains(7L);
    assertThat(store.find(run, key)).contains(new StoredLines(7, 0));
  }

  @Test
  void a_log_that_would_become_too_large_takes_no_more() {
    LogStore small = database.newStore(DataSize.ofBytes(100));
    RunId run = database.newRun();
    small.append(run, List.of(new LogLine(0, LogStream.STDOUT, "x".repeat(98))), null, NOW);

    assertThatExceptionOfType(Problem.Conflict.class)
        .isThrownBy(() -> small.append(run, List.of(new LogLine(0, LogStream.LOG, "ü")), null, NOW))
        .withMessage(
            "with this batch the log of run %s would have 102 bytes; it has at most 100 (assay.logs.most-bytes-per-run)"
                .formatted(run));
    small.append(run, List.of(new LogLine(0, LogStream.LOG, "")), null, NOW);
    assertThat(store.total(run)).contains(2L);
  }

  @Test
  void keys_are_forgotten_after_some_days() {
    RunId run = database.newRun();
    UUID old = Generators.timeBasedEpochGenerator().generate();
    UUID recent = Generators.timeBasedEpochGenerator().generate();
    store.append(run, lines(1, 1), old, NOW.minusSeconds(10));
    store.append(run, lines(1, 1), recent, NOW.plusSeconds(10));

    store.forgetKeysBefore(NOW);

    assertThat(store.find(run, old)).isEmpty();
    assertThat(store.find(run, recent)).isPresent();
  }

  @Test
  void a_log_goes_away_with_its_run() {
    RunId run = database.newRun();
    UUID key = Generators.timeBasedEpochGenerator().generate();
    store.append(run, lines(3, 3), key, NOW);

    database.db.deleteFrom(RUN).where(RUN.ID.eq(run.value())).execute();

    assertThat(blocks(run)).isZero();
    assertThat(store.total(run)).isEmpty();
    assertThat(database.db.fetchCount(RUN_LOG_BATCH, RUN_LOG_BATCH.RUN_ID.eq(run.value())))
        .isZero();
  }

  @Test
  void a_block_that_is_broken_says_so() {
    RunId run = database.newRun();
    append(run, lines(3, 3));
    database
        .db
        .update(RUN_LOG_BLOCK)
        .set(RUN_LOG_BLOCK.PAYLOAD, new byte[] {9, 0})
        .where(RUN_LOG_BLOCK.RUN_ID.eq(run.value()))
        .execute();

    assertThatExceptionOfType(CorruptBlock.class)
        .isThrownBy(() -> readFrom(run, 0))
        .withMessageContaining("format 9");
  }
}
