package dev.assay.datasets;

import dev.assay.datasets.Shape.Column;
import dev.assay.problem.Problem;
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
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first look at a file: which columns it has, of what type, how many rows, and when. */
final class Survey {
  /** Numbers are seconds since 1970 only where the name says so. */
  private static final Set<String> NAMES_OF_TIMES =
      Set.of("time", "timestamp", "ts", "date", "datetime", "created_at", "event_time", "at");

  private Survey() {}

  /**
   * @param timeColumn when rows were; null for the first column of times, one with a name of times
   *     before others
   * @throws Problem.Invalid when a line is no row, or the time column is not there or has no times
   */
  static Shape of(Path file, FileFormat format, @Nullable String timeColumn) throws IOException {
    Findings findings = new Findings(format);
    List<Seen> columns = new ArrayList<>();
    long rowCount = 0;
    try (RowReader rows = RowReader.open(file, format, findings)) {
      while (rows.next()) {
        rowCount++;
        for (int at = 0; at < rows.columns().size(); at++) {
          if (at == columns.size()) {
            String name = rows.columns().get(at);
            columns.add(new Seen(name, name.equals(timeColumn), format));
          }
          columns.get(at).add(rows, at);
        }
      }
      if (timeColumn != null) {
        rows.column(timeColumn);
      }
    }
    findings.throwIfAny();
    return shape(columns, rowCount, timeColumn);
  }

  private static Shape shape(List<Seen> columns, long rows, @Nullable String timeColumn) {
    @Nullable Seen time = null;
    for (Seen column : columns) {
      if (timeColumn == null ? column.isBetterTimeThan(time) : column.name.equals(timeColumn)) {
        time = column;
      }
    }
    if (timeColumn != null && time != null) {
      time.requireTimes();
    }
    List<Column> found = columns.stream().map(c -> new Column(c.name, c.type())).toList();
    return time == null || time.type() != ColumnType.TIME
        ? new Shape(found, rows, null, null, null)
        : new Shape(
            found,
            rows,
            time.name,
            Instant.ofEpochMilli(time.firstMillis),
            Instant.ofEpochMilli(time.lastMillis));
  }

  /** What the values of a column can still be. */
  private static final class Seen {
    private final String name;
    private final boolean isNamed;
    private final boolean isCalledTime;
    private final Findings wrongTimes;
    private final Timestamps times;
    private boolean isEmpty = true;
    private boolean areNumbers = true;
    private boolean areBooleans = true;
    private boolean areTimes = true;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    Seen(String name, boolean isNamed, FileFormat format) {
      this.name = name;
      this.isNamed = isNamed;
      this.isCalledTime = isNamed || NAMES_OF_TIMES.contains(name.toLowerCase(Locale.ROOT));
      this.wrongTimes = new Findings(format);
      this.times = new Timestamps(name, ZoneOffset.UTC, wrongTimes);
    }

    void add(RowReader rows, int at) {
      if ((isEmpty || areNumbers || areBooleans || areTimes) && !Cells.isMissing(rows, at)) {
        isEmpty = false;
        areNumbers = areNumbers && Cells.isNumber(rows, at);
        areBooleans = areBooleans && Cells.isBoolean(rows, at);
        areTimes = areTimes && isTime(rows, at);
      }
    }

    private boolean isTime(RowReader rows, int at) {
      OptionalLong millis = times.read(rows, at);
      if (millis.isPresent()) {
        firstMillis = Math.min(firstMillis, millis.getAsLong());
        lastMillis = Math.max(lastMillis, millis.getAsLong());
      }
      return millis.isPresent();
    }

    ColumnType type() {
      if (isEmpty) {
        return ColumnType.EMPTY;
      } else if (areBooleans) {
        return ColumnType.BOOLEAN;
      } else if (areTimes && (isCalledTime || !areNumbers)) {
        return ColumnType.TIME;
      }
      return areNumbers ? ColumnType.NUMBER : ColumnType.TEXT;
    }

    boolean isBetterTimeThan(@Nullable Seen other) {
      return type() == ColumnType.TIME && (other == null || isCalledTime && !other.isCalledTime);
    }

    void requireTimes() {
      if (isNamed && type() != ColumnType.TIME) {
        wrongTimes.throwIfAny();
        throw new Problem.Invalid("timeColumn", name, "it has no times");
      }
    }
  }
}
