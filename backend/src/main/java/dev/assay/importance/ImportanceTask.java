package dev.assay.importance;

import dev.assay.problem.Problem;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An importance that is being computed, or waits for its turn. */
public final class ImportanceTask {
  private final CompletableFuture<Importance> result = new CompletableFuture<>();
  private volatile double progress;
  private volatile boolean cancelled;

  ImportanceTask() {}

  /** How much is done, between 0 and 1; 0 as long as it waits. */
  public double progress() {
    return progress;
  }

  /** Ends it soon; what it has done is lost. */
  public void cancel() {
    cancelled = true;
    result.cancel(false);
  }

  /**
   * Completes with what is found, or with a {@link Problem} or a {@link CancellationException}.
   * What is chained to it runs on the thread that computes and must be brief.
   */
  public CompletableFuture<Importance> result() {
    return result;
  }

  /**
   * Waits for the result; cancels it when it takes too long.
   *
   * @throws Problem when it cannot be computed
   */
  Importance await(long seconds) {
    try {
      return result.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      cancel();
      throw new Problem.Busy("the importance was not computed within " + seconds + " seconds", 30);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Problem problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new Problem.Unavailable("the server is stopping");
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  void advance(double done) {
    progress = done;
  }
}
