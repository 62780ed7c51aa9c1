package dev.assay.search;

import java.util.List;
import java.util.OptionalInt;

/** The pruners by what they are set to. */
public final class Pruners {
  private Pruners() {}

  /** All but {@link PrunerSpec.None} end a trial whose last value is not a finite number. */
  public static Pruner of(PrunerSpec spec) {
    return switch (spec) {
      case PrunerSpec.None() ->
          (trial, others, direction) -> new Verdict.GoOn("every trial runs to its end");
      case PrunerSpec.Median median -> finite(new MedianStopping(median));
      case PrunerSpec.Asha asha -> finite(Halving.of(asha));
      case PrunerSpec.Hyperband hyperband -> finite(new Brackets(hyperband));
    };
  }

  private static Pruner finite(Pruner pruner) {
    return (trial, others, direction) -> {
      if (trial.isEmpty()) {
        return new Verdict.GoOn("nothing was reported yet");
      }
      List<LearningCurve> reported = others.stream().filter(other -> !other.isEmpty()).toList();
      return Double.isFinite(trial.lastValue())
          ? pruner.judge(trial, reported, direction)
          : notANumber(trial);
    };
  }

  private static Verdict notANumber(LearningCurve trial) {
    return new Verdict.Prune(
        PruneReason.NOT_A_NUMBER,
        OptionalInt.empty(),
        trial.lastStep(),
        trial.lastValue(),
        Double.NaN,
        "pruned at step %d: %s is not a finite number"
            .formatted(trial.lastStep(), Digits.of(trial.lastValue())));
  }
}
