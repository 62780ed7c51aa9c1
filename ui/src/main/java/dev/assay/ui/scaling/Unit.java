package dev.assay.ui.scaling;

import dev.assay.ui.text.Numbers;
import java.util.List;
import java.util.Optional;

/**
 * The unit that a column is logged in.
 *
 * @param times what its numbers are multiplied with
 */
record Unit(String name, double times) {
  static final List<Unit> OF_COUNTS =
      List.of(
          new Unit("ones", 1),
          new Unit("thousands", 1e3),
          new Unit("millions", 1e6),
          new Unit("billions", 1e9));
  static final List<Unit> OF_FLOPS =
      List.of(
          new Unit("FLOPs", 1),
          new Unit("GFLOPs", 1e9),
          new Unit("TFLOPs", 1e12),
          new Unit("PFLOPs", 1e15));
  static final List<Unit> OF_LOSSES = List.of(new Unit("nats", 1), new Unit("bits", Math.log(2)));

  /** What somebody typed instead, as how many tokens a step has. */
  static Optional<Unit> typed(String text) {
    return Amounts.read(text).filter(v -> v > 0).map(Unit::of);
  }

  static Unit of(double times) {
    return new Unit("× " + Numbers.brief(times), times);
  }

  /** The one of these that has the factor, or one of its own. */
  static Unit of(double times, List<Unit> known) {
    return known.stream().filter(u -> u.times() == times).findFirst().orElseGet(() -> of(times));
  }
}
