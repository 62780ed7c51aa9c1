package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.sweeps.SweepId;

/** Leads to the page of a sweep. */
public final class SweepLink extends Anchor {
  public static final String LIST = "sweeps";
  public static final String NEW = "sweeps/new";

  public SweepLink(SweepId sweep, String text) {
    super(path(sweep), text);
  }

  /** The address of a sweep's page. */
  public static String path(SweepId sweep) {
    return LIST + "/" + sweep;
  }
}
