package dev.assay.ui.agents;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.jobs.Agents;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Queue;
import dev.assay.jobs.Schedule;
import dev.assay.jobs.Schedules;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;

/** Who does the work, and what waits for it. */
@Route(value = "agents", layout = Shell.class)
@PageTitle("Agents · Assay")
@PermitAll
class AgentsView extends Div {
  AgentsView(
      AgentsReader reader,
      Agents all,
      Jobs jobs,
      Queue waiting,
      Schedules schedules,
      CurrentAccount account,
      Pulse pulse) {
    addClassNames("page", "agents-page");
    AgentGrid agents = new AgentGrid(reader, all, account.mayEdit());
    Div none =
        new Div(
            new Nothing(
                "No agent has registered yet: queued runs wait until one does. Start one, on this"
                    + " machine or another:"),
            new Command(
                "export ASSAY_TOKEN=…\n\n./assay agent --server "
                    + ShellLine.quoted(ServerUrl.asSeenByTheBrowser())));
    none.addClassName("first-sweep");
    QueueList queue = new QueueList(jobs, waiting, account.mayEdit());
    LiveList<Object, Schedule> planned =
        new LiveList<>(Schedule::id, () -> new ScheduleRow(schedules, account.mayEdit()));
    Nothing nonePlanned =
        new Nothing("Nothing is planned. POST /api/v1/schedules has a job submitted at set times.");
    add(
        new PageHeader("Agents"),
        section("Agents", none, agents),
        section("Queue", queue),
        section("Schedules", nonePlanned, planned));
    pulse.follow(this, reader::line, queue::show);
    pulse.follow(
        this,
        reader::schedules,
        known -> {
          planned.show(known);
          nonePlanned.setVisible(known.isEmpty());
        });
    pulse.follow(
        this,
        agents::head,
        head -> {
          agents.follow(head);
          none.setVisible(agents.isEmpty());
        });
  }

  private static Section section(String title, Component... content) {
    Section section = new Section(new H2(title));
    section.getElement().setAttribute("aria-label", title);
    section.add(content);
    return section;
  }
}
