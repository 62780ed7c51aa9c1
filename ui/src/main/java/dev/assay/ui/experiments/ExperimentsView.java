package dev.assay.ui.experiments;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentSummary;
import dev.assay.runs.Experiments;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Numbers;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The experiments of this server, those with the newest runs first. */
@Route(value = "experiments", layout = Shell.class)
@PageTitle("Experiments · Assay")
@PermitAll
@Uses(TimeText.class) // its element stands in a template
class ExperimentsView extends Div implements BeforeEnterObserver {
  private static final PageRequest NEWEST = PageRequest.first(100);

  private final TextField search = new FilterField("Search experiments");
  private final Grid<ExperimentSummary> grid = new Grid<>();
  private final CursorPages<ExperimentSummary> pages;
  private final Nothing none = new Nothing("");

  ExperimentsView(Experiments experiments, CurrentAccount account, Pulse pulse) {
    addClassNames("page", "page-filled");
    pages =
        new CursorPages<>(
            ExperimentsView::id, request -> experiments.list(request, search.getValue()));
    search.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            UrlState.replace(this, Map.of("q", search.getValue()));
            reload();
          }
        });
    Div tools = new Div(search);
    tools.addClassName("tools");
    Button create =
        new Button("New experiment", click -> new NewExperimentDialog(experiments, account).open());
    create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    create.setEnabled(account.mayEdit());
    columns();
    add(new PageHeader("Experiments").withActions(create), tools, grid, none);
    pulse.follow(this, () -> experiments.list(NEWEST, search.getValue()).items(), this::refresh);
  }

  private static Object id(ExperimentSummary summary) {
    return summary.experiment().id();
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addColumn(
            LitRenderer.<ExperimentSummary>of(
                    "<a class='experiment-name' href=${item.path} title=${item.name}>${item.name}</a>")
                .withProperty("path", s -> ExperimentLink.path(s.experiment().id()))
                .withProperty("name", s -> s.experiment().name()))
        .setHeader("Name")
        .setFlexGrow(1);
    grid.addColumn(s -> Numbers.whole(s.runs()))
        .setHeader("Runs")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<ExperimentSummary>of("<span class=${item.kind}>${item.running}</span>")
                .withProperty("kind", s -> s.running() > 0 ? "status is-running" : "soft")
                .withProperty("running", s -> s.running() > 0 ? Numbers.whole(s.running()) : "–"))
        .setHeader("Running")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<ExperimentSummary>of(
                    "<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", ExperimentsView::lastActivity))
        .setHeader("Last run")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("150px")
        .setFlexGrow(0);
    grid.addItemClickListener(
        click ->
            getUI()
                .ifPresent(
                    ui -> ui.navigate(ExperimentLink.path(click.getItem().experiment().id()))));
    grid.addClassName("opens-rows");
  }

  private static String lastActivity(ExperimentSummary summary) {
    Instant last = summary.lastActivity();
    return last == null ? "" : last.toString();
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    search.setValue(event.getLocation().getQueryParameters().getSingleParameter("q").orElse(""));
    reload();
  }

  private void reload() {
    pages.show(grid);
    sayWhenEmpty();
  }

  private void refresh(List<ExperimentSummary> newest) {
    if (!pages.replaceHead(newest, grid)) {
      pages.show(grid);
    }
    sayWhenEmpty();
  }

  private void sayWhenEmpty() {
    boolean empty = pages.isEmpty();
    grid.setVisible(!empty);
    none.setVisible(empty);
    none.say(
        search.isEmpty()
            ? "There are no experiments yet. The first run of an experiment creates it, or you do, above."
            : "No experiment has “" + search.getValue() + "” in its name.");
  }
}
