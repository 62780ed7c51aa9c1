package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.models.ModelVersion;
import dev.assay.models.Stage;
import dev.assay.runs.Input;
import dev.assay.runs.Run;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.ModelLink;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.run.LineageReader.LinkedModel;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.StatusName;
import java.util.List;
import java.util.Locale;

/** What a run came from, and what came from it. */
@Uses(TimeText.class) // its element stands in a template
class LineageTab extends Div {
  private static final int MOST_WITHOUT_SCROLLING = 20;

  private final LineageReader reader;

  LineageTab(RunState state, LineageReader reader) {
    this.reader = reader;
    addClassName("lineage");
    Run run = state.run();
    addSources(state);
    addData(reader.inputs(run.id()));
    addModels(reader.models(run.id()));
    addVersions(reader.versions(run.id()));
    addRuns("Forks of it", new CursorPages<>(Run::id, page -> reader.forks(run.id(), page)), true);
    addRuns("Parts of it", new CursorPages<>(Run::id, page -> reader.parts(run.id(), page)), false);
    if (getComponentCount() == 0) {
      add(
          new Nothing(
              "Nothing is known of what this run came from, and nothing came from it yet. A program"
                  + " tells which data a run was given with PUT /api/v1/runs/{id}/inputs; MLflow’s"
                  + " clients do so by themselves."));
    }
  }

  private void addSources(RunState state) {
    Div sources = new Div();
    sources.addClassName("figures");
    state
        .origin()
        .ifPresent(
            origin ->
                sources.add(
                    new Figure(
                        "Forked from",
                        beside(
                            link(origin),
                            state.run().forkStep() == null
                                ? ""
                                : "after step " + Numbers.whole(state.run().forkStep())))));
    state.parent().ifPresent(parent -> sources.add(new Figure("Part of", link(parent))));
    reader
        .named(state.run().params())
        .forEach((param, run) -> sources.add(new Figure("Named by its param " + param, link(run))));
    if (sources.getComponentCount() > 0) {
      add(section("Runs that it came from", sources));
    }
  }

  private static RunLink link(Run run) {
    RunLink link = new RunLink();
    link.show(run);
    return link;
  }

  private static Component beside(Component link, String words) {
    Span soft = new Span(words);
    soft.addClassName("soft");
    Div line = new Div(link, soft);
    line.addClassName("tools");
    return line;
  }

  private static Section section(String title, Component content) {
    Section section = new Section(new H2(title), content);
    section.addClassName("lineage-part");
    section.getElement().setAttribute("aria-label", title);
    return section;
  }

  private void addData(List<Input> inputs) {
    if (inputs.isEmpty()) {
      return;
    }
    Grid<Input> grid = grid("Data that it was given");
    text(grid, "Dataset", input -> input.dataset().name());
    text(grid, "Used for", Input::context);
    text(grid, "Digest", input -> input.dataset().digest());
    text(grid, "Source", input -> input.dataset().source());
    show(grid, "Data that it was given", inputs);
  }

  private void addModels(List<LinkedModel> models) {
    if (models.isEmpty()) {
      return;
    }
    Grid<LinkedModel> grid = grid("Logged models");
    text(grid, "Model", linked -> linked.model().name());
    text(grid, "", linked -> linked.isMade() ? "Made by it" : "Given to it");
    text(grid, "Kind", linked -> linked.model().type());
    text(grid, "State", linked -> words(linked.model().status().name()));
    grid.addColumn(linked -> linked.step() == 0 ? "" : Numbers.whole(linked.step()))
        .setHeader("Step")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("100px")
        .setFlexGrow(0);
    show(grid, "Logged models", models);
  }

  private static String words(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void addVersions(List<ModelVersion> versions) {
    if (versions.isEmpty()) {
      return;
    }
    Grid<ModelVersion> grid = grid("Registered models that came from it");
    grid.addColumn(
            LitRenderer.<ModelVersion>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", version -> ModelLink.path(version.model()))
                .withProperty("name", ModelVersion::model))
        .setHeader("Model")
        .setFlexGrow(2);
    grid.addColumn(ModelVersion::number)
        .setHeader("Version")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("90px")
        .setFlexGrow(0);
    text(
        grid, "Stage", version -> version.stage() == Stage.NONE ? "–" : version.stage().toString());
    text(grid, "Aliases", version -> String.join(", ", version.aliases()));
    time(grid, "Created", version -> version.createdAt().toString());
    show(grid, "Registered models that came from it", versions);
  }

  private void addRuns(String title, CursorPages<Run> pages, boolean forks) {
    Grid<Run> grid = grid(title);
    grid.addColumn(
            LitRenderer.<Run>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", run -> RunLink.path(run.id()))
                .withProperty("name", Run::name))
        .setHeader("Run")
        .setFlexGrow(2);
    if (forks) {
      grid.addColumn(run -> run.forkStep() == null ? "" : Numbers.whole(run.forkStep()))
          .setHeader("After step")
          .setTextAlign(ColumnTextAlign.END)
          .setWidth("100px")
          .setFlexGrow(0);
    }
    grid.addColumn(
            LitRenderer.<Run>of("<span class='status ${item.style}'>${item.status}</span>")
                .withProperty("style", run -> StatusName.styleClass(run.status()))
                .withProperty("status", run -> StatusName.of(run.status())))
        .setHeader("Status")
        .setWidth("130px")
        .setFlexGrow(0);
    time(grid, "Created", run -> run.createdAt().toString());
    pages.show(grid);
    if (!pages.isEmpty()) {
      grid.setHeight("260px");
      add(section(title, grid));
    }
  }

  private interface Text<T> {
    String of(T item);
  }

  private static <T> Grid<T> grid(String title) {
    Grid<T> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.getElement().setAttribute("aria-label", title);
    return grid;
  }

  private static <T> void text(Grid<T> grid, String header, Text<T> text) {
    grid.addColumn(
            LitRenderer.<T>of("<span title=${item.text}>${item.text}</span>")
                .withProperty("text", text::of))
        .setHeader(header)
        .setResizable(true)
        .setFlexGrow(1);
  }

  private static <T> void time(Grid<T> grid, String header, Text<T> at) {
    grid.addColumn(
            LitRenderer.<T>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", at::of))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("130px")
        .setFlexGrow(0);
  }

  private <T> void show(Grid<T> grid, String title, List<T> items) {
    grid.setItems(items);
    grid.setAllRowsVisible(items.size() <= MOST_WITHOUT_SCROLLING);
    add(section(title, grid));
  }
}
