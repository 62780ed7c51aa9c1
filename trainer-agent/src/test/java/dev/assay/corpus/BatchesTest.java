package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {

  private static final ByteTokenizer BYTES = new ByteTokenizer();
  private static final int END = BYTES.endOfText();

  /** Token i is i: so a window's first input is where it begins. */
  private record Counting(long size) implements Tokens {
    @Override
    public int get(long index) {
      return (int) index;
    }
  }

  @TempDir Path folder;

  private TokenFile file(List<String> texts) throws IOException {
    try (var writer = new TokenFileWriter(folder.resolve("t"), BYTES, "0".repeat(64))) {
      for (String text : texts) {
        int[] ids = BYTES.encode(text);
        writer.add(ids, ids.length);
      }
      return writer.finish();
    }
  }

  @Property(tries = 200)
  void in_an_epoch_each_window_comes_once(
      @ForAll @IntRange(min = 1, max = 9) int context,
      @ForAll @IntRange(min = 1, max = 400) int more,
      @ForAll long seed) {
    var tokens = new Counting(context + more);
    var batches = new WindowBatches(tokens, 1, context, seed);
    List<Long> starts = new ArrayList<>();
    for (long i = 0; i < batches.windows(); i++) {
      Batch batch = batches.at(i);
      long first = batch.inputs()[0];
      starts.add(first);
      assertThat(batch.inputs()).isEqualTo(LongStream.range(first, first + context).toArray());
      assertThat(batch.targets())
          .isEqualTo(LongStream.rangeClosed(first + 1, first + context).toArray());
    }
    long phase = starts.stream().mapToLong(Long::longValue).min().orElseThrow();
    assertThat(starts)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, batches.windows()).mapToObj(i -> phase + i * context).toList());
    // what is left out is less than two windows
    assertThat(tokens.size() - batches.windows() * context).isBetween(1L, 2L * context);
  }

  @Test
  void epochs_differ_in_cuts_and_order_and_every_cut_comes() {
    var batches = new WindowBatches(new Counting(803), 4, 8, 3);
    assertThat(batches.windows()).isEqualTo(99);
    assertThat(batches.tokensPerBatch()).isEqualTo(32);
    Map<Long, Integer> phases = new TreeMap<>();
    for (long epoch = 0; epoch < 400; epoch++) {
      // 99 is odd, so that epochs begin inside batches: 4 of them are 99 batches
      long nth = epoch * 99;
      Batch batch = batches.at(nth / 4);
      phases.merge(batch.inputs()[(int) (nth % 4) * 8] % 8, 1, Integer::sum);
    }
    assertThat(phases.keySet()).hasSize(8);
    assertThat(phases.values()).allSatisfy(count -> assertThat(count).isBetween(25, 80));
    assertThat(batches.at(0).inputs()).isNotEqualTo(batches.at(99).inputs());
  }

  @Test
  void a_batch_depends_on_its_index_and_the_seed_alone() {
    var one = new WindowBatches(new Counting(1000), 3, 8, 1);
    Batch expected = one.at(77);
    one.at(5);
    assertThat(one.at(77).inputs()).isEqualTo(expected.inputs());
    assertThat(new WindowBatches(new Counting(1000), 3, 8, 1).at(77).targets())
        .isEqualTo(expected.targets());
    assertThat(new WindowBatches(new Counting(1000), 3, 8, 2).at(77).inputs())
        .isNotEqualTo(expected.inputs());
  }

  @Test
  void a_text_without_a_window_is_refused() {
    assertThatThrownBy(() -> new WindowBatches(new Counting(8), 1, 8, 1))
        .hasMessage("the text has 8 tokens; a context of 8 needs at least 9");
    assertThat(new WindowBatches(new Counting(9), 1, 8, 1).at(5).inputs()[0]).isZero();
  }

  @Test
  void packed_documents_follow_an_end_of_text_and_the_rest_is_ignored() throws IOException {
    var batches = new PackedBatches(file(List.of("ab", "cdefg", "h")), 1, 6, END, 1);
    assertThat(batches.packedSequences()).isEqualTo(2);
    long[] whole = {END, 'c', 'd', 'e', 'f', 'g'};
    long[] packed = {END, 'a', 'b', END, 'h', END};
    int first = batches.at(0).inputs()[1] == 'c' ? 0 : 1;
    assertThat(batches.at(first).inputs()).isEqualTo(whole);
    assertThat(batches.at(first).targets()).containsExactly('c', 'd', 'e', 'f', 'g', END);
    assertThat(batches.at(1 - first).inputs()).isEqualTo(packed);
    assertThat(batches.at(1 - first).targets())
        .containsExactly('a', 'b', END, 'h', END, Batch.IGNORED);
    assertThat(batches.paddingShare()).isCloseTo(1 / 12.0, within(1e-12));
  }

  @Test
  void long_documents_are_cut_and_go_on_with_their_own_token() throws IOException {
    var batches = new PackedBatches(file(List.of("abcdefg")), 2, 5, END, 1);
    Batch batch = batches.at(0);
    int first = batch.targets()[0] == 'a' ? 0 : 5;
    assertThat(IntStream.range(first, first + 5).mapToLong(i -> batch.inputs()[i]))
        .containsExactly((long) END, (long) 'a', (long) 'b', (long) 'c', (long) 'd');
    int second = 5 - first;
    assertThat(IntStream.range(second, second + 5).mapToLong(i -> batch.inputs()[i]))
        .containsExactly((long) 'e', (long) 'f', (long) 'g', (long) END, (long) END);
    assertThat(IntStream.range(second, second + 5).mapToLong(i -> batch.targets()[i]))
        .containsExactly((long) 'f', (long) 'g', (long) END, Batch.IGNORED, Batch.IGNORED);
  }

  @Test
  void in_an_epoch_of_packed_documents_every_token_is_a_target_once() throws IOException {
    var random = new SplittableRandom(1);
    List<String> texts =
        IntStream.range(0, 5000)
            .mapToObj(
                i ->
                    Character.toString('a' + i % 26)
                        .repeat(1 + random.nextInt(i % 7 == 0 ? 200 : 60)))
            .toList();
    TokenFile file = file(texts);
    var batches = new PackedBatches(file, 1, 48, END, 9);
    Map<Long, Long> expected = new HashMap<>();
    for (long i = 0; i < file.size(); i++) {
      expected.merge((long) file.get(i), 1L, Long::sum);
    }
    for (long epoch = 0; epoch < 2; epoch++) {
      Map<Long, Long> seen = new HashMap<>();
      long padding = 0;
      for (long i = 0; i < batches.packedSequences(); i++) {
        Batch batch = batches.at(epoch * batches.packedSequences() + i);
        for (long target : batch.targets()) {
          if (target == Batch.IGNORED) {
            padding++;
          } else {
            seen.merge(target, 1L, Long::sum);
          }
        }
      }
      assertThat(seen).isEqualTo(expected);
      assertThat(padding / (48.0 * batches.packedSequences()))
          .isCloseTo(batches.paddingShare(), within(1e-12));
    }
    assertThat(batches.paddingShare()).isLessThan(0.05);
    assertThat(batches.at(0).inputs()).isNotEqualTo(batches.at(batches.packedSequences()).inputs());
  }

  @Test
  void bytes_of_targets_leave_out_ends_of_text_and_what_is_ignored() {
    var batch = new Batch(1, new long[] {1, 2, 3}, new long[] {'a', END, Batch.IGNORED});
    assertThat(Windows.targetBytes(List.of(batch, batch), id -> id == END ? 0 : 1)).isEqualTo(2);
  }
}
