package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.scaling.Point;
import dev.assay.scaling.Points;
import dev.assay.search.NearestName;
import dev.assay.studies.StudyStore.ImportedRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads points from a file whose first line names its columns. All that is wrong is told at once.
 */
final class CsvRows {
  static final int LONGEST = 4_000_000; // characters
  private static final int LONGEST_LABEL = 200;
  private static final int MOST_WRONG = 100; // that are told one by one
  private static final List<String> REQUIRED = List.of("params", "tokens", "loss");
  private static final List<String> KNOWN =
      List.of("params", "tokens", "loss", "flops", "uniqueTokens", "label");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|[-+]?(?i:nan|inf|infinity)");
  private static final Pattern POINT = Pattern.compile("points\\[(\\d+)]");

  private final List<ImportedRow> before;
  private final List<Violation> wrong = new ArrayList<>();
  private final List<ImportedRow> rows = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>(); // of the rows
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  private CsvRows(List<ImportedRow> before) {
    this.before = before;
  }

  /**
   * @param before rows that the study has already; the new ones are numbered from there on
   * @throws Problem.Invalid with all that is wrong, by line
   */
  static List<ImportedRow> read(String csv, List<ImportedRow> before) {
    if (csv.length() > LONGEST) {
      throw new Problem.TooLarge(
          "the file has %d characters; at most %d are taken".formatted(csv.length(), LONGEST));
    }
    CsvRows read = new CsvRows(before);
    read.all(csv.startsWith("\uFEFF") ? csv.substring(1) : csv);
    read.checkPoints();
    read.throwIfWrong();
    return read.rows;
  }

  private void all(String csv) {
    try (CSVParser parser = CSVParser.parse(csv, format())) {
      long line = 1;
      for (CSVRecord record : parser) {
        if (isEmpty(record)) {
          line = parser.getCurrentLineNumber() + 1;
          continue;
        }
        if (columns.isEmpty()) {
          header(record, line);
          if (!wrong.isEmpty()) {
            return; // of columns that are not known no row can be read
          }
        } else if (before.size() + rows.size() >= Gathering.MOST) {
          add(line, "", "", "a study has at most %d rows".formatted(Gathering.MOST));
          return;
        } else {
          row(record, line);
        }
        line = parser.getCurrentLineNumber() + 1;
      }
      if (rows.isEmpty() && wrong.isEmpty()) {
        add(line, "", "no rows", "the first line names the columns, each other line is a point");
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      wrong.add(new Violation("csv", "", "it is no CSV: " + e.getMessage()));
    }
  }

  private static CSVFormat format() {
    return CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).get();
  }

  private static boolean isEmpty(CSVRecord record) {
    return record.size() == 1 && record.get(0).isBlank();
  }

  private void header(CSVRecord record, long line) {
    for (int i = 0; i < record.size(); i++) {
      String written = record.get(i).strip();
      @Nullable String name =
          KNOWN.stream().filter(known -> known.equalsIgnoreCase(written)).findFirst().orElse(null);
      if (name == null) {
        add(
            line,
            "",
            written,
            "columns are %s%s"
                .formatted(String.join(", ", KNOWN), NearestName.hint(written, KNOWN)));
      } else if (columns.putIfAbsent(name, i) != null) {
        add(line, "", written, "each column is there once");
      }
    }
    for (String name : REQUIRED) {
      if (!columns.containsKey(name)) {
        add(line, name, "missing", "the first line names the columns params, tokens and loss");
      }
    }
  }

  private void row(CSVRecord record, long line) {
    if (record.size() != columns.size()) {
      add(
          line,
          "",
          record.size() + " fields",
          "the first line names %d columns".formatted(columns.size()));
      return;
    }
    int problems = wrong.size();
    double params = number(record, "params", line);
    double tokens = number(record, "tokens", line);
    double loss = number(record, "loss", line);
    @Nullable Double flops = numberOrNull(record, "flops", line);
    @Nullable Double unique = numberOrNull(record, "uniqueTokens", line);
    String label = text(record, "label");
    if (label.length() > LONGEST_LABEL || label.indexOf('\0') >= 0) {
      add(
          line,
          "label",
          label.replace('\0', '\uFFFD'),
          "it has at most %d characters, none of them U+0000".formatted(LONGEST_LABEL));
    }
    if (unique != null && !(unique > 0 && unique <= tokens)) {
      add(line, "uniqueTokens", unique, "of all tokens at least one and at most all are different");
    }
    if (problems == wrong.size()) {
      int number = (before.isEmpty() ? 0 : before.getLast().number()) + rows.size() + 1;
      rows.add(new ImportedRow(number, label, params, tokens, loss, flops, unique));
      lines.add(line);
    }
  }

  private String text(CSVRecord record, String column) {
    @Nullable Integer at = columns.get(column);
    return at == null ? "" : record.get(at).strip();
  }

  private @Nullable Double numberOrNull(CSVRecord record, String column, long line) {
    return text(record, column).isEmpty() ? null : (Double) number(record, column, line);
  }

  private double number(CSVRecord record, String column, long line) {
    String text = text(record, column);
    if (!NUMBER.matcher(text).matches()) {
      add(line, column, text, "it is a number such as 124e6, with a point and nothing else");
      return Double.NaN;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("n") ? Double.NaN : Double.parseDouble(text); // nan, inf
  }

  /** What points have to be, and that none is there twice. */
  private void checkPoints() {
    List<Point> points = new ArrayList<>();
    before.forEach(row -> points.add(point(row)));
    rows.forEach(row -> points.add(point(row)));
    for (Violation v : Points.each(points)) {
      wrong.add(new Violation(named(v.field()), v.value(), named(v.rule())));
    }
  }

  private static Point point(ImportedRow row) {
    return row.flops() == null
        ? new Point(row.params(), row.tokens(), row.lossNats())
        : new Point(row.params(), row.tokens(), row.lossNats(), row.flops());
  }

  private String named(String text) {
    return POINT
        .matcher(text)
        .replaceAll(
            match -> {
              int i = Integer.parseInt(match.group(1));
              return Matcher.quoteReplacement(
                  i < before.size()
                      ? "row #" + before.get(i).number()
                      : "line " + lines.get(i - before.size()));
            });
  }

  private void add(long line, String column, Object value, String rule) {
    String field = column.isEmpty() ? "line " + line : "line %d.%s".formatted(line, column);
    wrong.add(new Violation(field, value.toString(), rule));
  }

  private void throwIfWrong() {
    if (wrong.isEmpty()) {
      return;
    }
    Violation first = wrong.getFirst();
    List<Violation> told = wrong.subList(0, Math.min(MOST_WRONG, wrong.size()));
    throw new Problem.Invalid(
        "%d thing%s wrong with the file, the first: %s is %s: %s"
            .formatted(
                wrong.size(),
                wrong.size() == 1 ? " is" : "s are",
                first.field(),
                first.value(),
                first.rule()),
        told);
  }
}
