package dev.assay.ui.home;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.jobs.Agent;
import dev.assay.jobs.Jobs;
import dev.assay.runs.ExperimentSummary;
import dev.assay.ui.jobs.NewRunButton;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/** What is going on now and what has happened lately; before there is any run, how to get one. */
@Route(value = "", layout = Shell.class)
@PageTitle("Home · Assay")
@PermitAll
class HomeView extends Div {
  private static final int A_FEW = 15;
  // each row is a handful of components that the server remembers
  private static final int MOST = 90;

  private final LiveList<Object, Overview.Glance> running;
  private final LiveList<Object, Overview.Glance> queued;
  private final LiveList<Object, Overview.Happening> activity =
      new LiveList<>(Overview.Happening::key, ActivityRow::new);
  private final LiveList<Object, Agent> agents = new LiveList<>(Agent::id, AgentRow::new);
  private final LiveList<Object, ExperimentSummary> experiments =
      new LiveList<>(s -> s.experiment().id(), ExperimentRow::new);
  private final Nothing noneRunning = new Nothing("Nothing runs at the moment.");
  private final Nothing noAgents =
      new Nothing("No agent has registered yet: queued runs wait until one does.");
  private final Button more = new Button("Show more");
  private final Section queue;
  private final Div present;
  private final FirstRun firstRun;
  // read on other threads too
  private volatile int wanted = A_FEW;

  HomeView(
      Overview overview,
      Jobs jobs,
      CurrentAccount account,
      Pulse pulse,
      Clock clock,
      ObjectProvider<HomeCard> cards) {
    addClassName("page");
    firstRun = new FirstRun(jobs, account, ServerUrl.asSeenByTheBrowser());
    running = new LiveList<>(g -> g.run().id(), () -> new RunningRow(clock));
    queued = new LiveList<>(g -> g.run().id(), QueuedRow::new);
    queue = section("Queue", queued);
    more.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    more.addClickListener(
        click -> {
          wanted = Math.min(MOST, wanted + A_FEW);
          show(overview.read(wanted));
        });
    Div below = new Div(more);
    below.addClassName("more");
    Div main =
        new Div(section("Running", running, noneRunning), section("Activity", activity, below));
    Div side = new Div(cards.orderedStream().map(HomeCard::card).toArray(Component[]::new));
    side.add(section("Agents", agents, noAgents), queue, section("Experiments", experiments));
    main.addClassName("home-main");
    side.addClassName("home-side");
    present = new Div(main, side);
    present.addClassName("home");
    add(new PageHeader("Home").withActions(new NewRunButton(account)), firstRun, present);
    pulse.follow(this, () -> overview.read(wanted), this::show);
    followMlflowLinks();
  }

  /** MLflow's clients print links such as /#/experiments/1/runs/32 hexadecimal digits. */
  private void followMlflowLinks() {
    getElement()
        .executeJs(
            """
            const place = /^#\\/experiments\\/(\\d+)(?:\\/runs\\/([0-9a-f]{32}))?/.exec(location.hash);
            if (place && place[2]) {
              location.replace('runs/' + place[2].replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
            } else if (place) {
              location.replace('experiments/' + place[1]);
            }""");
  }

  private static Section section(String title, Component... content) {
    Section section = new Section(new H2(title));
    section.addClassName("card");
    section.add(content);
    return section;
  }

  private void show(Overview.State state) {
    firstRun.setVisible(!state.hasRuns());
    firstRun.show(state.hasAgentOnline());
    present.setVisible(state.hasRuns());
    running.show(state.running());
    noneRunning.setVisible(state.running().isEmpty());
    queued.show(state.queued());
    queue.setVisible(!state.queued().isEmpty());
    activity.show(state.activity());
    more.getParent().orElseThrow().setVisible(state.hasMore() && wanted < MOST);
    agents.show(state.agents());
    noAgents.setVisible(state.agents().isEmpty());
    experiments.show(List.copyOf(state.experiments()));
  }
}
