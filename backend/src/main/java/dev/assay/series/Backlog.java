package dev.assay.series;

import dev.assay.runs.RunId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be flushed, by run, as far as this server knows: what it has stored itself, and
 * what it has seen in the tail. Times are those of a clock that only goes forward.
 */
final class Backlog {
  private static final int POINTS_PER_SERIES = 32;
  private static final Duration PAUSE_AFTER_LOCK = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

  private final SeriesSettings settings;

  // all guarded by "this"
  private final Map<RunId, Entry> entries = new HashMap<>();
  private long points;

  Backlog(SeriesSettings settings) {
    this.settings = settings;
  }

  private static final class Entry {
    long sinceNanos;
    long points;
    long taken;
    long rows;
    long threshold;
    boolean hurry;
    boolean ended;
    boolean busy;
    boolean failing;
    boolean addedSinceSeen;
    long notBeforeNanos;

    Entry(long now, long threshold) {
      this.sinceNanos = now;
      this.notBeforeNanos = now;
      this.threshold = threshold;
    }
  }

  /** Points that wait; those of runs that cannot be flushed are not counted, to hold up nobody. */
  synchronized long points() {
    return points;
  }

  private Entry entry(RunId run, long now) {
    return entries.computeIfAbsent(run, _ -> new Entry(now, settings.flushPoints()));
  }

  private void add(Entry entry, long more, long now) {
    entry.sinceNanos = entry.points == 0 ? now : entry.sinceNanos;
    entry.points += more;
    points += entry.failing ? 0 : more;
  }

  /** Rows were stored; true when one of their runs is due. */
  synchronized boolean added(List<Tail.Added> rows, long now) {
    boolean due = false;
    for (Tail.Added row : rows) {
      Entry entry = entry(row.run(), now);
      add(entry, row.points(), now);
      entry.rows++;
      entry.addedSinceSeen = true;
      due |= isDue(entry, now);
    }
    return due;
  }

  /**
   * This is in the tail. It counts for runs that this server has stored nothing of since the last
   * look: other servers store and flush as well. Runs that nothing has come from for long are
   * forgotten.
   */
  synchronized void seen(List<Tail.Waiting> tail, long now) {
    Map<RunId, Tail.Waiting> waitingOf = new HashMap<>();
    for (Tail.Waiting waiting : tail) {
      waitingOf.put(waiting.run(), waiting);
      Entry entry = entry(waiting.run(), now);
      if (!entry.busy && entry.points < waiting.points()) {
        add(entry, waiting.points() - entry.points, now);
        entry.rows = Math.max(entry.rows, waiting.rows());
      }
    }
    entries.forEach((run, entry) -> lower(entry, waitingOf.get(run), now));
    entries
        .values()
        .removeIf(
            e ->
                e.points == 0
                    && !e.busy
                    && !e.ended
                    && now - e.sinceNanos > settings.flushAge().toNanos());
  }

  private void lower(Entry entry, Tail.@Nullable Waiting waiting, long now) {
    long there = waiting == null ? 0 : waiting.points();
    if (!entry.busy && !entry.addedSinceSeen && entry.points > there) {
      add(entry, there - entry.points, now);
    }
    entry.addedSinceSeen = false;
  }

  /** No more is to be expected of a run. */
  synchronized void ended(RunId run, long now) {
    entry(run, now).ended = true;
  }

  /** All that waits is due. */
  synchronized void hurry() {
    entries.values().forEach(entry -> entry.hurry = true);
  }

  synchronized boolean isEmpty() {
    return entries.values().stream().noneMatch(e -> !e.failing && (e.points > 0 || e.ended));
  }

  private boolean isDue(Entry entry, long now) {
    return !entry.busy
        && now - entry.notBeforeNanos >= 0
        && (entry.ended
            || entry.hurry
            || entry.points >= entry.threshold
            || entry.rows >= settings.flushRows()
            || (entry.points > 0 && isCrowded())
            || (entry.points > 0 && now - entry.sinceNanos >= settings.flushAge().toNanos()));
  }

  /** Before so much waits that nothing more is taken in, the largest are due, however small. */
  private boolean isCrowded() {
    return points > settings.backlogPoints() / 2;
  }

  /**
   * A run to be flushed.
   *
   * @param ended whether its last chunks are to be made one
   */
  record Due(RunId run, boolean ended) {}

  /** The run that is due and has the most points; it is the caller's until given back. */
  synchronized Optional<Due> take(long now) {
    return entries.entrySet().stream()
        .filter(e -> isDue(e.getValue(), now))
        .max(Comparator.comparingLong(e -> e.getValue().points))
        .map(
            e -> {
              e.getValue().busy = true;
              e.getValue().taken = e.getValue().points;
              return new Due(e.getKey(), e.getValue().ended);
            });
  }

  /** What was taken has been flushed. */
  synchronized void done(Due due, Compaction.Outcome.Flushed flushed, long now) {
    Entry entry = entry(due.run, now);
    // rows that were stored meanwhile may or may not have been flushed with the rest
    long left =
        flushed.whole() ? entry.points - entry.taken : Math.max(0, entry.points - flushed.points());
    points += left - (entry.failing ? 0 : entry.points);
    entry.points = left;
    entry.rows = flushed.whole() ? 0 : entry.rows;
    entry.sinceNanos = now;
    entry.busy = false;
    entry.failing = false;
    entry.hurry = !flushed.whole();
    entry.ended &= !(due.ended && flushed.whole());
    entry.threshold = Math.max(settings.flushPoints(), (long) POINTS_PER_SERIES * flushed.series());
    if (due.ended && flushed.whole() && entry.points == 0) {
      entries.remove(due.run); // all that is left is looked at each time
    }
  }

  /** Another server is at it. */
  synchronized void locked(Due due, long now) {
    later(due, now, PAUSE_AFTER_LOCK);
  }

  synchronized void failed(Due due, long now) {
    Entry entry = later(due, now, PAUSE_AFTER_FAILURE);
    entry.hurry = false;
    if (!entry.failing) {
      entry.failing = true;
      points -= entry.points;
    }
  }

  private Entry later(Due due, long now, Duration pause) {
    Entry entry = entry(due.run, now);
    entry.busy = false;
    entry.notBeforeNanos = now + pause.toNanos();
    return entry;
  }
}
