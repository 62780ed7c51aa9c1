package dev.assay.problem;

import org.jspecify.annotations.Nullable;

/** Rules that hold for text wherever it comes from. */
public final class Rules {
  private Rules() {}

  /**
   * Text that can be a name or a value.
   *
   * @return the text
   * @throws Problem.Invalid when it is missing, too short, too long, or has the character 0, which
   *     PostgreSQL cannot keep
   */
  public static String text(String field, @Nullable String text, int shortest, int longest) {
    if (text == null) {
      throw new Problem.Invalid(field, "missing", "text is expected");
    }
    if (text.length() > longest || (shortest > 0 && text.isBlank())) {
      throw new Problem.Invalid(
          field, text, "it has %d to %d characters".formatted(shortest, longest));
    }
    if (text.indexOf('\0') >= 0) {
      throw new Problem.Invalid(
          field, text.replace('\0', '\uFFFD'), "it must not contain the character U+0000");
    }
    return text;
  }

  /** Text written by a program, kept as far as it can be: cut, and U+0000 replaced. */
  public static @Nullable String kept(@Nullable String text, int longest) {
    if (text == null) {
      return null;
    }
    String replaced = text.replace('\0', '\uFFFD');
    return replaced.length() > longest ? replaced.substring(0, longest) : replaced;
  }
}
