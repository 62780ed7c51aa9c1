package dev.assay.corpus;

import dev.assay.corpus.MultipleChoice.Choice;
import dev.assay.corpus.MultipleChoice.Question;
import dev.assay.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Reads {@link MultipleChoice}. */
final class ChoicesFile {

  private static final int MOST_FINDINGS = 20;
  private static final List<String> QUESTION = List.of("question", "prompt", "context");

  private final Tokenizer tokenizer;
  private final int context;
  private final List<Question> questions = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private ChoicesFile(Tokenizer tokenizer, int context) {
    this.tokenizer = tokenizer;
    this.context = context;
  }

  static MultipleChoice read(Path file, Tokenizer tokenizer, int context) {
    var into = new ChoicesFile(tokenizer, context);
    ExampleFile.read(file, MOST_FINDINGS, into::add);
    return new MultipleChoice(file.toString(), into.questions);
  }

  private void add(ExampleFile.Row row) {
    String id = row.get("id") == null ? String.valueOf(row.line()) : row.scalar("id");
    if (!ids.add(id)) {
      throw row.wrong("id " + id + " is there twice; must be once");
    }
    String question = question(row);
    List<String> texts = choices(row);
    int answer = answer(row, texts);
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      choices.add(choice(row, question, texts.get(i), i));
    }
    Map<String, String> groups =
        row.get("group") == null ? Map.of() : Map.of("group", row.scalar("group"));
    questions.add(new Question(new Origin(id, null, groups), choices, answer));
  }

  private static String question(ExampleFile.Row row) {
    List<String> given = QUESTION.stream().filter(field -> row.get(field) != null).toList();
    if (given.size() != 1) {
      throw row.wrong(
          given.isEmpty()
              ? "has no field question; must have one, or prompt, or context"
              : "has the fields %s; must have one of them".formatted(String.join(", ", given)));
    }
    String text = row.text(given.getFirst());
    if (text.isBlank()) {
      throw row.wrong("field " + given.getFirst() + " is blank; must be text");
    }
    return text;
  }

  private static List<String> choices(ExampleFile.Row row) {
    JsonNode array = row.get("choices");
    if (array == null || !array.isArray()) {
      throw row.wrong(
          array == null
              ? "has no field choices; must be an array of texts"
              : "field choices is %s; must be an array of texts"
                  .formatted(ExampleFile.Row.brief(array)));
    }
    if (array.size() < 2 || array.size() > MultipleChoice.MOST_CHOICES) {
      throw row.wrong(
          "has %d choices; must have 2 to %d".formatted(array.size(), MultipleChoice.MOST_CHOICES));
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode text = array.get(i);
      if (!text.isString() || text.stringValue().isBlank()) {
        throw row.wrong(
            "choices[%d] is %s; must be text".formatted(i, ExampleFile.Row.brief(text)));
      }
      texts.add(text.stringValue());
    }
    return texts;
  }

  /** The text of a choice goes before a letter: choices may be letters, in any order. */
  private static int answer(ExampleFile.Row row, List<String> choices) {
    String answer = row.scalar("answer");
    JsonNode value = row.get("answer");
    if (value != null && value.isNumber()) {
      for (int i = 0; i < choices.size(); i++) {
        if (answer.equals(String.valueOf(i))) {
          return i;
        }
      }
    } else {
      int at = choices.indexOf(answer);
      if (at >= 0 && at != choices.lastIndexOf(answer)) {
        throw row.wrong("answer is %s; must be the text of one choice only".formatted(answer));
      }
      for (int i = 0; i < choices.size() && at < 0; i++) {
        at = MultipleChoice.letter(i).equals(answer.strip()) ? i : -1;
      }
      if (at >= 0) {
        return at;
      }
    }
    throw row.wrong(
        "answer is %s; must be 0 to %d, A to %s, or the text of a choice"
            .formatted(
                ExampleFile.Row.brief(row.fields().get("answer")),
                choices.size() - 1,
                MultipleChoice.letter(choices.size() - 1)));
  }

  private Choice choice(ExampleFile.Row row, String question, String choice, int index) {
    String asked = question.stripTrailing();
    String between = question.substring(asked.length());
    if (between.isEmpty() && !Character.isWhitespace(choice.charAt(0))) {
      between = " ";
    }
    int[] all = encode(row, asked + between + choice);
    int given = common(encode(row, asked), all);
    if (given == 0) { // something must come first
      all = IntStream.concat(IntStream.of(tokenizer.endOfText()), IntStream.of(all)).toArray();
      given = 1;
    }
    int tokens = all.length - given;
    if (tokens > context) {
      throw row.wrong(
          "choices[%d] has %d tokens; must have at most the model's context, %d"
              .formatted(index, tokens, context));
    }
    int lost = Math.max(0, all.length - (context + 1)); // the last is a target only
    return new Choice(
        Arrays.copyOfRange(all, lost, all.length),
        given - lost,
        choice.getBytes(StandardCharsets.UTF_8).length,
        lost > 0);
  }

  private int[] encode(ExampleFile.Row row, String text) {
    try {
      return tokenizer.encode(text);
    } catch (IllegalArgumentException e) { // characters that it does not know
      throw row.wrong(String.valueOf(e.getMessage()));
    }
  }

  /** How many ids both begin with; of equal ones, or where one ends first, all of it. */
  private static int common(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }
}
