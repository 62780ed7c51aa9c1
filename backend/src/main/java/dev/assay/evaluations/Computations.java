package dev.assay.evaluations;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.artifacts.Sha256;
import dev.assay.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where what is asked of rows is computed: two at a time, as each may take the memory of all rows
 * again, and few may wait. Answers are kept as long as there is room.
 */
@Component
class Computations {
  private static final int AT_ONCE = 2;
  private static final int WAITING = 8;
  private static final int PATIENCE_SECONDS = 60;
  private static final int RETRY_AFTER_SECONDS = 10;
  private static final int MOST_ANSWERS = 200;

  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Semaphore queue = new Semaphore(AT_ONCE + WAITING);
  private final Cache<Question<?>, Object> answers =
      Caffeine.newBuilder().maximumSize(MOST_ANSWERS).build();
  // its own, and less than all cores: requests are to be answered meanwhile
  private final ForkJoinPool pool =
      new ForkJoinPool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  /**
   * What the answer follows from.
   *
   * @param of the evaluations
   * @param rows of them
   * @param wish all else
   */
  record Question<T>(Class<T> kind, List<EvaluationId> of, List<Sha256> rows, List<Object> wish) {
    static <T> Question<T> of(Class<T> kind, Evaluation evaluation, Object... wish) {
      return new Question<>(
          kind, List.of(evaluation.id()), List.of(evaluation.digest()), List.of(wish));
    }

    static <T> Question<T> of(Class<T> kind, Evaluation one, Evaluation other) {
      return new Question<>(
          kind, List.of(one.id(), other.id()), List.of(one.digest(), other.digest()), List.of());
    }
  }

  /**
   * The answer, which was given before or is computed now.
   *
   * @throws Problem.Busy when too many wait
   */
  <T> T answer(Question<T> question, Callable<T> work) {
    @Nullable Object known = answers.getIfPresent(question);
    if (known != null) {
      return question.kind.cast(known);
    }
    return compute(
        () -> {
          @Nullable Object meanwhile = answers.getIfPresent(question);
          if (meanwhile != null) {
            return question.kind.cast(meanwhile);
          }
          T answer = work.call();
          answers.put(question, answer);
          return answer;
        });
  }

  /**
   * Does some work in its turn.
   *
   * @throws Problem.Busy when too many wait
   */
  <T> T compute(Callable<T> work) {
    if (!queue.tryAcquire()) {
      throw busy();
    }
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw busy();
      }
      try {
        return pool.submit(work).get();
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem.Unavailable("the server stops");
    } catch (ExecutionException e) {
      throw thrown(e);
    } finally {
      queue.release();
    }
  }

  private static RuntimeException thrown(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case Error cause -> throw cause;
      case null, default -> new IllegalStateException(e);
    };
  }

  private static Problem.Busy busy() {
    return new Problem.Busy("too much is being computed of evaluations", RETRY_AFTER_SECONDS);
  }

  @PreDestroy
  void stop() {
    pool.shutdownNow();
  }
}
