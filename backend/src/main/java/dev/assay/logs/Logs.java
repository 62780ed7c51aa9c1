package dev.assay.logs;

import dev.assay.logs.LogMatches.Match;
import dev.assay.problem.Problem;
import dev.assay.runs.Recording;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What runs wrote to their consoles: a list of lines per run, counted from 0, that only grows. */
@Service
public class Logs {
  /** The most lines of a page. */
  public static final int MOST_LINES = 10_000;

  private static final int MOST_CHARACTERS_READ = 4 << 20;
  private static final int MOST_CHARACTERS_SEARCHED = 64 << 20;
  private static final Duration LONGEST_SEARCH = Duration.ofSeconds(3);

  /** Lines that another server stored are seen this soon. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Batches being stored at once: those of one run wait for each other, with a connection each. */
  private static final int WRITERS = 4;

  /** Of batches that wait to be stored, those being stored included. */
  private static final int MOST_CHARACTERS_WAITING = 32 << 20;

  /** What a line takes in memory besides its text, in characters. */
  private static final int CHARACTERS_PER_LINE = 32;

  private static final int SEARCHES = 4;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final LogStore store;
  private final LogSignal signal;
  private final Runs runs;
  private final Recording recording;
  private final Clock clock;
  private final Semaphore room = new Semaphore(MOST_CHARACTERS_WAITING);
  private final Semaphore writers = new Semaphore(WRITERS, true);
  private final Semaphore searches = new Semaphore(SEARCHES, true);

  Logs(LogStore store, LogSignal signal, Runs runs, Recording recording, Clock clock) {
    this.store = store;
    this.signal = signal;
    this.runs = runs;
    this.recording = recording;
    this.clock = clock;
  }

  /**
   * Appends a batch; durable on return. A run that has ended still takes lines: its client may be
   * flushing. Not to be called inside a transaction.
   *
   * @param key a batch that comes again with it is not stored again but answered as the first time
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when the run is deleted, the log would become too large, or the key
   *     was used for another batch
   * @throws Problem.Busy when too many batches are waiting
   */
  public StoredLines append(RunId run, LogBatch batch, @Nullable UUID key)
      throws InterruptedException {
    recording.require(run);
    int size = size(batch);
    if (!room.tryAcquire(size)) {
      throw new Problem.Busy("too many log lines are waiting to be stored", RETRY_AFTER_SECONDS);
    }
    try {
      writers.acquire();
      try {
        return key == null ? store(run, batch, null).orElseThrow() : once(run, batch, key);
      } finally {
        writers.release();
      }
    } finally {
      room.release(size);
    }
  }

  private static int size(LogBatch batch) {
    long characters =
        batch.lines().stream().mapToLong(l -> l.text().length() + CHARACTERS_PER_LINE).sum();
    return (int) Math.min(characters, MOST_CHARACTERS_WAITING);
  }

  private StoredLines once(RunId run, LogBatch batch, UUID key) {
    StoredLines stored =
        store
            .find(run, key)
            .or(() -> store(run, batch, key))
            .or(() -> store.find(run, key)) // the same batch came twice at the same time
            .orElseThrow(() -> new Problem.NotFound("run", run));
    if (stored.stored() != batch.lines().size()) {
      throw new Problem.Conflict(
          "Idempotency-Key %s was that of a batch of %d lines; this one has %d"
              .formatted(key, stored.stored(), batch.lines().size()));
    }
    return stored;
  }

  private Optional<StoredLines> store(RunId run, LogBatch batch, @Nullable UUID key) {
    Optional<StoredLines> stored = store.append(run, batch.lines(), key, clock.instant());
    signal.raise(run);
    recording.signOfLife(run);
    return stored;
  }

  /**
   * How many lines the log has.
   *
   * @throws Problem.NotFound when there is no such run
   */
  public long total(RunId run) {
    return store
        .total(run)
        .orElseGet(
            () -> {
              runs.get(run);
              return 0L;
            });
  }

