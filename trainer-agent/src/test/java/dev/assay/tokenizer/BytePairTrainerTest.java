package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {

  private static List<String> merges(BytePairTokenizer tokenizer) {
    return tokenizer.learnt().merges().stream()
        .map(
            merge ->
                new String(tokenizer.bytes(merge.left()), StandardCharsets.ISO_8859_1)
                    + "+"
                    + new String(tokenizer.bytes(merge.right()), StandardCharsets.ISO_8859_1))
        .toList();
  }

  private static BytePairTrainer trainer(int merges, int threads) {
    return new BytePairTrainer(257 + merges, List.of("<|endoftext|>"), threads);
  }

  /**
   * The example of Sennrich et al. 2016 with the merges that Stanford's CS336 (2025, assignment 1,
   * section 2.4) works out for it by hand, ties to the lexicographically greater pair.
   */
  @Test
  void the_published_example_gives_the_published_merges() throws InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(Collections.nCopies(5, "low"));
    words.addAll(Collections.nCopies(2, "lower"));
    words.addAll(Collections.nCopies(3, "widest"));
    words.addAll(Collections.nCopies(6, "newest"));
    assertThat(merges(trainer(12, 2).train(words)))
        .containsExactly(
            "s+t", "e+st", "o+w", "l+ow", "w+est", "n+e", "ne+west", "w+i", "wi+d", "wid+est",
            "low+e", "lowe+r");
  }

  /** Counts all pairs of all words anew for each merge, pairs as lists of bytes. */
  private static List<String> mergesOfTheDefinition(List<String> documents, int most) {
    List<List<String>> words = new ArrayList<>();
    for (String document : documents) {
      byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at < bytes.length; ) {
        int end = GptPattern.end(bytes, at, bytes.length);
        // Latin-1 has a character for each byte, in the same order
        String word = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        words.add(new ArrayList<>(List.of(word.split(""))));
        at = end;
      }
    }
    List<String> merges = new ArrayList<>();
    while (merges.size() < most) {
      Map<List<String>, Integer> counts = new HashMap<>();
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          counts.merge(List.of(word.get(i), word.get(i + 1)), 1, Integer::sum);
        }
      }
      List<String> best = List.of();
      int most2 = 1;
      for (Map.Entry<List<String>, Integer> entry : counts.entrySet()) {
        List<String> pair = entry.getKey();
        boolean greater =
            entry.getValue() > most2
                || (entry.getValue() == most2 && !best.isEmpty() && isGreater(pair, best));
        if (greater) {
          best = pair;
          most2 = entry.getValue();
        }
      }
      if (best.isEmpty()) {
        break;
      }
      merges.add(String.join("+", best));
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          if (word.get(i).equals(best.get(0)) && word.get(i + 1).equals(best.get(1))) {
            word.set(i, word.get(i) + word.remove(i + 1));
          }
        }
      }
    }
    return merges;
  }

  private static boolean isGreater(List<String> pair, List<String> other) {
    int left = pair.get(0).compareTo(other.get(0));
    return left != 0 ? left > 0 : pair.get(1).compareTo(other.get(1)) > 0;
  }

  @Provide
  Arbitrary<List<String>> documents() {
    return Arbitraries.strings()
        .withChars('a', 'b', 'c', ' ', '\n', 'é', '漢', '1')
        .ofMaxLength(60)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 300)
  void merges_are_those_of_the_definition(@ForAll("documents") List<String> documents)
      throws InterruptedException {
    assertThat(merges(trainer(40, 2).train(documents)))
        .isEqualTo(mergesOfTheDefinition(documents, 40));
  }

  @Test
  void english_gives_the_merges_of_the_definition() throws InterruptedException {
    List<String> documents = MixedText.glosses(800);
    assertThat(merges(trainer(150, 2).train(documents)))
        .isEqualTo(mergesOfTheDefinition(documents, 150));
  }

  @Test
  void neither_threads_nor_the_order_of_documents_matter() throws Exception {
    List<String> documents = new ArrayList<>(MixedText.all());
    documents.add(String.join("\n", MixedText.glosses(5))); // one that is cut in pieces
    BytePairTokenizer one = trainer(1_000, 1).train(documents);
    Collections.shuffle(documents, new java.util.Random(3));
    assertThat(merges(trainer(1_000, 4).train(documents))).isEqualTo(merges(one));
  }

  @Test
  void a_long_document_counts_as_its_lines_do() throws InterruptedException {
    List<String> lines = MixedText.glosses(3).stream().map(line -> line + "\n").toList();
    assertThat(merges(trainer(500, 2).train(List.of(String.join("", lines)))))
        .isEqualTo(merges(trainer(500, 2).train(lines)));
  }

  @Test
  void ids_are_bytes_then_merges_then_special_tokens() throws InterruptedException {
    BytePairTokenizer tokenizer =
        new BytePairTrainer(260, List.of("<|end|>", "<|user|>"), 1).train(List.of("abab abab"));
    assertThat(tokenizer.vocabulary()).isEqualTo(260);
    assertThat(tokenizer.bytes(255)).containsExactly(255);
    assertThat(tokenizer.bytes(256, 257)).asString().isEqualTo("ababab");
    assertThat(tokenizer.specials())
        .containsExactly(Map.entry("<|end|>", 258), Map.entry("<|user|>", 259));
    assertThat(tokenizer.endOfText()).isEqualTo(258);
  }

  @Test
  void learning_ends_when_no_pair_occurs_twice() throws InterruptedException {
    BytePairTokenizer tokenizer = trainer(1_000, 1).train(List.of("abcd", "abce"));
    assertThat(merges(tokenizer)).containsExactly("b+c", "a+bc");
    assertThat(tokenizer.vocabulary()).isEqualTo(259);
    assertThat(trainer(10, 1).train(List.of()).vocabulary()).isEqualTo(257);
  }

  @Test
  void a_vocabulary_below_bytes_and_special_tokens_is_refused() {
    assertThatThrownBy(() -> new BytePairTrainer(100))
        .hasMessage("vocabulary is 100; must be at least 257: 256 bytes and 1 special token");
    assertThatThrownBy(() -> new BytePairTrainer(257, List.of("a", "b"), 1))
        .hasMessage("vocabulary is 257; must be at least 258: 256 bytes and 2 special tokens");
    assertThatThrownBy(() -> new BytePairTrainer(300, List.of(), 1))
        .hasMessageContaining("specials is empty");
    assertThatThrownBy(() -> new BytePairTrainer(300, List.of("a", "a"), 1))
        .hasMessage("specials is [a, a]; must be different texts, none of them empty");
    assertThatThrownBy(() -> new BytePairTrainer(300, List.of("a"), 0))
        .hasMessage("threads is 0; must be at least 1");
  }

  @Test
  void progress_is_told_and_a_cancelled_training_gives_nothing() throws InterruptedException {
    List<String> documents = MixedText.glosses(50);
    long size = documents.stream().mapToLong(d -> d.getBytes(StandardCharsets.UTF_8).length).sum();
    List<Long> counted = new ArrayList<>();
    List<Integer> learnt = new ArrayList<>();
    var progress =
        new BytePairTrainer.Progress() {
          @Override
          public void counted(long bytes) {
            counted.add(bytes);
          }

          @Override
          public void learnt(int merges, int of) {
            assertThat(of).isEqualTo(100);
            learnt.add(merges);
          }
        };
    assertThat(trainer(100, 2).train(documents, progress, () -> learnt.size() == 7)).isEmpty();
    assertThat(counted).last().isEqualTo(size);
    assertThat(learnt).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void a_training_cancelled_while_it_counts_reads_no_more() throws InterruptedException {
    var read = new AtomicInteger();
    Iterable<String> endless =
        () ->
            java.util.stream.Stream.generate(
                    () -> {
                      read.incrementAndGet();
                      return "some text ".repeat(1_000);
                    })
                .iterator();
    assertThat(
            trainer(100, 2)
                .train(endless, BytePairTrainer.Progress.silent(), () -> read.get() > 1_000))
        .isEmpty();
  }

  @Test
  void a_text_that_cannot_be_read_is_the_callers_error() {
    Iterable<String> broken =
        () -> {
          throw new java.io.UncheckedIOException(new java.io.IOException("disk gone"));
        };
    assertThatThrownBy(() -> trainer(10, 2).train(broken)).hasMessageContaining("disk gone");
    Iterable<String> breaksLater =
        () ->
            java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> String.valueOf(10 / (5 - i)))
                .iterator();
    assertThatThrownBy(() -> trainer(10, 2).train(breaksLater))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void a_long_word_is_learnt_from_in_parts() throws InterruptedException {
    var random = new SplittableRandom(5);
    var text = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      text.append("acgt".charAt(random.nextInt(4)));
    }
    BytePairTokenizer tokenizer = trainer(300, 2).train(List.of(text.toString()));
    assertThat(tokenizer.vocabulary()).isEqualTo(557);
    assertThat(tokenizer.decode(tokenizer.encode(text.toString()))).isEqualTo(text.toString());
  }
}
