package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_BATCH;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.runs.RunId;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RememberedBatchesTest {
  private static final OffsetDateTime NOW =
      OffsetDateTime.of(2026, 3, 8, 12, 0, 0, 0, ZoneOffset.UTC);

  private final StoreDatabase store = StoreDatabase.get();
  private final int metric =
      requireNonNull(store.names.findOrAdd(List.of("remembered/x")).get("remembered/x"));

  private static SeriesSettings settings(Duration rememberBatches) {
    return new SeriesSettings(1, Duration.ZERO, 1, 1, 1, rememberBatches);
  }

  /** Whether it was new. */
  private boolean store(RunId run, UUID key) {
    PointBatch point =
        new PointBatch(new int[] {metric}, new long[] {1}, new long[] {0}, new double[] {0});
    return !store.tail.append(List.of(new RunBatch(run, key, point))).isEmpty();
  }

  private void storedAt(UUID key, OffsetDateTime time) {
    store
        .db
        .update(METRIC_BATCH)
        .set(METRIC_BATCH.AT, time)
        .where(METRIC_BATCH.BATCH_ID.eq(key))
        .execute();
  }

  @Test
  void batches_are_forgotten_after_seven_days_and_not_before() {
    RunId run = store.newRun();
    UUID old = UUID.fromString("00000000-0000-7000-8000-000000000011");
    UUID young = UUID.fromString("00000000-0000-7000-8000-000000000012");
    assertThat(store(run, old)).isTrue();
    assertThat(store(run, young)).isTrue();
    storedAt(old, NOW.minusDays(7).minusNanos(1000));
    storedAt(young, NOW.minusDays(7));

    new RememberedBatches(
            store.db, settings(Duration.ofDays(7)), Clock.fixed(NOW.toInstant(), ZoneOffset.UTC))
        .forgetOld();

    assertThat(store(run, young)).as("known").isFalse();
    assertThat(store(run, old)).as("forgotten").isTrue();
  }

  @Test
  void forgetting_at_once_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Duration.ZERO))
        .withMessage("assay.series.remember-batches is PT0S; it is more than 0");
  }
}
