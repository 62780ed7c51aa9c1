package dev.assay.ui.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthsTest {
  @Test
  void what_is_typed_is_read_and_written_alike() {
    for (String text : List.of("36 h", "7 d", "90 s", "45 min")) {
      assertThat(Lengths.text(Lengths.parse(text).orElseThrow())).isEqualTo(text);
    }
    assertThat(Lengths.parse("24H")).contains(Duration.ofDays(1));
    assertThat(Lengths.parse("7")).isEmpty();
    assertThat(Lengths.parse("a week")).isEmpty();
    assertThat(Lengths.parse("-1 d")).isEmpty();
  }

  @Test
  void round_lengths_are_offered_of_which_a_span_holds_a_few() {
    assertThat(Lengths.within(Duration.ofDays(100), 200).stream().map(Lengths::text))
        .containsExactly("1 d", "7 d", "30 d");
    assertThat(Lengths.within(Duration.ZERO, 200)).isEmpty();
    assertThat(Lengths.about(Duration.ofDays(100), 0.4)).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void a_walk_is_in_the_address_as_it_is() {
    Walk walk = new Walk(false, Duration.ofDays(90), Duration.ZERO, Duration.ofHours(36));
    assertThat(Walk.of(List.of(walk.word().split(",", -1)))).contains(walk);
    assertThat(Walk.of(List.of("rolling", "90d"))).isEmpty();
    assertThat(Walk.of(List.of("rolling", "90d", "x", "1d"))).isEmpty();
  }
}
