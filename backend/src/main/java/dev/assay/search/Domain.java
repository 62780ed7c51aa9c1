package dev.assay.search;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The values that a parameter can take. Each has a coordinate between 0 and 1; a discrete domain of
 * n values cuts that into n cells.
 */
public sealed interface Domain {

  /** Whole numbers up to there are the same as a double and in every JSON reader. */
  long LARGEST_WHOLE = 1L << 53;

  int MOST_CHOICES = 1000;

  /**
   * The value at a coordinate. Of coordinates that are all as likely, so are the values of a
   * discrete domain (but for a logarithmic one, where their logarithms are).
   *
   * @param u in [0, 1); 1 gives the last value, as the largest number below it does
   */
  JsonNode at(double u);

  /**
   * The inverse of {@link #at}: the middle of its cell in a discrete domain.
   *
   * @param value one that the domain contains
   * @return in [0, 1]
   */
  double coordinate(JsonNode value);

  boolean contains(JsonNode value);

  /**
   * The values that can be counted, in their order.
   *
   * @param k from 0, below {@link #size}
   */
  JsonNode nth(long k);

  /** How many values there are; empty when they cannot be counted. */
  OptionalLong size();

  /**
   * Real numbers from {@code low} to {@code high}, both included, all as likely.
   *
   * @param step 0 for any number, else low, low + step, … up to high
   */
  record Uniform(double low, double high, double step) implements Domain {
    public Uniform {
      Violations wrong = new Violations();
      wrong.addUnless(Double.isFinite(low), "low", low, "it is a finite number");
      wrong.addUnless(Double.isFinite(high), "high", high, "it is a finite number");
      wrong.addUnless(
          Double.isFinite(step) && step >= 0, "step", step, "it is above 0, or 0 for any number");
      if (wrong.isEmpty()) {
        wrong.addUnless(low <= high, "low", low, "it is at most high, which is " + high);
        wrong.addUnless(
            Double.isFinite(high - low), "high", high, "high - low is at most 1.79e308");
        wrong.addUnless(
            step == 0 || (high - low) / step < LARGEST_WHOLE,
            "step",
            step,
            "there are at most 2^53 steps from low to high");
      }
      wrong.throwIfAny();
    }

    @Override
    public JsonNode at(double u) {
      return step == 0
          ? number(Math.clamp(low + Coordinates.checked(u) * (high - low), low, high))
          : nth(Coordinates.cell(u, count()));
    }

    @Override
    public double coordinate(JsonNode value) {
      double x = value.doubleValue();
      if (step != 0) {
        return Coordinates.middle(nearest(x), count());
      }
      return low == high ? 0.5 : Math.clamp((x - low) / (high - low), 0, 1);
    }

    @Override
    public boolean contains(JsonNode value) {
      if (!value.isNumber()) {
        return false;
      }
      double x = value.doubleValue();
      return low <= x && x <= high && (step == 0 || Math.abs(x - exact(nearest(x))) <= 1e-9 * step);
    }

    @Override
    public OptionalLong size() {
      if (step == 0) {
        return low == high ? OptionalLong.of(1) : OptionalLong.empty();
      }
      return OptionalLong.of(count());
    }

    private long count() {
      return decimal(high).subtract(decimal(low)).divideToIntegralValue(decimal(step)).longValue()
          + 1;
    }

    private long nearest(double x) {
      return Math.clamp(Math.round((x - low) / step), 0, count() - 1);
    }

    @Override
    public JsonNode nth(long k) {
      return number(exact(k));
    }

    /** In decimals, so that 0.1 + 2 · 0.1 is 0.3. */
    private double exact(long k) {
      return decimal(low).add(decimal(step).multiply(BigDecimal.valueOf(k))).doubleValue();
    }

    private static BigDecimal decimal(double x) {
      return BigDecimal.valueOf(x);
    }

    private static JsonNode number(double x) {
      return JsonNodeFactory.instance.numberNode(x);
    }
  }

  /** Real numbers from {@code low} > 0 to {@code high}, whose logarithms are all as likely. */
  record LogUniform(double low, double high) implements Domain {
    public LogUniform {
      Violations wrong = new Violations();
      wrong.addUnless(
          Double.isFinite(low) && low > 0, "low", low, "it is above 0, as its logarithm is taken");
      wrong.addUnless(Double.isFinite(high), "high", high, "it is a finite number");
      if (wrong.isEmpty()) {
        wrong.addUnless(low <= high, "low", low, "it is at most high, which is " + high);
      }
      wrong.throwIfAny();
    }

    @Override
    public JsonNode at(double u) {
      double from = Math.log(low);
      double x = Math.exp(from + Coordinates.checked(u) * (Math.log(high) - from));
      return JsonNodeFactory.instance.numberNode(Math.clamp(x, low, high));
    }

    @Override
    public double coordinate(JsonNode value) {
      double from = Math.log(low);
      double span = Math.log(high) - from;
      return span == 0 ? 0.5 : Math.clamp((Math.log(value.doubleValue()) - from) / span, 0, 1);
    }

