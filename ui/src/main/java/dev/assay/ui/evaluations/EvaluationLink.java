package dev.assay.ui.evaluations;

import dev.assay.evaluations.EvaluationId;

/** Where evaluations are. */
final class EvaluationLink {
  static final String LIST = "evaluations";

  private EvaluationLink() {}

  /** The address of an evaluation's page. */
  static String path(EvaluationId evaluation) {
    return LIST + "/" + evaluation;
  }
}
