package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns of a talk. As ids, with ␄ the end of text:
 *
 * <pre>{@code
 * ␄System: Be brief.\n\nUser: Define the noun "dog".\n\nAssistant: A domestic animal.␄User: ...
 * }</pre>
 *
 * <p>Roles are words, since a tokenizer has no other special token than the end of text: so any
 * pretrained model can be taught it. Whoever answers stops at the end of text. A user who writes
 * {@code Assistant:} into a turn can forge an answer; what is learned and shown here is no guard.
 *
 * @param group what decides the side of a split
 * @param turns the last one is an answer
 */
public record Conversation(String group, List<Turn> turns) {

  /** Who speaks. */
  public enum Role {
    SYSTEM("System"),
    USER("User"),
    ASSISTANT("Assistant");

    private final String written;

    Role(String written) {
      this.written = written;
    }

    /** The role of that name in chat or ShareGPT data, or null. */
    static @Nullable Role parse(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "system" -> SYSTEM;
        case "user", "human" -> USER;
        case "assistant", "gpt" -> ASSISTANT;
        default -> null;
      };
    }
  }

  /** What one says. */
  public record Turn(Role role, String text) {

    boolean isAnswer() {
      return role == Role.ASSISTANT && !text.isEmpty();
    }
  }

  public Conversation {
    turns = List.copyOf(turns);
    if (turns.isEmpty() || !turns.getLast().isAnswer()) {
      throw new IllegalArgumentException("a conversation must end with an answer");
    }
  }

  static Conversation of(String group, String prompt, String answer) {
    return new Conversation(
        group, List.of(new Turn(Role.USER, prompt), new Turn(Role.ASSISTANT, answer)));
  }

  MaskedIds encode(Tokenizer tokenizer) {
    var ids = new MaskedIds.Draft();
    write(turns, tokenizer, ids);
    return ids.done();
  }

  /**
   * The ids after which a model is to answer: those turns, then {@code Assistant:}. The answer
   * begins with a space.
   */
  public static int[] prompt(List<Turn> turns, Tokenizer tokenizer) {
    var ids = new MaskedIds.Draft();
    write(turns, tokenizer, ids);
    ids.add(tokenizer.encode(Role.ASSISTANT.written + ":"), false);
    return ids.done().ids();
  }

  /** Role and answer are encoded apart: so they are at generation. */
  private static void write(List<Turn> turns, Tokenizer tokenizer, MaskedIds.Draft ids) {
    ids.add(tokenizer.endOfText(), false);
    for (Turn turn : turns) {
      if (turn.isAnswer()) {
        ids.add(tokenizer.encode(turn.role.written + ":"), false);
        ids.add(tokenizer.encode(" " + turn.text), true);
        ids.add(tokenizer.endOfText(), true);
      } else {
        ids.add(tokenizer.encode(turn.role.written + ": " + turn.text + "\n\n"), false);
      }
    }
  }
}
