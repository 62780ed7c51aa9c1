package dev.assay.ui.datasets;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.function.ValueProvider;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.Datasets;
import dev.assay.datasets.RegisteredDataset;
import dev.assay.datasets.Shape;
import dev.assay.paging.PageRequest;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.shell.Shell;
import dev.assay.ui.text.Numbers;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All data sets, the newest first. */
@Route(value = DatasetLink.LIST, layout = Shell.class)
@PageTitle("Data sets · Assay")
@PermitAll
@StyleSheet("context://datasets.css")
@Uses(TimeText.class) // its element stands in a template
class DatasetsView extends Div {
  private static final PageRequest HEAD = PageRequest.first(100);

  private final Grid<RegisteredDataset> grid = new Grid<>();
  private final CursorPages<RegisteredDataset> pages;
  private final Div first;

  DatasetsView(Datasets datasets, DatasetActions actions, Pulse pulse) {
    this.pages = new CursorPages<>(RegisteredDataset::id, datasets::list);
    addClassNames("page", "page-filled");
    first = first();
    columns();
    add(new PageHeader("Data sets").withActions(upload(actions)), first, grid);
    reload();
    pulse.follow(this, () -> datasets.list(HEAD).items(), this::follow);
  }

  private Button upload(DatasetActions actions) {
    Button upload =
        new Button(
            "Upload",
            _ ->
                new UploadDialog(
                        actions,
                        null,
                        uploaded ->
                            getUI()
                                .ifPresent(
                                    ui ->
                                        ui.navigate(
                                            DatasetLink.path(uploaded.version().dataset()))))
                    .open());
    upload.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    upload.setVisible(actions.mayEdit());
    return PageActions.offer(upload, "Upload a data set", "n");
  }

  private static Div first() {
    String address =
        ServerUrl.asSeenByTheBrowser() + "/api/v1/datasets?name=transactions&fileName=train.csv";
    Div first =
        new Div(
            new Nothing(
                "There are no data sets yet. A version of one is a file that does not change: what its"
                    + " columns look like is told here, and how far two versions, or two times, have"
                    + " drifted apart. CSV, JSON lines and Parquet are read. Choose Upload, or send"
                    + " one from the command line:"),
            new Command(
                "curl -H \"Authorization: Bearer $ASSAY_TOKEN\" --data-binary @train.csv \\\n  "
                    + ShellLine.line(List.of(address))));
    first.addClassName("first-sweep");
    return first;
  }

  private void columns() {
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addClassName("opens-rows");
    grid.getElement().setAttribute("aria-label", "Data sets");
    grid.addColumn(
            LitRenderer.<RegisteredDataset>of(
                    "<a class='experiment-name' href=${item.path}"
                        + " title=${item.name}>${item.name}</a>")
                .withProperty("path", set -> DatasetLink.path(set.id()))
                .withProperty("name", RegisteredDataset::name))
        .setHeader("Name")
        .setWidth("170px")
        .setFlexGrow(2)
        .setFrozen(true);
    grid.addColumn(
            LitRenderer.<RegisteredDataset>of(
                    "<span class='status ${item.look}' title=${item.why}>${item.state}</span>")
                .withProperty("look", set -> of(set, v -> Words.look(v.state())))
                .withProperty("why", set -> of(set, v -> v.error() == null ? "" : v.error()))
                .withProperty("state", set -> of(set, v -> Words.state(v.state()))))
        .setHeader("Status")
        .setWidth("110px")
        .setFlexGrow(0);
    number("Versions", "86px", set -> Numbers.whole(set.versions()));
    number("Rows", "110px", set -> ofShape(set, shape -> Numbers.whole(shape.rows())));
    number("Columns", "86px", set -> ofShape(set, shape -> Numbers.whole(shape.columns().size())));
    number("Size", "96px", set -> of(set, version -> Numbers.bytes(version.bytes())));
    grid.addColumn(set -> of(set, version -> Words.range(version.shape())))
        .setHeader("Time (UTC)")
        .setWidth("230px")
        .setFlexGrow(1);
    grid.addColumn(
            LitRenderer.<RegisteredDataset>of(
                    "<assay-time class='soft' at=${item.at}></assay-time>")
                .withProperty("at", set -> of(set, version -> version.createdAt().toString())))
        .setHeader("Newest")
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("110px")
        .setFlexGrow(0);
    grid.addItemClickListener(
        click -> getUI().ifPresent(ui -> ui.navigate(DatasetLink.path(click.getItem().id()))));
  }

  private void number(String header, String width, ValueProvider<RegisteredDataset, String> value) {
    grid.addColumn(
            LitRenderer.<RegisteredDataset>of("<span class='number'>${item.it}</span>")
                .withProperty("it", value))
        .setHeader(header)
        .setTextAlign(ColumnTextAlign.END)
        .setWidth(width)
        .setFlexGrow(0);
  }

  /** Of its newest version. */
  private static String of(RegisteredDataset set, Function<DatasetVersion, String> what) {
    @Nullable DatasetVersion newest = set.newest();
    return newest == null ? Words.NONE : what.apply(newest);
  }

  private static String ofShape(RegisteredDataset set, Function<Shape, String> what) {
    @Nullable Shape shape = set.newest() == null ? null : set.newest().shape();
    return shape == null ? Words.NONE : what.apply(shape);
  }

  private void reload() {
    pages.show(grid);
    grid.setVisible(!pages.isEmpty());
    first.setVisible(pages.isEmpty());
  }

  private void follow(List<RegisteredDataset> head) {
    if (!pages.replaceHead(head, grid)) {
      reload();
    }
  }
}
