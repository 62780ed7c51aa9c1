package dev.assay.datasets;

import dev.assay.datasets.Shape.Column;
import dev.assay.tables.FileFormat;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import dev.assay.tables.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a file, or of a window of it, told by column: one pass, and memory that does not grow
 * with the rows.
 */
final class Pass {
  /** Different texts of all columns together that are told apart. */
  private static final int MOST_TEXTS = 500_000;

  private static final int MOST_TEXTS_OF_COLUMN = 10_000;

  /** Different numbers of all columns together that are told apart: some 60 bytes each. */
  private static final int MOST_NUMBERS = 500_000;

  private static final int MOST_NUMBERS_OF_COLUMN = 10_000;
  private static final int LEAST_NUMBERS_OF_COLUMN = 100;

  private final Shape shape;
  private final Findings findings;
  private final @Nullable TimeGrid grid;
  private final RowSample sample;
  private final List<ColumnTally> columns = new ArrayList<>();
  private final long[] rowsBySpan;
  private long rows;
  private long withoutTime;

  private Pass(Shape shape, int mostNumbers, Findings findings) {
    this.shape = shape;
    this.findings = findings;
    this.grid =
        shape.from() == null || shape.to() == null ? null : TimeGrid.of(shape.from(), shape.to());
    this.sample = new RowSample(shape.columns().size());
    this.rowsBySpan = new long[grid == null ? 0 : grid.count()];
    long texts = shape.columns().stream().filter(c -> c.type() == ColumnType.TEXT).count();
    int most = (int) Math.min(MOST_TEXTS_OF_COLUMN, MOST_TEXTS / Math.max(1, texts));
    for (Column column : shape.columns()) {
      columns.add(new ColumnTally(column, most, mostNumbers, rowsBySpan.length, findings));
    }
  }

  /**
   * For a comparison, which does not ask how many numbers are different.
   *
   * @param shape that the file has
   */
  static Pass over(Path file, FileFormat format, Shape shape, Window window) throws IOException {
    return over(file, format, shape, window, 0);
  }

  /**
   * @param shape that the file has
   */
  static Profile profile(Path file, FileFormat format, Shape shape) throws IOException {
    long columns =
        shape.columns().stream()
            .filter(c -> c.type() == ColumnType.NUMBER || c.type() == ColumnType.TIME)
            .count();
    int most =
        Math.clamp(
            MOST_NUMBERS / Math.max(1, columns), LEAST_NUMBERS_OF_COLUMN, MOST_NUMBERS_OF_COLUMN);
    return over(file, format, shape, Window.ALL, most).profile();
  }

  private static Pass over(
      Path file, FileFormat format, Shape shape, Window window, int mostNumbers)
      throws IOException {
    Findings findings = new Findings(format);
    Pass pass = new Pass(shape, mostNumbers, findings);
    try (RowReader rows = RowReader.open(file, format, findings)) {
      pass.read(rows, window);
    }
    findings.throwIfAny();
    return pass;
  }

  private void read(RowReader reader, Window window) throws IOException {
    int[] places = places(reader);
    @Nullable String timeColumn = shape.timeColumn();
    int time = timeColumn == null ? -1 : reader.column(timeColumn);
    Timestamps times =
        new Timestamps(Objects.requireNonNullElse(timeColumn, ""), ZoneOffset.UTC, findings);
    while (reader.next()) {
      OptionalLong millis =
          time < 0 || Cells.isMissing(reader, time)
              ? OptionalLong.empty()
              : times.read(reader, time);
      if (window.isAll() || millis.isPresent() && isIn(window, millis.getAsLong())) {
        row(reader, places, millis);
      }
    }
  }

  private static boolean isIn(Window window, long millis) {
    return window.has(Instant.ofEpochMilli(millis));
  }

  private void row(RowReader reader, int[] places, OptionalLong millis) {
    rows++;
    int span = grid != null && millis.isPresent() ? grid.place(millis.getAsLong()) : -1;
    if (span >= 0) {
      rowsBySpan[span]++;
    } else {
      withoutTime++;
    }
    int place = sample.place();
    for (int i = 0; i < places.length; i++) {
      columns.get(i).add(reader, places[i], place, span);
    }
  }

  /** A key of JSON lines may appear late; CSV may have several columns without a name. */
  private int[] places(RowReader reader) {
    int[] places = new int[columns.size()];
    List<String> names = reader.columns();
    for (int i = 0; i < places.length; i++) {
      String name = columns.get(i).column().name();
      places[i] = i < names.size() && names.get(i).equals(name) ? i : reader.column(name);
    }
    return places;
  }

  long rows() {
    return rows;
  }

  int sampled() {
    return sample.size();
  }

  List<ColumnTally> columns() {
    return columns;
  }

  private Profile profile() {
    Profile.@Nullable Times times = null;
    if (grid != null) {
      List<Long> counts = new ArrayList<>();
      for (long count : rowsBySpan) {
        counts.add(count);
      }
      times = new Profile.Times(grid.widthMillis() / 1000, grid.starts(), counts, withoutTime);
    }
    return new Profile(
        rows, sample.size(), times, columns.stream().map(ColumnTally::profile).toList());
  }
}
