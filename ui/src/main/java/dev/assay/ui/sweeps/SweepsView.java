package dev.assay.ui.sweeps;

import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.SweepLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Numbers;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All sweeps, the newest first. */
@Route(value = SweepLink.LIST, layout = Shell.class)
@PageTitle("Sweeps · Assay")
@PermitAll
@Uses(TimeText.class) // its element stands in a template
class SweepsView extends Div {
  private static final PageRequest HEAD = PageRequest.first(100);

  private final Sweeps sweeps;
  private final Experiments experiments;
  private final Grid<Row> grid = new Grid<>();
  private final CursorPages<Row> pages = new CursorPages<>(row -> row.sweep().id(), this::rows);
  private final Div first;

  /** A sweep in the list. */
  record Row(Sweep sweep, String experiment) {
    String trials() {
      @Nullable Integer most = sweep.spec().budget().trials();
      String started = Numbers.whole(sweep.spent().trials());
      return most == null ? started : started + " / " + Numbers.whole(most);
    }

    @Nullable Double best() {
      return sweep.best() == null || sweep.best().values().isEmpty()
          ? null
          : sweep.best().values().getFirst();
    }
  }

  SweepsView(Sweeps sweeps, Experiments experiments, CurrentAccount account, Pulse pulse) {
    this.sweeps = sweeps;
    this.experiments = experiments;
    addClassNames("page", "page-filled");
    first = first(account.mayEdit());
    columns();
    add(new PageHeader("Sweeps").withActions(new NewSweepButton(account)), first, grid);
    reload();
    pulse.follow(this, () -> rows(HEAD).items(), this::follow);
  }

  private static Div first(boolean mayEdit) {
    Div first =
        new Div(
            new Nothing(
                "There are no sweeps yet. A sweep tries configurations of a recipe one after"
                    + " another, learns from each, and stops those that lead nowhere."
                    + (mayEdit
                        ? " Choose New sweep for a form, open a run and choose “Sweep from this"
                            + " run”, or start one from a terminal:"
                        : " Those who may change things start one from a terminal:")),
            new Command("./assay sweep create -f sweep.yaml"));
    first.addClassName("first-sweep");
    return first;
  }

  private Page<Row> rows(PageRequest request) {
    Page<Sweep> page = sweeps.list(null, request);
    List<ExperimentId> ids = page.items().stream().map(Sweep::experimentId).distinct().toList();
    Map<ExperimentId, Experiment> found =
        ids.isEmpty()
            ? Map.of()
            : experiments.all(ids).stream()
                .collect(Collectors.toMap(Experiment::id, Function.identity()));
    return page.map(s -> new Row(s, name(s, found.get(s.experimentId()))));
  }

  private static String name(Sweep sweep, @Nullable Experiment experiment) {
    return experiment == null ? sweep.spec().experiment() : experiment.name();
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("opens-rows");
    grid.getElement().setAttribute("aria-label", "Sweeps");
    grid.addColumn(
            LitRenderer.<Row>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", row -> SweepLink.path(row.sweep().id()))
                .withProperty("name", row -> row.sweep().spec().name()))
        .setHeader("Name")
        .setWidth("160px")
        .setFlexGrow(2)
        .setFrozen(true);
    grid.addColumn(
            LitRenderer.<Row>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.status}</span>")
                .withProperty("look", row -> Words.styleClass(row.sweep().status()))
                .withProperty(
                    "why",
                    row ->
                        Objects.requireNonNullElse(
                            row.sweep().reason(), Words.explanation(row.sweep().status())))
                .withProperty("status", row -> Words.of(row.sweep().status())))
        .setHeader("Status")
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Row>of("<a href=${item.path} title=${item.name}>${item.name}</a>")
                .withProperty("path", row -> ExperimentLink.path(row.sweep().experimentId()))
                .withProperty("name", Row::experiment))
        .setHeader("Experiment")
        .setWidth("140px")
        .setFlexGrow(1);
    grid.addColumn(row -> Words.of(row.sweep().spec().sampler()))
        .setHeader("Sampler")
        .setWidth("130px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Row>of("<span class='number' title=${item.why}>${item.trials}</span>")
                .withProperty("trials", Row::trials)
                .withProperty("why", row -> budget(row.sweep().spec().budget())))
        .setHeader("Trials")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Row>of("<span class='number' title=${item.exact}>${item.best}</span>")
                .withProperty("best", row -> row.best() == null ? "–" : Numbers.brief(row.best()))
                .withProperty(
                    "exact",
                    row ->
                        Words.brief(row.sweep().spec().objectives().getFirst())
                            + (row.best() == null ? "" : " " + Numbers.exact(row.best()))))
        .setHeader("Best")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Row>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", row -> row.sweep().createdAt().toString()))
        .setHeader("Created")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("120px")
        .setFlexGrow(0);
    grid.addColumn(row -> row.sweep().createdBy()).setHeader("By").setWidth("110px").setFlexGrow(0);
    grid.addItemClickListener(
        click ->
            getUI().ifPresent(ui -> ui.navigate(SweepLink.path(click.getItem().sweep().id()))));
  }

  private static String budget(Budget budget) {
    return budget.trials() == null
        ? "Started; no number of trials ends this sweep"
        : "Started, of as many as it may start";
  }

  private void reload() {
    pages.show(grid);
    grid.setVisible(!pages.isEmpty());
    first.setVisible(pages.isEmpty());
  }

  private void follow(List<Row> head) {
    if (!pages.replaceHead(head, grid)) {
      reload();
    }
  }
}
