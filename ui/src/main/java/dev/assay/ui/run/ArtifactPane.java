package dev.assay.ui.run;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import dev.assay.artifacts.Artifact;
import dev.assay.runs.RunId;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
    ArtifactPreview preview = reader.preview(artifact);
    return preview instanceof ArtifactPreview.Picture(var mediaType)
        ? picture(artifact, mediaType)
        : new PreviewPart(preview, ArtifactReader.MOST_ROWS);
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
