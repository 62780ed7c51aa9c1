package dev.assay.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way into a folder. They wait in a hidden folder in it until all have come; when
 * that fails nothing of them stays.
 */
final class Arrivals implements AutoCloseable {

  private final Path folder;
  private final boolean made;
  private final Path waiting;
  private final Map<Wire.ArtifactEntry, Path> files = new HashMap<>();
  private boolean placed;

  Arrivals(Path folder) throws IOException {
    this.folder = folder;
    made = Files.notExists(folder);
    Files.createDirectories(folder);
    waiting = Files.createTempDirectory(folder, ".");
  }

  /** One that has come before, also in an earlier try, and was what was listed. */
  @Nullable Path get(Wire.ArtifactEntry entry) {
    return files.get(entry);
  }

  /** An empty file for the content that is to come. */
  Path next() throws IOException {
    return Files.createTempFile(waiting, "", ".part");
  }

  void put(Wire.ArtifactEntry entry, Path file) {
    files.put(entry, file);
  }

  /**
   * Gives all files their places.
   *
   * @param targets in the folder
   */
  void place(SortedMap<Path, Wire.ArtifactEntry> targets) throws IOException {
    List<Path> done = new ArrayList<>();
    try {
      for (Map.Entry<Path, Wire.ArtifactEntry> target : targets.entrySet()) {
        Path file = files.get(target.getValue());
        if (file != null) { // else it was here already
          Files.createDirectories(target.getKey().getParent());
          Files.move(
              file,
              target.getKey(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
          done.add(target.getKey());
        }
      }
      placed = true;
    } finally {
      if (!placed) { // some of the new beside some of the old would be read as one
        for (Path file : done) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(waiting);
    if (made && !placed) {
      delete(folder);
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    }
  }
}
