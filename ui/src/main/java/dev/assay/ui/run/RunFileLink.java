package dev.assay.ui.run;

import com.vaadin.flow.component.html.Anchor;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.runs.RunId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A file of a run; leads to its place among the others. */
class RunFileLink extends Anchor {
  RunFileLink(RunId run, ArtifactPath file) {
    super(
        "%s?file=%s&folder=%s"
            .formatted(
                RunTab.ARTIFACTS.path(run), encoded(file.value()), encoded(file.parent().value())),
        file.value());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
