package dev.assay.query;

import dev.assay.query.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a text into tokens. */
final class Lexer {
  private final Source source;
  private final String text;
  private int at;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.text();
  }

  /** The tokens of a text; the last is {@link Kind#END}. */
  static List<Token> tokens(Source source) {
    Lexer lexer = new Lexer(source);
    List<Token> tokens = new ArrayList<>();
    while (lexer.skipSpace()) {
      tokens.add(lexer.next());
    }
    tokens.add(new Token(Kind.END, "", lexer.at));
    return tokens;
  }

  private boolean skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private Token next() {
    char c = text.charAt(at);
    @Nullable Kind quote = Token.quote(c);
    if (quote != null) {
      return quoted(quote, c);
    }
    if (isOfWord(c)) {
      return word();
    }
    return sign(c);
  }

  /** A quote within is written twice. */
  private Token quoted(Kind kind, char quote) {
    int start = at++;
    StringBuilder inside = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != quote) {
        inside.append(c);
      } else if (at < text.length() && text.charAt(at) == quote) {
        inside.append(quote);
        at++;
      } else {
        return new Token(kind, inside.toString(), start);
      }
    }
    throw source.wrong(start, "the quote %s is not closed".formatted(quote));
  }

  private Token word() {
    int start = at;
    while (at < text.length() && isOfWord(text.charAt(at))) {
      at++;
    }
    return new Token(Kind.WORD, text.substring(start, at), start);
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || "_./-+:@".indexOf(c) >= 0;
  }

  private Token sign(char c) {
    int start = at++;
    switch (c) {
      case '=', '(', ')', ',' -> {
        return new Token(Kind.SIGN, String.valueOf(c), start);
      }
      case '<', '>', '!' -> {
        boolean two = at < text.length() && text.charAt(at) == '=';
        at += two ? 1 : 0;
        if (two || c != '!') {
          return new Token(Kind.SIGN, text.substring(start, at), start);
        }
      }
      default -> {}
    }
    throw source.wrong(start, "the character %s is not part of the language".formatted(c));
  }
}
