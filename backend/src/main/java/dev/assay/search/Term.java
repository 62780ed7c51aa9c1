package dev.assay.search;

import dev.assay.search.Expression.Kind;
import dev.assay.search.Expression.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an expression is made of. Values are Double, String or Boolean; null for absent. */
sealed interface Term {

  /** Where it begins in the text. */
  int at();

  /** Its value; null where a parameter that it needs is absent or of the wrong kind. */
  @Nullable Object value(Map<String, JsonNode> values);

  /** What kind of value it has, after checking that its parts are of the kinds that it needs. */
  Kind kind(Checking checking);

  /** A check of the kinds of an expression. */
  record Checking(Source source, Function<String, Kind> kinds) {
    void expect(Term term, Kind expected, String what) {
      Kind kind = term.kind(this);
      if (!kind.mayBe(expected)) {
        throw source.wrong(term.at(), "%s is expected, and not %s".formatted(what, kind.shown));
      }
    }
  }

  record Literal(Object constant, int at) implements Term {
    @Override
    public Object value(Map<String, JsonNode> values) {
      return constant;
    }

    @Override
    public Kind kind(Checking checking) {
      return switch (constant) {
        case Double _ -> Kind.NUMBER;
        case String _ -> Kind.TEXT;
        default -> Kind.FLAG;
      };
    }
  }

  record Name(String name, int at) implements Term {
    @Override
    public @Nullable Object value(Map<String, JsonNode> values) {
      JsonNode value = values.get(name);
      if (value == null) {
        return null;
      }
      return switch (Kind.of(value)) {
        case NUMBER -> value.doubleValue();
        case TEXT -> value.stringValue();
        case FLAG -> value.booleanValue();
        case ANY -> null;
      };
    }

    @Override
    public Kind kind(Checking checking) {
      return checking.kinds.apply(name);
    }
  }

  record Not(Term of, int at) implements Term {
    @Override
    public Object value(Map<String, JsonNode> values) {
      return !Boolean.TRUE.equals(of.value(values));
    }

    @Override
    public Kind kind(Checking checking) {
      checking.expect(of, Kind.FLAG, "a condition");
      return Kind.FLAG;
    }
  }

  /**
   * @param all whether it is {@code and}; else {@code or}
   */
  record Logic(boolean all, List<Term> of, int at) implements Term {
    @Override
    public Object value(Map<String, JsonNode> values) {
      for (Term term : of) {
        if (Boolean.TRUE.equals(term.value(values)) != all) {
          return !all;
        }
      }
      return all;
    }

    @Override
    public Kind kind(Checking checking) {
      of.forEach(term -> checking.expect(term, Kind.FLAG, "a condition"));
      return Kind.FLAG;
    }
  }

  record Compare(String sign, Term left, Term right, int at) implements Term {
    @Override
    public Object value(Map<String, JsonNode> values) {
      Object a = left.value(values);
      Object b = right.value(values);
      if (a == null || b == null) {
        return false;
      }
      boolean alike = a.getClass() == b.getClass();
      return switch (sign) {
        case "==" -> alike && equal(a, b);
        case "!=" -> !alike || !equal(a, b);
        default -> alike && ordered(a, b);
      };
    }

    private boolean ordered(Object a, Object b) {
      if (a instanceof Double x && b instanceof Double y) { // all false where one is NaN
        return switch (sign) {
          case "<" -> x < y;
          case "<=" -> x <= y;
          case ">" -> x > y;
          default -> x >= y;
        };
      }
      return a instanceof String x && b instanceof String y && inOrder(x.compareTo(y));
    }

    private boolean inOrder(int order) {
      return switch (sign) {
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    }

    @Override
    public Kind kind(Checking checking) {
      Kind a = left.kind(checking);
      Kind b = right.kind(checking);
      if (!a.mayBe(b)) {
        throw checking.source.wrong(
            at, "%s cannot be compared with %s".formatted(a.shown, b.shown));
      }
      boolean order = !sign.equals("==") && !sign.equals("!=");
      if (order && (a == Kind.FLAG || b == Kind.FLAG)) {
        throw checking.source.wrong(at, "true and false have no order");
      }
      return Kind.FLAG;
    }
  }

