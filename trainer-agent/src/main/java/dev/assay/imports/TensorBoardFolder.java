package dev.assay.imports;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scalars in TensorBoard's event files. Each folder with event files is a run, as for
 * TensorBoard itself; its files are read in the order of their names.
 */
public final class TensorBoardFolder implements Source {

  private static final String EVENTS = "tfevents";
  private static final String SCALARS = "scalars";
  private static final String EMPTY_OF_PROFILER = ".profile-empty";

  private final Path root;
  private final String experiment;

  private record Run(String name, List<Path> files) {}

  /** Points of this step and later ones that stand before an event count no more. */
  private record Restart(long event, long step) {}

  /**
   * What is known of a run's files once they were read: how far they can be, and their restarts.
   */
  private record Survey(
      long events,
      List<Restart> restarts,
      @Nullable Instant start,
      @Nullable Instant end,
      boolean cutOff) {}

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
    List<Run> runs = runs();
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          root + " has no files with " + EVENTS + " in their names, nor has a folder in it");
    }
    long bytes = 0;
    for (Run run : runs) {
      bytes += size(run);
    }
    into.progress().expect(runs.size(), bytes);
    for (Run run : runs) {
      into.checkStop();
      Progress.Share share = into.progress().share(size(run));
      try {
        bring(run, into, share::read);
      } catch (IOException e) {
        into.leftOutUnread("runs", run.name, e);
        into.progress().runDone();
      }
      share.end();
    }
  }

  private static long size(Run run) throws IOException {
    long bytes = 0;
    for (Path file : run.files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private List<Run> runs() throws IOException {
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
    List<Run> runs = new ArrayList<>();
    byFolder.forEach((folder, files) -> runs.add(new Run(name(folder), files)));
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

  private void bring(Run run, Importer into, LongConsumer read)
      throws IOException, InterruptedException {
    Survey survey = survey(run, into);
    // the name of an event file has its time, machine and process in it
    String origin =
        "tensorboard:%s/%s/%s".formatted(experiment, run.name, run.files.getFirst().getFileName());
    into.run(
        ImportedRun.of(experiment, run.name, origin, survey.start),
        writer -> {
          write(run, survey, writer, into, read);
          if (survey.cutOff) {
            writer.leaveOpen();
          } else {
            writer.finish(Wire.Outcome.FINISHED, survey.end);
          }
        });
  }

  private interface Visitor {
    void visit(Event event) throws IOException, InterruptedException;
  }

  /** Is told why a file could not be read to its end. */
  private interface Trouble {
    void found(Path file, IOException e);
  }

  private static long visit(
      Run run, long most, LongConsumer read, Visitor visitor, Trouble trouble, LongConsumer large)
      throws IOException, InterruptedException {
    long events = 0;
    for (Path path : run.files) {
      try (EventFile file = new EventFile(path, read)) {
        for (byte[] data = file.next(); data != null; data = file.next()) {
          Event event = Event.parse(data);
          if (events == most) {
            return events;
          }
          visitor.visit(event);
          events++;
        }
        large.accept(file.passedOver());
      } catch (EventFile.Damaged | EventFile.CutOff e) {
        trouble.found(path, e);
      } catch (InvalidProtocolBufferException e) {
        trouble.found(path, new EventFile.Damaged("a record is no event: " + e.getMessage()));
      }
    }
    return events;
  }

  private static Survey survey(Run run, Importer into) throws IOException, InterruptedException {
    List<Restart> restarts = new ArrayList<>();
    double[] span = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    boolean[] cutOff = new boolean[1];
    long[] event = new long[1];
    long events =
        visit(
            run,
            Long.MAX_VALUE,
            _ -> {},
            e -> {
              into.checkStop();
              if (e.restart()) {
                restarts.add(new Restart(event[0], e.step()));
              }
              span[0] = Math.min(span[0], e.wallTime());
              span[1] = Math.max(span[1], e.wallTime());
              event[0]++;
            },
            (_, e) -> cutOff[0] |= e instanceof EventFile.CutOff,
            _ -> {});
    return new Survey(events, restarts, instant(span[0]), instant(span[1]), cutOff[0]);
  }

  private static @Nullable Instant instant(double seconds) {
    return seconds > 0 && seconds < 1e11 ? Instant.ofEpochMilli(millis(seconds)) : null;
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  private static void write(
      Run run, Survey survey, RunWriter writer, Importer into, LongConsumer read)
      throws IOException, InterruptedException {
    Summary summary = into.summary();
    var restarts = new Restarts(survey.restarts);
    Map<String, String> plugins = new HashMap<>();
    visit(
        run,
        survey.events, // the files may have grown
        read,
        e -> {
          long firstGone = restarts.firstGone();
          if (e.otherwise() != null && e.values().isEmpty()) {
            summary.leftOut(e.otherwise(), "are not imported", 1, "of " + run.name);
          }
          for (Event.Value value : e.values()) {
            String plugin = plugins.getOrDefault(value.tag(), value.plugin());
            if (!value.plugin().isEmpty()) {
              plugins.put(value.tag(), value.plugin());
            }
            Double number = value.number();
            if (number == null || !(plugin.isEmpty() || plugin.equals(SCALARS))) {
              String kind = plugin.isEmpty() ? value.kind() : "values for the plugin " + plugin;
              String example = "%s of %s".formatted(value.tag(), run.name);
              summary.leftOut(kind, "are not scalars", 1, example);
            } else if (e.step() >= firstGone) {
              summary.leftOut(
                  "points", "of steps that a restarted program wrote again", 1, "of " + run.name);
            } else {
              writer.point(value.tag(), e.step(), millis(e.wallTime()), number);
            }
          }
        },
        (file, e) -> {
          String example = "%s: %s".formatted(file, e.getMessage());
          if (e instanceof EventFile.CutOff) {
            summary.remark(
                "files end within a record, as while they are being written", 1, example);
          } else {
            summary.leftOut("rests of files", "damaged from there on", 1, example);
          }
        },
        large ->
            summary.leftOut(
                "records",
                "larger than " + Progress.size(EventFile.LARGEST_RECORD),
                large,
                "of " + run.name));
  }

  /** Tells event by event what later restarts take back. */
  private static final class Restarts {
    private final List<Restart> restarts;
    private final long[] firstGone;
    private int next;
    private long event;

    Restarts(List<Restart> restarts) {
      this.restarts = restarts;
      this.firstGone = new long[restarts.size() + 1];
      firstGone[restarts.size()] = Long.MAX_VALUE;
      for (int i = restarts.size() - 1; i >= 0; i--) {
        firstGone[i] = Math.min(firstGone[i + 1], restarts.get(i).step);
      }
    }

    /** The first step of which the next event's points count no more. */
    long firstGone() {
      while (next < restarts.size() && restarts.get(next).event <= event) {
        next++;
      }
      event++;
      return firstGone[next];
    }
  }
}
