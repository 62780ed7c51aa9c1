package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.params.InvalidParams;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be trained is refused before a run begins, with a message for people. */
class RefusedPretrainingTest {

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusal(String... more) {
    var run = new Recorded();
    var thrown =
        assertThatThrownBy(() -> tiny.run("pretrain", tiny.pretraining(more), run))
            .isInstanceOf(IllegalArgumentException.class);
    assertThat(run.starts).isZero();
    return thrown;
  }

  @Test
  void a_corpus_that_is_not_there() {
    Path missing = folder.resolve("missing.txt");
    refusal(Tiny.corpus(missing))
        .hasMessage(
            "corpus %s is missing; give wordnet-glosses or a text file or folder on the agent's machine"
                .formatted(missing));
  }

  @Test
  void a_corpus_without_text() throws Exception {
    for (Path corpus :
        new Path[] {
          tiny.file("empty.txt", ""),
          tiny.file("blank.txt", " \n\n \n"),
          Files.createDirectory(folder.resolve("nothing"))
        }) {
      for (String tokenizer : new String[] {"bytes", "chars", "bpe"}) {
        refusal(Tiny.corpus(corpus), "{data: {tokenizer: '%s'}}".formatted(tokenizer))
            .hasMessage("corpus %s has no text; it needs at least 1 document".formatted(corpus));
      }
    }
  }

  @Test
  void a_corpus_that_is_binary() {
    Path file = tiny.file("program", new byte[] {1, 2, 3, 4, 'a', 'b', 'c', 'd'});
    refusal(Tiny.corpus(file))
        .hasMessage(
            "corpus file %s is binary: 4 of its first 8 bytes are control characters; convert files in UTF-16, Latin-1 or others to UTF-8"
                .formatted(file));
  }

  @Test
  void a_corpus_in_utf_16() {
    Path file = tiny.file("utf16.txt", "hello there".getBytes(StandardCharsets.UTF_16));
    refusal(Tiny.corpus(file))
        .hasMessageStartingWith("corpus file " + file)
        .hasMessageEndingWith("; convert files in UTF-16, Latin-1 or others to UTF-8");
  }

  @Test
  void a_context_longer_than_the_text() {
    refusal("{model: {context: 60000}, training: {batch: 1}}")
        .hasMessageMatching(
            "the text has [\\d,]+ tokens; a context of 60,000 needs at least 60,001");
  }

  @Test
  void a_single_document_that_has_to_be_on_both_sides() {
    Path file = tiny.file("one.txt", "only one document, of some words");
    refusal(Tiny.corpus(file)).hasMessageContaining("both sides need at least 1");
  }

  @Test
  void a_split_by_time_of_documents_without_time() {
    refusal("{data: {split: 'time'}}")
        .hasMessageContaining("60 of 60 documents")
        .hasMessageEndingWith("have no time; a split by time needs one of each");
  }

  @Test
  void a_model_that_does_not_fit_into_memory() {
    refusal("{model: {width: 16384, heads: 64, layers: 128}}")
        .hasMessageMatching(
            "the model needs about [\\d,]+ MB to train and [\\d,]+ MB are available; its weights, gradients and moments alone are [\\d,]+ MB: choose fewer layers or a smaller width");
    refusal("{training: {batch: 100000000}}").hasMessageContaining("would fit: a batch of ");
  }

  @Test
  void a_vocabulary_smaller_than_the_bytes() {
    refusal("{data: {tokenizer: 'bpe', vocabulary: 256}}")
        .hasMessage("data.vocabulary is 256; must be 257 to 1000000");
  }

  @Test
  void a_tokenizer_that_is_not_there() {
    Path missing = folder.resolve("no-tokenizer");
    refusal("{data: {tokenizer: %s}}".formatted(Tiny.quoted(missing)))
        .hasMessageContaining("tokenizer is " + missing);
  }

  @Test
  void all_that_is_wrong_with_the_params_is_said_at_once() {
    refusal(
            """
            {model: {heads: 3}, data: {validationFraction: 2},
             training: {batch: 0, precision: 'f8'}, optimizer: {peakLr: 0}, sed: 1}
            """)
        .isInstanceOf(InvalidParams.class)
        .hasMessageContaining("sed is 1; there is no such param; ")
        .hasMessageContaining("model.heads is 3; must divide the width, 16")
        .hasMessageContaining("data.validationFraction is 2; must be above 0 and below 1")
        .hasMessageContaining("training.batch is 0; must be at least 1")
        .hasMessageContaining("training.precision is \"f8\"; must be one of f32, bf16")
        .hasMessageContaining("optimizer.peakLr is 0; must be above 0 and below 1");
  }
}
