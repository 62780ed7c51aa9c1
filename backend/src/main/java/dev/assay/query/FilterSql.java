package dev.assay.query;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.replace;
import static org.jooq.impl.DSL.when;

import dev.assay.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Turns a filter into a condition of SQL. What the filter says is bound, never written into it. */
public final class FilterSql {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");

  private final ParsedFilter parsed;
  private final Columns columns;
  private final Instant now;

  private FilterSql(ParsedFilter parsed, Columns columns, Instant now) {
    this.parsed = parsed;
    this.columns = columns;
    this.now = now;
  }

  /**
   * The condition.
   *
   * @param now what {@code -7d} is counted from
   * @throws Problem.Invalid pointing at what cannot be compared so
   */
  public static Condition condition(ParsedFilter parsed, Columns columns, Instant now) {
    return new FilterSql(parsed, columns, now).of(parsed.filter());
  }

  private Condition of(Filter filter) {
    return switch (filter) {
      case Filter.And(var all) ->
          all.isEmpty() ? noCondition() : and(all.stream().map(this::of).toList());
      case Filter.Or(var any) -> or(any.stream().map(this::of).toList());
      case Filter.Not(var inner) -> not(of(inner));
      case Filter.IsNull(var operand) -> isNull(column(operand));
      case Filter.In in -> in(in);
      case Filter.Compare compare -> compare(compare);
    };
  }

  private Column column(Operand operand) {
    return columns.of(operand, parsed.source());
  }

  private static Condition isNull(Column column) {
    return switch (column) {
      case Column.Text(var value, var _) -> value.isNull();
      case Column.Number(var value) -> value.isNull();
      case Column.Time(var value) -> value.isNull();
      case Column.Flag(var value) -> value.isNull();
      case Column.Id(var value) -> value.isNull();
      case Column.Mixed(var text, var _, var _) -> text.isNull();
      case Column.Prefixed(var text, var _) -> text.isNull();
      case Column.Among(var value, var exists) -> not(exists.apply(value.isNotNull()));
    };
  }

  /** A list is one bound array, however long it is. */
  private Condition in(Filter.In in) {
    List<Literal> literals = in.literals();
    return switch (column(in.operand())) {
      case Column.Text(var value, var asKept) ->
          value.eq(any(texts(in.operand(), literals, asKept)));
      case Column.Prefixed(var text, var _) ->
          text.eq(any(texts(in.operand(), literals, UnaryOperator.identity())));
      case Column.Id(var value) ->
          idIn(value, texts(in.operand(), literals, UnaryOperator.identity()));
      case Column.Mixed column -> mixedIn(in, column);
      case Column.Among(var value, var exists) ->
          exists.apply(value.eq(any(texts(in.operand(), literals, UnaryOperator.identity()))));
      case Column.Number _, Column.Time _, Column.Flag _ ->
          or(
              literals.stream()
                  .map(l -> compare(new Filter.Compare(in.operand(), Comparison.EQUAL, l)))
                  .toList());
    };
  }

  private String[] texts(Operand operand, List<Literal> literals, UnaryOperator<String> asKept) {
    return literals.stream().map(l -> asKept.apply(text(operand, l))).toArray(String[]::new);
  }

  private Condition mixedIn(Filter.In in, Column.Mixed column) {
    List<Literal> texts = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    for (Literal literal : in.literals()) {
      if (literal instanceof Literal.Number(var number, var _, var _)) {
        numbers.add(number);
      } else {
        texts.add(literal);
      }
    }
    List<Condition> any = new ArrayList<>();
    if (!numbers.isEmpty()) {
      any.add(column.number().eq(any(numbers.toArray(Double[]::new))));
    }
    if (!texts.isEmpty()) {
      any.add(column.text().eq(any(texts(in.operand(), texts, UnaryOperator.identity()))));
    }
    return or(any);
  }

