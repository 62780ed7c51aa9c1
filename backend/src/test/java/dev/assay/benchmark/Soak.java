package dev.assay.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the heap stays flat under full load over HTTP. The load pauses for a full collection
 * between two samples, so that what is left is alive.
 */
final class Soak {
  private static final double GOAL_GROWTH_MEGABYTES = 50;
  private static final int FIFTHS = 5;

  private Soak() {}

  static void measure(Server server, Scale scale) throws Exception {
    long samples = Math.max(FIFTHS, scale.soakTime().dividedBy(scale.sample()));
    List<Double> alive = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    try (HttpLoad load = new HttpLoad(server)) {
      HttpForm form = load.served().getLast(); // the faster one
      for (int i = 0; i < samples; i++) {
        HttpLoad.Round round = load.during(form, scale.sample());
        rates.add(round.pointsPerSecond());
        alive.add(sample(server, i * scale.sample().toSeconds(), round));
      }
    }
    double second = Figures.median(fifth(alive, 1));
    double last = Figures.median(fifth(alive, FIFTHS - 1));
    Figures.value("soak", Figures.median(rates), "points/s");
    Figures.value("soak, heap alive in the last fifth", last, "MB");
    Figures.atMost(
        "soak, growth of the heap since the second fifth",
        last - second,
        "MB",
        GOAL_GROWTH_MEGABYTES);
  }

  private static double sample(Server server, long second, HttpLoad.Round round) throws Exception {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    double before = megabytes(memory);
    memory.gc();
    double after = megabytes(memory);
    Figures.note(
        "soak %4d s: %8.0f points/s, p99 %6.1f ms, heap %4.0f MB, alive %6.1f MB, tail %s",
        second, round.pointsPerSecond(), round.p99(), before, after, server.store.tail());
    return after;
  }

  private static double megabytes(MemoryMXBean memory) {
    return memory.getHeapMemoryUsage().getUsed() / 1e6;
  }

  private static List<Double> fifth(List<Double> samples, int fifth) {
    int n = samples.size();
    return samples.subList(fifth * n / FIFTHS, (fifth + 1) * n / FIFTHS);
  }
}
