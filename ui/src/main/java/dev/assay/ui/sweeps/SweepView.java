package dev.assay.ui.sweeps;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** One sweep: {@code /sweeps/ID}, or a certain tab of it: {@code /sweeps/ID/trials}. */
@Route(
    value =
        "sweeps/:id/:tab?(course|trials|parallel|rungs|importance|front|decisions|specification)",
    layout = Shell.class)
@PermitAll
class SweepView extends Div implements BeforeEnterObserver, HasDynamicTitle {
  private final SweepReader reader;
  private final SweepActions actions;
  private final Pulse pulse;
  private final Clock clock;
  private @Nullable SweepPage page;

  SweepView(SweepReader reader, SweepActions actions, Pulse pulse, Clock clock) {
    this.reader = reader;
    this.actions = actions;
    this.pulse = pulse;
    this.clock = clock;
    addClassName("page");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    SweepId sweep = SweepReader.id(event.getRouteParameters().get("id").orElse(""));
    if (page == null || !page.sweep().equals(sweep)) {
      removeAll();
      page = new SweepPage(reader.read(sweep), reader, actions, pulse, clock);
      add(page);
    }
    page.open(
        SweepTab.named(event.getRouteParameters().get("tab")),
        event.getLocation().getQueryParameters());
  }

  @Override
  public String getPageTitle() {
    return page == null ? "Assay" : page.name() + " · Assay";
  }
}
