package dev.assay.ui.datasets;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.DatasetVersion.State;
import dev.assay.datasets.Datasets;
import dev.assay.datasets.Shape;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.PageHeader;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.shell.PageActions;
import dev.assay.ui.text.Numbers;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The page of a version of a data set: its header, and under it the content of one tab. */
class DatasetPage extends Div {
  private final Parts parts;
  private final PageHeader title;
  private final Span status = new Span();
  private final Span rows = new Span();
  private final Span columns = new Span();
  private final Span range = new Span();
  private final Div wrong = new Div();
  private final Map<DatasetTab, Anchor> links = new EnumMap<>(DatasetTab.class);
  private final Div content = new Div();
  // read on other threads too
  private volatile DatasetVersion version;
  private DatasetTab tab = DatasetTab.COLUMNS;
  private QueryParameters settings = QueryParameters.empty();

  /** What the page and its tabs are made with. */
  @Component
  record Parts(Datasets datasets, DatasetActions actions, Pulse pulse) {}

  DatasetPage(DatasetVersion version, Parts parts) {
    this.version = version;
    this.parts = parts;
    this.title = new PageHeader(version.name());
    addClassNames("run-page", "dataset-page");
    content.addClassName("tab-content");
    wrong.addClassNames("notices", "dataset-wrong");
    wrong.getElement().setAttribute("role", "status");
    status.addClassName("status");
    title
        .withTrail(new Anchor(DatasetLink.LIST, "Data sets"))
        .withBeside(new Span("version " + version.number()), status);
    actions();
    add(title, wrong, figures(), tabs(), content);
    parts
        .pulse()
        .follow(
            this,
            () -> parts.datasets().version(version.dataset(), version.number()),
            this::follow);
    show(version);
  }

  DatasetVersion version() {
    return version;
  }

  private void actions() {
    Anchor download = new Anchor(DatasetLink.content(version), "Download");
    download.setDownload(true);
    download.setRouterIgnore(true);
    title.withActions(download);
    if (parts.actions().mayEdit()) {
      Button upload = new Button("Upload a version", _ -> upload());
      Button delete = new Button("Delete", _ -> delete());
      delete.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
      title.withActions(PageActions.offer(upload, "Upload a version", "n"), delete);
    }
  }

  private Div figures() {
    TimeText added = new TimeText();
    added.showAgo(version.createdAt());
    Span digest = new Span(version.sha256().hex().substring(0, 12));
    digest.setTitle("SHA-256 " + version.sha256());
    Div figures =
        new Div(
            Card.figure("Rows", rows),
            Card.figure("Columns", columns),
            Card.figure("Time (UTC)", range),
            Card.figure("File", new Span(version.fileName())),
            Card.figure("Size", new Span(Numbers.bytes(version.bytes()))),
            Card.figure("Digest", digest),
            Card.figure("Added", added),
            Card.figure("By", new Span(version.author())));
    if (!version.note().isBlank()) {
      figures.add(Card.figure("Note", new Span(version.note())));
    }
    figures.addClassName("figures");
    return figures;
  }

  private Nav tabs() {
    Nav tabs = new Nav();
    tabs.addClassName("parts");
    tabs.getElement().setAttribute("aria-label", "Parts of this data set");
    for (DatasetTab each : DatasetTab.values()) {
      Anchor link =
          new Anchor(DatasetLink.path(version.dataset(), version.number(), each), each.label());
      links.put(each, link);
      tabs.add(link);
    }
    return tabs;
  }

  void open(DatasetTab wanted, QueryParameters wantedSettings) {
    tab = wanted;
    settings = wantedSettings;
    links.forEach(
        (other, link) ->
            link.getElement().setAttribute("aria-current", other == wanted ? "page" : "false"));
    content.removeAll();
    content.add(
        switch (wanted) {
          case COLUMNS -> new ColumnsTab(version, parts.datasets(), settings);
          case DRIFT -> new DriftTab(version, parts.datasets(), settings);
          case VERSIONS -> new VersionsTab(version, parts.datasets());
        });
  }

  private void follow(DatasetVersion now) {
    if (now.state() != version.state()) {
      show(now);
      open(tab, settings);
    }
  }

  private void show(DatasetVersion now) {
    version = now;
    status.setClassName("status " + Words.look(now.state()));
    status.setText(Words.state(now.state()));
    @Nullable Shape shape = now.shape();
    rows.setText(shape == null ? Words.NONE : Numbers.whole(shape.rows()));
    columns.setText(shape == null ? Words.NONE : Numbers.whole(shape.columns().size()));
    range.setText(Words.range(shape));
    if (shape != null && shape.timeColumn() != null) {
      range.setTitle("By the column " + shape.timeColumn());
    }
    wrong.removeAll();
    wrong.setVisible(now.state() == State.FAILED);
    if (now.error() != null) {
      wrong.add(
          new Paragraph("The file is kept, but there is no profile of it:"), new Pre(now.error()));
      if (parts.actions().mayEdit()) {
        wrong.add(new Button("Profile again", _ -> again()));
      }
    }
  }

  private void again() {
    parts.actions().profileAgain(version.dataset(), version.number());
    follow(parts.datasets().version(version.dataset(), version.number()));
  }

  private void upload() {
    new UploadDialog(
            parts.actions(),
            version.name(),
            uploaded ->
                go(
                    DatasetLink.path(
                        uploaded.version().dataset(),
                        uploaded.version().number(),
                        DatasetTab.COLUMNS)))
        .open();
  }

  private void delete() {
    ConfirmDialog ask = new ConfirmDialog();
    ask.setHeader("Delete version %d of %s?".formatted(version.number(), version.name()));
    ask.setText("Its file goes with it, for good. Other versions stay.");
    ask.setCancelable(true);
    ask.setConfirmText("Delete");
    ask.setConfirmButtonTheme("error primary");
    ask.addConfirmListener(
        _ -> {
          parts.actions().delete(version.dataset(), version.number());
          boolean isLast = parts.datasets().get(version.dataset()).newest() == null;
          if (isLast) {
            parts.actions().delete(version.dataset());
          }
          go(isLast ? DatasetLink.LIST : DatasetLink.path(version.dataset()));
        });
    ask.open();
  }

  private static void go(String path) {
    UI.getCurrentOrThrow().navigate(path);
  }
}
