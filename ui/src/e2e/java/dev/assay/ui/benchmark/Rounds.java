package dev.assay.ui.benchmark;

import dev.assay.benchmark.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What was measured several times; the first times only warm up. */
record Rounds(List<Double> millis) {
  private static final int WARM_UP = 2;

  interface Round {
    /**
     * @return milliseconds
     */
    double take(int round) throws Exception;
  }

  static Rounds of(int rounds, Round round) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < rounds + WARM_UP; i++) {
      double took = round.take(i);
      if (i >= WARM_UP) {
        millis.add(took);
      }
    }
    return new Rounds(millis);
  }

  double median() {
    return Figures.median(millis);
  }

  double worst() {
    return Collections.max(millis);
  }

  void print(String name, double goal) {
    Figures.note("%s: %d rounds, slowest %.0f ms", name, millis.size(), worst());
    Figures.atMost(name, median(), "ms", goal);
  }
}
