package dev.assay.ui.agents;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.jobs.Agent;
import dev.assay.jobs.Agents;
import dev.assay.jobs.Device;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Run;
import dev.assay.ui.agents.AgentsReader.AgentLine;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The agents by name: what they compute with, what they do. */
@Uses(TimeText.class) // its element stands in a template
final class AgentGrid extends Grid<AgentLine> {
  private static final PageRequest HEAD = PageRequest.first(100);
  private static final Duration WORTH_TELLING = Duration.ofMinutes(1);
  private static final String SERVER_VERSION =
      Objects.requireNonNullElse(
          Agent.class.getPackage().getImplementationVersion(), "development");
  private static final int MOST_WITHOUT_SCROLLING = 12;

  private final AgentsReader reader;
  private final CursorPages<AgentLine> pages;
  private final Agents agents;
  private boolean shown;

  AgentGrid(AgentsReader reader, Agents agents, boolean mayEdit) {
    this.reader = reader;
    this.agents = agents;
    pages = new CursorPages<>(line -> line.agent().id(), reader::agents);
    addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    setSelectionMode(SelectionMode.NONE);
    getElement().setAttribute("aria-label", "Agents");
    columns();
    if (mayEdit) {
      addComponentColumn(this::actions).setHeader("Actions").setWidth("150px").setFlexGrow(0);
    }
  }

  private Div actions(AgentLine line) {
    Agent agent = line.agent();
    Button drain =
        switch (agent.mode()) {
          case WORK -> button("Drain", agent, () -> agents.drain(agent.id()));
          case DRAIN, STOP -> button("Undrain", agent, () -> agents.undrain(agent.id()));
        };
    drain.setTooltipText(
        agent.mode() == Agent.Mode.WORK
            ? "It ends what it does and begins nothing"
            : "It takes work again");
    Button stop = button("Stop", agent, () -> confirm(agent));
    stop.setVisible(agent.online() && agent.mode() != Agent.Mode.STOP);
    Div actions = new Div(drain, stop);
    actions.addClassName("queue-actions");
    return actions;
  }

  private Button button(String label, Agent agent, Runnable what) {
    Button button =
        new Button(
            label,
            _ -> {
              what.run();
              follow(head());
            });
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    button.setAriaLabel(label + " " + agent.name());
    return button;
  }

  private void confirm(Agent agent) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Stop %s?".formatted(agent.name()));
    dialog.setText(
        "It hands back what it does, which another agent goes on with, and its process ends. It"
            + " works again when it is started again, which a Deployment or systemd may do at once:"
            + " to keep work from it then, drain it instead.");
    dialog.setConfirmText("Stop the agent");
    dialog.setConfirmButtonTheme("error primary");
    dialog.setCancelable(true);
    dialog.setCancelText("Keep it");
    dialog.addConfirmListener(
        _ -> {
          agents.stop(agent.id());
          follow(head());
        });
    dialog.open();
  }

  private void columns() {
    addColumn(
            LitRenderer.<AgentLine>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.name}</span>"
                        + "<div class='soft agent-note'>${item.note}</div>")
                .withProperty("look", line -> line.agent().online() ? "is-online" : "is-offline")
                .withProperty("why", line -> line.agent().name() + " on " + line.agent().host())
                .withProperty("note", line -> state(line.agent()))
                .withProperty("name", line -> line.agent().name()))
        .setHeader("Agent")
        .setWidth("170px")
        .setFlexGrow(1)
        .setFrozen(true);
    addColumn(
            LitRenderer.<AgentLine>of(
                    "<div class='agent-jobs'>${item.runs.map(run => html`<a class='run-link'"
                        + " href=${run.path}><span class='swatch' style=${run.color}></span>"
                        + "<span>${run.words}</span></a>`)}</div>")
                .withProperty("runs", AgentGrid::runs))
        .setHeader("Does now")
        .setWidth("150px")
        .setFlexGrow(2);
    addColumn(line -> line.agent().jobs().size() + " of " + line.agent().slots())
        .setHeader("Slots")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("70px")
        .setFlexGrow(0);
    addColumn(
            LitRenderer.<AgentLine>of("<span title=${item.names}>${item.devices}</span>")
                .withProperty("devices", line -> words(line.agent().devices(), false))
                .withProperty("names", line -> words(line.agent().devices(), true)))
        .setHeader("Devices and memory")
        .setWidth("150px")
        .setFlexGrow(2);
    addColumn(line -> String.join(", ", line.agent().labels()))
        .setHeader("Labels")
        .setWidth("90px")
        .setFlexGrow(1);
    addColumn(
            LitRenderer.<AgentLine>of(
                    "<span class=${item.look} title=${item.why}>${item.version}</span>")
                .withProperty("version", line -> line.agent().version())
                .withProperty("look", line -> isOther(line.agent()) ? "is-other" : "")
                .withProperty(
                    "why",
                    line ->
                        isOther(line.agent())
                            ? "The server is of version " + SERVER_VERSION
                            : "As the server"))
        .setHeader("Version")
        .setWidth("90px")
        .setFlexGrow(0);
    addColumn(
            LitRenderer.<AgentLine>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", line -> line.agent().lastSeenAt().toString()))
        .setHeader("Last heard of")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("120px")
        .setFlexGrow(0);
  }

  private static boolean isOther(Agent agent) {
    return !agent.version().equals(SERVER_VERSION);
  }

  /** What is out of the ordinary with it. */
  private static String state(Agent agent) {
    List<String> notes = new ArrayList<>();
    switch (agent.mode()) {
      case WORK -> {}
      case DRAIN -> notes.add(agent.jobs().isEmpty() ? "drained" : "drains");
      case STOP -> notes.add("is to stop");
    }
    if (!agent.online()) {
      notes.add("offline");
    }
    if (isOther(agent)) {
      notes.add("other version");
    }
    @Nullable Duration skew = agent.skew();
    if (skew != null && skew.abs().compareTo(WORTH_TELLING) > 0) {
      notes.add(
          "clock %s %s".formatted(Spans.rough(skew.abs()), skew.isNegative() ? "behind" : "ahead"));
    }
    return String.join(", ", notes);
  }

  private static List<Map<String, String>> runs(AgentLine line) {
    return line.runs().stream()
        .map(
            run ->
                Map.of(
                    "path", RunLink.path(run.id()),
                    "color", "--run-color: " + RunColor.css(run.id()),
                    "words", run.name() + progress(run)))
        .toList();
  }

  private static String progress(Run run) {
    @Nullable Double share = run.progress();
    return share == null ? "" : ", " + Numbers.percent(share);
  }

  private static String words(List<Device> devices, boolean named) {
    return devices.isEmpty()
        ? "none told"
        : devices.stream().map(device -> words(device, named)).collect(Collectors.joining(", "));
  }

  private static String words(Device device, boolean named) {
    boolean cpu = device.type().equals("cpu") && !named;
    String what = cpu ? Numbers.count(device.count(), "core") : device.name();
    return what + ", " + Numbers.bytes(device.memoryBytes());
  }

  List<AgentLine> head() {
    return reader.agents(HEAD).items();
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }

  void follow(List<AgentLine> head) {
    if (!shown || !pages.replaceHead(head, this)) {
      pages.show(this);
      shown = true;
    }
    setAllRowsVisible(head.size() <= MOST_WITHOUT_SCROLLING);
    setVisible(!pages.isEmpty());
  }
}
