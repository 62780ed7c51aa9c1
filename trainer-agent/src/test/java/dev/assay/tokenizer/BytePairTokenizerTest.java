package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTokenizerTest {

  private static final BytePairTokenizer GPT2 = Tokenizers.gpt2();
  private static final Encoding R50K =
      Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

  /** Of a few short words, so that texts of many kinds are made of its merges. */
  private static final BytePairTokenizer SMALL = small();

  @TempDir Path folder;

  private static BytePairTokenizer small() {
    try {
      return new BytePairTrainer(600).train(MixedText.glosses(200));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int[] stream(Tokenizer tokenizer, Reader text) throws IOException {
    var ids = new Ids(16);
    tokenizer.encode(text, ids::add);
    return ids.from(0);
  }

  // --- the same ids as others ---

  /** Hugging Face's tokenizers (Rust), which reads the file that we write. */
  private void assertIdsOfHuggingFace(BytePairTokenizer tokenizer, List<String> texts)
      throws IOException {
    Tokenizers.save(tokenizer, folder);
    try (var theirs =
        HuggingFaceTokenizer.newInstance(
            folder.resolve("tokenizer.json"),
            Map.of("addSpecialTokens", "false", "truncation", "false"))) {
      for (String any : texts) {
        String text = any.replace("<|endoftext|>", "<|end|>"); // which they take for the token
        int[] ids =
            Arrays.stream(theirs.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
      }
      assertThat(theirs.encode("<|endoftext|>").getIds()).containsExactly(tokenizer.endOfText());
    }
  }

  @Test
  void hugging_face_gives_the_same_ids_with_a_trained_vocabulary() throws Exception {
    List<String> texts = MixedText.all();
    assertIdsOfHuggingFace(new BytePairTrainer(5_000).train(texts), texts);
  }

  @Test
  void hugging_face_gives_the_same_ids_with_the_vocabulary_of_gpt2() throws IOException {
    assertIdsOfHuggingFace(GPT2, MixedText.all());
  }

  @Test
  void gpt2_has_the_published_ids() {
    // tiktoken.get_encoding("r50k_base").encode("hello world"), from tiktoken's README and tests
    assertThat(GPT2.encode("hello world")).containsExactly(31373, 995);
    assertThat(GPT2.vocabulary()).isEqualTo(50_257);
    assertThat(GPT2.endOfText()).isEqualTo(50_256);
  }

  @Test
  void gpt2_has_the_ids_of_jtokkit() throws IOException {
    for (String text : MixedText.all()) {
      assertThat(GPT2.encode(text)).as(text).isEqualTo(R50K.encodeOrdinary(text).toArray());
    }
  }

  /** Without halves of surrogate pairs. */
  private static String text(String chars) {
    return new String(chars.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.strings().all().ofMaxLength(60).map(BytePairTokenizerTest::text);
    Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(200);
    Arbitrary<String> few = Arbitraries.strings().withChars("ab '\nsth").ofMaxLength(300);
    return Arbitraries.oneOf(any, ascii, few);
  }

  @Property(tries = 2_000)
  void gpt2_has_the_ids_of_jtokkit_for_any_text(@ForAll("texts") String text) {
    assertThat(GPT2.encode(text)).isEqualTo(R50K.encodeOrdinary(text).toArray());
  }

  // --- there and back ---

  @Property(tries = 2_000)
  void any_text_comes_back(@ForAll("texts") String text) {
    assertThat(GPT2.decode(GPT2.encode(text))).isEqualTo(text);
    assertThat(SMALL.decode(SMALL.encode(text))).isEqualTo(text);
  }

  @Property(tries = 1_000)
  void any_bytes_come_back(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
    int[] ids = SMALL.encode(bytes);
    assertThat(SMALL.bytes(ids)).isEqualTo(bytes);
    assertThat(Arrays.stream(ids).map(SMALL::byteLength).sum()).isEqualTo(bytes.length);
    var streamed = new Ids(16);
    SMALL.encode(new ByteArrayInputStream(bytes), streamed::add);
    assertThat(streamed.from(0)).isEqualTo(ids);
  }

  @Test
  void half_of_a_surrogate_pair_is_a_question_mark() throws IOException {
    assertThat(SMALL.decode(SMALL.encode("a\uD83D b"))).isEqualTo("a? b");
    assertThat(SMALL.decode(stream(SMALL, new StringReader("a\uD83D")))).isEqualTo("a?");
  }

  @Test
  void text_that_reads_like_a_special_token_is_text() {
    int[] ids = GPT2.encode("a<|endoftext|>b");
    assertThat(ids).doesNotContain(GPT2.endOfText());
    assertThat(GPT2.decode(ids)).isEqualTo("a<|endoftext|>b");
    assertThat(GPT2.decode(new int[] {64, GPT2.endOfText(), 65})).isEqualTo("ab");
    assertThat(GPT2.byteLength(GPT2.endOfText())).isZero();
  }

  @Test
  void an_unknown_id_is_refused() {
    assertThatThrownBy(() -> GPT2.decode(new int[] {50_257}))
        .hasMessage("token id 50257 is unknown; ids are 0 to 50256");
    assertThatThrownBy(() -> GPT2.byteLength(-1))
        .hasMessage("token id -1 is unknown; ids are 0 to 50256");
  }

  // --- text of any length ---

  /** Gives 1 to 7 characters at a time. */
  private static Reader inDrops(String text) {
    var random = new SplittableRandom(4);
    return new StringReader(text) {
      @Override
      public int read(char[] chars, int from, int length) throws IOException {
        return super.read(chars, from, Math.min(length, random.nextInt(1, 8)));
      }
    };
  }

  @Property(tries = 500)
  void a_stream_has_the_ids_of_the_text(@ForAll("texts") String text) throws IOException {
    assertThat(stream(SMALL, inDrops(text))).isEqualTo(SMALL.encode(text));
  }

  @Test
  void a_long_stream_has_the_ids_of_the_text() throws IOException {
    String text = String.join("\n", MixedText.all());
    assertThat(stream(GPT2, new StringReader(text))).isEqualTo(GPT2.encode(text));
    String spaces = text.substring(0, 200_000) + " ".repeat(300_000) + "\n\n" + "x";
    assertThat(stream(GPT2, inDrops(spaces))).isEqualTo(GPT2.encode(spaces));
  }

  @Test
  void a_huge_line_without_white_space_is_streamed_in_little_memory() throws IOException {
    var random = new SplittableRandom(6);
    var text = new StringBuilder();
    for (int i = 0; i < 2_500_000; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    int[] ids = stream(GPT2, new StringReader(text.toString()));
    assertThat(ids).isEqualTo(GPT2.encode(text.toString()));
    assertThat(GPT2.decode(ids)).isEqualTo(text.toString());
  }

  @Test
  void endless_text_is_encoded_as_it_comes() throws IOException {
    var read = new long[1];
    var encoded = new long[1];
    var furthest = new long[1];
    Reader letters =
        new Reader() {
          @Override
          public int read(char[] chars, int from, int length) {
            if (read[0] > 6_000_000) {
              return -1;
            }
            Arrays.fill(chars, from, from + length, 'z');
            read[0] += length;
            furthest[0] = Math.max(furthest[0], read[0] - encoded[0]);
            return length;
          }

          @Override
          public void close() {}
        };
    GPT2.encode(letters, id -> encoded[0] += GPT2.byteLength(id));
    assertThat(encoded[0]).isEqualTo(read[0]);
    assertThat(furthest[0]).as("bytes that waited").isLessThan(3L * GptPattern.LONGEST);
  }

  // --- merging ---

  /** The definition: all places of the pair of the first rank at once, again and again. */
  private static List<Integer> mergedByTheDefinition(BytePairTokenizer tokenizer, String word) {
    List<Integer> ids = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      ids.add(tokenizer.learnt().idOfByte(b));
    }
    for (BytePairVocabulary.Merge merge : tokenizer.learnt().merges()) {
      for (int i = 0; i + 1 < ids.size(); i++) {
        if (ids.get(i) == merge.left() && ids.get(i + 1) == merge.right()) {
          ids.set(i, merge.merged());
          ids.remove(i + 1);
        }
      }
    }
    return ids;
  }

  @Property(tries = 500)
  void words_of_any_length_are_merged_as_defined(@ForAll("words") String word) {
    assertThat(Arrays.stream(SMALL.encode(word)).boxed().toList())
        .isEqualTo(mergedByTheDefinition(SMALL, word));
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars("aehinorst").ofMinLength(1).ofMaxLength(700);
  }

  @Test
  void many_threads_may_share_a_tokenizer() throws IOException {
    List<String> texts = MixedText.all();
    List<int[]> alone = texts.stream().map(SMALL::encode).toList();
    var shared = new BytePairTokenizer("shared", SMALL.learnt(), "<|endoftext|>");
    for (int round = 0; round < 3; round++) {
      List<int[]> together = texts.parallelStream().map(shared::encode).toList();
      for (int i = 0; i < texts.size(); i++) {
        assertThat(together.get(i)).isEqualTo(alone.get(i));
      }
    }
  }
}
