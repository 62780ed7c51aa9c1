package dev.assay.ui.evaluations;

import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationId;
import dev.assay.evaluations.Report;
import dev.assay.runs.Experiment;
import dev.assay.runs.Run;
import org.jspecify.annotations.Nullable;

/** What is known of an evaluation at one moment. */
record EvaluationState(Evaluation evaluation, Run run, Experiment experiment) {
  EvaluationId id() {
    return evaluation.id();
  }

  @Nullable Report report() {
    return evaluation.report();
  }

  boolean isWorkedOn() {
    return Words.isWorkedOn(evaluation.status());
  }

  boolean hasTimes() {
    return evaluation.from() != null;
  }
}
