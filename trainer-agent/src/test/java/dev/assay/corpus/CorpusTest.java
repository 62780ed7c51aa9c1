package dev.assay.corpus;

import static dev.assay.corpus.DocumentList.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorpusTest {

  @Test
  void wordnet_glosses_are_117791_documents_of_words_and_gloss() throws IOException {
    List<String> documents = texts(new Corpora.Anywhere().open(WordNetGlosses.NAME));
    assertThat(documents).hasSize(117_791);
    assertThat(documents.getFirst())
        .isEqualTo(
            "entity: that which is perceived or known or inferred to have its own distinct"
                + " existence (living or nonliving)");
    assertThat(documents).noneMatch(text -> text.contains("_") && text.startsWith(" "));
  }

  @Test
  void a_gloss_lists_all_words_of_its_synset_without_markers() {
    assertThat(
            WordNetGlosses.document(
                "00014490 00 s 02 galore(ip) 0 a_la_carte 0 001 & 00013887 a 0000 | in great"
                    + " numbers; \"daffodils galore\"  "))
        .isEqualTo("galore, a la carte: in great numbers; \"daffodils galore\"");
  }

  @Property(tries = 50)
  void adding_documents_moves_none(
      @ForAll @Size(min = 1, max = 40) Set<String> some, @ForAll @Size(max = 40) Set<String> more) {
    List<String> anchors = IntStream.range(0, 50).mapToObj(i -> "document " + i).toList();
    List<String> few = new ArrayList<>(anchors);
    few.addAll(some);
    List<String> all = new ArrayList<>(few);
    all.addAll(more);
    Sides<List<String>> before = Sides.of(few, text -> text, 0.3);
    Sides<List<String>> after = Sides.of(all, text -> text, 0.3);
    assertThat(after.training()).containsAll(before.training());
    assertThat(after.validation()).containsAll(before.validation());
    assertThat(new HashSet<>(after.training())).doesNotContainAnyElementsOf(after.validation());
  }

  @Test
  void a_split_has_the_asked_share_to_validate_on() {
    List<String> documents = IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
    Sides<List<String>> split = Sides.of(documents, text -> text, 0.05);
    // binomial: 500 ± 4 standard deviations of 22
    assertThat(split.validation().size()).isBetween(412, 588);
    assertThat(split.training().size() + split.validation().size()).isEqualTo(10_000);
  }

  @Test
  void a_side_without_documents_is_refused() {
    assertThatThrownBy(() -> Sides.of(List.of("only one"), text -> text, 0.1))
        .hasMessageContaining("of 1 documents leaves")
        .hasMessageEndingWith("both sides need at least 1");
    assertThatThrownBy(() -> Sides.of(List.of("a", "b"), text -> text, 1))
        .hasMessage("validation fraction is 1.0; must be above 0 and below 1");
  }

  @Test
  void targets_are_the_tokens_after_the_inputs() {
    TokenStream stream = TokenStream.of(List.of("abc", "de"), new ByteTokenizer());
    assertThat(LongStream.range(0, stream.size()).mapToInt(stream::get).toArray())
        .containsExactly('a', 'b', 'c', 256, 'd', 'e', 256);
    Batch batch = Windows.at(stream, new long[] {0, 3}, 3);
    assertThat(batch.inputs()).containsExactly('a', 'b', 'c', 256, 'd', 'e');
    assertThat(batch.targets()).containsExactly('b', 'c', 256, 'd', 'e', 256);
  }

  @Test
  void random_windows_repeat_with_their_seed() {
    TokenStream stream =
        TokenStream.of(List.of("a".repeat(50) + "b".repeat(50)), new ByteTokenizer());
    Batch one = Windows.random(stream, 4, 8, new SplittableRandom(1));
    Batch same = Windows.random(stream, 4, 8, new SplittableRandom(1));
    assertThat(same.inputs()).isEqualTo(one.inputs());
  }

  @Test
  void fixed_windows_do_not_overlap_and_are_as_many_as_fit() {
    // 11 tokens with the end of text: windows of 3 and the token after fit at 0, 3 and 6
    TokenStream stream = TokenStream.of(List.of("0123456789"), new ByteTokenizer());
    List<Batch> batches = Windows.fixed(stream, 100, 2, 3);
    assertThat(batches).extracting(Batch::sequences).containsExactly(2, 1);
    assertThat(batches.get(0).inputs()).containsExactly('0', '1', '2', '3', '4', '5');
    assertThat(batches.get(1).inputs()).containsExactly('6', '7', '8');
    assertThat(Windows.fixed(stream, 1, 2, 3)).hasSize(1);
  }

  @Test
  void a_text_shorter_than_the_context_is_refused() {
    TokenStream stream = TokenStream.of(List.of("abc"), new ByteTokenizer());
    assertThatThrownBy(() -> Windows.random(stream, 1, 4, new SplittableRandom(1)))
        .hasMessage("the text has 4 tokens; a context of 4 needs at least 5");
  }

  @Test
  void unigram_loss_is_the_cross_entropy_of_the_frequencies() {
    // "aaab" and an end: p(a) = (3+1)/(5+257), p(b) = (1+1)/(5+257)
    TokenStream training = TokenStream.of(List.of("aaab"), new ByteTokenizer());
    TokenStream validation = TokenStream.of(List.of("zab"), new ByteTokenizer());
    Batch batch = Windows.at(validation, new long[] {0}, 2); // targets a, b
    double expected = -(Math.log(4 / 262.0) + Math.log(2 / 262.0)) / 2;
    assertThat(UnigramModel.fit(training, 257).lossNats(List.of(batch)))
        .isCloseTo(expected, within(1e-12));
  }
}
