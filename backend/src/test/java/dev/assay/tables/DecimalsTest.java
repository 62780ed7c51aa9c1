package dev.assay.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "+1",
        "-1.5",
        ".5",
        "5.",
        "1e3",
        "1E-3",
        "1.25e+2",
        "0.1",
        "0.30000000000000004",
        "9007199254740993",
        "123456789012345678901234567890",
        "1e-400",
        "1e400",
        "4.9e-324",
        "2.2250738585072014E-308",
        "0000000000000000000000000000000000.1",
        "00.000000000000000000000000000000000000001",
        " 1 "
      })
  void a_decimal_number_is_what_the_jdk_makes_of_it(String text) {
    assertThat(Decimals.parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", ".", "e1", "1e", "1e+", "1,5", "1_000", "0x10", "1d", "1f", "1.2.3", "1 2",
        "--1", "NaN", "nan", "NA", "null", "true", "١", "1e١", "inf1", "infinit"
      })
  void what_is_no_decimal_number_is_nan(String text) {
    assertThat(Decimals.parse(text)).isNaN();
  }

  @Test
  void infinity_is_told() {
    assertThat(Decimals.parse("inf")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Decimals.parse("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Decimals.parse("+INF")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Property
  void every_double_comes_back_from_its_text(@ForAll double value) {
    assertThat(Decimals.parse(Double.toString(value))).isEqualTo(value);
  }

  @Property
  void every_decimal_is_rounded_as_the_jdk_does(
      @ForAll long digits, @ForAll @IntRange(min = -30, max = 30) int scale) {
    String text = BigDecimal.valueOf(digits, scale).toPlainString();
    assertThat(Decimals.parse(text)).isEqualTo(Double.parseDouble(text));
  }
}
