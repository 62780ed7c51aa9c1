package dev.assay.ui.evaluations;

import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationId;

/**
 * An evaluation among others, with what tells it apart.
 *
 * @param run name of its run
 */
record Choice(Evaluation evaluation, String run) {
  EvaluationId id() {
    return evaluation.id();
  }

  String label() {
    return run + " · " + evaluation.spec().name();
  }
}
