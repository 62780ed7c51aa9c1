package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private static final Map<String, Double> METRICS =
      Map.of("train/loss", 2.5, "val/loss", 2.75, "tokens_per_second", 15234.4, "mfu", 0.414);

  private static ProgressLine half() {
    return new ProgressLine(0.5, 0, 500, 1000, Duration.ofSeconds(300), METRICS);
  }

  @Test
  void all_that_is_known_is_in_the_line() {
    assertThat(half().plain())
        .isEqualTo(
            " 50 %  step 500/1000  loss 2.5000  5 min left  val 2.7500  15,234 tokens/s  MFU 41 %"
                + "  5 min gone");
  }

  @Test
  void half_of_the_bar_is_full() {
    String bar = half().bar(200);
    assertThat(bar.chars().filter(c -> c == '━')).hasSize(15);
    assertThat(bar.chars().filter(c -> c == '─')).hasSize(15);
  }

  @Test
  void what_has_no_room_is_left_out() {
    assertThat(half().bar(60)).contains("step 500/1000", "loss 2.5000").doesNotContain("MFU");
  }

  @Test
  void what_is_not_known_is_not_there() {
    assertThat(new ProgressLine(0, 0, 0, 0, Duration.ZERO, Map.of()).plain())
        .isEqualTo("  0 %  step 0  ? s left  0 s gone");
  }

  @Property
  void the_line_never_wraps(
      @ForAll @DoubleRange(min = 0, max = 1) double done,
      @ForAll @IntRange(min = 1, max = 300) int columns) {
    var line = new ProgressLine(done, 0, 12345, 1_000_000, Duration.ofDays(2), METRICS);
    assertThat(line.bar(columns)).hasSizeLessThan(columns);
  }
}
