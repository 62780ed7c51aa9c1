package dev.assay.search;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pruner, and how it is set. */
public sealed interface PrunerSpec {

  /**
   * Reads a pruner from JSON or YAML, as {@code docs/sweeps.md} describes it: {@code {type: asha,
   * maxSteps: 10000}}; nothing, null or {@code none} for none.
   *
   * @param field what it is called in the request
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong, each with its path
   */
  static PrunerSpec parse(JsonNode pruner, String field) {
    return PrunerJson.read(pruner, field);
  }

  /** The inverse of {@link #parse}. */
  default ObjectNode json() {
    return PrunerJson.write(this);
  }

  /** Every trial runs to its end. */
  record None() implements PrunerSpec {}

  /**
   * Median stopping (Golovin et al. 2017): a trial ends when its best value so far is worse than
   * the median of the others' at that step.
   *
   * @param startupTrials that must have come as far before one is pruned
   * @param warmupSteps before which none is pruned
   * @param interval in steps, between two looks at a trial
   */
  record Median(int startupTrials, long warmupSteps, long interval) implements PrunerSpec {
    public Median {
      Violations wrong = new Violations();
      wrong.addUnless(startupTrials >= 1, "startupTrials", startupTrials, "it is at least 1");
      wrong.addUnless(warmupSteps >= 0, "warmupSteps", warmupSteps, "it is at least 0");
      wrong.addUnless(interval >= 1, "interval", interval, "it is at least 1");
      wrong.throwIfAny();
    }
  }

  /**
   * Asynchronous successive halving (Li et al. 2018), in the form that stops: at each rung a trial
   * goes on when it is among the best 1/reduction of those that have reached it.
   *
   * @param minSteps of the first rung; the k-th after it is at minSteps · reduction^k
   * @param maxSteps a trial ends by itself there
   * @param reduction η, at least 2
   */
  record Asha(long minSteps, long maxSteps, int reduction) implements PrunerSpec {
    public Asha {
      checkRungs(minSteps, maxSteps, reduction);
    }
  }

  /** Several brackets of successive halving (Li et al. 2016), by the number of the trial. */
  record Hyperband(long minSteps, long maxSteps, int reduction) implements PrunerSpec {
    public Hyperband {
      checkRungs(minSteps, maxSteps, reduction);
    }
  }

  private static void checkRungs(long minSteps, long maxSteps, int reduction) {
    Violations wrong = new Violations();
    wrong.addUnless(minSteps >= 1, "minSteps", minSteps, "it is at least 1");
    wrong.addUnless(
        maxSteps > minSteps && maxSteps <= Domain.LARGEST_WHOLE,
        "maxSteps",
        maxSteps,
        "it is above minSteps, which is %d, and at most 2^53".formatted(minSteps));
    wrong.addUnless(
        reduction >= 2 && reduction <= 100, "reduction", reduction, "it is between 2 and 100");
    wrong.throwIfAny();
  }
}
