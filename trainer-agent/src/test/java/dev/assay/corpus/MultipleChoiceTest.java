package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.corpus.MultipleChoice.Choice;
import dev.assay.corpus.MultipleChoice.Question;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipleChoiceTest {

  private static final ByteTokenizer BYTES = new ByteTokenizer();

  @TempDir Path folder;

  private MultipleChoice read(String... lines) throws IOException {
    return read(64, lines);
  }

  private MultipleChoice read(int context, String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("choices.jsonl"), String.join("\n", lines));
    return MultipleChoice.read(file, BYTES, context);
  }

  private static String text(Choice choice) {
    return BYTES.decode(choice.ids());
  }

  private static String scored(Choice choice) {
    return BYTES.decode(Arrays.copyOfRange(choice.ids(), choice.given(), choice.ids().length));
  }

  @Test
  void a_choice_comes_after_its_question_and_a_space() throws IOException {
    Question question =
        read("{\"question\": \"two is\", \"choices\": [\"2\", \"drei\"], \"answer\": 0}")
            .questions()
            .getFirst();
    assertThat(question.answer()).isZero();
    assertThat(question.origin()).isEqualTo(new Origin("1", null, Map.of()));
    assertThat(question.choices())
        .extracting(MultipleChoiceTest::text)
        .containsExactly("two is 2", "two is drei");
    assertThat(question.choices())
        .extracting(MultipleChoiceTest::scored)
        .containsExactly(" 2", " drei");
    assertThat(question.choices()).extracting(Choice::bytes).containsExactly(1, 4);
  }

  @Test
  void white_space_that_is_there_stands_for_the_space_and_counts_to_the_choice()
      throws IOException {
    List<Question> questions =
        read(
                "{\"prompt\": \"a:\\n\", \"choices\": [\"x\", \"y\"], \"answer\": \"B\"}",
                "{\"context\": \"a\", \"choices\": [\" x\", \"\\ty\"], \"answer\": \"A\"}")
            .questions();
    assertThat(questions.getFirst().choices())
        .extracting(MultipleChoiceTest::scored)
        .containsExactly("\nx", "\ny");
    assertThat(questions.getLast().choices())
        .extracting(MultipleChoiceTest::scored)
        .containsExactly(" x", "\ty");
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "'\"C\"', 2", "'\" B \"', 1", "'\"four\"', 0", "'\"A\"', 1"})
  void an_answer_is_an_index_a_letter_or_the_text(String answer, int expected) throws IOException {
    String choices = answer.equals("\"A\"") ? "[\"B\", \"A\"]" : "[\"four\", \"five\", \"six\"]";
    assertThat(
            read("{\"question\": \"q\", \"choices\": %s, \"answer\": %s}"
                    .formatted(choices, answer))
                .questions()
                .getFirst()
                .answer())
        .isEqualTo(expected);
  }

  @Test
  void an_id_and_a_group_are_kept() throws IOException {
    Question question =
        read("{\"id\": \"x-1\", \"group\": \"sums\", \"question\": \"q\","
                + " \"choices\": [\"a\", \"b\"], \"answer\": 1}")
            .questions()
            .getFirst();
    assertThat(question.origin()).isEqualTo(new Origin("x-1", null, Map.of("group", "sums")));
  }

  @Test
  void of_a_long_question_the_beginning_is_cut_off() throws IOException {
    MultipleChoice read =
        read(6, "{\"question\": \"abcdefgh\", \"choices\": [\"x\", \"long!\"], \"answer\": 1}");
    List<Choice> choices = read.questions().getFirst().choices();
    // 7 ids: the last is a target only
    assertThat(choices).extracting(MultipleChoiceTest::text).containsExactly("defgh x", "h long!");
    assertThat(choices).extracting(MultipleChoiceTest::scored).containsExactly(" x", " long!");
    assertThat(read.cut()).isEqualTo(1);
  }

  @Test
  void a_batch_has_the_choices_tokens_as_targets_and_is_padded() throws IOException {
    List<Choice> choices =
        read("{\"question\": \"q\", \"choices\": [\"x\", \"yz\"], \"answer\": 1}")
            .questions()
            .getFirst()
            .choices();
    Batch batch = MultipleChoice.batch(choices, 256);
    assertThat(batch.sequences()).isEqualTo(2);
    assertThat(batch.inputs()).containsExactly('q', ' ', 256, 'q', ' ', 'y');
    assertThat(batch.targets()).containsExactly(' ', 'x', Batch.IGNORED, ' ', 'y', 'z');
  }

  /** A q and a space after it are one id, all else is characters. */
  private record Merging() implements Tokenizer {
    @Override
    public int vocabulary() {
      return 257;
    }

    @Override
    public int endOfText() {
      return 256;
    }

    @Override
    public int[] encode(String text) {
      return text.replace("q ", "\u00FF").chars().toArray();
    }

    @Override
    public void encode(Reader text, IntConsumer sink) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(int... ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int byteLength(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
      return "merging";
    }
  }

  @Test
  void a_token_across_the_boundary_counts_to_the_choice() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("merged.jsonl"),
            "{\"question\": \"aq\", \"choices\": [\"x\", \"y\"], \"answer\": 1}\n"
                + "{\"question\": \"q\", \"choices\": [\"x\", \"y\"], \"answer\": 1}");
    List<Question> questions = MultipleChoice.read(file, new Merging(), 8).questions();
    Choice some = questions.getFirst().choices().getFirst();
    assertThat(some.ids()).containsExactly('a', 0xFF, 'x');
    assertThat(some.given()).isEqualTo(1);
    // nothing of the question is left: an end of text comes before
    Choice all = questions.getLast().choices().getFirst();
    assertThat(all.ids()).containsExactly(256, 0xFF, 'x');
    assertThat(all.given()).isEqualTo(1);
  }

  @Test
  void all_that_is_wrong_is_told_with_line_value_and_rule() {
    Path file = folder.resolve("choices.jsonl");
    assertThatThrownBy(
            () ->
                read(
                    8,
                    "{\"question\": \"q\", \"answer\": 0}",
                    "{\"question\": \"q\", \"choices\": [\"a\"], \"answer\": 0}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 2}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": \"C\"}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"b\"]}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"much too long\"], \"answer\": 0}",
                    "{\"question\": \"q\", ",
                    "{\"choices\": [\"a\", \"b\"], \"answer\": 0}",
                    "{\"question\": \"q\", \"prompt\": \"p\", \"choices\": [\"a\", \"b\"]}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"a\"], \"answer\": \"a\"}",
                    "{\"question\": \"q\", \"choices\": [\"a\", 5], \"answer\": \"a\"}",
                    "{\"id\": \"8\", \"question\": \" \", \"choices\": [\"a\", \"b\"]}",
                    "{\"id\": \"8\", \"question\": \"q\", \"choices\": [\"a\", \"b\"]}",
                    "{\"question\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            refused ->
                assertThat(String.valueOf(refused.getMessage()).lines())
                    .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("13 examples of %s are broken:", file),
                        line ->
                            assertWrong(line, 1, "has no field choices; must be an array of texts"),
                        line -> assertWrong(line, 2, "has 1 choices; must have 2 to 26"),
                        line ->
                            assertWrong(
                                line,
                                3,
                                "answer is 2; must be 0 to 1, A to B, or the text of a choice"),
                        line ->
                            assertWrong(
                                line,
                                4,
                                "answer is \"C\"; must be 0 to 1, A to B, or the text of a choice"),
                        line -> assertWrong(line, 5, "has no field answer"),
                        line ->
                            assertWrong(
                                line,
                                6,
                                "choices[1] has 14 tokens; must have at most the model's context,"
                                    + " 8"),
                        line -> assertThat(line).startsWith("line 7 of " + file + " is no JSON: "),
                        line ->
                            assertWrong(
                                line,
                                8,
                                "has no field question; must have one, or prompt, or context"),
                        line ->
                            assertWrong(
                                line, 9, "has the fields question, prompt; must have one of them"),
                        line ->
                            assertWrong(
                                line, 10, "answer is a; must be the text of one choice only"),
                        line -> assertWrong(line, 11, "choices[1] is 5; must be text"),
                        line -> assertWrong(line, 12, "id 8 is there twice; must be once"),
                        line -> assertWrong(line, 13, "id 8 is there twice; must be once")));
  }

  private void assertWrong(String line, int number, String what) {
    assertThat(line)
        .isEqualTo("line %d of %s: %s".formatted(number, folder.resolve("choices.jsonl"), what));
  }

  @Test
  void of_many_that_are_wrong_the_first_20_are_told() {
    String[] lines = new String[30];
    Arrays.fill(lines, "{}");
    assertThatThrownBy(() -> read(lines))
        .satisfies(
            refused ->
                assertThat(String.valueOf(refused.getMessage()).lines().toList())
                    .hasSize(21)
                    .startsWith(
                        "30 examples of %s are broken; the first 20:"
                            .formatted(folder.resolve("choices.jsonl"))));
  }

  @Test
  void an_empty_file_is_refused() {
    assertThatThrownBy(() -> read("\n"))
        .hasMessage(folder.resolve("choices.jsonl") + " has no examples; it needs at least 1");
  }
}
