package dev.assay.ui.experiments;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.ui.jobs.NewRunButton;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;

/** One experiment: its runs. */
@Route(value = "experiments/:id", layout = Shell.class)
@PermitAll
class ExperimentView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final Experiments experiments;
  private final RunList runs;
  private final CurrentAccount account;
  private final Pulse pulse;
  private String title = "";

  ExperimentView(Experiments experiments, RunList runs, CurrentAccount account, Pulse pulse) {
    this.experiments = experiments;
    this.runs = runs;
    this.account = account;
    this.pulse = pulse;
    addClassNames("page", "page-filled");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    Experiment experiment = experiments.get(id(event.getRouteParameters().get("id").orElse("")));
    title = experiment.name() + " · Assay";
    RunFilter filter = RunFilter.from(event.getLocation().getQueryParameters());
    removeAll();
    add(
        new PageHeader(experiment.name())
            .withTrail(new Anchor("experiments", "Experiments"))
            .withActions(archive(experiment.id()), new NewRunButton(account, experiment.name())),
        new RunTable(experiment.id(), filter, runs, pulse));
  }

  /** All of it in one file, which another Assay takes in. */
  private static Anchor archive(ExperimentId id) {
    Anchor link = new Anchor("api/v1/experiments/" + id + "/archive", "Archive");
    link.setTitle("Download all of this experiment, for another Assay");
    link.setRouterIgnore(true);
    link.getElement().setAttribute("download", true);
    return link;
  }

  private static ExperimentId id(String text) {
    try {
      return ExperimentId.of(text);
    } catch (NumberFormatException e) {
      throw new Problem.NotFound("experiment", text);
    }
  }

  @Override
  public String getPageTitle() {
    return title;
  }
}
