package dev.assay.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.tracking.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CSV files of one of three forms; the first line has the names of the columns. */
public final class CsvFiles implements Source {

  private static final int MOST_CHARACTERS_OF_A_ROW = 8 << 20;

  /** Points of so many runs wait at most: each buffer has a size of its own. */
  private static final int MOST_BUFFERS = 1000;

  private final List<Path> files;
  private final String experiment;
  private final @Nullable Form form;
  private final Set<String> metrics;

  /** What a row is. */
  public enum Form {
    /** A step of a run, with a column for each metric. */
    WIDE,
    /** A point: run, metric, step, time, value. */
    LONG,
    /** A run with its params and the last values of its metrics. */
    RUNS
  }

  /**
   * @param form null when the header is to tell
   * @param metrics columns that are metrics, where a row is a run; others are params
   * @throws IllegalArgumentException when one of them is no file
   */
  public CsvFiles(List<Path> files, String experiment, @Nullable Form form, Set<String> metrics) {
    this.files = files;
    this.experiment = experiment;
    this.form = form;
    this.metrics = metrics;
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(file + " is missing or no file");
      }
    }
  }

  @Override
  public void read(Importer into) throws IOException, InterruptedException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    into.progress().expect(0, bytes);
    for (Path file : files) {
      Progress.Share share = into.progress().share(Files.size(file));
      try {
        read(file, into, share);
      } catch (CsvParseException | IOException e) {
        into.leftOutUnread("files", file.toString(), e);
      }
      share.end();
    }
  }

  private void read(Path file, Importer into, Progress.Share share)
      throws IOException, InterruptedException {
    String digest = LocalFiles.sha256(file);
    try (var in =
            new BufferedInputStream(new CountedStream(Files.newInputStream(file), share::read));
        CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .detectBomHeader(true)
                .maxBufferSize(MOST_CHARACTERS_OF_A_ROW)
                .ofCsvRecord(in, StandardCharsets.UTF_8)) {
      Iterator<CsvRecord> rows = csv.iterator();
      if (!rows.hasNext()) {
        throw new IOException("it is empty");
      }
      CsvColumns columns = CsvColumns.of(rows.next().getFields());
      var reading =
          new Reading(file, digest, columns, Files.getLastModifiedTime(file).toInstant(), into);
      switch (form == null ? form(columns) : form) {
        case WIDE -> reading.wide(rows);
        case LONG -> reading.points(rows);
        case RUNS -> reading.runs(rows);
      }
    }
  }

  private static Form form(CsvColumns columns) throws IOException {
    if (columns.metric() >= 0 && columns.value() >= 0) {
      return Form.LONG;
    }
    if (columns.hasPrefixes()) {
      return Form.RUNS;
    }
    if (columns.step() >= 0) {
      return Form.WIDE;
    }
    throw new IOException(
        "its header does not tell what a row is, the columns being %s; give --as wide, long or runs"
            .formatted(columns.names()));
  }

  /** The path of a file below the folder that is common to all, without the ending. */
  private String name(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path common = absolute.getParent();
    for (Path other : files) {
      while (common != null && !other.toAbsolutePath().normalize().startsWith(common)) {
        common = common.getParent();
      }
    }
    String below = common == null ? absolute.toString() : common.relativize(absolute).toString();
    return below.replace('\\', '/').replaceAll("(?i)\\.csv$", "");
  }

  /** The reading of one file. */
  private final class Reading {
    private final Path file;
    private final String origin;
    private final CsvColumns columns;
    private final Instant written;
    private final Importer into;

    /** Runs with points that wait to be sent, and how many of those there are in all. */
    private final Set<RunWriter> writers = new LinkedHashSet<>();

    private int waiting;

    Reading(Path file, String digest, CsvColumns columns, Instant written, Importer into) {
      this.file = file;
      this.origin = "csv:%s/%s".formatted(experiment, digest);
      this.columns = columns;
      this.written = written;
      this.into = into;
    }

    void wide(Iterator<CsvRecord> rows) throws InterruptedException {
      CsvRecord first = rows.hasNext() ? rows.next() : null;
      Instant start = first == null ? written : time(first, columns.time());
      into.run(
          ImportedRun.of(experiment, name(file), origin, start),
          run -> {
            Instant end = start;
            long number = 0;
            for (CsvRecord row = first; row != null; row = rows.hasNext() ? rows.next() : null) {
              Instant at = time(row, columns.time());
              end = at.isAfter(end) ? at : end;
              step(row, number++, at, run);
            }
            run.finish(Wire.Outcome.FINISHED, end);
          });
    }

    private void step(CsvRecord row, long number, Instant at, RunWriter run)
        throws InterruptedException {
      Long step = columns.step() < 0 ? Long.valueOf(number) : whole(cell(row, columns.step()));
      if (step == null) {
        leftOut("rows", "have no step", row, cell(row, columns.step()));
        return;
      }
      for (int column = 0; column < columns.size(); column++) {
        String text = cell(row, column);
        if (column != columns.step() && column != columns.time() && !text.isEmpty()) {
          Double value = number(text);
          if (value == null) {
            leftOut("cells", "are no numbers", row, columns.name(column) + ": " + text);
          } else {
            run.point(columns.name(column), step, at.toEpochMilli(), value);
          }
        }
      }
    }

    /** Rows of several runs may be mixed, so all runs of the file are open at once. */
    void points(Iterator<CsvRecord> rows) throws IOException, InterruptedException {
      if (columns.metric() < 0 || columns.value() < 0) {
        throw new IOException("it has no columns metric and value, but " + columns.names());
      }
      Map<String, Optional<RunWriter>> runs = new LinkedHashMap<>();
      Map<String, Instant> ends = new HashMap<>();
      Map<String, long[]> numbers = new HashMap<>();
      while (rows.hasNext()) {
        CsvRecord row = rows.next();
        String name = columns.run() < 0 ? name(file) : cell(row, columns.run());
        Instant at = time(row, columns.time());
        Optional<RunWriter> run = runs.get(name);
        if (run == null) {
          String from = origin + "/" + name;
          run = into.open(ImportedRun.of(experiment, name, from, at));
          runs.put(name, run);
        }
        if (run.isPresent()) {
          ends.merge(name, at, (a, b) -> a.isAfter(b) ? a : b);
          point(row, name, at, run.get(), numbers);
          flushWhenMany();
        }
      }
      for (Map.Entry<String, Optional<RunWriter>> run : runs.entrySet()) {
        if (run.getValue().isPresent()) {
          run.getValue().get().finish(Wire.Outcome.FINISHED, ends.get(run.getKey()));
        }
        into.progress().runDone();
      }
    }

    private void point(
        CsvRecord row, String name, Instant at, RunWriter run, Map<String, long[]> numbers)
        throws InterruptedException {
      String metric = cell(row, columns.metric());
      String text = cell(row, columns.value());
      Long step =
          columns.step() < 0
              ? Long.valueOf(numbers.computeIfAbsent(name + "\0" + metric, _ -> new long[1])[0]++)
              : whole(cell(row, columns.step()));
      Double value = number(text);
      if (step == null) {
        leftOut("rows", "have no step", row, cell(row, columns.step()));
      } else if (value == null) {
        leftOut("cells", "are no numbers", row, text);
      } else {
        run.point(metric, step, at.toEpochMilli(), value);
        waiting++;
        writers.add(run);
      }
    }

    private void flushWhenMany() throws InterruptedException {
      if (waiting >= RunWriter.POINTS_A_REQUEST || writers.size() >= MOST_BUFFERS) {
        for (RunWriter writer : writers) {
          writer.flush();
        }
        writers.clear();
        waiting = 0;
      }
    }

    void runs(Iterator<CsvRecord> rows) throws InterruptedException {
      while (rows.hasNext()) {
        CsvRecord row = rows.next();
        String id = cell(row, columns.id());
        String from =
            id.isEmpty()
                ? origin + "/" + row.getStartingLineNumber()
                : "csv:" + experiment + "/" + id;
        Instant start = time(row, columns.start());
        String name = cell(row, columns.run());
        into.run(
            ImportedRun.of(experiment, name.isEmpty() ? id : name, from, start),
            run -> run(row, start, run));
      }
    }

    private void run(CsvRecord row, Instant start, RunWriter run) throws InterruptedException {
      Instant end = columns.end() < 0 ? start : time(row, columns.end());
      Map<String, String> params = new LinkedHashMap<>();
      Map<String, String> tags = new LinkedHashMap<>();
      for (int column = 0; column < columns.size(); column++) {
        String text = cell(row, column);
        if (text.isEmpty() || columns.isOfRun(column)) {
          continue;
        }
        switch (columns.role(column, metrics)) {
          case PARAM -> params.put(columns.plainName(column), text);
          case TAG -> tags.put(columns.plainName(column), text);
          case METRIC -> {
            Double value = number(text);
            if (value == null) {
              leftOut("cells", "are no numbers", row, columns.name(column) + ": " + text);
            } else {
              run.point(columns.plainName(column), 0, end.toEpochMilli(), value);
            }
          }
        }
      }
      run.tags(tags);
      run.params(params);
      switch (cell(row, columns.status()).toUpperCase(Locale.ROOT)) {
        case "RUNNING", "SCHEDULED", "PENDING" -> run.leaveOpen();
        case "FAILED", "CRASHED" -> run.finish(Wire.Outcome.FAILED, end);
        case "KILLED", "CANCELLED", "CANCELED" -> run.finish(Wire.Outcome.KILLED, end);
        default -> run.finish(Wire.Outcome.FINISHED, end);
      }
    }

    /** When the file was written last, where a row does not say. */
    private Instant time(CsvRecord row, int column) {
      String text = cell(row, column);
      if (text.isEmpty()) {
        return written;
      }
      Instant time = CsvColumns.time(text);
      if (time == null) {
        leftOut("times", "cannot be read", row, text);
        return written;
      }
      return time;
    }

    private void leftOut(String what, String why, CsvRecord row, String text) {
      String example = "%s, line %d: %s".formatted(file, row.getStartingLineNumber(), text);
      into.summary().leftOut(what, why, 1, example);
    }
  }

  private static String cell(CsvRecord row, int column) {
    return column < 0 || column >= row.getFieldCount() ? "" : row.getField(column).strip();
  }

  private static @Nullable Double number(String text) {
    try {
      return PythonNumbers.read(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** pandas writes whole numbers as 3.0 where others are missing. */
  private static @Nullable Long whole(String text) {
    Double number = number(text);
    return number != null && number == Math.rint(number) && !number.isInfinite()
        ? Long.valueOf(number.longValue())
        : null;
  }
}
