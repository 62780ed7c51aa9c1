package dev.assay.evaluations;

import dev.assay.evaluations.EvaluationStore.Claim;
import dev.assay.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Computes what waits, one evaluation at a time: one may take all the memory there is. What waits
 * stands in the database; a claim on it lasts as long as its server says once a second that it goes
 * on, so that another one takes it up when that is killed.
 */
@Component
class EvaluationLoop {
  private static final Logger log = LoggerFactory.getLogger(EvaluationLoop.class);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(4);

  private final EvaluationStore store;
  private final LoadedPredictions predictions;
  private final RunScores runScores;
  private final EvaluationSettings settings;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("evaluations").daemon().factory());
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("evaluation-beats").daemon().factory());
  // its own, and less than all cores: requests are to be answered meanwhile
  private final ForkJoinPool pool =
      new ForkJoinPool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  private volatile Progress current = new Progress();
  private volatile boolean stopping;

  EvaluationLoop(
      EvaluationStore store,
      LoadedPredictions predictions,
      RunScores runScores,
      EvaluationSettings settings,
      Clock clock) {
    this.store = store;
    this.predictions = predictions;
    this.runScores = runScores;
    this.settings = settings;
    this.clock = clock;
  }

  /** Something waits. What others left is looked for again and again. */
  @Scheduled(fixedDelayString = "${assay.evaluations.check:10s}")
  void wake() {
    try {
      worker.execute(this::computeAll);
    } catch (RejectedExecutionException e) {
      log.debug("the server is about to stop: its next start goes on with the evaluations");
    }
  }

  private void computeAll() {
    try {
      boolean goOn = true;
      while (goOn) {
        goOn = !stopping && store.claim(settings.lease()).filter(this::compute).isPresent();
      }
    } catch (RuntimeException e) { // the next look may do better
      log.warn("evaluations are not computed for now: {}", e.toString());
      log.debug("why evaluations are not computed", e);
    }
  }

  /** Whether the next one may do better. */
  private boolean compute(Claim claim) {
    EvaluationId id = claim.evaluation().id();
    Progress progress = new Progress();
    current = progress;
    ScheduledFuture<?> beat =
        beats.scheduleWithFixedDelay(
            () -> beat(claim, progress), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Report report = pool.submit(() -> report(claim.evaluation(), progress)).join();
      if (store.extend(claim, 1, settings.lease())) { // nobody has ended the claim meanwhile
        store.done(claim, recorded(claim, report));
      }
    } catch (CancellationException e) {
      store.giveBack(claim); // unless somebody has ended the claim, and so the work
    } catch (Problem.Busy | Problem.Unavailable e) {
      log.warn("evaluation {} has to wait: {}", id, e.getMessage());
      store.giveBack(claim);
      return false;
    } catch (Problem.Conflict e) {
      refused(claim, e);
    } catch (Problem refused) {
      store.failed(claim, "" + refused.getMessage());
    } catch (RuntimeException e) {
      log.error("evaluation {} cannot be computed", id, e);
      store.failed(claim, "the computation failed; the server's log has more: " + e);
    } finally {
      beat.cancel(false);
    }
    return true;
  }

  /** What is of a deleted run waits until that is restored; rows that are gone never come back. */
  private void refused(Claim claim, Problem.Conflict problem) {
    if (store.isOfDeletedRun(claim)) {
      store.giveBack(claim);
    } else {
      store.failed(claim, "" + problem.getMessage());
    }
  }

  /** The report, which is worth having though the run does not take its scores as metrics. */
  private Report recorded(Claim claim, Report report) {
    try {
      runScores.record(claim.evaluation(), claim.step(), report.scores());
      return report;
    } catch (Problem.Invalid refused) { // the run has as many metrics as it may have
      log.warn("scores of evaluation {}: {}", claim.evaluation().id(), refused.getMessage());
      return report.with("scores are no metrics of the run: " + refused.getMessage());
    }
  }

  private Report report(Evaluation evaluation, Progress progress) {
    return Reporting.of(
        predictions.forReport(evaluation),
        evaluation.spec(),
        settings.resamples(),
        progress,
        clock);
  }

  /** Whoever cancels or deletes it, or takes it over, ends the claim. */
  private void beat(Claim claim, Progress progress) {
    try {
      if (!store.extend(claim, progress.share(), settings.lease())) {
        progress.stop();
      }
    } catch (RuntimeException e) { // who cannot say that it goes on is not to be taken for dead yet
      log.debug("evaluation {} cannot say how far it is", claim.evaluation().id(), e);
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping = true;
    current.stop();
    worker.shutdown();
    if (!worker.awaitTermination(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("an evaluation did not stop in time; it is begun again when its lease has expired");
    }
    beats.shutdownNow();
    pool.shutdownNow();
  }
}
