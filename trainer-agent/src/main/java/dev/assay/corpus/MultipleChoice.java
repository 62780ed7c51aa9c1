package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Questions with choices of which one is right, as a language model reads them.
 *
 * @param name where they come from
 * @param questions at least one
 */
public record MultipleChoice(String name, List<Question> questions) {

  /** Choices have letters. */
  static final int MOST_CHOICES = 26;

  /**
   * @param choices 2 to {@value #MOST_CHOICES}
   * @param answer index of the right one
   */
  public record Question(Origin origin, List<Choice> choices, int answer) {
    public Question {
      choices = List.copyOf(choices);
    }
  }

  /**
   * A choice after its question.
   *
   * @param ids tokens of both
   * @param given how many of them are the question's, at least 1: the likelihood is that of the
   *     rest, at least 1
   * @param bytes of the choice alone, in UTF-8
   * @param cut whether the question lost tokens
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Choice(int[] ids, int given, int bytes, boolean cut) {}

  public MultipleChoice {
    questions = List.copyOf(questions);
  }

  /**
   * From JSON lines or a JSON array, a question an object: {@code {"question": "2 + 2 =",
   * "choices": ["3", "4"], "answer": 1}}. The question may be called prompt or context too; the
   * answer is an index from 0, a letter from A, or the text of a choice. An id and a group are
   * optional.
   *
   * <p>Question and choice are made into tokens together, a space between them unless there is
   * white space already; white space at the end of the question counts to the choice. Of a question
   * that does not fit the context with its choice the beginning is cut off. So does
   * lm-evaluation-harness ({@code _encode_pair}), but where tokens of a question are others with a
   * choice after it, those that differ count to the choice here.
   *
   * @param file one that {@link Corpora#permitted} gave
   * @param context T, tokens that a model reads at once
   * @throws IllegalArgumentException when the file cannot be read or questions are broken; the
   *     first 20 of these are told
   */
  public static MultipleChoice read(Path file, Tokenizer tokenizer, int context) {
    return ChoicesFile.read(file, tokenizer, context);
  }

  /** The most choices of a question. */
  public int mostChoices() {
    return questions.stream().mapToInt(question -> question.choices.size()).max().orElse(0);
  }

  /** How many questions lost tokens. */
  public int cut() {
    return (int)
        questions.stream()
            .filter(question -> question.choices.stream().anyMatch(Choice::cut))
            .count();
  }

  /** {@code A} for the first choice. */
  public static String letter(int choice) {
    return String.valueOf((char) ('A' + choice));
  }

  /**
   * Sequences whose targets are the choices' tokens, padded on the right to the longest.
   *
   * @param padding an id
   */
  public static Batch batch(List<Choice> choices, long padding) {
    int t = choices.stream().mapToInt(choice -> choice.ids.length - 1).max().orElse(1);
    var inputs = new long[choices.size() * t];
    var targets = new long[inputs.length];
    Arrays.fill(inputs, padding);
    Arrays.fill(targets, Batch.IGNORED);
    for (int b = 0; b < choices.size(); b++) {
      Choice choice = choices.get(b);
      for (int i = 0; i + 1 < choice.ids.length; i++) {
        inputs[b * t + i] = choice.ids[i];
        if (i + 1 >= choice.given) {
          targets[b * t + i] = choice.ids[i + 1];
        }
      }
    }
    return new Batch(choices.size(), inputs, targets); // (B, T) each
  }
}
