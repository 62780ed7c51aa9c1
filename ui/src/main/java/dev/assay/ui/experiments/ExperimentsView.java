package dev.assay.ui.experiments;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentSummary;
import dev.assay.runs.Experiments;
import dev.assay.runs.Shelf;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Done;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
  private final Select<Shelf> shelf = new Select<>();
  private final ExperimentChanges changes;
  private final boolean mayEdit;
  private final CursorPages<ExperimentSummary> pages;
  private final Nothing none = new Nothing("");

  ExperimentsView(
      Experiments experiments, ExperimentChanges changes, CurrentAccount account, Pulse pulse) {
    this.changes = changes;
    mayEdit = account.mayEdit();
    addClassNames("page", "page-filled");
    pages =
        new CursorPages<>(
            ExperimentsView::id,
            request -> experiments.list(shelf.getValue(), search.getValue(), request));
    shelf.setAriaLabel("Which experiments");
    shelf.setItems(Shelf.values());
    shelf.setItemLabelGenerator(ExperimentsView::words);
    shelf.setValue(Shelf.ACTIVE);
    shelf.addClassName("status-filter");
    search.addValueChangeListener(change -> narrow(change.isFromClient()));
    shelf.addValueChangeListener(change -> narrow(change.isFromClient()));
    Div tools = new Div(search, shelf);
    tools.addClassName("tools");
    Button create =
        new Button("New experiment", click -> new NewExperimentDialog(experiments, account).open());
    create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    create.setEnabled(account.mayEdit());
    columns();
    add(new PageHeader("Experiments").withActions(create), tools, grid, none);
    pulse.follow(
        this,
        () -> experiments.list(shelf.getValue(), search.getValue(), NEWEST).items(),
        this::refresh);
  }

  private static Object id(ExperimentSummary summary) {
    return summary.experiment().id();
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addColumn(
            LitRenderer.<ExperimentSummary>of(
                    "<div class='experiment-cell'>"
                        + "<a class='experiment-name' href=${item.path} title=${item.name}>${item.name}</a>"
                        + "<span class='soft' title=${item.notes}>${item.notes}</span></div>")
                .withProperty("path", s -> ExperimentLink.path(s.experiment().id()))
                .withProperty("name", s -> s.experiment().name())
                .withProperty("notes", s -> firstLine(s.experiment().notes())))
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
    grid.addColumn(
            LitRenderer.<ExperimentSummary>of(
                    "<span class='soft' title=${item.tags}>${item.tags}</span>")
                .withProperty("tags", ExperimentsView::tags))
        .setHeader("Tags")
        .setWidth("180px")
        .setFlexGrow(0);
    if (mayEdit) {
      grid.addColumn(
              LitRenderer.<ExperimentSummary>of(
                      "<button type='button' class='row-button' @click=${change} aria-label=${item.label}>${item.word}</button>")
                  .withProperty("word", s -> isDeleted(s) ? "Restore" : "Edit")
                  .withProperty(
                      "label", s -> (isDeleted(s) ? "Restore " : "Edit ") + s.experiment().name())
                  .withFunction("change", this::change))
          .setHeader("")
          .setTextAlign(ColumnTextAlign.END)
          .setWidth("90px")
          .setFlexGrow(0);
    }
    grid.addItemClickListener(
        click ->
            getUI()
                .ifPresent(
                    ui -> ui.navigate(ExperimentLink.path(click.getItem().experiment().id()))));
    grid.addClassName("opens-rows");
  }

  private static String words(Shelf shelf) {
    return switch (shelf) {
      case ACTIVE -> "In use";
      case ARCHIVED -> "Archived";
      case DELETED -> "Deleted";
    };
  }

  private static Shelf shelf(String word) {
    return Arrays.stream(Shelf.values())
        .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElse(Shelf.ACTIVE);
  }

  private static boolean isDeleted(ExperimentSummary summary) {
    return summary.experiment().deletedAt() != null;
  }

  private static String firstLine(String notes) {
    return notes.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  private static String tags(ExperimentSummary summary) {
    return TagText.write(summary.experiment().tags()).replace("\n", ", ");
  }

  private void change(ExperimentSummary summary) {
    ExperimentId id = summary.experiment().id();
    if (isDeleted(summary)) {
      changes.restore(id);
      reload();
      Done.say(
          "“" + summary.experiment().name() + "” is back, with its runs.",
          () -> {
            changes.delete(id);
            reload();
          });
    } else {
      new ExperimentDialog(id, changes, this::reload).open();
    }
  }

  private static String lastActivity(ExperimentSummary summary) {
    Instant last = summary.lastActivity();
    return last == null ? "" : last.toString();
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    QueryParameters asked = event.getLocation().getQueryParameters();
    search.setValue(asked.getSingleParameter("q").orElse(""));
    shelf.setValue(shelf(asked.getSingleParameter("shelf").orElse("")));
    reload();
  }

  private void narrow(boolean byHand) {
    if (byHand) {
      Shelf which = shelf.getValue();
      UrlState.replace(
          this,
          Map.of(
              "q",
              search.getValue(),
              "shelf",
              which == Shelf.ACTIVE ? "" : which.name().toLowerCase(Locale.ROOT)));
      reload();
    }
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
    none.say(whyNothing());
  }

  private String whyNothing() {
    if (!search.isEmpty()) {
      return "No experiment has “" + search.getValue() + "” in its name.";
    }
    return switch (shelf.getValue()) {
      case ACTIVE ->
          "There are no experiments yet. The first run of an experiment creates it, or you do, above.";
      case ARCHIVED -> "No experiment is archived.";
      case DELETED -> "No experiment is in the trash.";
    };
  }
}
