package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "3.14159 | 3.142",
        "-2.5 | −2.5",
        "2.50 | 2.5",
        "9999.4 | 9999",
        "16842.7 | 16,843",
        "1234567 | 1,234,567",
        "12345678 | 1.235e7",
        "0.00051239 | 5.124e-4",
        "0.0012345 | 0.001234",
        "1e-300 | 1e−300",
        "100000000 | 1e8",
        "NaN | NaN",
        "Infinity | ∞",
        "-Infinity | −∞"
      })
  void four_significant_digits(double value, String expected) {
    assertThat(Numbers.brief(value)).isEqualTo(expected.replace("e-", "e−"));
  }

  @Test
  void exact_keeps_every_digit() {
    assertThat(Numbers.exact(0.1 + 0.2)).isEqualTo("0.30000000000000004");
  }

  @ParameterizedTest
  @CsvSource({"0,0 %", "0.999,99 %", "1,100 %"})
  void only_what_is_done_is_at_100_percent(double share, String expected) {
    assertThat(Numbers.percent(share)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"512,512 B", "1536,1.5 KiB", "25769803776,24 GiB", "137438953472,128 GiB"})
  void bytes_in_binary_units(long bytes, String expected) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(expected);
  }

  @Test
  void one_is_not_many() {
    assertThat(Numbers.count(1, "run")).isEqualTo("1 run");
    assertThat(Numbers.count(1200, "run")).isEqualTo("1,200 runs");
  }
}
