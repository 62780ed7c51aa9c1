package dev.assay.ui.sweeps;

import dev.assay.search.Direction;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.sweeps.Decision;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.SweepStatus;
import dev.assay.sweeps.TrialStatus;
import dev.assay.ui.text.Numbers;
import org.jspecify.annotations.Nullable;

/** What people call the parts of a sweep. */
final class Words {
  private Words() {}

  static String of(SweepStatus status) {
    return switch (status) {
      case RUNNING -> "Running";
      case PAUSED -> "Paused";
      case FINISHED -> "Finished";
      case STOPPED -> "Stopped";
    };
  }

  static String explanation(SweepStatus status) {
    return switch (status) {
      case RUNNING -> "Starts trials as long as there is budget";
      case PAUSED -> "Starts no trial until somebody resumes it; what runs goes on";
      case FINISHED -> "Ended as planned";
      case STOPPED -> "Was stopped by somebody";
    };
  }

  /** The style class that gives a state its colour. */
  static String styleClass(SweepStatus status) {
    return switch (status) {
      case RUNNING -> "is-running";
      case PAUSED -> "is-paused";
      case FINISHED -> "is-finished";
      case STOPPED -> "is-killed";
    };
  }

  static String of(TrialStatus status) {
    return switch (status) {
      case RUNNING -> "Running";
      case FINISHED -> "Finished";
      case PRUNED -> "Pruned";
      case FAILED -> "Failed";
      case CANCELLED -> "Cancelled";
    };
  }

  static String styleClass(TrialStatus status) {
    return switch (status) {
      case RUNNING -> "is-running";
      case FINISHED -> "is-finished";
      case PRUNED -> "is-pruned";
      case FAILED -> "is-failed";
      case CANCELLED -> "is-killed";
    };
  }

  /**
   * @param sampler null when programs outside bring all configurations
   */
  static String of(@Nullable SamplerKind sampler) {
    if (sampler == null) {
      return "From outside";
    }
    return switch (sampler) {
      case GRID -> "Grid";
      case RANDOM -> "Random";
      case SOBOL -> "Sobol sequence";
      case TPE -> "TPE";
      case GP -> "Gaussian process";
      case CMA_ES -> "CMA-ES";
    };
  }

  static String explanation(SamplerKind sampler) {
    return switch (sampler) {
      case GRID -> "Every combination once; all params need finitely many values.";
      case RANDOM -> "Independent draws: the yardstick for all others.";
      case SOBOL -> "Spreads evenly over the space, better than random for few trials.";
      case TPE -> "Tries more of what resembled the better trials. Takes any space.";
      case GP -> "Models the objective; best for few trials and few numbers.";
      case CMA_ES -> "Moves a cloud of trials downhill; best for many trials of numbers.";
    };
  }

  static String of(PrunerSpec pruner) {
    return switch (pruner) {
      case PrunerSpec.None _ -> "None";
      case PrunerSpec.Median _ -> "Median";
      case PrunerSpec.Asha(long min, long max, int reduction) ->
          "ASHA, the best 1/%d go on, %s to %s steps"
              .formatted(reduction, Numbers.whole(min), Numbers.whole(max));
      case PrunerSpec.Hyperband(long min, long max, int reduction) ->
          "Hyperband, the best 1/%d go on, %s to %s steps"
              .formatted(reduction, Numbers.whole(min), Numbers.whole(max));
    };
  }

  static String of(Objective.Of part) {
    return switch (part) {
      case LAST -> "last";
      case MIN -> "least";
      case MAX -> "greatest";
      case MEAN -> "mean";
    };
  }

  static String of(Direction direction) {
    return switch (direction) {
      case MINIMIZE -> "Minimise";
      case MAXIMIZE -> "Maximise";
    };
  }

  /** {@code Minimise the last val/loss}. */
  static String of(Objective objective) {
    return "%s the %s %s"
        .formatted(of(objective.direction()), of(objective.of()), objective.metric());
  }

  /** {@code val/loss}, or {@code least val/loss} where it is not the last value that counts. */
  static String brief(Objective objective) {
    return objective.of() == Objective.Of.LAST
        ? objective.metric()
        : of(objective.of()) + " " + objective.metric();
  }

  static String of(Decision.Kind kind) {
    return switch (kind) {
      case STARTED -> "Started";
      case SUGGESTED -> "Suggested";
      case WENT_ON -> "Went on";
      case PRUNED -> "Pruned";
      case TRIAL_ENDED -> "Trial ended";
      case PAUSED -> "Paused";
      case RESUMED -> "Resumed";
      case EXTENDED -> "Extended";
      case ENDED -> "Ended";
    };
  }
}