  /**
   * Lines from a number on; none when there are none yet. An answer of very long lines has fewer
   * than the limit.
   *
   * @param from 0 or more
   * @param limit 1 to {@value #MOST_LINES}
   * @throws Problem.NotFound when there is no such run
   */
  public LogPage read(RunId run, long from, int limit) {
    checkLimit("limit", limit);
    checkFrom(from);
    long total = total(run);
    List<LogLine> lines = new ArrayList<>();
    store.scan(
        run,
        from,
        new LineVisitor() {
          private long characters;

          @Override
          public boolean visit(long number, LogLine line) {
            characters += line.text().length();
            boolean fits = lines.size() < limit && characters <= MOST_CHARACTERS_READ;
            return fits && lines.add(line);
          }
        });
    return new LogPage(from, lines, Math.max(total, lines.isEmpty() ? 0 : from + lines.size()));
  }

  /** The last lines. */
  public LogPage last(RunId run, int limit) {
    checkLimit("last", limit);
    return read(run, Math.max(0, total(run) - limit), limit);
  }

  /**
   * Returns when the log has the line of that number, or the time is over. Holds nothing of the
   * database meanwhile.
   *
   * @throws Problem.NotFound when there is no such run
   */
  public void await(RunId run, long line, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    try (LogSignal.Waiter waiter = signal.listen(run)) {
      long left = atMost.toNanos();
      while (left > 0 && total(run) <= line) {
        waiter.await(Duration.ofNanos(Math.min(left, LOOK_EVERY.toNanos())));
        left = deadline - System.nanoTime();
      }
    }
  }

  /**
   * Looks for lines, as far as it gets with bounded work.
   *
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Invalid when a regular expression is none
   * @throws Problem.Busy when too many searches are going on
   */
  public LogMatches search(RunId run, LogQuery query) throws InterruptedException {
    Predicate<String> wanted = query.matcher();
    long total = total(run);
    if (!searches.tryAcquire(LONGEST_SEARCH.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Problem.Busy(
          "%d searches of logs are going on".formatted(SEARCHES), RETRY_AFTER_SECONDS);
    }
    try {
      Search search = new Search(query, wanted);
      boolean toTheEnd = store.scan(run, query.from(), search);
      return new LogMatches(
          search.found, toTheEnd ? null : search.next, Math.max(total, search.next));
    } finally {
      searches.release();
    }
  }

  private static void checkFrom(long from) {
    if (from < 0) {
      throw new Problem.Invalid("from", from, "lines are counted from 0");
    }
  }

  private static void checkLimit(String field, int limit) {
    if (limit < 1 || limit > MOST_LINES) {
      throw new Problem.Invalid(field, limit, "an answer has 1 to " + MOST_LINES + " lines");
    }
  }

  private static final class Search implements LineVisitor {
    private final Predicate<String> wanted;
    private final int limit;
    private final long deadline = System.nanoTime() + LONGEST_SEARCH.toNanos();
    private final List<Match> found = new ArrayList<>();
    private long charactersSearched;
    private long charactersFound;
    private long next;

    Search(LogQuery query, Predicate<String> wanted) {
      this.wanted = wanted;
      limit = query.limit();
      next = query.from();
    }

    @Override
    public boolean visit(long number, LogLine line) {
      next = number;
      if (isEnough()) {
        return false;
      }
      charactersSearched += line.text().length() + 1;
      if (wanted.test(line.plain())) {
        found.add(new Match(number, line));
        charactersFound += line.text().length();
      }
      next = number + 1;
      return true;
    }

    private boolean isEnough() {
      return found.size() >= limit
          || charactersFound >= MOST_CHARACTERS_READ
          || charactersSearched >= MOST_CHARACTERS_SEARCHED
          || (charactersSearched > 0 && System.nanoTime() > deadline);
    }
  }
}
