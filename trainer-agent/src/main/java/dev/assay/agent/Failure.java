package dev.assay.agent;

import dev.assay.recipes.TrainingFailed;

/** Why something failed, for people. */
final class Failure {

  private static final int MAX_LENGTH = 500;

  private Failure() {}

  /** The message of an error in one line; the kind of error too, unless it is a refused value. */
  static String oneLine(Throwable error) {
    String message = error.getMessage();
    String kind = error.getClass().getSimpleName();
    String text;
    if (message == null || message.isBlank()) {
      text = kind;
    } else if (error instanceof IllegalArgumentException || error instanceof TrainingFailed) {
      text = message;
    } else {
      text = kind + ": " + message;
    }
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
  }
}
