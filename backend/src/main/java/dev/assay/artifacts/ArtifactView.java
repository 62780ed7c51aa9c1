package dev.assay.artifacts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a folder, on the wire; of a folder the path alone is known.
 *
 * @param kind file or folder
 */
record ArtifactView(
    String path,
    String kind,
    @Nullable Long bytes,
    @Nullable String sha256,
    @Nullable String mediaType,
    @Nullable Long step,
    @Nullable Instant createdAt) {
  static ArtifactView of(Entry entry) {
    return switch (entry) {
      case Entry.Folder folder ->
          new ArtifactView(folder.path().value(), "folder", null, null, null, null, null);
      case Entry.File file -> of(file.artifact());
    };
  }

  static ArtifactView of(Artifact a) {
    return new ArtifactView(
        a.path().value(),
        "file",
        a.bytes(),
        a.sha256().hex(),
        a.mediaType(),
        a.step(),
        a.createdAt());
  }
}
