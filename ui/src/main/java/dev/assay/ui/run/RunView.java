package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** One run: {@code /runs/ID}, or a certain tab of it: {@code /runs/ID/config}. */
@Route(
    value =
        "runs/:id/:tab?(charts|config|source|logs|samples|artifacts|evaluations|lineage|system|notes)",
    layout = Shell.class)
@PermitAll
class RunView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final RunReader reader;
  private final RunActions actions;
  private final Pulse pulse;
  private final Clock clock;
  private @Nullable RunPage page;

  RunView(RunReader reader, RunActions actions, Pulse pulse, Clock clock) {
    this.reader = reader;
    this.actions = actions;
    this.pulse = pulse;
    this.clock = clock;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    RunId run = id(event.getRouteParameters().get("id").orElse(""));
    if (page == null || !page.run().equals(run)) {
      removeAll();
      page = new RunPage(reader.read(run), reader, actions, pulse, clock);
      add(page);
    }
    page.open(
        RunTab.named(event.getRouteParameters().get("tab")),
        event.getLocation().getQueryParameters());
  }

  private static RunId id(String text) {
    try {
      return RunId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("run", text);
    }
  }

  @Override
  public String getPageTitle() {
    return page == null ? "Assay" : page.name() + " · Assay";
  }
}
