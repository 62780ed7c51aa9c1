package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TokenizersTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TEXT = "The naïve tokenizer's 漢字 🙂\n\n  and 123\u0000";

  @TempDir Path folder;

  private BytePairTokenizer trained = Tokenizers.gpt2();

  @BeforeEach
  void train() throws InterruptedException {
    trained =
        new BytePairTrainer(400, List.of("<|end|>", "<|user|>"), 1).train(MixedText.glosses(300));
  }

  private void save() throws IOException {
    Tokenizers.save(trained, folder);
  }

  @Test
  void a_trained_tokenizer_comes_back_from_its_folder() throws IOException {
    save();
    var read = (BytePairTokenizer) Tokenizers.load(folder);
    assertThat(read.name()).isEqualTo("bpe");
    assertThat(read.vocabulary()).isEqualTo(trained.vocabulary());
    assertThat(read.endOfText()).isEqualTo(trained.endOfText());
    assertThat(read.specials()).isEqualTo(trained.specials());
    assertThat(read.learnt().merges()).isEqualTo(trained.learnt().merges());
    assertThat(read.encode(TEXT)).isEqualTo(trained.encode(TEXT));
    assertThat(read.decode(read.encode(TEXT))).isEqualTo(TEXT);
  }

  @Test
  void gpt2_comes_back_from_a_folder_by_its_name() throws IOException {
    Tokenizers.save(Tokenizers.load("gpt2"), folder);
    Tokenizer read = Tokenizers.load(folder.toString());
    assertThat(read.name()).isEqualTo("gpt2");
    assertThat(read.encode(TEXT)).isEqualTo(Tokenizers.gpt2().encode(TEXT));
  }

  @Test
  void bytes_and_characters_come_back_from_their_folders() throws IOException {
    Tokenizers.save(Tokenizers.load("bytes"), folder.resolve("bytes"));
    assertThat(Tokenizers.load(folder.resolve("bytes"))).isInstanceOf(ByteTokenizer.class);
    for (CharTokenizer.Unknown unknown : CharTokenizer.Unknown.values()) {
      CharTokenizer chars = CharTokenizer.of(List.of(TEXT), unknown);
      Tokenizers.save(chars, folder.resolve("chars"));
      var read = (CharTokenizer) Tokenizers.load(folder.resolve("chars"));
      assertThat(read.characters()).isEqualTo(chars.characters());
      assertThat(read.unknown()).isEqualTo(unknown);
      assertThat(read.encode(TEXT)).isEqualTo(chars.encode(TEXT));
    }
  }

  @Test
  void vocab_and_merges_files_are_read() throws IOException {
    BytePairTokenizer gpt2 = Tokenizers.gpt2();
    var vocab = JSON.createObjectNode();
    for (int id = 0; id < gpt2.vocabulary(); id++) {
      vocab.put(id == gpt2.endOfText() ? "<|endoftext|>" : ByteLevel.write(gpt2.bytes(id)), id);
    }
    List<String> merges = new ArrayList<>(List.of("#version: 0.2"));
    for (BytePairVocabulary.Merge merge : gpt2.learnt().merges()) {
      merges.add(
          ByteLevel.write(gpt2.bytes(merge.left()))
              + " "
              + ByteLevel.write(gpt2.bytes(merge.right())));
    }
    // the first merges of the merges.txt that was published with GPT-2
    assertThat(merges.subList(0, 6))
        .containsExactly("#version: 0.2", "Ġ t", "Ġ a", "h e", "i n", "r e");
    Files.writeString(folder.resolve("vocab.json"), vocab.toString());
    Files.write(folder.resolve("merges.txt"), merges);
    Tokenizer read = Tokenizers.load(folder);
    assertThat(read.endOfText()).isEqualTo(50_256);
    assertThat(read.encode(TEXT)).isEqualTo(gpt2.encode(TEXT));
  }

  @Test
  void a_file_of_ranks_is_read() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < trained.endOfText(); id++) {
      lines.add(Base64.getEncoder().encodeToString(trained.bytes(id)) + " " + id);
    }
    Path file = folder.resolve("some.tiktoken");
    Files.write(file, lines);
    Tokenizer read = Tokenizers.load(file);
    assertThat(read.encode(TEXT)).isEqualTo(trained.encode(TEXT));
    assertThat(read.endOfText()).isEqualTo(lines.size());

    lines.set(300, "YWJj x");
    Files.write(file, lines);
    assertThatThrownBy(() -> Tokenizers.load(file))
        .hasMessageEndingWith(
            "line \"YWJj x\" of the ranks is wrong; must be a token in base64 and a rank of 0 to 397");
    lines.set(300, Base64.getEncoder().encodeToString("zzzzz".getBytes()) + " 300");
    Files.write(file, lines);
    assertThatThrownBy(() -> Tokenizers.load(file))
        .hasMessageEndingWith(
            "the token of rank 300 becomes 5 parts by the ranks before it; must become 2");
    lines.set(300, lines.get(299));
    Files.write(file, lines);
    assertThatThrownBy(() -> Tokenizers.load(file)).hasMessageEndingWith("rank 299 stands twice");
  }

  private void change(Consumer<ObjectNode> change) throws IOException {
    save();
    Path file = folder.resolve("tokenizer.json");
    var json = (ObjectNode) JSON.readTree(Files.readString(file));
    change.accept(json);
    Files.writeString(file, json.toString());
  }

  private void assertRefused(String message, Consumer<ObjectNode> change) throws IOException {
    change(change);
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenizer " + folder + ": " + message);
  }

  private static ObjectNode in(ObjectNode file, String field) {
    return (ObjectNode) file.get(field);
  }

  @Test
  void what_would_give_other_ids_is_refused() throws IOException {
    assertRefused(
        "model.type is WordPiece; only BPE is supported",
        file -> in(file, "model").put("type", "WordPiece"));
    assertRefused(
        "model.byte_fallback is true; only none is supported",
        file -> in(file, "model").put("byte_fallback", true));
    assertRefused(
        "model.ignore_merges is true; only none is supported",
        file -> in(file, "model").put("ignore_merges", true));
    assertRefused(
        "model.dropout is 0.1; only none is supported",
        file -> in(file, "model").put("dropout", 0.1));
    assertRefused(
        "model.end_of_word_suffix is </w>; only none is supported",
        file -> in(file, "model").put("end_of_word_suffix", "</w>"));
    assertRefused(
        "normalizer is NFC; only none is supported",
        file -> file.putObject("normalizer").put("type", "NFC"));
    assertRefused(
        "pre_tokenizer.type is Sequence; only ByteLevel is supported",
        file -> in(file, "pre_tokenizer").put("type", "Sequence"));
    assertRefused(
        "pre_tokenizer.add_prefix_space is true; only none is supported",
        file -> in(file, "pre_tokenizer").put("add_prefix_space", true));
    assertRefused(
        "pre_tokenizer.use_regex is false; only true is supported",
        file -> in(file, "pre_tokenizer").put("use_regex", false));
    assertRefused(
        "decoder.type is missing; only ByteLevel is supported", file -> file.remove("decoder"));
    assertRefused(
        "post_processor.type is TemplateProcessing; only ByteLevel is supported",
        file -> file.putObject("post_processor").put("type", "TemplateProcessing"));
    assertRefused(
        "added_tokens.lstrip is true; only none is supported",
        file -> ((ObjectNode) file.get("added_tokens").get(0)).put("lstrip", true));
  }

  @Test
  void a_file_that_does_not_fit_together_is_refused() throws IOException {
    assertRefused(
        "byte 0 has no token; a byte-level BPE has one for each of 256",
        file ->
            ((ObjectNode) in(file, "model").get("vocab"))
                .set("ab0", ((ObjectNode) in(file, "model").get("vocab")).remove("Ā")));
    assertRefused(
        "merges has nothing, which vocab has not; must be one of its tokens",
        file -> ((ArrayNode) in(file, "model").get("merges")).add("a nothing"));
    assertRefused(
        "merge \"a\" has 1 parts; must have 2",
        file -> ((ArrayNode) in(file, "model").get("merges")).add("a"));
    assertRefused(
        "token € has U+20AC, which stands for no byte in a byte-level BPE",
        file -> ((ObjectNode) in(file, "model").get("vocab")).put("€", 400));
    assertRefused(
        "an id is 501; 401 tokens must have ids of 0 to 400",
        file -> ((ObjectNode) in(file, "model").get("vocab")).put("aaaaa", 501));
    assertRefused(
        "id 400 of 401 has no token; ids must follow on each other",
        file -> ((ObjectNode) in(file, "model").get("vocab")).put("aaaaa", 300));
  }

  @Test
  void a_token_that_no_merge_makes_has_bytes_but_no_text_becomes_it() throws IOException {
    change(file -> ((ObjectNode) in(file, "model").get("vocab")).put("qxj", 400));
    Tokenizer read = Tokenizers.load(folder);
    assertThat(read.encode("qxj")).containsExactly('q', 'x', 'j');
    assertThat(read.decode(new int[] {400})).isEqualTo("qxj");
  }

  @Test
  void merges_may_be_pairs_too() throws IOException {
    change(
        file -> {
          var model = in(file, "model");
          ArrayNode pairs = JSON.createArrayNode();
          for (var merge : model.get("merges")) {
            String[] parts = merge.asString().split(" ");
            pairs.addArray().add(parts[0]).add(parts[1]);
          }
          model.set("merges", pairs);
        });
    assertThat(Tokenizers.load(folder).encode(TEXT)).isEqualTo(trained.encode(TEXT));
  }

  @Test
  void the_end_of_text_is_named_by_the_folder_or_well_known() throws IOException {
    save();
    Path config = folder.resolve("tokenizer_config.json");
    Files.writeString(config, "{\"eos_token\":{\"content\":\"<|user|>\"}}");
    assertThat(Tokenizers.load(folder).endOfText()).isEqualTo(399);
    Files.delete(config);
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .hasMessageContaining("added_tokens are [<|end|>, <|user|>]; one of them must end a text");
    Files.writeString(config, "{\"eos_token\":\"<|other|>\"}");
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .hasMessageEndingWith(
            "end of text is <|other|>; must be one of the special tokens [<|end|>, <|user|>]");
  }

  @Test
  void what_is_not_there_is_said() throws IOException {
    assertThatThrownBy(() -> Tokenizers.load("gpt3"))
        .hasMessage("tokenizer is gpt3; must be bytes, gpt2, or a folder or file that is there");
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .hasMessageEndingWith(
            "has none of tokenizer.json, characters.json, vocab.json with merges.txt");
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read: ");
  }
}