  private static Condition idIn(Field<UUID> value, String[] texts) {
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      addId(ids, text);
    }
    return ids.isEmpty() ? neverOf(value) : value.eq(any(ids.toArray(UUID[]::new)));
  }

  /** False of what is there, and neither true nor false of what is not. */
  private static Condition neverOf(Field<UUID> value) {
    return DSL.condition(when(value.isNotNull(), inline(false)));
  }

  private static void addId(List<UUID> ids, String text) {
    @Nullable UUID id = id(text);
    if (id != null) {
      ids.add(id);
    }
  }

  private Condition compare(Filter.Compare c) {
    return switch (column(c.operand())) {
      case Column.Text(var value, var asKept) ->
          c.comparison().isPattern()
              ? pattern(c, value)
              : text(c, value, asKept.apply(text(c.operand(), c.literal())));
      case Column.Number(var value) -> number(c, value);
      case Column.Time(var value) -> time(c, value);
      case Column.Flag(var value) -> flag(c, value);
      case Column.Id(var value) -> idCondition(c, value);
      case Column.Mixed mixed -> mixed(c, mixed);
      case Column.Prefixed(var text, var prefix) ->
          prefixed(c, text, prefix, text(c.operand(), c.literal()));
      case Column.Among(var value, var exists) ->
          exists.apply(
              c.comparison().isPattern()
                  ? pattern(c, value)
                  : text(c, value, text(c.operand(), c.literal())));
    };
  }

  private Condition text(Filter.Compare c, Field<String> value, String literal) {
    return switch (c.comparison()) {
      case EQUAL -> value.eq(literal);
      case NOT_EQUAL -> value.ne(literal);
      case LESS, AT_MOST, GREATER, AT_LEAST ->
          throw wrong(
              c.operand().at(),
              "%s is a text, which is compared by = != like ilike in, not by %s"
                  .formatted(c.operand(), c.comparison()));
      case LIKE, ILIKE -> pattern(c, value);
    };
  }

  /** The language has no escapes, while a backslash is one for the database. */
  private Condition pattern(Filter.Compare c, Field<String> value) {
    String pattern = text(c.operand(), c.literal()).replace("\\", "\\\\");
    return c.comparison() == Comparison.LIKE ? value.like(pattern) : value.likeIgnoreCase(pattern);
  }

  private String text(Operand operand, Literal literal) {
    if (literal instanceof Literal.Text(var value, var _)) {
      return value;
    }
    throw wrong(literal.at(), operand + " is a text: write the value in quotes");
  }

  private Condition number(Filter.Compare c, Field<Double> value) {
    double literal =
        switch (c.literal()) {
          case Literal.Number(var n, var _, var _) -> n;
          case Literal.Span(var span, var _) -> span.toMillis() / 1000.0;
          case Literal.Text _, Literal.Flag _ ->
              throw wrong(
                  c.literal().at(), c.operand() + " is a number: write the value without quotes");
        };
    return switch (c.comparison()) {
      case EQUAL -> value.eq(literal);
      case NOT_EQUAL -> value.ne(literal);
      case LESS -> value.lt(literal);
      case AT_MOST -> value.le(literal);
      // the database takes NaN for greater than everything
      case GREATER -> value.gt(literal).and(value.ne(Double.NaN));
      case AT_LEAST -> value.ge(literal).and(value.ne(Double.NaN));
      case LIKE, ILIKE ->
          throw wrong(
              c.operand().at(),
              "%s is a number, which is compared by = != < <= > >= in, not by %s"
                  .formatted(c.operand(), c.comparison()));
    };
  }

  private Condition time(Filter.Compare c, Field<OffsetDateTime> value) {
    OffsetDateTime literal = time(c.operand(), c.literal());
    return switch (c.comparison()) {
      case EQUAL -> value.eq(literal);
      case NOT_EQUAL -> value.ne(literal);
      case LESS -> value.lt(literal);
      case AT_MOST -> value.le(literal);
      case GREATER -> value.gt(literal);
      case AT_LEAST -> value.ge(literal);
      case LIKE, ILIKE ->
          throw wrong(
              c.operand().at(),
              "%s is a time, which is compared by = != < <= > >= in, not by %s"
                  .formatted(c.operand(), c.comparison()));
    };
  }

  private OffsetDateTime time(Operand operand, Literal literal) {
    try {
      Instant time =
          switch (literal) {
            case Literal.Span(Duration span, var _) -> now.plus(span);
            case Literal.Number(var millis, var _, var _) -> Instant.ofEpochMilli((long) millis);
            case Literal.Text(var text, var _) ->
                text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
            case Literal.Flag _ -> throw new DateTimeException("a flag");
          };
      OffsetDateTime at = time.atOffset(ZoneOffset.UTC);
      if (at.getYear() < 0 || at.getYear() > 9999) {
        throw new DateTimeException("the year " + at.getYear());
      }
      return at;
    } catch (DateTimeException | ArithmeticException e) {
      throw notATime(operand, literal);
    }
  }

  private Problem.Invalid notATime(Operand operand, Literal literal) {
    return wrong(
        literal.at(),
        operand
            + " is a time: -7d (s, m, h, d or w ago), '2026-01-31', '2026-01-31T12:00:00Z' or milliseconds since 1970");
  }

  private Condition flag(Filter.Compare c, Field<Boolean> value) {
    if (!(c.literal() instanceof Literal.Flag(var literal, var _))) {
      throw wrong(c.literal().at(), c.operand() + " is true or false");
    }
    return switch (c.comparison()) {
      case EQUAL -> value.eq(literal);
      case NOT_EQUAL -> value.ne(literal);
      case LESS, AT_MOST, GREATER, AT_LEAST, LIKE, ILIKE ->
          throw wrong(c.operand().at(), c.operand() + " is true or false, compared by = and !=");
    };
  }

  private Condition idCondition(Filter.Compare c, Field<UUID> value) {
    String text = text(c.operand(), c.literal());
    if (c.comparison().isPattern()) {
      return pattern(c, digits(value));
    }
    @Nullable UUID id = id(text);
    if (c.comparison().isOrder()) {
      return text(c, digits(value), text); // says why not
    }
    if (id == null) {
      return c.comparison() == Comparison.EQUAL ? neverOf(value) : not(neverOf(value));
    }
    return c.comparison() == Comparison.EQUAL ? value.eq(id) : value.ne(id);
  }

  private static Field<String> digits(Field<UUID> value) {
    return replace(value.cast(SQLDataType.VARCHAR), "-", "");
  }

  private static @Nullable UUID id(String text) {
    String digits = text.replace("-", "");
    return HEX.matcher(digits).matches()
        ? new UUID(
            Long.parseUnsignedLong(digits.substring(0, 16), 16),
            Long.parseUnsignedLong(digits.substring(16), 16))
        : null;
  }

  private Condition mixed(Filter.Compare c, Column.Mixed column) {
    return switch (c.literal()) {
      case Literal.Number _ -> number(c, column.number());
      case Literal.Text(var text, var _) -> prefixed(c, column.text(), column.prefix(), text);
      case Literal.Flag(var flag, var _) -> text(c, column.text(), Boolean.toString(flag));
      case Literal.Span _ ->
          throw wrong(c.literal().at(), c.operand() + " is a text or a number, not a time");
    };
  }

  /** An equal text begins equally, which an index finds. */
  private Condition prefixed(
      Filter.Compare c, Field<String> value, Field<String> prefix, String literal) {
    if (c.comparison() != Comparison.EQUAL) {
      return text(c, value, literal);
    }
    // the database counts characters, not halves of surrogate pairs
    int length = Math.min(Column.PREFIX, literal.codePointCount(0, literal.length()));
    String beginning = literal.substring(0, literal.offsetByCodePoints(0, length));
    return prefix.eq(beginning).and(value.eq(literal));
  }

  private Problem.Invalid wrong(int at, String rule) {
    return parsed.source().wrong(at, rule);
  }
}
