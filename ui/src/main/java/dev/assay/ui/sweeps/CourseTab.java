package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.paging.PageRequest;
import dev.assay.runs.RunId;
import dev.assay.sweeps.Decision;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.Trial;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.NumberText;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.text.Numbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a sweep goes: the best so far, the best trial, what was decided last. */
class CourseTab extends Div implements SweepPart {
  private static final PageRequest LATEST = PageRequest.first(8);

  private final SweepReader reader;
  private final CourseChart chart;
  private final Nothing none = new Nothing("");
  private final Div best = new Div();
  private final LiveList<Long, Decision> decisions =
      new LiveList<>(Decision::seq, DecisionRow::new);
  private final Nothing noDecisions = new Nothing("Nothing has been decided yet.");
  private final Anchor allDecisions = new Anchor();
  private @Nullable SweepState shown;

  CourseTab(SweepReader reader) {
    this.reader = reader;
    chart = new CourseChart(this::open);
    addClassName("course-tab");
    best.addClassName("best-trial");
    Section bestCard = card("Best trial", best);
    Section latest = card("Latest decisions", decisions);
    allDecisions.setText("All decisions");
    latest.add(noDecisions, allDecisions);
    Section course = card("Best so far", none, chart);
    Div below = new Div(bestCard, latest);
    below.addClassName("course-below");
    add(course, below);
  }

  private static Section card(String title, Component... content) {
    Section card = new Section(new H2(title));
    card.addClassNames("card", "sweep-card");
    card.add(content);
    return card;
  }

  private void open(int trial) {
    SweepState state = shown;
    if (state != null) {
      getUI()
          .ifPresent(
              ui ->
                  ui.navigate(
                      SweepTab.DECISIONS.path(state.sweep().id()),
                      QueryParameters.of("trial", Integer.toString(trial))));
    }
  }

  @Override
  public void show(SweepState state) {
    boolean changed =
        shown == null
            || !shown.course().equals(state.course())
            || !shown.trials().equals(state.trials());
    shown = state;
    if (!changed) {
      return;
    }
    boolean empty = state.measured().isEmpty();
    chart.setVisible(!empty);
    none.setVisible(empty);
    none.say(
        state.trials().isEmpty()
            ? state.isOver()
                ? "It ended before any trial was started."
                : "No trial has been started yet. The first waits until an agent that knows the"
                    + " recipe is free."
            : "No trial has told a value of " + state.objective().metric() + " yet.");
    chart.show(state);
    showBest(state);
    List<Decision> latest = reader.decisions(state.sweep().id(), null, LATEST).items();
    decisions.show(latest);
    noDecisions.setVisible(latest.isEmpty());
    allDecisions.setVisible(!latest.isEmpty());
    allDecisions.setHref(SweepTab.DECISIONS.path(state.sweep().id()));
  }

  private void showBest(SweepState state) {
    best.removeAll();
    @Nullable Trial trial = state.sweep().best();
    if (trial == null) {
      best.add(new Nothing("No trial has ended with a value yet."));
      return;
    }
    Div figures = new Div(figure("Trial", new Span(Numbers.whole(trial.number()))));
    figures.addClassName("figures");
    List<Objective> objectives = state.sweep().spec().objectives();
    for (int i = 0; i < Math.min(objectives.size(), trial.values().size()); i++) {
      NumberText value = new NumberText();
      value.show(trial.values().get(i));
      figures.add(figure(Words.brief(objectives.get(i)), value));
    }
    for (RunId run : trial.runs()) {
      String name = trial.runs().size() == 1 ? "Run" : "Run " + (trial.runs().indexOf(run) + 1);
      Anchor link = new Anchor(RunLink.path(run));
      link.addClassName("run-link");
      link.add(RunLink.swatch(run), new Span("Open"));
      link.setAriaLabel("Open the run of trial " + trial.number());
      figures.add(figure(name, link));
    }
    best.add(figures, Configurations.chips(trial.configuration()));
  }

  private static Div figure(String name, Component value) {
    Span label = new Span(name);
    label.addClassName("soft");
    Div figure = new Div(label, value);
    figure.addClassName("named-figure");
    return figure;
  }
}
