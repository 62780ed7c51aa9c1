package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.corpus.Conversation.Role;
import dev.assay.corpus.Conversation.Turn;
import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstructionsTest {

  private static final ByteTokenizer TOKENIZER = new ByteTokenizer();

  @TempDir Path folder;

  private Instructions read(String content) throws IOException {
    return Instructions.read(Files.writeString(folder.resolve("a.jsonl"), content));
  }

  private void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("FILE", folder.resolve("a.jsonl").toString()));
  }

  private Batch batch(String content, int context) throws IOException {
    return read(content).encode(TOKENIZER, context).fixed(10, 10).getFirst();
  }

  /** Bytes as text; ␄ is the end of text, · an ignored target. */
  private static String shown(long[] ids) {
    return Arrays.stream(ids)
        .mapToObj(
            id -> id == Batch.IGNORED ? "·" : id == TOKENIZER.endOfText() ? "␄" : "" + (char) id)
        .collect(Collectors.joining());
  }

  @Test
  void only_the_answer_and_its_end_of_text_are_targets() throws IOException {
    Batch batch = batch("{\"instruction\": \"Hi\", \"output\": \"Ho\"}", 100);
    assertThat(shown(batch.inputs())).isEqualTo("␄User: Hi\n\nAssistant: Ho");
    assertThat(shown(batch.targets())).isEqualTo("·".repeat(20) + " Ho␄");
  }

  @Test
  void every_answer_of_a_conversation_is_a_target() throws IOException {
    Batch batch =
        batch(
            """
            {"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "A"}, \
            {"role": "assistant", "content": "B"}, {"role": "user", "content": "C"}, \
            {"role": "assistant", "content": "D"}]}""",
            100);
    assertThat(shown(batch.inputs()))
        .isEqualTo("␄System: S\n\nUser: A\n\nAssistant: B␄User: C\n\nAssistant: D");
    assertThat(shown(batch.targets())).isEqualTo("·".repeat(30) + " B␄" + "·".repeat(19) + " D␄");
  }

  @Test
  void the_three_forms_say_the_same() throws IOException {
    Instructions instructions =
        read(
            """
            {"instruction": "Add.", "input": "1 2", "output": "3"}
            {"messages": [{"role": "user", "content": "Add.\\n\\n1 2"}, {"role": "assistant", "content": "3"}]}
            {"conversations": [{"from": "human", "value": "Add.\\n\\n1 2"}, {"from": "gpt", "value": "3"}]}
            """);
    assertThat(instructions.conversations().stream().map(Conversation::turns).distinct())
        .containsExactly(
            List.of(new Turn(Role.USER, "Add.\n\n1 2"), new Turn(Role.ASSISTANT, "3")));
  }

  @Test
  void a_json_array_is_read_as_alpaca_is_published() throws IOException {
    Instructions instructions =
        read("[\n{\"instruction\": \"A\", \"input\": \"\", \"output\": \"B\"}\n]");
    assertThat(instructions.conversations().getFirst().turns())
        .containsExactly(new Turn(Role.USER, "A"), new Turn(Role.ASSISTANT, "B"));
  }

  @Test
  void conversations_without_an_answer_are_counted_and_turns_after_the_last_left_out()
      throws IOException {
    Instructions instructions =
        read(
            """
            {"instruction": "A", "output": ""}
            {"messages": [{"role": "user", "content": "A"}]}
            {"messages": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "B"}, \
            {"role": "user", "content": "C"}]}
            """);
    assertThat(instructions.withoutAnswer()).isEqualTo(2);
    assertThat(instructions.conversations()).hasSize(1);
    assertThat(instructions.conversations().getFirst().turns()).hasSize(2);
    assertRefused(
        "{\"instruction\": \"A\", \"output\": \"\"}",
        "FILE has 0 conversations with an answer (and 1 without); it needs at least 1");
  }

  @Test
  void broken_examples_are_named() {
    assertRefused(
        "{\"text\": \"A\"}",
        "line 1 of FILE: has none of the fields instruction, messages, conversations; must have one of them");
    assertRefused("{\"instruction\": \"A\"}", "line 1 of FILE: has no field output");
    assertRefused(
        "{\"messages\": \"A\"}", "line 1 of FILE: field messages must be an array of objects");
    assertRefused(
        "{\"messages\": [{\"role\": \"robot\", \"content\": \"A\"}]}",
        "line 1 of FILE: messages[0].role is robot; must be system, user, human, assistant or gpt");
    assertRefused(
        "{\"messages\": [{\"role\": \"user\", \"content\": [1]}]}",
        "line 1 of FILE: messages[0].content is [1]; must be a text");
    assertRefused("{\"messages\": [5]}", "line 1 of FILE: has no messages[0].role");
  }

  @Test
  void a_long_conversation_loses_its_oldest_tokens() throws IOException {
    String content = "{\"instruction\": \"Hello\", \"output\": \"Ho\"}";
    Batch batch = batch(content, 20);
    assertThat(shown(batch.inputs())).hasSize(20).isEqualTo("␄ello\n\nAssistant: Ho");
    assertThat(shown(batch.targets())).isEqualTo("·".repeat(16) + " Ho␄");
    assertThat(read(content).encode(TOKENIZER, 20).cut()).isEqualTo(1);
    assertThat(read(content).encode(TOKENIZER, 26).cut()).isEqualTo(1);
    assertThat(read(content).encode(TOKENIZER, 27).cut()).isZero();
  }

  @Test
  void a_target_after_a_gap_does_not_count() throws IOException {
    Batch batch =
        batch(
            """
            {"messages": [{"role": "user", "content": "A"}, {"role": "assistant", "content": "BCD"}, \
            {"role": "user", "content": "C"}, {"role": "assistant", "content": "E"}]}""",
            25);
    assertThat(shown(batch.inputs())).isEqualTo("␄CD␄User: C\n\nAssistant: E".substring(0, 25));
    assertThat(shown(batch.targets())).isEqualTo("·D␄" + "·".repeat(19) + " E␄");
  }

  @Test
  void a_conversation_whose_answer_does_not_fit_is_dropped() throws IOException {
    String two =
        "{\"instruction\": \"Hi\", \"output\": \"0123456789\"}\n{\"instruction\": \"Hi\", \"output\": \"Ho\"}";
    Examples<Batch> examples = read(two).encode(TOKENIZER, 10);
    assertThat(examples.dropped()).isEqualTo(1);
    assertThat(examples.count()).isEqualTo(1);
    assertThatThrownBy(() -> read(two).encode(TOKENIZER, 1))
        .hasMessage("context is 1; must be at least 2");
  }

  @Test
  void padding_counts_in_no_loss() throws IOException {
    Batch batch =
        batch(
            "{\"instruction\": \"Hi\", \"output\": \"Hoho\"}\n{\"instruction\": \"Hi\", \"output\": \"H\"}",
            100);
    assertThat(batch.sequences()).isEqualTo(2);
    assertThat(shown(batch.inputs()))
        .isEqualTo("␄User: Hi\n\nAssistant: Hoho" + "␄User: Hi\n\nAssistant: H␄␄␄");
    assertThat(batch.targetCount()).isEqualTo(6 + 3);
  }

  /** What a model is asked with at generation is how its training sequences began. */
  @Test
  void a_prompt_is_what_comes_before_the_answer() throws IOException {
    int[] prompt = Conversation.prompt(List.of(new Turn(Role.USER, "Hi")), TOKENIZER);
    Batch batch = batch("{\"instruction\": \"Hi\", \"output\": \"Ho\"}", 100);
    assertThat(Arrays.copyOf(batch.inputs(), prompt.length))
        .containsExactly(Arrays.stream(prompt).asLongStream().toArray());
    assertThat(batch.targets()[prompt.length - 1]).isEqualTo(' ');
  }

  @Test
  void wordnet_asks_for_definitions_and_synonyms() {
    Instructions wordNet = Instructions.wordNet();
    // 117,791 synsets, of which 53,869 have several words: awk '!/^  /&&$4!="01"' data.*
    assertThat(wordNet.conversations()).hasSize(117_791 + 53_869);
    List<String> asked = new ArrayList<>();
    for (Conversation conversation : wordNet.conversations()) {
      if (conversation.turns().getFirst().text().endsWith("the noun \"dog\".")) {
        asked.add(conversation.turns().stream().map(Turn::text).collect(Collectors.joining(" ")));
      }
    }
    assertThat(asked)
        .contains("Give synonyms of the noun \"dog\". Domestic dog, Canis familiaris.")
        .anyMatch(text -> text.startsWith("Define the noun \"dog\". A member of the genus Canis"))
        .noneMatch(text -> text.contains("barked all night")); // the gloss's example
  }

  @Test
  void equal_prompts_are_on_the_same_side() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append("{\"instruction\": \"Q%d\", \"output\": \"A%d\"}\n".formatted(i % 100, i));
    }
    Sides<Instructions> sides = read(lines.toString()).split(0.3);
    var training = prompts(sides.training());
    var validation = prompts(sides.validation());
    assertThat(training).doesNotContainAnyElementsOf(validation);
    assertThat(training.size() + validation.size()).isEqualTo(300);
  }

  private static List<String> prompts(Instructions side) {
    return side.conversations().stream()
        .map(conversation -> conversation.turns().getFirst().text())
        .toList();
  }

  @Test
  void text_beyond_ascii_keeps_its_bytes() throws IOException {
    Batch batch = batch("{\"instruction\": \"ü\", \"output\": \"ß\"}", 100);
    byte[] expected = "User: ü\n\nAssistant: ß".getBytes(StandardCharsets.UTF_8);
    assertThat(batch.inputs()).hasSize(1 + expected.length);
  }
}
