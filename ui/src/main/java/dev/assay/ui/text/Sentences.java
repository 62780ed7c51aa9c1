package dev.assay.ui.text;

import dev.assay.problem.Problem;

/** Messages that begin in the middle of a sentence, as sentences for people. */
public final class Sentences {
  private Sentences() {}

  public static String of(Problem problem) {
    return of(String.valueOf(problem.getMessage()));
  }

  public static String of(String message) {
    return capital(message) + ".";
  }

  /** With a capital letter in front. */
  public static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
