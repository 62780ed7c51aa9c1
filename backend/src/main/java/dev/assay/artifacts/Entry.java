package dev.assay.artifacts;

/** What stands in a folder. */
public sealed interface Entry {
  ArtifactPath path();

  /** There is something below it. */
  record Folder(ArtifactPath path) implements Entry {}

  record File(Artifact artifact) implements Entry {
    @Override
    public ArtifactPath path() {
      return artifact.path();
    }
  }
}
