package dev.assay.ui.scaling;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.function.ValueProvider;
import dev.assay.jobs.Recipe;
import dev.assay.jobs.Recipes;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.search.Configuration;
import dev.assay.studies.PlanOutcome;
import dev.assay.studies.PlanRequest;
import dev.assay.studies.PlannedRun;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Refusal;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The next runs: which tell most for what they take, each with the reason; queued with one click.
 */
class PlanTab extends Div implements StudyPart {
  private final StudyActions actions;
  private final Nothing none = new Nothing("");
  private final @Nullable PlanForm form;
  private final Button propose = new Button("Propose runs", _ -> propose());
  private final Grid<PlannedRun> grid = new Grid<>();
  private final Paragraph gain = new Paragraph();
  private final UnorderedList notes = new UnorderedList();
  private final Button queue = new Button("Queue as a sweep", _ -> queue());
  private final Card result;
  private final Div queued = new Div();
  private final Div just = new Div();
  private final Div all = new Div();
  private StudyState state;
  private @Nullable PlanRequest request;

  PlanTab(StudyState state, StudyActions actions, Recipes recipes) {
    this.state = state;
    this.actions = actions;
    addClassName("plan-tab");
    propose.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    propose.setDisableOnClick(true);
    queue.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    queue.setDisableOnClick(true);
    queue.setVisible(actions.mayEdit());
    gain.addClassName("verdict");
    gain.getElement().setAttribute("role", "status");
    notes.addClassName("soft");
    columns();
    result = new Card("Proposed runs", gain, grid, notes, queue);
    result.setVisible(false);
    queued.addClassName("queued");
    List<Recipe> known = recipes.list(PageRequest.first(PageRequest.MAX_LIMIT)).items();
    form = known.isEmpty() ? null : new PlanForm(known, state);
    if (form != null) {
      Div tools = new Div(propose);
      tools.addClassName("tools");
      all.add(form, tools, just, result);
    }
    all.addClassName("stacked");
    add(none, queued, all);
  }

  private void columns() {
    grid.setSelectionMode(Grid.SelectionMode.MULTI);
    grid.addThemeVariants(
        GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT, GridVariant.LUMO_WRAP_CELL_CONTENT);
    grid.setAllRowsVisible(true);
    grid.getElement().setAttribute("aria-label", "Proposed runs");
    grid.addComponentColumn(run -> chips(run.configuration()))
        .setHeader("Run")
        .setWidth("190px")
        .setFlexGrow(1);
    number("N", "84px", run -> Amounts.count(run.params()));
    number("D", "84px", run -> Amounts.count(run.tokens()));
    number("C", "92px", run -> Amounts.flops(run.flops()));
    number("Takes", "100px", run -> Amounts.seconds(run.seconds()));
    number("Memory", "92px", PlanTab::memory);
    number("Error then", "96px", run -> Amounts.percent(run.errorAfter()));
    number("Less by", "84px", PlanTab::reduction);
    grid.addColumn(run -> Sentences.capital(run.why()))
        .setHeader("Why")
        .setWidth("220px")
        .setFlexGrow(2);
    grid.addSelectionListener(_ -> showMarked());
  }

  private void number(String header, String width, ValueProvider<PlannedRun, String> value) {
    grid.addColumn(value)
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  private static String memory(PlannedRun run) {
    return run.memoryBytes() == null ? "–" : Numbers.bytes(Math.round(run.memoryBytes()));
  }

  private static String reduction(PlannedRun run) {
    return Amounts.percent(1 - run.errorAfter() / run.errorBefore());
  }

  private static Div chips(Configuration configuration) {
    Div chips = new Div();
    chips.addClassName("tags");
    configuration
        .values()
        .forEach(
            (name, value) -> {
              Span chip = new Span(name + " = " + ParamText.brief(value));
              chip.setTitle(name + " = " + ParamText.exact(value));
              chips.add(chip);
            });
    return chips;
  }

  @Override
  public void show(StudyState now) {
    boolean first = state == now;
    List<SweepId> before = state.study().queued();
    state = now;
    boolean can = now.law() != null && now.law().law() != null;
    none.setVisible(form == null || !can);
    all.setVisible(form != null && can);
    none.say(
        can
            ? "No agent has told this server yet what it can do, so there is no recipe whose runs"
                + " could be proposed. Start an agent and open this page again."
            : "Runs are proposed by a law, and there is none yet. "
                + Sentences.capital(Words.reason(now.outcome())));
    if (first || !before.equals(now.study().queued())) {
      showQueued(now.study().queued());
    }
  }

  private void showQueued(List<SweepId> sweeps) {
    queued.removeAll();
    queued.setVisible(!sweeps.isEmpty());
    for (int i = 0; i < sweeps.size(); i++) {
      queued.add(new Anchor("sweeps/" + sweeps.get(i), "Sweep of plan " + (i + 1)));
    }
    queued.addComponentAsFirst(new Span("Queued from here:"));
  }

  private void propose() {
    propose.setEnabled(true);
    PlanForm asked = Objects.requireNonNull(form);
    try {
      asked
          .request()
          .ifPresent(
              wanted -> {
                request = wanted;
                show(actions.plan(state.id(), wanted));
              });
    } catch (Problem.Invalid refused) {
      result.setVisible(false);
      asked.refuse(refused.violations());
    } catch (Problem refused) {
      result.setVisible(false);
      Refusal.say(Sentences.of(refused));
    }
  }

  private void show(PlanOutcome plan) {
    result.setVisible(true);
    grid.setItems(plan.runs());
    grid.asMultiSelect().setValue(Set.copyOf(plan.runs()));
    grid.setVisible(!plan.runs().isEmpty());
    gain.setText(
        plan.runs().isEmpty()
            ? "No candidate would tell anything more within this budget."
            : "The standard error of what you want to know falls from %s to %s, with %s FLOPs in %s; chosen from %s."
                .formatted(
                    Amounts.percent(plan.errorBefore()),
                    Amounts.percent(plan.errorAfter()),
                    Amounts.flops(plan.flops()),
                    time(plan.seconds()),
                    Numbers.count(plan.candidates(), "candidate")));
    notes.removeAll();
    plan.notes().forEach(note -> notes.add(new ListItem(Sentences.capital(note))));
    notes.setVisible(!plan.notes().isEmpty());
    showMarked();
    UI.getCurrentOrThrow().beforeClientResponse(result, _ -> result.scrollIntoView());
  }

  private static String time(@Nullable Double seconds) {
    return seconds == null ? "a time that nothing tells" : "about " + Amounts.seconds(seconds);
  }

  private void showMarked() {
    int marked = grid.getSelectedItems().size();
    queue.setEnabled(marked > 0);
    queue.setText(
        marked == 0
            ? "Queue as a sweep"
            : "Queue %s as a sweep".formatted(Numbers.count(marked, "run")));
  }

  private void queue() {
    queue.setEnabled(true);
    List<Configuration> chosen =
        grid.getSelectedItems().stream().map(PlannedRun::configuration).distinct().toList();
    try {
      Sweep sweep = actions.queue(state.id(), Objects.requireNonNull(request), chosen);
      Paragraph told =
          new Paragraph(
              new Span(
                  "%s queued, and taken in here as they end: "
                      .formatted(Numbers.count(chosen.size(), "run"))),
              new Anchor("sweeps/" + sweep.id(), sweep.spec().name()));
      told.getElement().setAttribute("role", "status");
      result.setVisible(false);
      told.addClassName("sweep-reason");
      just.removeAll();
      just.add(told);
    } catch (Problem refused) {
      Refusal.say(Sentences.of(refused));
    }
  }
}
