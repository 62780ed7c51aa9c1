package dev.assay.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The scalars in TensorBoard's event files. Each folder with event files is a run, as for
 * TensorBoard itself; its files are read in the order of their names.
 */
public final class TensorBoardFolder implements Source {

  private static final String EVENTS = "tfevents";
  private static final String EMPTY_OF_PROFILER = ".profile-empty";

  private final Path root;
  private final String experiment;

  /**
   * @throws IllegalArgumentException when it is no folder
   */
  public TensorBoardFolder(Path folder, String experiment) {
    this.root = folder.toAbsolutePath().normalize();
    this.experiment = experiment;
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is missing or no folder");
    }
  }

  @Override
  public void read(Importer into) throws IOException, InterruptedException {
    List<TensorBoardRun> runs = runs();
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          root + " has no files with " + EVENTS + " in their names, nor has a folder in it");
    }
    long bytes = 0;
    for (TensorBoardRun run : runs) {
      bytes += run.bytes();
    }
    into.progress().expect(runs.size(), bytes);
    for (TensorBoardRun run : runs) {
      into.checkStop();
      Progress.Share share = into.progress().share(run.bytes());
      try {
        bring(run, into, share::read);
      } catch (IOException e) {
        into.leftOutUnread("runs", run.name(), e);
        into.progress().runDone();
      }
      share.end();
    }
  }

  private List<TensorBoardRun> runs() throws IOException {
    Map<Path, List<Path>> byFolder = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) { // follows no links
      files
          .filter(file -> Files.isRegularFile(file) && isEvents(file.getFileName().toString()))
          .sorted()
          .forEach(
              file -> byFolder.computeIfAbsent(folder(file), _ -> new ArrayList<>()).add(file));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<TensorBoardRun> runs = new ArrayList<>();
    byFolder.forEach((folder, files) -> runs.add(new TensorBoardRun(name(folder), files)));
    return runs;
  }

  private static boolean isEvents(String name) {
    return name.contains(EVENTS) && !name.endsWith(EMPTY_OF_PROFILER);
  }

  private Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? root : parent;
  }

  private String name(Path folder) {
    Path named = folder.equals(root) ? root.getFileName() : root.relativize(folder);
    return String.valueOf(named).replace('\\', '/');
  }

  private void bring(TensorBoardRun run, Importer into, LongConsumer read)
      throws IOException, InterruptedException {
    // the name of an event file has its time, machine and process in it
    String origin = "tensorboard:%s/%s/%s".formatted(experiment, run.name(), run.firstFile());
    into.run(
        ImportedRun.of(experiment, run.name(), origin, run.start()),
        writer -> run.write(writer, into, read));
  }
}
