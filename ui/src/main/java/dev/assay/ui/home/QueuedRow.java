package dev.assay.ui.home;

import com.vaadin.flow.component.html.Div;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;

/** A run that waits for an agent. */
class QueuedRow extends LiveList.Row<Overview.Glance> {
  private final RunLink name = new RunLink();
  private final ExperimentLink experiment = new ExperimentLink();
  private final TimeText since = new TimeText();

  QueuedRow() {
    addClassName("queued-row");
    Div names = new Div(name, experiment);
    names.addClassName("stack");
    add(names, since);
    since.addClassName("soft");
  }

  @Override
  public void show(Overview.Glance glance) {
    name.show(glance.run());
    experiment.show(glance.experiment());
    since.showAgo(glance.run().createdAt());
  }
}
