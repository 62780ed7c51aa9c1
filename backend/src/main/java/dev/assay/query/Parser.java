package dev.assay.query;

import dev.assay.problem.Problem;
import dev.assay.query.Operand.Function;
import dev.assay.query.Operand.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the search language.
 *
 * <pre>
 * filter     = and { "or" and }
 * and        = unary { "and" unary }
 * unary      = "not" unary | "(" filter ")" | condition
 * condition  = operand ( comparison literal | [ "not" ] "in" "(" literal { "," literal } ")"
 *            | [ "not" ] ( "like" | "ilike" ) text | "is" [ "not" ] "null" )
 * operand    = [ kind "." ] name | function "(" "metrics." name ")"
 * function   = "last" | "min" | "max" | "mean"
 * kind       = "attributes" | "metrics" | "params" | "tags" | "datasets", and MLflow's other words for them
 * comparison = "=" | "!=" | "&lt;" | "&lt;=" | ">" | ">="
 * literal    = text | number | number unit | "true" | "false"     unit: s m h d w
 * </pre>
 *
 * Names with other characters than letters, digits and {@code _ . / - : @} stand in backticks or
 * double quotes. This holds all of MLflow's language, which knows only {@code and}.
 */
final class Parser {
  static final int LONGEST = 100_000;
  private static final int DEEPEST = 50;
  private static final int MOST_CONDITIONS = 500;
  private static final int MOST_OPERANDS = 40;
  private static final int MOST_LITERALS = 5000;
  private static final Pattern SPAN = Pattern.compile("([-+]?\\d{1,6})([smhdw])");
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("attribute", Kind.ATTRIBUTE),
          Map.entry("attributes", Kind.ATTRIBUTE),
          Map.entry("attr", Kind.ATTRIBUTE),
          Map.entry("run", Kind.ATTRIBUTE),
          Map.entry("metric", Kind.METRIC),
          Map.entry("metrics", Kind.METRIC),
          Map.entry("param", Kind.PARAM),
          Map.entry("params", Kind.PARAM),
          Map.entry("parameter", Kind.PARAM),
          Map.entry("parameters", Kind.PARAM),
          Map.entry("tag", Kind.TAG),
          Map.entry("tags", Kind.TAG),
          Map.entry("dataset", Kind.DATASET),
          Map.entry("datasets", Kind.DATASET));
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "=", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.AT_MOST,
          ">", Comparison.GREATER,
          ">=", Comparison.AT_LEAST);

  private final Source source;
  private final List<Token> tokens;
  private final Set<String> operands = new HashSet<>();
  private int at;
  private int depth;
  private int conditions;
  private int literals;

  Parser(Source source) {
    if (source.text().length() > LONGEST) {
      throw new Problem.Invalid(
          source.field(), source.text(), "it has at most " + LONGEST + " characters");
    }
    if (source.text().indexOf('\0') >= 0) {
      throw source.wrong(source.text().indexOf('\0'), "it must not contain the character U+0000");
    }
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  /** The whole text as a filter; an empty one means everything. */
  Filter filter() {
    if (peek().kind() == Token.Kind.END) {
      return Filter.EVERYTHING;
    }
    Filter filter = or();
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("and, or, or the end of the filter");
    }
    return filter;
  }

  /** The whole text as something to sort by. */
  Order order() {
    Operand operand = operand();
    boolean descending = peek().is("desc");
    if (descending || peek().is("asc")) {
      at++;
    }
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("asc, desc, or the end");
    }
    return new Order(operand, descending, source);
  }

  private Filter or() {
    List<Filter> any = new ArrayList<>(List.of(and()));
    while (accept("or")) {
      any.add(and());
    }
    return any.size() == 1 ? any.getFirst() : new Filter.Or(any);
  }

  private Filter and() {
    List<Filter> all = new ArrayList<>(List.of(unary()));
    while (accept("and")) {
      all.add(unary());
    }
    return all.size() == 1 ? all.getFirst() : new Filter.And(all);
  }

  private Filter unary() {
    if (++depth > DEEPEST) {
      throw source.wrong(peek().at(), "it is nested more than " + DEEPEST + " deep");
    }
    try {
      if (accept("not")) {
        return new Filter.Not(unary());
      }
      if (peek().isSign("(")) {
        at++;
        Filter inside = or();
        expectSign(")", "and, or, or a closing bracket");
        return inside;
      }
      return condition();
    } finally {
      depth--;
    }
  }

  private Filter condition() {
    if (++conditions > MOST_CONDITIONS) {
      throw source.wrong(peek().at(), "it has more than " + MOST_CONDITIONS + " conditions");
    }
    Operand operand = operand();
    if (operands.add(operand.toString()) && operands.size() > MOST_OPERANDS) {
      throw source.wrong(
          operand.at(), "it looks at more than " + MOST_OPERANDS + " different things");
    }
    if (accept("is")) {
      boolean not = accept("not");
      if (!accept("null")) {
        throw unexpected("null");
      }
      return negated(not, new Filter.IsNull(operand));
    }
    boolean not = accept("not");
    if (accept("in")) {
      return negated(not, new Filter.In(operand, list()));
    }
    for (Comparison pattern : List.of(Comparison.LIKE, Comparison.ILIKE)) {
      if (accept(pattern.toString())) {
        return negated(not, new Filter.Compare(operand, pattern, literal()));
      }
    }
    @Nullable Comparison comparison =
        peek().kind() == Token.Kind.SIGN ? COMPARISONS.get(peek().text()) : null;
    if (not || comparison == null) {
      throw unexpected(not ? "in, like or ilike" : "a comparison: = != < <= > >= like ilike in is");
    }
    at++;
    return new Filter.Compare(operand, comparison, literal());
  }

  private static Filter negated(boolean not, Filter filter) {
    return not ? new Filter.Not(filter) : filter;
  }

  private List<Literal> list() {
    expectSign("(", "an opening bracket");
    List<Literal> list = new ArrayList<>(List.of(literal()));
    while (peek().isSign(",")) {
      at++;
      list.add(literal());
    }
    expectSign(")", "a comma or a closing bracket");
    return list;
  }

  private Operand operand() {
    Token first = peek();
    @Nullable Function function = function();
    if (function == null) {
      return name(first.at(), Function.LAST);
    }
    at += 2;
    Operand inside = name(first.at(), function);
    if (inside.kind() != Kind.METRIC) {
      throw source.wrong(
          first.at(), "%s is of a metric: %1$s(metrics.loss)".formatted(first.text()));
    }
    expectSign(")", "a closing bracket");
    return inside;
  }

  private @Nullable Function function() {
    if (peek().kind() == Token.Kind.WORD && tokens.get(at + 1).isSign("(")) {
      for (Function function : Function.values()) {
        if (peek().is(function.name())) {
          return function;
        }
      }
    }
    return null;
  }

  private Operand name(int start, Function function) {
    Token first = peek();
    switch (first.kind()) {
      case QUOTED, NAME -> {
        at++;
        return new Operand(Kind.ATTRIBUTE, first.text(), function, start);
      }
      case WORD -> at++;
      case TEXT, SIGN, END ->
          throw unexpected("a name, such as metrics.loss, params.lr, tags.team or status");
    }
    int dot = first.text().indexOf('.');
    String before = dot < 0 ? first.text() : first.text().substring(0, dot);
    @Nullable Kind kind = dot < 0 ? null : KINDS.get(before.toLowerCase(Locale.ROOT));
    if (dot < 0) {
      return new Operand(Kind.ATTRIBUTE, first.text(), function, start);
    }
    if (kind == null) {
      throw source.wrong(
          first.at(),
          "a name begins with metrics. params. tags. attributes. or datasets. and not with %s."
              .formatted(before));
    }
    String key = first.text().substring(dot + 1);
    // metrics."val loss": what is quoted follows the dot at once
    if (key.isEmpty() && isNameAt(first.at() + first.text().length())) {
      key = tokens.get(at++).text();
    }
    if (key.isEmpty()) {
      throw source.wrong(first.at(), "there is no name after " + first.text());
    }
    return new Operand(kind, key, function, start);
  }

  private boolean isNameAt(int place) {
    Token.Kind kind = peek().kind();
    return (kind == Token.Kind.QUOTED || kind == Token.Kind.NAME) && peek().at() == place;
  }

  private Literal literal() {
    Token token = peek();
    if (++literals > MOST_LITERALS) {
      throw source.wrong(token.at(), "it has more than " + MOST_LITERALS + " values");
    }
    at++;
    return switch (token.kind()) {
      case TEXT, QUOTED -> new Literal.Text(token.text(), token.at());
      case WORD -> wordLiteral(token);
      case NAME, SIGN, END -> {
        at--;
        throw unexpected("a value: a number, or a text in quotes");
      }
    };
  }

  private Literal wordLiteral(Token token) {
    if (token.is("true") || token.is("false")) {
      return new Literal.Flag(token.is("true"), token.at());
    }
    Matcher span = SPAN.matcher(token.text());
    if (span.matches()) {
      long n = Long.parseLong(span.group(1));
      Duration value =
          switch (span.group(2).charAt(0)) {
            case 's' -> Duration.ofSeconds(n);
            case 'm' -> Duration.ofMinutes(n);
            case 'h' -> Duration.ofHours(n);
            case 'd' -> Duration.ofDays(n);
            default -> Duration.ofDays(7 * n);
          };
      return new Literal.Span(value, token.at());
    }
    @Nullable Double number = Numbers.parse(token.text());
    if (number == null) {
      throw source.wrong(
          token.at(), "%s is no number; a text stands in quotes".formatted(token.text()));
    }
    return new Literal.Number(number, token.text(), token.at());
  }

  private Token peek() {
    return tokens.get(at);
  }

  private boolean accept(String keyword) {
    boolean there = peek().is(keyword);
    at += there ? 1 : 0;
    return there;
  }

  private void expectSign(String sign, String expected) {
    if (!peek().isSign(sign)) {
      throw unexpected(expected);
    }
    at++;
  }

  private Problem.Invalid unexpected(String expected) {
    return source.wrong(peek().at(), "expected is %s, not %s".formatted(expected, peek().shown()));
  }
}
