package dev.assay.ui.evaluations;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.evaluations.EvaluationId;

/** An evaluation's name; leads to its page. */
final class EvaluationLink extends Anchor {
  static final String LIST = "evaluations";

  EvaluationLink(EvaluationId evaluation, String text) {
    super(path(evaluation), text);
  }

  /** The address of an evaluation's page. */
  static String path(EvaluationId evaluation) {
    return LIST + "/" + evaluation;
  }
}
