package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.SweepLink;

/** What a sweep is to be, to be copied. */
class SpecificationTab extends Div implements SweepPart {
  private final SweepReader reader;
  private final Command yaml = new Command("");
  private String shown = "";

  SpecificationTab(SweepState state, SweepReader reader) {
    this.reader = reader;
    addClassName("specification-tab");
    Anchor again =
        new Anchor(SweepLink.NEW + "?sweep=" + state.sweep().id(), "New sweep from this");
    Paragraph what =
        new Paragraph(
            "In a file of this text, ./assay sweep create -f FILE starts the same again.");
    what.addClassName("soft");
    add(what, yaml, again);
    show(state);
  }

  @Override
  public void show(SweepState state) {
    String now = reader.yaml(state.sweep().spec());
    if (!now.equals(shown)) {
      yaml.show(now);
      shown = now;
    }
  }
}
