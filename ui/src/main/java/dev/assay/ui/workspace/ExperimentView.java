package dev.assay.ui.workspace;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Runs;
import dev.assay.ui.jobs.NewRunButton;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Done;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import dev.assay.views.SavedView;
import dev.assay.views.SavedViewId;
import dev.assay.views.SavedViews;
import jakarta.annotation.security.PermitAll;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One experiment: its workspace. */
@Route(value = "experiments/:id", layout = Shell.class)
@PermitAll
class ExperimentView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final Experiments experiments;
  private final Runs runs;
  private final TableReader table;
  private final Known.Reader known;
  private final Bulk bulk;
  private final SavedViews views;
  private final CurrentAccount account;
  private final Pulse pulse;
  private String title = "";
  private @Nullable Workspace workspace;

  ExperimentView(
      Experiments experiments,
      Runs runs,
      TableReader table,
      Known.Reader known,
      Bulk bulk,
      SavedViews views,
      CurrentAccount account,
      Pulse pulse) {
    this.experiments = experiments;
    this.runs = runs;
    this.table = table;
    this.known = known;
    this.bulk = bulk;
    this.views = views;
    this.account = account;
    this.pulse = pulse;
    addClassNames("page", "page-filled");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    Experiment experiment = experiments.get(id(event.getRouteParameters().get("id").orElse("")));
    title = experiment.name() + " · Assay";
    show(experiment, asked(experiment, event.getLocation().getQueryParameters()));
  }

  /** A view that is asked for alone is opened as it was saved. */
  private Look asked(Experiment experiment, QueryParameters parameters) {
    Look look = Look.from(parameters);
    boolean alone = parameters.getParameters().keySet().stream().allMatch("view"::equals);
    return alone ? look.view().flatMap(id -> savedHere(experiment, id)).orElse(look) : look;
  }

  private Optional<Look> savedHere(Experiment experiment, SavedViewId id) {
    Optional<SavedView> view =
        views.of(experiment.id(), account.get().id()).stream()
            .filter(v -> v.id().equals(id))
            .findFirst();
    if (view.isEmpty()) {
      Done.say("There is no saved view " + id + " of this experiment, or it is somebody's own.");
      return Optional.of(Look.from(QueryParameters.empty()));
    }
    return view.map(ExperimentView::saved);
  }

  private static Look saved(SavedView view) {
    return Look.from(QueryParameters.fromString(view.query())).withView(Optional.of(view.id()));
  }

  private void show(Experiment experiment, Look look) {
    removeAll();
    ViewsMenu menu =
        new ViewsMenu(
            experiment.id(),
            views,
            account.get(),
            account.mayEdit(),
            () -> workspace == null ? look : workspace.look(),
            view -> open(experiment, view));
    Workspace shown =
        new Workspace(
            experiment.id(),
            look,
            table,
            known,
            runs,
            bulk,
            account.mayEdit(),
            pulse,
            changed -> {
              Workspace.keepInAddress(changed);
              menu.mark();
            });
    workspace = shown;
    menu.refresh();
    add(
        new PageHeader(experiment.name())
            .withTrail(new Anchor("experiments", "Experiments"))
            .withActions(
                menu, archive(experiment.id()), new NewRunButton(account, experiment.name())),
        shown);
  }

  private void open(Experiment experiment, Optional<SavedView> view) {
    Look look = view.map(ExperimentView::saved).orElseGet(() -> Look.from(QueryParameters.empty()));
    show(experiment, look);
    Workspace.keepInAddress(look);
  }

  /** All of it in one file, which another Assay takes in. */
  private static Anchor archive(ExperimentId id) {
    Anchor link = new Anchor("api/v1/experiments/" + id + "/archive", "Download all");
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
