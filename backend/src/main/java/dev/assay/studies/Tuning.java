package dev.assay.studies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Of runs of one size the best. The others had a worse learning rate, or whatever else was tuned: a
 * law of the least loss says nothing of them.
 */
final class Tuning {
  private static final double SAME = 0.01;

  private Tuning() {}

  /** The same observations; of those that count and whose N and D agree to 1 % one counts still. */
  static List<Observation> best(List<Observation> all) {
    List<Observation> byLoss =
        all.stream()
            .filter(Observation::counts)
            .sorted(Comparator.comparing(o -> Objects.requireNonNull(o.lossNats())))
            .toList();
    List<Observation> kept = new ArrayList<>();
    Map<String, Observation> better = new HashMap<>();
    for (Observation o : byLoss) {
      kept.stream()
          .filter(k -> agree(k.params(), o.params()) && agree(k.tokens(), o.tokens()))
          .findFirst()
          .ifPresentOrElse(k -> better.put(o.key(), k), () -> kept.add(o));
    }
    return all.stream()
        .map(
            o -> {
              @Nullable Observation best = better.get(o.key());
              return best == null ? o : o.without(reason(best), false);
            })
        .toList();
  }

  private static String reason(Observation best) {
    return "tuning: %s of this size has %s"
        .formatted(best.label(), shown(Objects.requireNonNull(best.lossNats())));
  }

  static boolean agree(@Nullable Double a, @Nullable Double b) {
    return a != null && b != null && Math.abs(a - b) <= SAME * Math.min(Math.abs(a), Math.abs(b));
  }

  static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
