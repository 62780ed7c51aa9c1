package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70e9 | 70e9",
        "1.4T | 1.4e12",
        "500M | 5e8",
        "12,000 | 12000",
        "3 k | 3000",
        "7B | 7e9",
        "5.9e23 | 5.9e23"
      })
  void amounts_are_read_as_people_write_them(String typed, double value) {
    assertThat(Amounts.read(typed))
        .hasValueSatisfying(v -> assertThat(v).isEqualTo(value, within(value * 1e-12)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "many", "1e", "M", "1e999", "NaN", "0x10", "--3"})
  void what_is_no_amount_is_none(String typed) {
    assertThat(Amounts.read(typed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1234, 1230",
    "12345, 12.3k",
    "4.56e9, 4.56G",
    "2.5e18, 2.5e18",
    "20, 20",
    "7.125, 7.12"
  })
  void counts_have_three_digits_and_a_unit(double value, String written) {
    assertThat(Amounts.count(value)).isEqualTo(written);
  }

  @Test
  void what_is_not_there_is_a_dash() {
    assertThat(Amounts.count(null)).isEqualTo("–");
    assertThat(Amounts.flops(null)).isEqualTo("–");
    assertThat(Amounts.percent(Double.NaN)).isEqualTo("–");
  }

  @ParameterizedTest
  @CsvSource({"1e18, 1e18", "1.5e18, 1.5e18", "1.1e20, 1.1e20", "1.234e7, 1.23e7", "512, 512"})
  void flops_are_powers_of_ten(double value, String written) {
    assertThat(Amounts.flops(value)).isEqualTo(written);
  }

  @Test
  void shares_have_a_sign_where_it_matters() {
    assertThat(Amounts.signed(0.0123)).isEqualTo("+1.23 %");
    assertThat(Amounts.signed(-0.0051)).isEqualTo("−0.51 %");
    assertThat(Amounts.percent(0.2)).isEqualTo("20 %");
  }
}
