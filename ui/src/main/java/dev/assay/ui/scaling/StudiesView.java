package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.scaling.ParametricLaw;
import dev.assay.studies.Study;
import dev.assay.studies.StudyOutcome;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Numbers;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All scaling studies, the newest first. */
@Route(value = StudyLink.LIST, layout = Shell.class)
@PageTitle("Scaling · Assay")
@PermitAll
@Uses(TimeText.class) // its element stands in a template
class StudiesView extends Div {
  private static final PageRequest HEAD = PageRequest.first(100);

  private final StudyReader reader;
  private final Grid<Row> grid = new Grid<>();
  private final CursorPages<Row> pages = new CursorPages<>(row -> row.study().id(), this::rows);
  private final Div first;

  /**
   * A study in the list.
   *
   * @param source where its runs come from, in words
   */
  record Row(Study study, String source) {
    @Nullable StudyOutcome outcome() {
      return study.outcome();
    }

    String counts() {
      StudyOutcome outcome = study.outcome();
      return outcome == null
          ? "–"
          : outcome.leftOut() == 0
              ? Numbers.whole(outcome.counted())
              : "%s, %s out"
                  .formatted(Numbers.whole(outcome.counted()), Numbers.whole(outcome.leftOut()));
    }

    String law() {
      StudyOutcome outcome = study.outcome();
      @Nullable ParametricLaw law =
          outcome == null || outcome.law() == null ? null : outcome.law().law();
      return law == null ? "" : Formula.brief(law);
    }
  }

  StudiesView(StudyReader reader, CurrentAccount account, Pulse pulse) {
    this.reader = reader;
    addClassNames("page", "page-filled");
    first = first(account.mayEdit());
    columns();
    add(new PageHeader("Scaling").withActions(begin(account.mayEdit())), first, grid);
    reload();
    pulse.follow(this, () -> rows(HEAD).items(), this::follow);
  }

  private Button begin(boolean mayEdit) {
    Button begin =
        new Button("New study", _ -> getUI().ifPresent(ui -> ui.navigate(StudyLink.NEW)));
    begin.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    begin.setVisible(mayEdit);
    return PageActions.offer(begin, "New scaling study", "n");
  }

  private static Div first(boolean mayEdit) {
    UnorderedList ways =
        new UnorderedList(
            new ListItem("of runs that are here: a search finds them, and takes in new ones"),
            new ListItem("of a sweep over sizes and tokens"),
            new ListItem("of a CSV file with params, tokens and loss, without any run"));
    Div first =
        new Div(
            new Nothing(
                "There are no studies yet. A study fits scaling laws to small runs, says how sure"
                    + " it is, what a larger run would give, and which run to do next. It is fitted"
                    + " anew when a run ends."),
            new Nothing(
                mayEdit
                    ? "Choose New study to begin with one:"
                    : "Those who may change things begin one:"),
            ways);
    first.addClassName("first-sweep");
    return first;
  }

  private Page<Row> rows(PageRequest request) {
    Page<Study> page = reader.list(request);
    List<String> sources =
        reader.sources(page.items().stream().map(s -> s.spec().source()).toList());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      rows.add(new Row(page.items().get(i), sources.get(i)));
    }
    return new Page<>(rows, page.nextCursor());
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("opens-rows");
    grid.getElement().setAttribute("aria-label", "Scaling studies");
    grid.addColumn(
            LitRenderer.<Row>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", row -> StudyLink.path(row.study().id(), null))
                .withProperty("name", row -> row.study().spec().name()))
        .setHeader("Name")
        .setWidth("150px")
        .setFlexGrow(2)
        .setFrozen(true);
    grid.addColumn(
            LitRenderer.<Row>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.status}</span>")
                .withProperty("look", row -> status(row).styleClass())
                .withProperty("why", row -> Words.reason(row.outcome()))
                .withProperty("status", row -> status(row).label()))
        .setHeader("Status")
        .setWidth("130px")
        .setFlexGrow(0);
    text("Law", "270px", 2, Row::law);
    text("Source", "140px", 2, Row::source);
    grid.addColumn(
            LitRenderer.<Row>of("<span class='number'>${item.it}</span>")
                .withProperty("it", Row::counts))
        .setHeader("Runs")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("100px")
        .setFlexGrow(0);
    grid.addColumn(row -> Numbers.whole(row.study().versions().size()))
        .setHeader("Versions")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("76px")
        .setFlexGrow(0);
    grid.addColumn(
            LitRenderer.<Row>of("<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty(
                    "at", row -> row.outcome() == null ? null : row.outcome().at().toString()))
        .setHeader("Last fitted")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("104px")
        .setFlexGrow(0);
    grid.addItemClickListener(
        click ->
            getUI()
                .ifPresent(ui -> ui.navigate(StudyLink.path(click.getItem().study().id(), null))));
  }

  private static Words.Status status(Row row) {
    return Words.Status.of(row.outcome());
  }

  private void text(String header, String width, int grow, ValueProvider<Row, String> value) {
    grid.addColumn(
            LitRenderer.<Row>of("<span title=${item.it}>${item.it}</span>")
                .withProperty("it", value))
        .setHeader(header)
        .setWidth(width)
        .setFlexGrow(grow);
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
