package dev.assay.ui.run;

import java.util.List;

/** What can be shown of a file. */
sealed interface ArtifactPreview {
  /**
   * @param cut whether there is more of it
   */
  record Text(String text, boolean cut) implements ArtifactPreview {}

  /**
   * @param cut whether there is more of it
   */
  record Markdown(String text, boolean cut) implements ArtifactPreview {}

  /**
   * @param header the first record
   * @param cut whether there is more of it
   */
  record Table(List<String> header, List<List<String>> rows, boolean cut)
      implements ArtifactPreview {}

  /**
   * @param mediaType one that a browser shows without running anything in it
   */
  record Picture(String mediaType) implements ArtifactPreview {}

  record Nothing(String why) implements ArtifactPreview {}
}
