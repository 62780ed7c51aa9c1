package dev.assay.datasets;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.database.DataFolder;
import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The files of versions, as something that can be read more than once and from any place. */
@Component
class StoredFiles {
  private final Artifacts artifacts;
  private final DataFolder data;
  private final Path folder;

  StoredFiles(Artifacts artifacts, DataFolder data) throws IOException {
    this.artifacts = artifacts;
    this.data = data;
    this.folder = data.resolve("datasets");
    Files.createDirectories(folder);
    sweep();
  }

  /** What an earlier process left. */
  private void sweep() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  /** A copy, which goes when it is closed. */
  record Copy(Path file) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  /**
   * @throws Problem.Unavailable when there is no room for it, or the store is away
   */
  Copy copy(DatasetVersionId id, String fileName) throws IOException {
    ArtifactRoot root = ArtifactRoot.ofDataset(id.value());
    var artifact = artifacts.get(root, new ArtifactPath(fileName));
    data.shortageFor(artifact.bytes())
        .ifPresent(
            shortage -> {
              throw new Problem.Unavailable(shortage);
            });
    Copy copy = new Copy(Files.createTempFile(folder, id.toString(), null));
    try (InputStream in = artifacts.open(artifact)) {
      Files.copy(in, copy.file(), StandardCopyOption.REPLACE_EXISTING);
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }
}
