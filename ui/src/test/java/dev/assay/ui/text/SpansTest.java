package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
  @ParameterizedTest
  @CsvSource({
    "-5,10 s",
    "0,10 s",
    "9,10 s",
    "10,20 s",
    "59,60 s",
    "60,1 min",
    "89,1 min",
    "90,2 min",
    "3599,60 min",
    "3600,1 h 0 min",
    "12000,3 h 20 min",
    "187200,2 d 4 h"
  })
  void the_longer_the_coarser(long seconds, String expected) {
    assertThat(Spans.rough(Duration.ofSeconds(seconds))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00:00:00.0",
    "3299, 00:00:03.2",
    "725299, 00:12:05.2",
    "360000000, 100:00:00.0",
    "-1050, −00:00:01.0"
  })
  void clocks_have_their_digits_below_each_other(long millis, String text) {
    assertThat(Spans.clock(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
