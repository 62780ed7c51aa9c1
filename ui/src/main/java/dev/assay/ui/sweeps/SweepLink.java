package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.sweeps.SweepId;

/** Leads to the page of a sweep. */
final class SweepLink extends Anchor {
  static final String LIST = "sweeps";
  static final String NEW = "sweeps/new";

  SweepLink(SweepId sweep, String text) {
    super(path(sweep), text);
  }

  /** The address of a sweep's page. */
  static String path(SweepId sweep) {
    return LIST + "/" + sweep;
  }
}
