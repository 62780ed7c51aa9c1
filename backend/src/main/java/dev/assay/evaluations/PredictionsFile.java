package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import dev.assay.tables.FileFormat;
import dev.assay.tables.Findings;
import dev.assay.tables.ParquetTable;
import dev.assay.tables.RowReader;
import dev.assay.tables.TableColumn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Predictions as Parquet, the form in which they are kept: {@code id} where rows have ids, {@code
 * label} (the name of the class), {@code probability} of the positive of two classes, or {@code
 * probabilities.CLASS} of each, {@code timestamp}, {@code weight}, {@code groups.NAME} of words and
 * {@code numbers.NAME} of numbers. A weight of 1 everywhere is left out. Rows are in the order of
 * the file that was uploaded.
 */
final class PredictionsFile {
  private static final String ID = "id";
  private static final String LABEL = "label";
  private static final String PROBABILITY = "probability";
  private static final String PROBABILITIES = "probabilities.";
  private static final String TIMESTAMP = "timestamp";
  private static final String WEIGHT = "weight";
  private static final String WORDS = "groups.";
  private static final String NUMBERS = "numbers.";

  private final List<TableColumn> columns = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();

  /** What stands in a column. */
  private interface Cell {
    @Nullable Object of(int row);
  }

  private PredictionsFile(Predictions rows) {
    if (rows.ids() instanceof IdColumn.Integers integers) {
      add(TableColumn.integer(ID), integers::at);
    } else if (rows.ids().areGiven()) {
      add(TableColumn.text(ID), rows.ids()::of);
    }
    if (rows.binary() != null) {
      addBinary(rows.binary(), rows.classes());
    } else {
      addMulticlass(Objects.requireNonNull(rows.multiclass()), rows.classes());
    }
    long @Nullable [] millis = rows.millis();
    if (millis != null) {
      add(TableColumn.time(TIMESTAMP), row -> Instant.ofEpochMilli(millis[row]));
    }
    for (Group group : rows.groups()) {
      switch (group) {
        case Group.Words words ->
            add(TableColumn.text(WORDS + words.name()), row -> word(words, row));
        case Group.Numbers numbers ->
            add(TableColumn.number(NUMBERS + numbers.name()), row -> number(numbers, row));
      }
    }
  }

  private void add(TableColumn column, Cell cell) {
    columns.add(column);
    cells.add(cell);
  }

  private void addBinary(Binary rows, List<String> classes) {
    add(TableColumn.text(LABEL), row -> classes.get(rows.label(row)));
    add(TableColumn.number(PROBABILITY), rows::probability);
    addWeight(rows.size(), rows::weight);
  }

  private void addMulticlass(Multiclass rows, List<String> classes) {
    add(TableColumn.text(LABEL), row -> classes.get(rows.label(row)));
    for (int k = 0; k < classes.size(); k++) {
      int index = k;
      add(TableColumn.number(PROBABILITIES + classes.get(k)), row -> rows.probability(row, index));
    }
    addWeight(rows.size(), rows::weight);
  }

  private interface Weight {
    double of(int row);
  }

  private void addWeight(int rows, Weight weight) {
    for (int row = 0; row < rows; row++) {
      if (weight.of(row) != 1) {
        add(TableColumn.number(WEIGHT), weight::of);
        return;
      }
    }
  }

  private static @Nullable String word(Group.Words words, int row) {
    int code = words.codes()[row];
    return code < 0 ? null : words.values().get(code);
  }

  private static @Nullable Double number(Group.Numbers numbers, int row) {
    double value = numbers.values()[row];
    return Double.isNaN(value) ? null : (Double) value;
  }

  /** Writes all rows, a group of them in memory at a time; what is there is replaced. */
  static void write(Predictions rows, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      new PredictionsFile(rows).write(out, rows.size());
    }
  }

  private void write(OutputStream out, int rows) throws IOException {
    ParquetTable table = new ParquetTable(out, columns);
    for (int row = 0; row < rows; row++) {
      @Nullable Object[] written = new @Nullable Object[cells.size()];
      for (int i = 0; i < written.length; i++) {
        written[i] = cells.get(i).of(row);
      }
      table.row(written);
    }
    table.finish();
  }

  /** What rows have that metrics need not: of 10 million rows each part takes 80 MB and more. */
  enum Part {
    IDS,
    TIMES,
    GROUPS
  }

  /**
   * Reads what {@link #write} has written, all of it.
   *
   * @param classes of the rows, the positive one last of two
   */
  static Predictions read(Path file, List<String> classes) throws IOException {
    return read(file, classes, EnumSet.allOf(Part.class));
  }

  /**
   * Reads labels, probabilities and weights, and what else is wanted.
   *
   * @param classes of the rows, the positive one last of two
   */
  static Predictions read(Path file, List<String> classes, Set<Part> parts) throws IOException {
    List<String> names = columns(file);
    List<String> groups = new ArrayList<>();
    List<GroupColumn> kinds = new ArrayList<>();
    for (String name : parts.contains(Part.GROUPS) ? names : List.<String>of()) {
      if (name.startsWith(WORDS)) {
        groups.add(name);
        kinds.add(GroupColumn.known(name.substring(WORDS.length()), GroupColumn.Kind.WORDS));
      } else if (name.startsWith(NUMBERS)) {
        groups.add(name);
        kinds.add(GroupColumn.known(name.substring(NUMBERS.length()), GroupColumn.Kind.NUMBERS));
      }
    }
    Columns columns =
        new Columns(
            LABEL,
            classes.size() == 2
                ? List.of(PROBABILITY)
                : classes.stream().map(PROBABILITIES::concat).toList(),
            names.contains(TIMESTAMP) && parts.contains(Part.TIMES) ? TIMESTAMP : null,
            names.contains(WEIGHT) ? WEIGHT : null,
            names.contains(ID) && parts.contains(Part.IDS) ? ID : null,
            groups);
    EvaluationSpec spec =
        new EvaluationSpec("kept", "kept", SplitBy.GIVEN, null, columns, classes, false, null);
    return PredictionsReader.read(file, FileFormat.PARQUET, spec, kinds);
  }

  private static List<String> columns(Path file) throws IOException {
    try (RowReader rows =
        RowReader.open(file, FileFormat.PARQUET, new Findings(FileFormat.PARQUET))) {
      return List.copyOf(rows.columns());
    }
  }
}
