package dev.assay.search;

import java.util.OptionalInt;

/** What a pruner says of a trial, with its reason. */
public sealed interface Verdict {

  /** For people, such as "rung 2 (step 400): 3.01 is among the best 50 %". */
  String reason();

  /** It goes on. */
  record GoOn(String reason) implements Verdict {}

  /**
   * It ends.
   *
   * @param why the rule
   * @param rung where the pruner has rungs
   * @param step at which it was judged
   * @param value of the objective then
   * @param bound that it had to reach
   * @param reason for people: "pruned at rung 2: 3.41 is worse than the 50 % quantile 3.12"
   */
  record Prune(
      PruneReason why, OptionalInt rung, long step, double value, double bound, String reason)
      implements Verdict {}
}