    @Override
    public boolean contains(JsonNode value) {
      return value.isNumber() && low <= value.doubleValue() && value.doubleValue() <= high;
    }

    @Override
    public JsonNode nth(long k) {
      return JsonNodeFactory.instance.numberNode(low);
    }

    @Override
    public OptionalLong size() {
      return low == high ? OptionalLong.of(1) : OptionalLong.empty();
    }
  }

  /**
   * Whole numbers from {@code low} to {@code high}, both included.
   *
   * @param log whether their logarithms are all as likely; then {@code low} > 0 and step is 1
   * @param step at least 1: low, low + step, … up to high
   */
  record Int(long low, long high, boolean log, long step) implements Domain {
    public Int {
      Violations wrong = new Violations();
      String range = "it lies between -2^53 and 2^53";
      wrong.addUnless(Math.abs((double) low) <= LARGEST_WHOLE, "low", low, range);
      wrong.addUnless(Math.abs((double) high) <= LARGEST_WHOLE, "high", high, range);
      wrong.addUnless(low <= high, "low", low, "it is at most high, which is " + high);
      wrong.addUnless(
          !log || low > 0,
          "low",
          low,
          "it is above 0 where log is true, as its logarithm is taken");
      wrong.addUnless(step >= 1, "step", step, "it is a whole number of at least 1");
      wrong.addUnless(!log || step <= 1, "step", step, "it is 1 where log is true");
      wrong.throwIfAny();
    }

    @Override
    public JsonNode at(double u) {
      if (!log) {
        return nth(Coordinates.cell(u, count()));
      }
      double x = Math.exp(edge(low) + Coordinates.checked(u) * (edge(high + 1) - edge(low)));
      return number(Math.clamp(Math.round(x), low, high));
    }

    @Override
    public double coordinate(JsonNode value) {
      long x = Math.clamp(Math.round(value.doubleValue()), low, high);
      if (!log) {
        return Coordinates.middle(Math.round((double) (x - low) / step), count());
      }
      return ((edge(x) + edge(x + 1)) / 2 - edge(low)) / (edge(high + 1) - edge(low));
    }

    @Override
    public boolean contains(JsonNode value) {
      double x = value.doubleValue(Double.NaN);
      return x == Math.rint(x) && low <= x && x <= high && ((long) x - low) % step == 0;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(count());
    }

    @Override
    public JsonNode nth(long k) {
      return number(low + step * k);
    }

    private long count() {
      return (high - low) / step + 1;
    }

    /** The logarithm of the lower edge of the cell of x, which is x - 1/2. */
    private static double edge(long x) {
      return Math.log(x - 0.5);
    }

    private static JsonNode number(long x) {
      // as a JSON reader would read it
      return x == (int) x
          ? JsonNodeFactory.instance.numberNode((int) x)
          : JsonNodeFactory.instance.numberNode(x);
    }
  }

  /** One of several values without an order, all as likely; they differ. */
  record Choice(List<JsonNode> values) implements Domain {
    public Choice {
      values = List.copyOf(values);
      Violations wrong = new Violations();
      wrong.addUnless(
          !values.isEmpty() && values.size() <= MOST_CHOICES,
          "values",
          values.isEmpty() ? "empty" : values.size() + " values",
          "there are 1 to %d of them".formatted(MOST_CHOICES));
      Set<Object> seen = new HashSet<>();
      for (int i = 0; i < values.size(); i++) {
        wrong.addUnless(
            seen.add(Plain.of(values.get(i))),
            "values[%d]".formatted(i),
            values.get(i),
            "it stands there already; they differ");
      }
      wrong.throwIfAny();
    }

    @Override
    public JsonNode at(double u) {
      return values.get((int) Coordinates.cell(u, values.size()));
    }

    @Override
    public double coordinate(JsonNode value) {
      return Coordinates.middle(Math.max(index(value), 0), values.size());
    }

    @Override
    public boolean contains(JsonNode value) {
      return index(value) >= 0;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(values.size());
    }

    @Override
    public JsonNode nth(long k) {
      return values.get((int) k);
    }

    /** Where a value stands among them; -1 when it does not. */
    public int index(JsonNode value) {
      Object plain = Plain.of(value);
      for (int i = 0; i < values.size(); i++) {
        if (Plain.of(values.get(i)).equals(plain)) {
          return i;
        }
      }
      return -1;
    }
  }

  /** Always that value. */
  record Constant(JsonNode value) implements Domain {
    @Override
    public JsonNode at(double u) {
      return value;
    }

    @Override
    public double coordinate(JsonNode of) {
      return 0.5;
    }

    @Override
    public boolean contains(JsonNode other) {
      return Plain.of(value).equals(Plain.of(other));
    }

    @Override
    public JsonNode nth(long k) {
      return value;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(1);
    }
  }
}
