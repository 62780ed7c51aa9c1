package dev.assay.search;

import java.util.List;

/** Says whether a trial is worth going on with. */
public interface Pruner {

  /**
   * A pure function.
   *
   * @param trial the one in question
   * @param others all other trials of the sweep that have reported anything, running or ended, in
   *     the order of their numbers
   */
  Verdict judge(LearningCurve trial, List<LearningCurve> others, Direction direction);
}
