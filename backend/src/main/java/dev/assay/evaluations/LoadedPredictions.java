package dev.assay.evaluations;

import dev.assay.problem.Problem;
import org.springframework.stereotype.Component;

/** Rows of evaluations in memory; those that were used last stay there as long as there is room. */
@Component
class LoadedPredictions {
  /**
   * The rows of an evaluation.
   *
   * @throws Problem.NotFound when there is no such evaluation
   * @throws Problem.Conflict when somebody has deleted its artifact, or replaced it
   */
  Predictions of(EvaluationId id) {
    throw new UnsupportedOperationException();
  }
}