  record In(Term of, List<Literal> list, int at) implements Term {
    @Override
    public Object value(Map<String, JsonNode> values) {
      Object value = of.value(values);
      return value != null
          && list.stream()
              .anyMatch(
                  one -> one.constant.getClass() == value.getClass() && equal(one.constant, value));
    }

    @Override
    public Kind kind(Checking checking) {
      Kind kind = of.kind(checking);
      for (Literal one : list) {
        if (!one.kind(checking).mayBe(kind)) {
          throw checking.source.wrong(
              one.at,
              "%s is not %s, as what stands before the list is"
                  .formatted(one.kind(checking).shown, kind.shown));
        }
      }
      return Kind.FLAG;
    }
  }

  record Arithmetic(String sign, Term left, Term right, int at) implements Term {
    @Override
    public @Nullable Object value(Map<String, JsonNode> values) {
      return left.value(values) instanceof Double a && right.value(values) instanceof Double b
          ? result(a, b)
          : null;
    }

    private double result(double a, double b) {
      return switch (sign) {
        case "+" -> a + b;
        case "-" -> a - b;
        case "*" -> a * b;
        case "/" -> a / b;
        case "%" -> b == 0 ? Double.NaN : a - b * Math.floor(a / b); // the sign of b, as in Python
        default -> Math.pow(a, b);
      };
    }

    @Override
    public Kind kind(Checking checking) {
      checking.expect(left, Kind.NUMBER, "a number");
      checking.expect(right, Kind.NUMBER, "a number");
      return Kind.NUMBER;
    }
  }

  record Negative(Term of, int at) implements Term {
    @Override
    public @Nullable Object value(Map<String, JsonNode> values) {
      return of.value(values) instanceof Double a ? -a : null;
    }

    @Override
    public Kind kind(Checking checking) {
      checking.expect(of, Kind.NUMBER, "a number");
      return Kind.NUMBER;
    }
  }

  record Call(String function, List<Term> arguments, int at) implements Term {
    @Override
    public @Nullable Object value(Map<String, JsonNode> values) {
      double[] x = new double[arguments.size()];
      for (int i = 0; i < x.length; i++) {
        if (!(arguments.get(i).value(values) instanceof Double number)) {
          return null;
        }
        x[i] = number;
      }
      return switch (function) {
        case "abs" -> Math.abs(x[0]);
        case "log" -> Math.log(x[0]);
        case "exp" -> Math.exp(x[0]);
        case "min" -> Arrays.stream(x).reduce(x[0], Math::min);
        default -> Arrays.stream(x).reduce(x[0], Math::max);
      };
    }

    @Override
    public Kind kind(Checking checking) {
      arguments.forEach(argument -> checking.expect(argument, Kind.NUMBER, "a number"));
      return Kind.NUMBER;
    }
  }

  /**
   * @param other null for nothing
   */
  record Choice(Term condition, Term then, @Nullable Term other, int at) implements Term {
    @Override
    public @Nullable Object value(Map<String, JsonNode> values) {
      if (Boolean.TRUE.equals(condition.value(values))) {
        return then.value(values);
      }
      return other == null ? null : other.value(values);
    }

    @Override
    public Kind kind(Checking checking) {
      checking.expect(condition, Kind.FLAG, "a condition");
      Kind kind = then.kind(checking);
      if (other == null) {
        return kind;
      }
      Kind otherwise = other.kind(checking);
      if (!kind.mayBe(otherwise)) {
        throw checking.source.wrong(
            other.at(), "%s is expected, and not %s".formatted(kind.shown, otherwise.shown));
      }
      return kind == Kind.ANY ? otherwise : kind;
    }
  }

  /** As numbers are compared: 0 equals -0, and NaN nothing. */
  private static boolean equal(Object a, Object b) {
    return a instanceof Double x && b instanceof Double y
        ? x.doubleValue() == y.doubleValue()
        : a.equals(b);
  }
}
