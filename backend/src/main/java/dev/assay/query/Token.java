package dev.assay.query;

import org.jspecify.annotations.Nullable;

/**
 * A piece of the text.
 *
 * @param text of a quoted one without its quotes
 * @param at where it begins, from 0
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    /** Letters, digits and {@code _ . / - : @}; names, keywords, numbers. */
    WORD,
    /** In single quotes. */
    TEXT,
    /** In double quotes: a text, or part of a name. */
    QUOTED,
    /** In backticks: part of a name. */
    NAME,
    /** A comparison, a bracket or a comma. */
    SIGN,
    END
  }

  /** Whether it is this keyword, in upper or lower case. */
  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** For a message. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "'" + text + "'";
      case QUOTED -> '"' + text + '"';
      case NAME -> '`' + text + '`';
      case WORD, SIGN -> text;
    };
  }

  static @Nullable Kind quote(char c) {
    return switch (c) {
      case '\'' -> Kind.TEXT;
      case '"' -> Kind.QUOTED;
      case '`' -> Kind.NAME;
      default -> null;
    };
  }
}
