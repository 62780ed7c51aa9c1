package dev.assay.benchmark;

import java.util.Collection;
import java.util.Locale;

/** Prints a figure a line: name, value, unit, goal, and whether it is met. */
public final class Figures {
  private Figures() {}

  public static void value(String name, double value, String unit) {
    print(name, value, unit, "", "");
  }

  public static void atLeast(String name, double value, String unit, double goal) {
    print(name, value, unit, ">= " + number(goal), value >= goal ? "met" : "short");
  }

  public static void atMost(String name, double value, String unit, double goal) {
    print(name, value, unit, "<= " + number(goal), value <= goal ? "met" : "short");
  }

  /** What is no figure. */
  public static void note(String format, Object... arguments) {
    System.out.println("# " + String.format(Locale.ROOT, format, arguments));
  }

  private static void print(String name, double value, String unit, String goal, String verdict) {
    String line = "%-58s %12s %-9s %-11s %s".formatted(name, number(value), unit, goal, verdict);
    System.out.println(line.stripTrailing());
  }

  /** Three digits or more. */
  private static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  public static double median(Collection<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
