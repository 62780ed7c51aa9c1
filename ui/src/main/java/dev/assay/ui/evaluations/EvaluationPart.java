package dev.assay.ui.evaluations;

/** A part of an evaluation's page, which follows what becomes of the evaluation. */
interface EvaluationPart {
  void show(EvaluationState state);
}
