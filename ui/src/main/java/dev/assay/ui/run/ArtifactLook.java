package dev.assay.ui.run;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.problem.Problem;
import java.util.Map;

/**
 * Which folder and file are shown; kept in the address of the page.
 *
 * @param file the top for none
 */
record ArtifactLook(ArtifactPath folder, ArtifactPath file) {
  static ArtifactLook from(QueryParameters parameters) {
    return new ArtifactLook(path(parameters, "folder"), path(parameters, "file"));
  }

  private static ArtifactPath path(QueryParameters parameters, String name) {
    try {
      return parameters.getSingleParameter(name).map(ArtifactPath::new).orElse(ArtifactPath.TOP);
    } catch (Problem.Invalid e) {
      return ArtifactPath.TOP;
    }
  }

  Map<String, String> parameters() {
    return Map.of("folder", folder.value(), "file", file.value());
  }
}
