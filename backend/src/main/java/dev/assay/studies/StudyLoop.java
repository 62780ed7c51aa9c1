package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.scaling.Envelope;
import dev.assay.studies.StudyStore.Fitted;
import dev.assay.studies.StudyStore.Row;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fits a study to what there is. It is a transaction under the study's lock, so that servers do it
 * one after the other; the later one finds that nothing has changed.
 */
@Component
class StudyLoop {
  private static final Logger log = LoggerFactory.getLogger(StudyLoop.class);

  /** What a fit is called among what is wrong, when it failed for no fault of the points. */
  private static final String DEFECT = "fit";

  /** A run may be seen to have ended a while after the time of its end. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final StudyStore store;
  private final Gathering gathering;
  private final Curves curves;
  private final TransactionTemplate transaction;
  private final Clock clock;
  // its own, and less than all cores: requests are to be answered meanwhile
  private final ForkJoinPool pool =
      new ForkJoinPool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  StudyLoop(
      StudyStore store,
      Gathering gathering,
      Curves curves,
      TransactionTemplate transaction,
      Clock clock) {
    this.store = store;
    this.gathering = gathering;
    this.curves = curves;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Fits, unless what would be fitted was fitted already.
   *
   * @throws Problem.NotFound when there is no such study
   */
  void advance(StudyId id) {
    transaction.executeWithoutResult(
        _ -> {
          store.lock(id);
          Row row = store.get(id);
          Instant now = clock.instant();
          Fitted fitted = fitted(row, now);
          store.hold(id); // it may have been deleted meanwhile
          store.keep(id, fitted);
          store.settle(id, row.wanted(), now.minus(OVERLAP));
        });
  }

  private Fitted fitted(Row row, Instant now) {
    StudyId id = row.id();
    List<Observation> observations;
    try {
      observations =
          gathering.all(row.spec(), store.sweeps(id), store.imported(id), store.exclusions(id));
    } catch (Problem.Invalid refused) {
      return Fitting.refused(row.spec(), List.of(), refused.violations(), now);
    }
    @Nullable Fitted known = known(row, observations);
    return known == null ? fit(row, observations, now) : known;
  }

  /** The last fit where it was of the same; what does not count may have changed. */
  private @Nullable Fitted known(Row row, List<Observation> observations) {
    List<Observation> counted = counted(observations);
    return store
        .fitted(row.id(), StudyStore.LIVE)
        .filter(last -> last.spec().equals(row.spec()))
        .filter(last -> counted(last.observations()).equals(counted))
        .filter(
            last ->
                !counted.isEmpty()
                    && last.outcome().wrong().stream().noneMatch(StudyLoop::isDefect))
        .map(
            last ->
                new Fitted(
                    last.spec(),
                    observations,
                    last.outcome().withLeftOut(observations.size() - counted.size()),
                    last.bootstrap()))
        .orElse(null);
  }

  private static List<Observation> counted(List<Observation> observations) {
    return observations.stream().filter(Observation::counts).toList();
  }

  private Fitted fit(Row row, List<Observation> observations, Instant now) {
    List<Envelope.Curve> read = curves.of(row.spec(), observations);
    try {
      return pool.submit(() -> Fitting.of(row.spec(), observations, read, now)).join();
    } catch (RuntimeException e) { // a study is not to be without an outcome for ever
      if (pool.isShutdown()) {
        throw e; // the server stops: its next start fits, and what was fitted before stays
      }
      log.error("study {} cannot be fitted", row.id(), e);
      Violation wrong =
          new Violation(DEFECT, e.toString(), "the fit failed; the server's log has more");
      return Fitting.refused(row.spec(), observations, List.of(wrong), now);
    }
  }

  private static boolean isDefect(Violation wrong) {
    return wrong.field().equals(DEFECT);
  }

  @PreDestroy
  void stop() {
    pool.shutdownNow();
  }
}
