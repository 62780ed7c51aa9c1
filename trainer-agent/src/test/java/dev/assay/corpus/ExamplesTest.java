package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  /** Batches that are the examples' numbers; example i has i + 1 tokens. */
  private static Examples<List<Integer>> numbered(int count) {
    return new Examples<>(
        IntStream.rangeClosed(1, count).toArray(),
        0,
        0,
        examples -> Arrays.stream(examples).boxed().toList());
  }

  @Property(tries = 200)
  void each_epoch_has_every_example_once(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 50) int sequences,
      @ForAll long seed) {
    Batches<List<Integer>> batches = numbered(count).batches(sequences, seed);
    List<Integer> seen = new ArrayList<>();
    for (long index = 0; seen.size() < 3 * count; index++) {
      assertThat(batches.at(index)).hasSize(sequences);
      seen.addAll(batches.at(index));
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(seen.subList(epoch * count, (epoch + 1) * count))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void a_batch_depends_on_seed_and_index_alone() {
    Batches<List<Integer>> forwards = numbered(100).batches(7, 5);
    Batches<List<Integer>> backwards = numbered(100).batches(7, 5);
    List<List<Integer>> expected = IntStream.range(0, 40).mapToObj(forwards::at).toList();
    for (int index = 39; index >= 0; index--) {
      assertThat(backwards.at(index)).isEqualTo(expected.get(index));
    }
    assertThat(numbered(100).batches(7, 6).at(0)).isNotEqualTo(expected.getFirst());
  }

  @Test
  void epochs_are_in_orders_of_their_own() {
    Batches<List<Integer>> batches = numbered(50).batches(50, 1);
    assertThat(batches.at(0)).isNotEqualTo(batches.at(1));
  }

  /** Each example is as often at each place: χ² with 5 · 5 = 25 degrees, 99.9 % below 52.6. */
  @Test
  void every_example_is_equally_often_at_every_place() {
    Batches<List<Integer>> batches = numbered(6).batches(6, 2);
    var counts = new int[6][6];
    int epochs = 6000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<Integer> order = batches.at(epoch);
      for (int place = 0; place < 6; place++) {
        counts[order.get(place)][place]++;
      }
    }
    double expected = epochs / 6.0;
    double chiSquare =
        Arrays.stream(counts)
            .flatMapToInt(Arrays::stream)
            .mapToDouble(n -> (n - expected) * (n - expected) / expected)
            .sum();
    assertThat(chiSquare).isLessThan(52.6);
  }

  @Test
  void fixed_examples_are_spread_evenly_and_the_last_batch_may_be_smaller() {
    assertThat(numbered(10).fixed(5, 2)).containsExactly(List.of(0, 2), List.of(4, 6), List.of(8));
    assertThat(numbered(3).fixed(100, 2)).containsExactly(List.of(0, 1), List.of(2));
  }

  @Test
  void tokens_per_batch_is_the_mean_with_padding() {
    assertThat(numbered(9).batches(9, 1).tokensPerBatch()).isEqualTo(81);
    assertThat(numbered(9).batches(1, 1).tokensPerBatch()).isEqualTo(5);
  }

  @Test
  void no_examples_an_empty_batch_or_a_negative_index_are_refused() {
    assertThatThrownBy(() -> new Examples<>(new int[0], 0, 4, examples -> 0))
        .hasMessage(
            "there are 0 examples (and 4 that do not fit the context); at least 1 is needed");
    assertThatThrownBy(() -> numbered(3).batches(0, 1))
        .hasMessage("batch is 0; must be at least 1");
    assertThatThrownBy(() -> numbered(3).fixed(3, 0)).hasMessage("batch is 0; must be at least 1");
    assertThatThrownBy(() -> numbered(3).batches(1, 1).at(-1))
        .hasMessage("batch index is -1; must be at least 0");
  }
}
