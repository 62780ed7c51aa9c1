package dev.assay.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Keeps a run alive that sends points but no heartbeats, as scripts do. Told to the database at
 * most every few seconds a run: a write per request would cost more than storing its points.
 */
@Component
class SignsOfLife {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int MOST_RUNS = 100_000;

  private final Runs runs;
  private final Cache<RunId, Boolean> told =
      Caffeine.newBuilder().expireAfterWrite(INTERVAL).maximumSize(MOST_RUNS).build();

  SignsOfLife(Runs runs) {
    this.runs = runs;
  }

  void of(RunId run) {
    if (told.asMap().putIfAbsent(run, true) == null) {
      runs.seen(run);
    }
  }
}
