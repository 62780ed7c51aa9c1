package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.Entry;
import dev.assay.runs.Run;
import dev.assay.ui.parts.Command;
import dev.assay.ui.parts.CursorPages;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.ServerUrl;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.parts.UrlState;
import dev.assay.ui.text.Numbers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** The files of a run, folder by folder, and what is in one of them. */
@Uses(TimeText.class) // its element stands in a template
class ArtifactsTab extends Div {
  private static final String PUT_A_FILE =
      """
      curl -T model.bin "%s/api/v1/runs/%s/artifacts/content?path=model.bin" \\
        -H "Authorization: Bearer $ASSAY_TOKEN\"""";

  private static final int DIGEST_SHOWN = 8;

  private final Run run;
  private final ArtifactReader reader;
  private final Div trail = new Div();
  private final Grid<Entry> grid = new Grid<>();
  private final CursorPages<Entry> pages;
  private final ArtifactPane pane;
  private final Div parts = new Div();
  private final Div empty = new Div();
  private ArtifactLook look;

  ArtifactsTab(Run run, ArtifactLook look, ArtifactReader reader) {
    this.run = run;
    this.look = look;
    this.reader = reader;
    pane = new ArtifactPane(run.id(), reader);
    pages =
        new CursorPages<>(
            entry -> entry.path(), request -> reader.list(run, this.look.folder(), request));
    makeGrid();
    trail.addClassName("tools");
    trail.getElement().setAttribute("role", "navigation");
    trail.getElement().setAttribute("aria-label", "Folder");
    parts.add(grid, pane);
    parts.addClassName("artifacts");
    empty.add(
        new Nothing("There are no files here. They get here from any program that speaks HTTP:"),
        new Command(PUT_A_FILE.formatted(ServerUrl.asSeenByTheBrowser(), run.id())));
    empty.addClassName("log-part");
    add(trail, parts, empty);
    showFolder();
    showFile();
  }

  private void makeGrid() {
    grid.addColumn(
            LitRenderer.<Entry>of("<span title=${item.name}>${item.name}</span>")
                .withProperty("name", ArtifactsTab::name))
        .setHeader("Name")
        .setFlexGrow(3)
        .setWidth("160px");
    column("Size", artifact -> Numbers.bytes(artifact.bytes()))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("96px");
    column("Step", artifact -> artifact.step() == null ? "" : Numbers.whole(artifact.step()))
        .setTextAlign(ColumnTextAlign.END)
        .setWidth("84px");
    grid.addColumn(
            LitRenderer.<Entry>of("<assay-time class='time' at=${item.at}></assay-time>")
                .withProperty("at", e -> ofFile(e, artifact -> artifact.createdAt().toString())))
        .setHeader("Kept")
        .setFlexGrow(0)
        .setWidth("110px");
    column("SHA-256", artifact -> artifact.sha256().hex().substring(0, DIGEST_SHOWN))
        .setWidth("96px");
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.addClassName("opens-rows");
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    grid.addItemClickListener(click -> open(click.getItem()));
    grid.getElement().setAttribute("aria-label", "Files");
  }

  private Grid.Column<Entry> column(String header, Function<Artifact, String> value) {
    return grid.addColumn(entry -> ofFile(entry, value)).setHeader(header).setFlexGrow(0);
  }

  private static String name(Entry entry) {
    return switch (entry) {
      case Entry.Folder folder -> folder.path().name() + "/";
      case Entry.File file -> file.path().name();
    };
  }

  private static String ofFile(Entry entry, Function<Artifact, String> value) {
    return switch (entry) {
      case Entry.Folder _ -> "";
      case Entry.File file -> value.apply(file.artifact());
    };
  }

  void open(Entry entry) {
    switch (entry) {
      case Entry.Folder folder -> go(folder.path());
      case Entry.File file -> {
        look = new ArtifactLook(look.folder(), file.path());
        showFile();
      }
    }
    UrlState.replace(this, look.parameters());
  }

  private void go(ArtifactPath folder) {
    look = new ArtifactLook(folder, ArtifactPath.TOP);
    showFolder();
    showFile();
    UrlState.replace(this, look.parameters());
  }

  private void showFolder() {
    trail.removeAll();
    trail.add(step("Files", ArtifactPath.TOP));
    for (int slash = 0; slash >= 0 && !look.folder().isTop(); ) {
      String path = look.folder().value();
      slash = path.indexOf('/', slash + 1);
      ArtifactPath folder = slash < 0 ? look.folder() : new ArtifactPath(path.substring(0, slash));
      trail.add(new Span("/"), step(folder.name(), folder));
    }
    pages.show(grid);
    trail.add(zip());
    trail.setVisible(!pages.isEmpty() || !look.folder().isTop());
    parts.setVisible(!pages.isEmpty());
    empty.setVisible(pages.isEmpty());
  }

  private Button step(String name, ArtifactPath folder) {
    Button button = new Button(name, click -> go(folder));
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE);
    return button;
  }

  private Anchor zip() {
    Anchor link =
        new Anchor(
            "api/v1/runs/%s/artifacts/archive?path=%s"
                .formatted(
                    run.id(), URLEncoder.encode(look.folder().value(), StandardCharsets.UTF_8)),
            "Download as zip");
    link.setRouterIgnore(true);
    link.getElement().setAttribute("download", true);
    link.setVisible(!pages.isEmpty());
    return link;
  }

  private void showFile() {
    Optional<Artifact> artifact =
        look.file().isTop() ? Optional.empty() : reader.find(run, look.file());
    artifact.ifPresent(pane::show);
    pane.setVisible(artifact.isPresent());
  }
}
