package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;

/** An experiment's name; leads to its page. */
public class ExperimentLink extends Anchor {
  public ExperimentLink() {
    addClassName("experiment-link");
  }

  public ExperimentLink(Experiment experiment) {
    this();
    show(experiment);
  }

  public void show(Experiment experiment) {
    setHref(path(experiment.id()));
    setText(experiment.name());
    setTitle(experiment.name());
  }

  /** The address of an experiment's page. */
  public static String path(ExperimentId id) {
    return "experiments/" + id;
  }
}
