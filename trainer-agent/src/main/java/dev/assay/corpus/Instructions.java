package dev.assay.corpus;

import dev.assay.corpus.Conversation.Role;
import dev.assay.corpus.Conversation.Turn;
import dev.assay.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Conversations to learn the answers of.
 *
 * @param name where they come from
 * @param conversations each with at least one answer
 * @param withoutAnswer how many more the source had that have none
 */
public record Instructions(String name, List<Conversation> conversations, int withoutAnswer) {

  public Instructions {
    conversations = List.copyOf(conversations);
    if (conversations.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has 0 conversations with an answer (and %d without); it needs at least 1"
              .formatted(name, withoutAnswer));
    }
  }

  /**
   * Two kinds from WordNet's synsets: {@code Define the noun "dog".}, answered by the definition,
   * and {@code Give synonyms of the noun "dog".}, answered by the other words. A word with several
   * meanings is asked for several times. Both of a synset are on the side of a split that its text
   * in the corpus {@link WordNetGlosses#NAME} is on.
   */
  public static Instructions wordNet() {
    List<Conversation> conversations = new ArrayList<>();
    for (Synset synset : Synset.all()) {
      String word = "the %s \"%s\".".formatted(synset.partOfSpeech(), synset.words().getFirst());
      String document = synset.document();
      conversations.add(
          Conversation.of(document, "Define " + word, capitalised(synset.definition()) + "."));
      if (synset.words().size() > 1) {
        String others = String.join(", ", synset.words().subList(1, synset.words().size()));
        conversations.add(
            Conversation.of(document, "Give synonyms of " + word, capitalised(others) + "."));
      }
    }
    return new Instructions("wordnet-instructions", conversations, 0);
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /**
   * From JSON lines, a JSON array or CSV, each example in one of three forms: Alpaca's {@code
   * instruction}, {@code input} (may be missing) and {@code output}; chat's {@code messages} of
   * {@code role} and {@code content}; ShareGPT's {@code conversations} of {@code from} and {@code
   * value}. What follows the last answer is left out, and so is a conversation without any.
   *
   * @param file one that {@link Corpora#permitted} gave
   * @throws IllegalArgumentException when the file cannot be read, an example has none of these
   *     forms, or none has an answer
   */
  public static Instructions read(Path file) {
    List<Conversation> conversations = new ArrayList<>();
    var without = new int[1];
    ExampleFile.read(
        file,
        row -> {
          List<Turn> turns = upToLastAnswer(turns(row));
          if (turns.isEmpty()) {
            without[0]++;
          } else {
            conversations.add(new Conversation(prompt(turns), turns));
          }
        });
    return new Instructions(file.toString(), conversations, without[0]);
  }

  private static List<Turn> turns(ExampleFile.Row row) {
    JsonNode messages = row.get("messages");
    if (messages != null) {
      return turns(row, messages, "messages", "role", "content");
    }
    JsonNode conversations = row.get("conversations");
    if (conversations != null) {
      return turns(row, conversations, "conversations", "from", "value");
    }
    if (row.get("instruction") == null) {
      throw row.wrong(
          "has none of the fields instruction, messages, conversations; must have one of them");
    }
    String input = row.get("input") == null ? "" : row.text("input").strip();
    String instruction = row.text("instruction").strip();
    return List.of(
        new Turn(Role.USER, input.isEmpty() ? instruction : instruction + "\n\n" + input),
        new Turn(Role.ASSISTANT, row.text("output").strip()));
  }

  private static List<Turn> turns(
      ExampleFile.Row row, JsonNode array, String field, String roleField, String textField) {
    if (!array.isArray()) {
      throw row.wrong("field %s must be an array of objects".formatted(field));
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String place = "%s[%d].".formatted(field, i);
      String role = row.text(array.get(i), roleField, place + roleField);
      @Nullable Role known = Role.parse(role);
      if (known == null) {
        throw row.wrong(
            "%s%s is %s; must be system, user, human, assistant or gpt"
                .formatted(place, roleField, role));
      }
      turns.add(new Turn(known, row.text(array.get(i), textField, place + textField).strip()));
    }
    return turns;
  }

  private static List<Turn> upToLastAnswer(List<Turn> turns) {
    int last = turns.size() - 1;
    while (last >= 0 && !turns.get(last).isAnswer()) {
      last--;
    }
    return turns.subList(0, last + 1);
  }

  /** What comes before the first answer: equal ones are on the same side of a split. */
  private static String prompt(List<Turn> turns) {
    var prompt = new StringBuilder();
    for (Turn turn : turns) {
      if (turn.isAnswer()) {
        break;
      }
      prompt.append(turn.text()).append('\n');
    }
    return prompt.toString();
  }

  /**
   * By the hash of what comes before the first answer, or of WordNet's text: equal ones are on the
   * same side.
   *
   * @throws IllegalArgumentException when one side would be empty
   */
  public Sides<Instructions> split(double validationFraction) {
    return Sides.of(conversations, Conversation::group, validationFraction)
        .map(side -> new Instructions(name, side, withoutAnswer));
  }

  /**
   * As {@link Conversation} writes them; only answers and the end of text after each count as
   * targets. A conversation longer than the context loses its oldest tokens; one whose last answer
   * does not fit is dropped.
   *
   * @param context most tokens of a sequence, at least 2
   */
  public Examples<Batch> encode(Tokenizer tokenizer, int context) {
    if (context < 2) {
      throw new IllegalArgumentException("context is " + context + "; must be at least 2");
    }
    List<int[]> ids = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    int cut = 0;
    int dropped = 0;
    for (Conversation conversation : conversations) {
      MaskedIds all = conversation.encode(tokenizer);
      MaskedIds fitting = all.last(context);
      if (fitting == null) {
        dropped++;
        continue;
      }
      cut += fitting.ids().length < all.ids().length ? 1 : 0;
      ids.add(fitting.inputs());
      targets.add(fitting.targets());
    }
    int[][] inputRows = ids.toArray(int[][]::new);
    int[][] targetRows = targets.toArray(int[][]::new);
    return new Examples<>(
        Examples.lengths(inputRows),
        cut,
        dropped,
        picked ->
            new Batch(
                picked.length,
                Examples.padded(Examples.pick(inputRows, picked), tokenizer.endOfText()),
                Examples.padded(Examples.pick(targetRows, picked), Batch.IGNORED)));
  }
}
