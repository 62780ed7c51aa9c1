package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.ListDataProvider;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;
import dev.assay.search.Parameter;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.Trial;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.ParamText;
import dev.assay.ui.text.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** All trials of a sweep; some can be marked and compared. */
@Uses(TimeText.class) // its element stands in a template
class TrialsTab extends Div implements SweepPart {
  private static final int MOST_COMPARED = 100;
  private static final int MOST_PARAMS = 30;
  private static final int MOST_WITHOUT_SCROLLING = 20;

  private final List<Trial> rows = new ArrayList<>();
  private final ListDataProvider<Trial> trials =
      new ListDataProvider<>(rows) {
        @Override
        public Object getId(Trial trial) {
          return trial.number();
        }
      };
  private final Grid<Trial> grid = new Grid<>();
  private final Span count = new Span();
  private final Button compare = new Button("Compare", _ -> compare());
  private final Nothing none = new Nothing("No trial has been started.");

  TrialsTab(SweepState state) {
    addClassName("trials-tab");
    count.addClassName("soft");
    count.getElement().setAttribute("role", "status");
    PageActions.offer(compare, "Compare the marked trials", "c");
    Div tools = new Div(compare, count);
    tools.addClassName("tools");
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.getElement().setAttribute("aria-label", "Trials");
    grid.setSelectionMode(Grid.SelectionMode.MULTI);
    grid.setItemDetailsRenderer(new ComponentRenderer<>(TrialsTab::details));
    grid.addSelectionListener(selection -> showMarked(selection.getAllSelectedItems()));
    columns(state);
    grid.setDataProvider(trials);
    add(tools, none, grid);
    showMarked(Set.of());
  }

