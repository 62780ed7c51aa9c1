package dev.assay.agent;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What a benchmark measures in rounds, and the lines that say how it compares with a goal. */
final class Figures {

  private final PrintStream out;
  private final TreeMap<String, List<Double>> measured = new TreeMap<>();

  Figures(PrintStream out) {
    this.out = out;
  }

  /** Of a round. */
  void record(String what, double value) {
    measured.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
  }

  /** All that was recorded, by name. */
  SequencedMap<String, List<Double>> measured() {
    return measured;
  }

  /** Over the rounds; NaN of nothing. */
  double median(String what) {
    return median(measured.getOrDefault(what, List.of()));
  }

  /** Median of the rounds' ratios, as what else the machine does falls on both of a round. */
  double ratio(String what, String to) {
    List<Double> values = measured.getOrDefault(what, List.of());
    List<Double> others = measured.getOrDefault(to, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / others.get(round));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }

  void atLeast(String what, double value, double goal) {
    line(what, value, ">= " + goal, value >= goal);
  }

  void atMost(String what, double value, double goal) {
    line(what, value, "<= " + goal, value <= goal);
  }

  private void line(String what, double value, String goal, boolean isMet) {
    out.println("%-36s  %10.3f  %10s  %s".formatted(what, value, goal, isMet ? "met" : "short"));
  }
}
