package dev.assay.exports;

import dev.assay.runs.ExperimentId;
import dev.assay.team.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far an import has come: written by the thread that does it, read by others. */
final class ImportProgress {
  private static final int MOST_REMARKS = 100;

  /** Where it is. */
  enum State {
    RUNNING,
    DONE,
    /** Doing it again goes on where it failed. */
    FAILED,
    /** Doing it again goes on where it was stopped. */
    CANCELLED
  }

  /**
   * How it ended, or that it goes on.
   *
   * @param failure why it failed; null unless it did
   */
  record Standing(State state, @Nullable String failure, @Nullable Instant endedAt) {}

  final ImportId id;
  final UserId by;
  final ExperimentId experiment;
  final String experimentName;
  final Instant begunAt;
  final int runsTotal;
  final long bytesTotal;
  final AtomicInteger runsDone = new AtomicInteger();
  final AtomicInteger runsThere = new AtomicInteger();
  final AtomicLong bytesDone = new AtomicLong();
  private final List<String> leftOut = new ArrayList<>();
  private int leftOutCount;
  private volatile boolean cancelled;
  private volatile Standing standing = new Standing(State.RUNNING, null, null);

  ImportProgress(
      ImportId id,
      UserId by,
      ExperimentId experiment,
      String experimentName,
      Instant begunAt,
      int runsTotal,
      long bytesTotal) {
    this.id = id;
    this.by = by;
    this.experiment = experiment;
    this.experimentName = experimentName;
    this.begunAt = begunAt;
    this.runsTotal = runsTotal;
    this.bytesTotal = bytesTotal;
  }

  /** Something of the archive is not taken in. */
  synchronized void leaveOut(String what) {
    leftOutCount++;
    if (leftOut.size() < MOST_REMARKS) {
      leftOut.add(what);
    }
  }

  /** The first things that were left out. */
  synchronized List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  synchronized int leftOutCount() {
    return leftOutCount;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  void end(State state, @Nullable String failure, Instant at) {
    standing = new Standing(state, failure, at);
  }

  Standing standing() {
    return standing;
  }
}
