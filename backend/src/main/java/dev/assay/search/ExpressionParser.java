package dev.assay.search;

import dev.assay.problem.Problem;
import dev.assay.search.Expression.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression.
 *
 * <pre>
 * or         = and { "or" and }
 * and        = not { "and" not }
 * not        = "not" not | comparison
 * comparison = sum [ ( "==" | "!=" | "&lt;" | "&lt;=" | ">" | ">=" ) sum | [ "not" ] "in" list ]
 * sum        = product { ( "+" | "-" ) product }
 * product    = signed { ( "*" | "/" | "%" ) signed }
 * signed     = "-" signed | power
 * power      = atom [ "**" signed ]
 * atom       = number | text | "true" | "false" | name | function "(" or { "," or } ")" | "(" or ")"
 *            | "if" "(" or "," or [ "," or ] ")"
 * list       = "[" literal { "," literal } "]"
 * </pre>
 *
 * A text stands in single or double quotes; a name with other characters than letters, digits, _
 * and dots in backticks.
 */
final class ExpressionParser {
  static final int LONGEST = 1000;
  private static final int DEEPEST = 40;
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<number>\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?|\\.\\d+(?:[eE][-+]?\\d+)?)\
          |(?<word>[A-Za-z_]\\w*(?:\\.\\w+)*)\
          |(?<text>'[^']*'|"[^"]*")\
          |`(?<name>[^`]+)`\
          |(?<sign>\\*\\*|==|!=|<=|>=|[-<>+*/%()\\[\\],])\
          """);

  /** The functions, and how many arguments they take. */
  private static final Map<String, Integer> FUNCTIONS =
      Map.of("min", 2, "max", 2, "abs", 1, "log", 1, "exp", 1);

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in", "true", "false");

  private enum Type {
    NUMBER,
    WORD,
    TEXT,
    NAME,
    SIGN,
    END
  }

  private record Token(Type type, String text, int at) {
    /** Whether it is that keyword or sign. */
    boolean is(String what) {
      return (type == Type.WORD || type == Type.SIGN) && text.equals(what);
    }

    String shown() {
      return type == Type.END ? "the end" : text;
    }
  }

  private final Source source;
  private final List<Token> tokens;
  private final Set<String> names = new LinkedHashSet<>();
  private int at;
  private int depth;

  ExpressionParser(Source source) {
    if (source.text().length() > LONGEST) {
      throw new Problem.Invalid(
          source.field(), source.text(), "it has at most " + LONGEST + " characters");
    }
    this.source = source;
    this.tokens = tokens();
  }

  /** The whole text. */
  Term whole() {
    Term whole = or();
    if (peek().type != Type.END) {
      throw unexpected("and, or, or the end");
    }
    return whole;
  }

  /** The names that were read. */
  Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  private List<Token> tokens() {
    List<Token> found = new ArrayList<>();
    String text = source.text();
    Matcher matcher = TOKEN.matcher(text);
    int place = 0;
    while (true) {
      while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
        place++;
      }
      if (place == text.length()) {
        found.add(new Token(Type.END, "", place));
        return found;
      }
      if (!matcher.region(place, text.length()).lookingAt()) {
        throw source.wrong(place, mistake(text.charAt(place)));
      }
      found.add(token(matcher));
      place = matcher.end();
    }
  }

  private static Token token(Matcher matcher) {
    int start = matcher.start();
    if (matcher.group("number") != null) {
      return new Token(Type.NUMBER, matcher.group(), start);
    }
    if (matcher.group("word") != null) {
      return new Token(Type.WORD, matcher.group(), start);
    }
    if (matcher.group("text") != null) {
      return new Token(Type.TEXT, inside(matcher.group()), start);
    }
    return matcher.group("name") != null
        ? new Token(Type.NAME, inside(matcher.group()), start)
        : new Token(Type.SIGN, matcher.group(), start);
  }

  private static String inside(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String mistake(char c) {
    return switch (c) {
      case '\'', '"', '`' -> "the quote %s is not closed".formatted(c);
      case '=' -> "a comparison is written ==";
      case '&', '|', '!' -> "logic is written and, or, not";
      default -> "the character %s is not part of an expression".formatted(c);
    };
  }

  private Term or() {
    int start = peek().at;
    List<Term> any = new ArrayList<>(List.of(and()));
    while (accept("or")) {
      any.add(and());
    }
    return any.size() == 1 ? any.getFirst() : new Term.Logic(false, any, start);
  }

  private Term and() {
    int start = peek().at;
    List<Term> all = new ArrayList<>(List.of(not()));
    while (accept("and")) {
      all.add(not());
    }
    return all.size() == 1 ? all.getFirst() : new Term.Logic(true, all, start);
  }

  private Term not() {
    int start = peek().at;
    return accept("not") ? new Term.Not(deeper(this::not), start) : comparison();
  }

  private Term comparison() {
    int start = peek().at;
    Term left = sum();
    if (accept("in")) {
      return new Term.In(left, list(), start);
    }
    if (peek().is("not") && tokens.get(at + 1).is("in")) {
      at += 2;
      return new Term.Not(new Term.In(left, list(), start), start);
    }
    if (!COMPARISONS.contains(peek().text) || peek().type != Type.SIGN) {
      return left;
    }
    Term compared = new Term.Compare(next().text, left, sum(), start);
    if (peek().type == Type.SIGN && COMPARISONS.contains(peek().text)) {
      throw source.wrong(peek().at, "a < b < c is written a < b and b < c");
    }
    return compared;
  }

  private Term sum() {
    int start = peek().at;
    Term sum = product();
    while (peek().is("+") || peek().is("-")) {
      sum = new Term.Arithmetic(next().text, sum, product(), start);
    }
    return sum;
  }

  private Term product() {
    int start = peek().at;
    Term product = signed();
    while (peek().is("*") || peek().is("/") || peek().is("%")) {
      product = new Term.Arithmetic(next().text, product, signed(), start);
    }
    return product;
  }

  private Term signed() {
    int start = peek().at;
    return accept("-") ? new Term.Negative(deeper(this::signed), start) : power();
  }

  /** To the right first, and before a sign on its left: -2 ** 2 is -4. */
  private Term power() {
    int start = peek().at;
    Term base = atom();
    return accept("**") ? new Term.Arithmetic("**", base, deeper(this::signed), start) : base;
  }

  private Term atom() {
    Token token = peek();
    if (accept("(")) {
      Term inside = deeper(this::or);
      expect(")", "a closing bracket");
      return inside;
    }
    if (token.type == Type.WORD && tokens.get(at + 1).is("(") && !KEYWORDS.contains(token.text)) {
      return call();
    }
    if (token.type == Type.NAME || token.type == Type.WORD && !KEYWORDS.contains(token.text)) {
      at++;
      names.add(token.text);
      return new Term.Name(token.text, token.at);
    }
    return literal("a value or a name");
  }

  private Term call() {
    Token function = next();
    boolean isChoice = function.text.equals("if");
    Integer count = FUNCTIONS.get(function.text);
    if (count == null && !isChoice) {
      throw source.wrong(
          function.at,
          "there is no function %s; there are min max abs log exp if".formatted(function.text));
    }
    List<Term> arguments = arguments();
    return isChoice || count == null
        ? choice(arguments, function.at)
        : call(function, count, arguments);
  }

  private List<Term> arguments() {
    expect("(", "an opening bracket");
    List<Term> arguments = new ArrayList<>(List.of(deeper(this::or)));
    while (accept(",")) {
      arguments.add(deeper(this::or));
    }
    expect(")", "a comma or a closing bracket");
    return arguments;
  }

  private Term choice(List<Term> arguments, int start) {
    if (arguments.size() < 2 || arguments.size() > 3) {
      throw source.wrong(
          start, "if is of a condition, what then holds, and what else if there is something");
    }
    @Nullable Term other = arguments.size() == 3 ? arguments.get(2) : null;
    return new Term.Choice(arguments.get(0), arguments.get(1), other, start);
  }

  private Term call(Token function, int count, List<Term> arguments) {
    boolean right = count == 1 ? arguments.size() == 1 : arguments.size() >= count;
    if (!right) {
      throw source.wrong(
          function.at,
          "%s is of %s"
              .formatted(function.text, count == 1 ? "one number" : "two or more numbers"));
    }
    return new Term.Call(function.text, arguments, function.at);
  }

  private List<Term.Literal> list() {
    expect("[", "a list such as [1, 2]");
    List<Term.Literal> list = new ArrayList<>(List.of(signedLiteral()));
    while (accept(",")) {
      list.add(signedLiteral());
    }
    expect("]", "a comma or a closing bracket ]");
    return list;
  }

  private Term.Literal signedLiteral() {
    int start = peek().at;
    boolean negative = accept("-");
    Term.Literal literal = literal(negative ? "a number" : "a value");
    if (!negative) {
      return literal;
    }
    if (!(literal.constant() instanceof Double number)) {
      throw source.wrong(start, "a number is expected after -");
    }
    return new Term.Literal(-number, start);
  }

  private Term.Literal literal(String expected) {
    Token token = peek();
    if (accept("true") || accept("false")) {
      return new Term.Literal(token.text.equals("true"), token.at);
    }
    return switch (token.type) {
      case NUMBER -> new Term.Literal(number(next()), token.at);
      case TEXT -> new Term.Literal(next().text, token.at);
      case WORD, NAME, SIGN, END -> throw unexpected(expected);
    };
  }

  private double number(Token token) {
    double number = Double.parseDouble(token.text);
    if (Double.isInfinite(number)) {
      throw source.wrong(token.at, token.text + " is too large a number");
    }
    return number;
  }

  /** The stack ends where a request says so, unless it is counted. */
  private Term deeper(Supplier<Term> part) {
    if (++depth > DEEPEST) {
      throw source.wrong(peek().at, "it is nested more than " + DEEPEST + " deep");
    }
    Term term = part.get();
    depth--;
    return term;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    return tokens.get(at++);
  }

  private boolean accept(String what) {
    boolean there = peek().is(what);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String sign, String expected) {
    if (!accept(sign)) {
      throw unexpected(expected);
    }
  }

  private Problem.Invalid unexpected(String expected) {
    return source.wrong(
        peek().at, "%s is expected, and not %s".formatted(expected, peek().shown()));
  }
}
