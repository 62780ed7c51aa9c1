package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.markdown.Markdown;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import dev.assay.artifacts.Artifact;
import dev.assay.runs.RunId;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One file: what it is, a link to it, and what can be shown of it. */
class ArtifactPane extends Div {
  private final RunId run;
  private final ArtifactReader reader;

  ArtifactPane(RunId run, ArtifactReader reader) {
    this.run = run;
    this.reader = reader;
    addClassNames("artifact", "card");
  }

  void show(Artifact artifact) {
    removeAll();
    Div head = new Div(new H2(artifact.path().name()), download(artifact));
    head.addClassName("tools");
    TimeText when = new TimeText();
    when.showAgo(artifact.createdAt());
    Div facts =
        new Div(new Span(Numbers.bytes(artifact.bytes())), new Span(artifact.mediaType()), when);
    facts.addClassNames("tools", "soft");
    Span digest = new Span("SHA-256 " + artifact.sha256());
    digest.addClassNames("soft", "digest");
    add(head, facts, digest, body(artifact));
  }

  private Anchor download(Artifact artifact) {
    Anchor link =
        new Anchor(
            "api/v1/runs/%s/artifacts/content?path=%s"
                .formatted(run, URLEncoder.encode(artifact.path().value(), StandardCharsets.UTF_8)),
            "Download");
    link.setRouterIgnore(true);
    link.getElement().setAttribute("download", true);
    return link;
  }

  private Component body(Artifact artifact) {
    return switch (reader.preview(artifact)) {
      case ArtifactPreview.Text text ->
          text.text().isEmpty()
              ? new Nothing("This file is empty.")
              : withNote(text(text.text()), text.cut());
      case ArtifactPreview.Markdown markdown -> markdown(markdown.text());
      case ArtifactPreview.Table table -> withNote(table(table), table.cut());
      case ArtifactPreview.Picture picture -> picture(artifact, picture.mediaType());
      case ArtifactPreview.Nothing nothing -> new Nothing(nothing.why());
    };
  }

  private static Component withNote(Component shown, boolean cut) {
    Span note = new Span("This is the beginning; the download has all of it.");
    note.addClassName("soft");
    note.setVisible(cut);
    Div body = new Div(shown, note);
    body.addClassName("artifact-body");
    return body;
  }

  private static Component text(String text) {
    Pre pre = new Pre(text);
    pre.getElement().setAttribute("tabindex", "0"); // it scrolls, so the keyboard must reach it
    return pre;
  }

  /** Rendered in the browser, which takes out of it what could run. */
  private static Component markdown(String text) {
    Markdown markdown = new Markdown(text);
    markdown.getElement().getClassList().add("artifact-markdown");
    return markdown;
  }

  private static Component table(ArtifactPreview.Table table) {
    Grid<List<String>> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    for (int i = 0; i < table.header().size(); i++) {
      int column = i;
      grid.addColumn(row -> column < row.size() ? row.get(column) : "")
          .setHeader(table.header().get(i))
          .setAutoWidth(true)
          .setResizable(true);
    }
    grid.setItems(table.rows());
    return grid;
  }

  /** Sent with the type that its first bytes show, whatever was said of it. */
  private Component picture(Artifact artifact, String mediaType) {
    DownloadHandler bytes =
        DownloadHandler.fromInputStream(
                event ->
                    new DownloadResponse(
                        reader.open(artifact), artifact.path().name(), mediaType, artifact.bytes()))
            .inline();
    return new Image(bytes, artifact.path().name());
  }
}