  private void columns(SweepState state) {
    grid.addColumn(
            LitRenderer.<Trial>of(
                    "${item.path ? html`<a class='run-link' href=${item.path}><span class='swatch'"
                        + " style=${item.color}></span><span>${item.number}</span></a>` :"
                        + " item.number}")
                .withProperty("path", t -> t.runs().isEmpty() ? "" : path(t))
                .withProperty(
                    "color",
                    t ->
                        t.runs().isEmpty()
                            ? ""
                            : "--run-color: " + RunColor.css(t.runs().getFirst()))
                .withProperty("number", Trial::number))
        .setHeader("Trial")
        .setComparator(Comparator.comparing(Trial::number))
        .setWidth("90px")
        .setFlexGrow(0)
        .setFrozen(true);
    grid.addColumn(
            LitRenderer.<Trial>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.status}</span>")
                .withProperty("look", t -> Words.styleClass(t.status()))
                .withProperty("why", TrialsTab::why)
                .withProperty("status", t -> Words.of(t.status())))
        .setHeader("Status")
        .setComparator(Comparator.comparing(Trial::status))
        .setWidth("110px")
        .setFlexGrow(0);
    List<Objective> objectives = state.sweep().spec().objectives();
    for (int i = 0; i < objectives.size(); i++) {
      objective(objectives.get(i), i);
    }
    state.sweep().spec().space().parameters().stream()
        .limit(MOST_PARAMS)
        .map(Parameter::name)
        .forEach(this::param);
    grid.addColumn(
            LitRenderer.<Trial>of("<assay-time from=${item.from} to=${item.to}></assay-time>")
                .withProperty("from", t -> t.createdAt().toString())
                .withProperty("to", t -> t.endedAt() == null ? "" : t.endedAt().toString()))
        .setHeader("Duration")
        .setComparator(
            Comparator.comparing(
                TrialsTab::duration, Comparator.nullsLast(Comparator.naturalOrder())))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("120px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Trial>of("<span class='trial-why' title=${item.why}>${item.why}</span>")
                .withProperty("why", TrialsTab::why))
        .setHeader("Why")
        .setWidth("260px")
        .setFlexGrow(3);
    grid.getColumns().forEach(column -> column.setResizable(true));
  }

  private void objective(Objective objective, int index) {
    grid.addColumn(
            LitRenderer.<Trial>of("<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", t -> Configurations.brief(value(t, index)))
                .withProperty(
                    "exact",
                    t ->
                        value(t, index) == null
                            ? ""
                            : Numbers.exact(Objects.requireNonNull(value(t, index)))))
        .setHeader(Words.brief(objective))
        .setComparator(
            Comparator.comparing(
                t -> value(t, index), Comparator.nullsLast(Comparator.naturalOrder())))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("130px")
        .setFlexGrow(0);
  }

  private void param(String name) {
    grid.addColumn(
            LitRenderer.<Trial>of("<span class='number' title=${item.exact}>${item.brief}</span>")
                .withProperty("brief", t -> shown(t, name, true))
                .withProperty("exact", t -> shown(t, name, false)))
        .setHeader(name)
        .setComparator(
            Comparator.comparing(
                t -> t.configuration().values().get(name),
                Comparator.nullsLast(TrialsTab::compare)))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("140px")
        .setFlexGrow(1);
  }

  private static String path(Trial trial) {
    return RunLink.path(trial.runs().getFirst());
  }

  private static String shown(Trial trial, String name, boolean brief) {
    @Nullable JsonNode value = trial.configuration().values().get(name);
    if (value == null) {
      return brief ? "–" : "not there, for its condition does not hold";
    }
    return brief ? ParamText.brief(value) : ParamText.exact(value);
  }

  private static int compare(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber()
        ? Double.compare(a.doubleValue(), b.doubleValue())
        : a.toString().compareTo(b.toString());
  }

  private static @Nullable Double value(Trial trial, int objective) {
    return trial.values().size() > objective ? trial.values().get(objective) : null;
  }

  private static @Nullable Duration duration(Trial trial) {
    return trial.endedAt() == null ? null : Duration.between(trial.createdAt(), trial.endedAt());
  }

  private static String why(Trial trial) {
    return Sentences.capital(trial.ended() == null ? trial.suggested() : trial.ended());
  }

  private static Div details(Trial trial) {
    Div details = new Div(new Paragraph("Suggested: " + trial.suggested()));
    if (trial.ended() != null) {
      details.add(new Paragraph("Ended: " + trial.ended()));
    }
    details.add(Configurations.chips(trial.configuration()));
    Div links = new Div();
    links.addClassName("tools");
    for (RunId run : trial.runs()) {
      links.add(
          new Anchor(
              RunLink.path(run),
              trial.runs().size() == 1
                  ? "Open the run"
                  : "Open run " + (trial.runs().indexOf(run) + 1)));
    }
    links.add(
        new Anchor(
            SweepTab.DECISIONS.path(trial.sweep()) + "?trial=" + trial.number(), "Its decisions"));
    details.add(links);
    details.addClassName("trial-details");
    return details;
  }

  @Override
  public void show(SweepState state) {
    boolean more = rows.size() != state.trials().size();
    if (!rows.equals(state.trials())) {
      List<Trial> before = List.copyOf(rows);
      rows.clear();
      rows.addAll(state.trials());
      if (more) {
        trials.refreshAll();
      } else {
        for (int i = 0; i < rows.size(); i++) {
          if (!rows.get(i).equals(before.get(i))) {
            trials.refreshItem(rows.get(i));
          }
        }
      }
    }
    grid.setVisible(!rows.isEmpty());
    none.setVisible(rows.isEmpty());
    grid.setAllRowsVisible(rows.size() <= MOST_WITHOUT_SCROLLING);
    compare.setVisible(!rows.isEmpty());
    showMarked(grid.getSelectedItems());
  }

  private void showMarked(Set<Trial> marked) {
    int runs = runs(marked).size();
    compare.setEnabled(runs >= 2 && runs <= MOST_COMPARED);
    count.setText(
        rows.isEmpty()
            ? ""
            : marked.isEmpty()
                ? Numbers.count(rows.size(), "trial") + "; mark two or more to compare them"
                : runs > MOST_COMPARED
                    ? "%s marked; at most %d runs are compared"
                        .formatted(Numbers.whole(marked.size()), MOST_COMPARED)
                    : Numbers.whole(marked.size())
                        + " of "
                        + Numbers.count(rows.size(), "trial")
                        + " marked");
  }

  private static List<RunId> runs(Set<Trial> marked) {
    return marked.stream()
        .sorted(Comparator.comparing(Trial::number))
        .flatMap(t -> t.runs().stream())
        .toList();
  }

  private void compare() {
    String ids =
        runs(grid.getSelectedItems()).stream()
            .map(RunId::toString)
            .collect(Collectors.joining(","));
    getUI().ifPresent(ui -> ui.navigate("compare", QueryParameters.of("runs", ids)));
  }
}
