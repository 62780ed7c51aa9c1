package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSplitsTest {
  private static final Duration DAY = Duration.ofDays(1);

  /** Days 0 to 9, the rows in an order of their own: row r is of day (3 r) mod 10. */
  private static TimeSplits tenDays() {
    long[] times = new long[10];
    for (int r = 0; r < 10; r++) {
      times[r] = 3L * r % 10 * DAY.toMillis();
    }
    return TimeSplits.of(times);
  }

  @Test
  void rolling_windows_move_on_and_leave_the_gap() {
    List<TimeSplits.Split> splits = tenDays().rolling(DAY.multipliedBy(3), DAY, DAY, DAY);
    assertThat(splits).hasSize(6);
    assertThat(splits.getFirst().train().rows()).containsExactly(0, 7, 4); // days 0, 1, 2
    assertThat(splits.getFirst().test().rows()).containsExactly(8); // day 4
    assertThat(splits.getLast().test().rows()).containsExactly(3); // day 9
    assertThat(splits).allMatch(s -> s.test().start() - s.train().end() == DAY.toMillis());
  }

  @Test
  void expanding_windows_keep_their_start() {
    List<TimeSplits.Split> splits =
        tenDays().expanding(DAY.multipliedBy(3), Duration.ZERO, DAY.multipliedBy(2), DAY);
    assertThat(splits)
        .extracting(s -> s.train().rows().length)
        .containsExactly(3, 4, 5, 6, 7, 8, 9);
    assertThat(splits).allMatch(s -> s.train().start() == 0);
  }

  @Test
  void dates_split_into_three_with_gaps() {
    TimeSplits.Dates dates =
        tenDays()
            .at(
                Instant.EPOCH.plus(DAY.multipliedBy(4)),
                Instant.EPOCH.plus(DAY.multipliedBy(7)),
                DAY);
    assertThat(dates.train().rows()).hasSize(4);
    assertThat(dates.validation().rows()).hasSize(2);
    assertThat(dates.test().rows()).hasSize(2);
  }

  @Test
  void an_empty_window_says_so() {
    List<TimeSplits.Window> windows =
        TimeSplits.of(new long[] {0, DAY.toMillis() * 2}).windows(DAY, DAY);
    assertThat(windows).hasSize(3);
    assertThat(windows.get(0).problem()).isEmpty();
    assertThat(windows.get(1).problem())
        .hasValue("no row lies from 1970-01-02T00:00:00Z up to 1970-01-03T00:00:00Z");
  }

  @Test
  void lengths_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> tenDays().windows(Duration.ZERO, DAY))
        .hasMessageContaining("a duration of a millisecond or more");
    assertThatThrownBy(() -> tenDays().windows(DAY, Duration.ofMillis(1)))
        .hasMessageContaining("more than 10000 windows");
    assertThatThrownBy(() -> tenDays().at(Instant.EPOCH, Instant.EPOCH, DAY))
        .hasMessageContaining("testFrom");
    assertThatThrownBy(() -> TimeSplits.of(new long[0])).hasMessageContaining("0 rows");
  }
}
