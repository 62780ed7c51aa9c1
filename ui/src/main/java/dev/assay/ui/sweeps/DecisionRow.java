package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Span;
import dev.assay.sweeps.Decision;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;

/** What was decided, and why. */
class DecisionRow extends LiveList.Row<Decision> {
  private final Span what = new Span();
  private final Span why = new Span();
  private final TimeText at = new TimeText();

  DecisionRow() {
    addClassName("decision-row");
    what.addClassName("decision-what");
    at.addClassName("soft");
    add(what, why, at);
  }

  @Override
  public void show(Decision decision) {
    what.setText(what(decision));
    why.setText(Sentences.capital(decision.reason()));
    at.showAgo(decision.at());
  }

  static String what(Decision decision) {
    return decision.trial() == null ? "Sweep" : "Trial " + Numbers.whole(decision.trial());
  }
}
