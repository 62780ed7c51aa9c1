package dev.assay.query;

import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at every run, as docs/search.md says. */
final class FoundByHand {
  /** A run with what is known of it; the values of a metric by step. */
  record Recorded(Run run, Map<String, String> params, Map<String, List<Double>> metrics) {}

  private final List<Recorded> all;
  private final Instant now;

  FoundByHand(List<Recorded> all, Instant now) {
    this.all = all;
    this.now = now;
  }

  List<RunId> find(RunQuery query) {
    Comparator<Recorded> sorted = (_, _) -> 0;
    for (Order order : query.orders()) {
      sorted = sorted.thenComparing(by(order));
    }
    return all.stream()
        .filter(r -> Boolean.TRUE.equals(holds(query.filter().filter(), r)))
        .sorted(
            sorted
                .thenComparing(
                    r -> Objects.requireNonNull(r.run().startedAt()), Comparator.reverseOrder())
                .thenComparing(r -> r.run().id().toString()))
        .map(r -> r.run().id())
        .toList();
  }

  private Comparator<Recorded> by(Order order) {
    Comparator<Object> values = FoundByHand::compareValues;
    Comparator<Object> directed = order.descending() ? values.reversed() : values;
    return (a, b) -> {
      @Nullable Object x = value(order.operand(), a);
      @Nullable Object y = value(order.operand(), b);
      int last = Integer.compare(absence(x), absence(y));
      return last != 0 || x == null || y == null || isNaN(x) ? last : directed.compare(x, y);
    };
  }

  /** Numbers that are not, and then what is not there, come last in either direction. */
  private static int absence(@Nullable Object value) {
    return value == null ? 2 : isNaN(value) ? 1 : 0;
  }

  private static boolean isNaN(Object value) {
    return value instanceof Double d && d.isNaN();
  }

  private record MaybeNumber(String text) {
    @Nullable Double number() {
      return Numbers.parse(text);
    }
  }

  private static int compareValues(Object x, Object y) {
    if (x instanceof MaybeNumber a && y instanceof MaybeNumber b) {
      Double n = a.number();
      Double m = b.number();
      if (n != null && m != null && Double.compare(n, m) != 0) {
        return Double.compare(n, m);
      }
      int kind = Integer.compare(n == null ? 1 : 0, m == null ? 1 : 0);
      return kind != 0 ? kind : a.text().compareTo(b.text());
    }
    if (x instanceof Double a && y instanceof Double b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }
    if (x instanceof Instant a && y instanceof Instant b) {
      return a.compareTo(b);
    }
    return x.toString().compareTo(y.toString());
  }

  private @Nullable Object value(Operand operand, Recorded r) {
    return switch (operand.kind()) {
      case PARAM -> {
        String text = r.params().get(operand.key());
        yield text == null ? null : new MaybeNumber(text);
      }
      case TAG -> r.run().tags().get(operand.key());
      case METRIC -> metric(operand, r.metrics().getOrDefault(operand.key(), List.of()));
      case ATTRIBUTE ->
          switch (operand.key()) {
            case "name" -> r.run().name();
            case "group" -> r.run().group();
            case "status" -> r.run().status().name();
            case "start_time" -> r.run().startedAt();
            case "end_time" -> r.run().endedAt();
            case "duration" -> r.run().duration(now).map(d -> d.toMillis() / 1000.0).orElse(null);
            default -> throw new IllegalArgumentException(operand.key());
          };
      case DATASET -> throw new IllegalArgumentException(operand.key());
    };
  }

  private static @Nullable Double metric(Operand operand, List<Double> values) {
    List<Double> finite = values.stream().filter(Double::isFinite).toList();
    return switch (operand.function()) {
      case LAST -> values.isEmpty() ? null : values.getLast();
      case MIN -> finite.stream().min(Double::compare).orElse(null);
      case MAX -> finite.stream().max(Double::compare).orElse(null);
      case MEAN ->
          finite.isEmpty()
              ? null
              : finite.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    };
  }

  /** Null when it is neither true nor false. */
  private @Nullable Boolean holds(Filter filter, Recorded r) {
    return switch (filter) {
      case Filter.And(var each) -> all(each, r, false);
      case Filter.Or(var any) -> all(any, r, true);
      case Filter.Not(var inner) -> {
        Boolean holds = holds(inner, r);
        yield holds == null ? null : !holds;
      }
      case Filter.IsNull(var operand) -> value(operand, r) == null;
      case Filter.In(var operand, var literals) ->
          all(
              literals.stream()
                  .<Filter>map(l -> new Filter.Compare(operand, Comparison.EQUAL, l))
                  .toList(),
              r,
              true);
      case Filter.Compare(var operand, var comparison, var literal) ->
          compare(operand, comparison, literal, r);
    };
  }

  /** Of three values; with {@code or}, true and false change places. */
  private @Nullable Boolean all(List<Filter> filters, Recorded r, boolean or) {
    boolean unknown = false;
    for (Filter filter : filters) {
      @Nullable Boolean one = holds(filter, r);
      if (one == null) {
        unknown = true;
      } else if (one == or) {
        return or;
      }
    }
    return unknown ? null : Boolean.valueOf(!or);
  }

  private @Nullable Boolean compare(
      Operand operand, Comparison comparison, Literal literal, Recorded r) {
    @Nullable Object value = value(operand, r);
    if (value == null) {
      return null;
    }
    if (comparison == Comparison.LIKE || comparison == Comparison.ILIKE) {
      int flags = comparison == Comparison.ILIKE ? Pattern.CASE_INSENSITIVE : 0;
      String text = value instanceof MaybeNumber m ? m.text() : value.toString();
      return Pattern.compile(pattern(text(literal)), flags | Pattern.DOTALL)
          .matcher(text)
          .matches();
    }
    return switch (value) {
      case MaybeNumber m when literal instanceof Literal.Number(var n, var _, var _) -> {
        Double number = m.number();
        yield number == null ? null : numbers(number, comparison, n);
      }
      case MaybeNumber m -> comparison == Comparison.EQUAL == m.text().equals(text(literal));
      case Double d -> numbers(d, comparison, number(literal));
      case Instant at -> numbers(at.toEpochMilli(), comparison, time(literal).toEpochMilli());
      default ->
          comparison
              == Comparison.EQUAL
              == value
                  .toString()
                  .equals(
                      operand.key().equals("status")
                          ? text(literal).toUpperCase(Locale.ROOT)
                          : text(literal));
    };
  }

  private static String pattern(String like) {
    StringBuilder regex = new StringBuilder();
    for (char c : like.toCharArray()) {
      regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return regex.toString();
  }

  private static String text(Literal literal) {
    return ((Literal.Text) literal).value();
  }

  private static double number(Literal literal) {
    return literal instanceof Literal.Span(var span, var _)
        ? span.toMillis() / 1000.0
        : ((Literal.Number) literal).value();
  }

  private Instant time(Literal literal) {
    if (literal instanceof Literal.Span(var span, var _)) {
      return now.plus(span);
    }
    String text = text(literal);
    return text.length() == 10
        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
        : Instant.parse(text);
  }

  private static boolean numbers(double a, Comparison comparison, double b) {
    return switch (comparison) {
      case EQUAL -> a == b;
      case NOT_EQUAL -> a != b;
      case LESS -> a < b;
      case AT_MOST -> a <= b;
      case GREATER -> a > b;
      case AT_LEAST -> a >= b;
      case LIKE, ILIKE -> throw new IllegalArgumentException();
    };
  }
}
