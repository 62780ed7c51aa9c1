package dev.assay.importance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodingTest {
  private static double[] row(Encoding encoding, int run) {
    double[] row = new double[encoding.columns()];
    encoding.write(run, row, 0);
    return row;
  }

  @Test
  void a_number_keeps_its_order_and_a_missing_one_is_the_median_and_told_apart() {
    Encoding encoding =
        Encoding.of(
            new ParamValues(
                "lr", new int[] {0, 1, 2, ParamValues.MISSING}, List.of("1e-2", "0.5", "-3")));

    assertThat(row(encoding, 0)).containsExactly(1, 1);
    assertThat(row(encoding, 1)).containsExactly(2, 1);
    assertThat(row(encoding, 2)).containsExactly(0, 1);
    assertThat(row(encoding, 3)).containsExactly(1, 0);
  }

  @Test
  void many_numbers_share_bins_in_their_order() {
    List<String> values = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    Encoding encoding =
        Encoding.of(new ParamValues("seed", IntStream.range(0, 1000).toArray(), values));

    double[] bins = IntStream.range(0, 1000).mapToDouble(run -> row(encoding, run)[0]).toArray();
    assertThat(bins).isSorted().startsWith(0).endsWith(Encoding.MOST_BINS - 1);
  }

  @Test
  void a_text_becomes_a_column_for_each_frequent_value() {
    Encoding three =
        Encoding.of(new ParamValues("o", new int[] {0, 1, 2, 2}, List.of("adam", "sgd", "lion")));
    assertThat(three.columns()).isEqualTo(3);
    assertThat(row(three, 2)).containsExactly(1, 0, 0);
    assertThat(row(three, 0)).containsExactly(0, 1, 0);

    Encoding two = Encoding.of(new ParamValues("o", new int[] {0, 1}, List.of("adam", "sgd")));
    assertThat(two.columns()).isEqualTo(1);
    assertThat(row(two, 0)).isNotEqualTo(row(two, 1));

    List<String> values = IntStream.range(0, 30).mapToObj(i -> "v" + i).toList();
    Encoding many =
        Encoding.of(
            new ParamValues("o", IntStream.range(0, 60).map(i -> i % 30).toArray(), values));
    assertThat(many.columns()).isEqualTo(Encoding.MOST_CATEGORIES);
    assertThat(row(many, 29)).containsOnly(0);
  }

  @Test
  void flags_and_texts_of_digits_are_numbers() {
    assertThat(new ParamValues("a", new int[] {0, 1}, List.of("true", "false")).isNumeric())
        .isTrue();
    assertThat(new ParamValues("a", new int[] {0, 1}, List.of("12", "1e-3")).isNumeric()).isTrue();
    assertThat(new ParamValues("a", new int[] {0, 1}, List.of("12", "NaN")).isNumeric()).isFalse();
    assertThat(new ParamValues("a", new int[] {0, 1}, List.of("12", "auto")).isNumeric()).isFalse();
  }
}
