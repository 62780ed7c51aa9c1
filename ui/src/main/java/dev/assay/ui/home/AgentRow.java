package dev.assay.ui.home;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.jobs.Agent;
import dev.assay.jobs.Device;
import dev.assay.jobs.Job;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import java.util.stream.Collectors;

/** A process that does jobs: whether it is there, what it computes with, what it does. */
class AgentRow extends LiveList.Row<Agent> {
  private final Span name = new Span();
  private final Span devices = new Span();
  private final Anchor job = new Anchor();

  AgentRow() {
    addClassName("agent-row");
    name.addClassName("status");
    devices.addClassName("soft");
    Div names = new Div(name, devices);
    names.addClassName("stack");
    add(names, job);
  }

  @Override
  public void show(Agent agent) {
    Job doing = agent.job();
    name.setText(agent.name());
    name.setTitle(agent.name() + " on " + agent.host() + ", version " + agent.version());
    name.setClassName("is-online", agent.online());
    name.setClassName("is-offline", !agent.online());
    devices.setText(
        agent.devices().stream().map(AgentRow::words).collect(Collectors.joining(", ")));
    devices.setTitle(agent.devices().stream().map(Device::name).collect(Collectors.joining(", ")));
    if (doing != null) {
      job.setHref(RunLink.path(doing.runId()));
      job.setText(doing.recipe());
    } else {
      job.removeHref();
      job.setText(agent.online() ? "free" : "offline");
    }
  }

  private static String words(Device device) {
    boolean cpu = device.type().equals("cpu");
    String what = cpu ? Numbers.count(device.count(), "core") : device.name();
    return what + ", " + Numbers.bytes(device.memoryBytes());
  }
}
