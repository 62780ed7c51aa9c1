package dev.assay.ui.run;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import com.vaadin.flow.component.tabs.TabsVariant;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartLook;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.shell.CurrentAccount;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** The page of a certain run: its header, and under it the content of one tab. */
class RunPage extends Div {
  private final RunReader reader;
  private final CurrentAccount account;
  private final Pulse pulse;
  private final RunHeader header;
  private final Tabs tabs = new Tabs();
  private final Map<RunTab, Tab> labels = new EnumMap<>(RunTab.class);
  private final Div content = new Div();
  private RunState state;

  RunPage(RunState state, RunReader reader, CurrentAccount account, Pulse pulse, Clock clock) {
    this.state = state;
    this.reader = reader;
    this.account = account;
    this.pulse = pulse;
    header =
        new RunHeader(new PauseButton(reader, account), new StopButton(reader, account), clock);
    for (RunTab tab : RunTab.values()) {
      Tab label = new Tab(new Anchor(tab.path(run()), tab.label()));
      labels.put(tab, label);
      tabs.add(label);
    }
    tabs.getElement().setAttribute("aria-label", "Parts of this run");
    tabs.addThemeVariants(TabsVariant.LUMO_HIDE_SCROLL_BUTTONS);
    content.addClassName("tab-content");
    addClassName("run-page");
    add(header, tabs, content);
    pulse.follow(this, () -> reader.read(run()), this::show);
  }

  RunId run() {
    return state.run().id();
  }

  String name() {
    return state.run().name();
  }

  void open(RunTab tab, QueryParameters settings) {
    tabs.setSelectedTab(labels.get(tab));
    content.removeAll();
    content.add(
        switch (tab) {
          case CHARTS -> new ChartsTab(ChartLook.from(settings));
          case CONFIG -> new ConfigTab();
          case SOURCE -> new SourceTab(reader.provenance(run()), reader.inputs(run()));
          case LOGS -> new LogsTab(state, LogLook.from(settings), reader, pulse);
          case SAMPLES -> new SamplesTab(run(), reader, pulse);
          case ARTIFACTS ->
              new ArtifactsTab(state.run(), ArtifactLook.from(settings), reader.artifacts());
          case SYSTEM -> new SystemTab();
          case NOTES -> new NotesTab(state.run(), reader, account.mayEdit());
        });
    show(state);
  }

  private void show(RunState now) {
    state = now;
    header.show(now);
    content.getChildren().forEach(part -> showIn(part, now));
  }

  private static void showIn(Object part, RunState now) {
    if (part instanceof RunPart follows) {
      follows.show(now);
    }
  }
}
