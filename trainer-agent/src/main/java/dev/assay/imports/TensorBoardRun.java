package dev.assay.imports;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The event files of a run.
 *
 * @param files in the order in which they are read; at least one
 */
record TensorBoardRun(String name, List<Path> files) {

  private static final String SCALARS = "scalars";
  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999

  /** Is given what stands in the files. */
  private interface Reader {
    /** Whether to go on. */
    boolean event(Event event) throws IOException, InterruptedException;

    /** A file could not be read to its end. */
    void broken(Path file, IOException e);

    /** So many records of a file were too large. */
    void passedOver(long records);
  }

  Path firstFile() {
    return files.getFirst().getFileName();
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The time of the first event; null when there is none that can be read. */
  @Nullable Instant start() throws IOException {
    try (EventFile file = new EventFile(files.getFirst(), _ -> {})) {
      byte[] data = file.next();
      return data == null ? null : instant(Event.parse(data).wallTime());
    } catch (EventFile.Damaged | EventFile.CutOff | InvalidProtocolBufferException e) {
      return null;
    }
  }

  /**
   * Writes the scalars.
   *
   * @param read is told of bytes that were read
   */
  void write(RunWriter writer, Importer into, LongConsumer read)
      throws IOException, InterruptedException {
    var survey = new Survey(into);
    read(survey, _ -> {});
    read(new Scalars(survey, writer, into.summary()), read);
    if (survey.isCutOff) {
      writer.leaveOpen();
    } else {
      writer.finish(Wire.Outcome.FINISHED, instant(survey.end));
    }
  }

  private void read(Reader reader, LongConsumer read) throws IOException, InterruptedException {
    for (Path path : files) {
      try (EventFile file = new EventFile(path, read)) {
        for (byte[] data = file.next(); data != null; data = file.next()) {
          if (!reader.event(Event.parse(data))) {
            return;
          }
        }
        reader.passedOver(file.passedOver());
      } catch (EventFile.Damaged | EventFile.CutOff e) {
        reader.broken(path, e);
      } catch (InvalidProtocolBufferException e) {
        reader.broken(path, new EventFile.Damaged("a record is no event: " + e.getMessage()));
      }
    }
  }

  private static @Nullable Instant instant(double seconds) {
    return seconds > 0 && seconds < LAST_SECOND ? Instant.ofEpochMilli(millis(seconds)) : null;
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  /** Points of this step and later ones that stand before an event count no more. */
  private record Restart(long event, long step) {}

  /** What has to be known of all files before the first point is written. */
  private static final class Survey implements Reader {
    private final Importer into;
    final List<Restart> restarts = new ArrayList<>();
    long events;
    double end = Double.NEGATIVE_INFINITY;
    boolean isCutOff;

    Survey(Importer into) {
      this.into = into;
    }

    @Override
    public boolean event(Event event) {
      into.checkStop();
      if (event.restart()) {
        restarts.add(new Restart(events, event.step()));
      }
      end = Math.max(end, event.wallTime());
      events++;
      return true;
    }

    @Override
    public void broken(Path file, IOException e) {
      isCutOff |= e instanceof EventFile.CutOff;
    }

    @Override
    public void passedOver(long records) {}
  }

  private final class Scalars implements Reader {
    private final Survey survey;
    private final RunWriter writer;
    private final Summary summary;

    /** What shows the values of a tag: it stands in the first of them only. */
    private final Map<String, String> plugins = new HashMap<>();

    /** Of each restart and those after it: the first step that they take back. */
    private final long[] firstGone;

    private int nextRestart;
    private long events;

    Scalars(Survey survey, RunWriter writer, Summary summary) {
      this.survey = survey;
      this.writer = writer;
      this.summary = summary;
      this.firstGone = firstGone(survey.restarts);
    }

    private static long[] firstGone(List<Restart> restarts) {
      long[] first = new long[restarts.size() + 1];
      first[restarts.size()] = Long.MAX_VALUE;
      for (int i = restarts.size() - 1; i >= 0; i--) {
        first[i] = Math.min(first[i + 1], restarts.get(i).step);
      }
      return first;
    }

    @Override
    public boolean event(Event event) throws InterruptedException {
      if (events == survey.events) { // the files have grown since
        return false;
      }
      while (nextRestart < survey.restarts.size()
          && survey.restarts.get(nextRestart).event <= events) {
        nextRestart++;
      }
      events++;
      if (event.otherwise() != null && event.values().isEmpty()) {
        summary.leftOut(event.otherwise(), "are not imported", 1, "of " + name);
      }
      for (Event.Value value : event.values()) {
        value(value, event);
      }
      return true;
    }

    private void value(Event.Value value, Event event) throws InterruptedException {
      if (!value.plugin().isEmpty()) {
        plugins.putIfAbsent(value.tag(), value.plugin());
      }
      String plugin = plugins.getOrDefault(value.tag(), "");
      Double number = value.number();
      if (number == null || !(plugin.isEmpty() || plugin.equals(SCALARS))) {
        String kind = plugin.isEmpty() ? value.kind() : "values for the plugin " + plugin;
        summary.leftOut(kind, "are not scalars", 1, "%s of %s".formatted(value.tag(), name));
      } else if (event.step() >= firstGone[nextRestart]) {
        summary.leftOut("points", "of steps that a restarted program wrote again", 1, "of " + name);
      } else {
        writer.point(value.tag(), event.step(), millis(event.wallTime()), number);
      }
    }

    @Override
    public void broken(Path file, IOException e) {
      String example = "%s: %s".formatted(file, e.getMessage());
      if (e instanceof EventFile.CutOff) {
        summary.remark("files end within a record, as while they are being written", 1, example);
      } else {
        summary.leftOut("rests of files", "damaged from there on", 1, example);
      }
    }

    @Override
    public void passedOver(long records) {
      String limit = "larger than " + Progress.size(EventFile.LARGEST_RECORD);
      summary.leftOut("records", limit, records, "of " + name);
    }
  }
}
