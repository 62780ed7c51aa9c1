package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import dev.assay.problem.Problem;
import dev.assay.tables.FileFormat;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import dev.assay.tables.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of predictions into memory, and checks it: all that is wrong is told with its line,
 * and nothing is taken when something is. Values that are wrong are kept as they are until then, so
 * that later rules (each id is there once) are told as well.
 */
final class PredictionsReader {
  /** Numbers in memory, of 8 bytes each: what an array holds. */
  static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  static final int MOST_GROUPS = 50;
  private static final int LONGEST_ID = 1_000;
  private static final String PROBABILITY = "a number from 0 to 1 is expected";

  private final RowReader rows;
  private final Findings findings;
  private final EvaluationSpec spec;
  private final @Nullable List<GroupColumn> kept;
  private final Roles roles;
  private final int most;
  private final LabelColumn classOf;
  private final @Nullable Timestamps timestamps;

  private final RowLines lines = new RowLines();
  private final Growing probabilities = Growing.doubles();
  private final Growing labels;
  private final Growing millis = Growing.longs();
  private final Growing weights = Growing.doubles();
  private final IdColumn ids = new IdColumn();
  private final List<GroupColumn> groups = new ArrayList<>();
  private final List<Integer> groupColumns = new ArrayList<>();
  private final double[] row; // the probabilities of one
  private double sumOfWeights;
  private int columns; // that were looked at
  private int count;

  private PredictionsReader(
      RowReader rows,
      EvaluationSpec spec,
      int most,
      Findings findings,
      @Nullable List<GroupColumn> kept) {
    this.most = most;
    this.rows = rows;
    this.findings = findings;
    this.spec = spec;
    this.kept = kept;
    this.roles = kept == null ? Roles.of(rows, spec) : Roles.ofOurs(rows, spec);
    this.classOf = new LabelColumn(roles.classes());
    this.labels = isBinary() ? Growing.bytes() : Growing.ints();
    this.row = new double[roles.probabilities().size()];
    this.timestamps =
        roles.timestamp() == null
            ? null
            : new Timestamps(name(roles.timestamp()), spec.zone(), findings);
  }

  static Predictions read(Path file, FileFormat format, EvaluationSpec spec) throws IOException {
    return read(file, format, spec, MOST_VALUES);
  }

  /**
   * @param most rows × (probabilities + groups + 3), up to {@link #MOST_VALUES}; of more than two
   *     classes a probability is two values, and ids that are texts are some as well
   * @throws Problem.Invalid with all that is wrong: the first 20 values and how many there are
   * @throws Problem.TooLarge when there are more values, or more groups than are taken
   */
  static Predictions read(Path file, FileFormat format, EvaluationSpec spec, int most)
      throws IOException {
    return read(file, format, spec, most, null);
  }

  /**
   * @param kept the groups of the specification where the file is one of ours: what they are is
   *     known, and that each id is there once; null of a file that was uploaded
   */
  static Predictions read(
      Path file, FileFormat format, EvaluationSpec spec, @Nullable List<GroupColumn> kept)
      throws IOException {
    return read(file, format, spec, MOST_VALUES, kept);
  }

  private static Predictions read(
      Path file, FileFormat format, EvaluationSpec spec, int most, @Nullable List<GroupColumn> kept)
      throws IOException {
    Findings findings = new Findings(format);
    try (RowReader rows = RowReader.open(file, format, findings)) {
      if (!rows.next()) {
        findings.add("file", "0 rows", "a row is needed at least");
        findings.throwIfAny();
      }
      PredictionsReader reader = new PredictionsReader(rows, spec, most, findings, kept);
      reader.addAskedGroups();
      do {
        reader.add();
      } while (rows.next());
      return reader.take();
    }
  }

  private boolean isBinary() {
    return roles.classes().size() == 2;
  }

  private String name(int column) {
    return rows.columns().get(column);
  }

  private void addAskedGroups() {
    if (roles.groups() == null) {
      return;
    }
    for (int i = 0; i < roles.groups().size(); i++) {
      int column = roles.groups().get(i);
      groupColumns.add(column);
      groups.add(kept == null ? GroupColumn.asked(name(column)) : kept.get(i));
    }
    if (groups.size() > MOST_GROUPS) {
      throw new Problem.TooLarge(
          "%d groups; at most %d are taken".formatted(groups.size(), MOST_GROUPS));
    }
  }

  private void add() {
    while (columns < rows.columns().size()) {
      lookAt(columns++);
    }
    lines.add(rows.line());
    addLabel();
    addProbabilities();
    if (timestamps != null && roles.timestamp() != null) {
      OptionalLong time = timestamps.read(rows, roles.timestamp());
      millis.addLong(time.orElse(0)); // told already
    }
    if (roles.weight() != null) {
      addWeight(roles.weight());
    }
    if (roles.id() != null) {
      addId(roles.id());
    }
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).add(rows, groupColumns.get(i), findings);
    }
    count++;
    bound();
  }

  /** A column that was not there before; of JSON lines they may come late. */
  private void lookAt(int column) {
    String name = name(column);
    if (count > 0 && roles.isClass(name)) {
      findings.add(
          name,
          rows.line(),
          rows.shown(column),
          "the first row has the classes " + String.join(", ", roles.classes()));
    } else if (roles.groups() == null
        && groups.size() < MOST_GROUPS
        && roles.isFree(column, name)) {
      groups.add(GroupColumn.found(name, count));
      groupColumns.add(column);
    }
  }

  private void addLabel() {
    @Nullable Integer read = classOf.read(rows, roles.label());
    if (read == null) {
      wrong(roles.label(), classOf.expected());
    }
    int k = read == null ? 0 : read;
    if (isBinary()) {
      labels.addByte((byte) k);
    } else {
      labels.addInt(k);
    }
  }

  private void wrong(int column, String rule) {
    findings.add(name(column), rows.line(), rows.shown(column), rule);
  }

  private void addProbabilities() {
    boolean right = true;
    double sum = 0;
    for (int k = 0; k < row.length; k++) {
      int column = roles.probabilities().get(k);
      row[k] = rows.number(column);
      sum += row[k];
      if (!(row[k] >= 0 && (row[k] <= 1 || canBeAbove1(row[k])))) {
        right = false;
        wrong(column, PROBABILITY);
      }
    }
    if (right && row.length > 1) {
      checkSum(sum);
    }
    if (isBinary()) {
      probabilities.addDouble(row[row.length - 1]); // of the positive class
    } else {
      for (double p : row) {
        probabilities.addDouble(p);
      }
    }
  }

  /** Shares of a sum are made of them, if it is asked for. */
  private boolean canBeAbove1(double p) {
    return spec.renormalise() && row.length > 1 && p < Double.POSITIVE_INFINITY;
  }

  private void checkSum(double sum) {
    if (!spec.renormalise() && Math.abs(sum - 1) > Multiclass.TOLERANCE) {
      findings.add(
          "sum of probabilities",
          rows.line(),
          sum,
          "1 is expected, give or take %s; ask for renormalisation if it is meant"
              .formatted(Multiclass.TOLERANCE));
    } else if (spec.renormalise()) {
      if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
        findings.add("sum of probabilities", rows.line(), sum, "one of them is above 0");
      }
      for (int k = 0; k < row.length; k++) {
        row[k] /= sum;
      }
    }
  }

  private void addWeight(int column) {
    double weight = rows.number(column);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      wrong(column, "a finite number is expected, 0 or more");
    }
    sumOfWeights += weight;
    weights.addDouble(weight);
  }

  private void addId(int column) {
    @Nullable String id = rows.text(column);
    if (id == null) {
      wrong(column, "each row has an id when one has");
    } else if (id.length() > LONGEST_ID) {
      wrong(column, "an id has at most %,d characters".formatted(LONGEST_ID));
      id = null;
    }
    ids.add(id == null ? "" : id);
  }

  private void bound() {
    // those of many classes are there twice for a moment, when they are taken out
    int probabilitiesOfRow = isBinary() ? 1 : 2 * row.length;
    long texts = (ids.textBytes() + lines.bytes()) / EvaluationSettings.BYTES_OF_A_VALUE;
    if (count * (probabilitiesOfRow + groups.size() + 3L) + texts > most) {
      throw new Problem.TooLarge(
          ("%,d rows of %d classes and %d groups have more than %,d values in memory, and are not"
                  + " all: split the file, or see assay.evaluations.most-values")
              .formatted(count, roles.classes().size(), groups.size(), most));
    }
  }

  private Predictions take() {
    if (roles.weight() != null && sumOfWeights == 0) {
      findings.add(name(roles.weight()), "0 everywhere", "one weight is above 0");
    }
    RowIds rowIds = roles.id() == null ? RowIds.numbers() : checkedIds(roles.id());
    findings.throwIfAny();
    double @Nullable [] w = roles.weight() == null ? null : weights.takeDoubles();
    double[] p = probabilities.takeDoubles();
    return new Predictions(
        roles.classes(),
        isBinary() ? Binary.of(p, labels.takeBytes(), w) : null,
        isBinary() ? null : Multiclass.of(p, roles.classes().size(), labels.takeInts(), w),
        roles.timestamp() == null ? null : millis.takeLongs(),
        rowIds,
        groups.stream().map(group -> group.take(count)).flatMap(Optional::stream).toList());
  }

  private RowIds checkedIds(int column) {
    RowIds taken = ids.take();
    if (kept != null) {
      return taken;
    }
    String name = name(column);
    RowIndex.of(
        taken,
        count,
        (first, again) -> {
          if (!taken.of(again).isEmpty()) { // a missing one is told already
            String rule = findings.place(lines.line(first)) + " has the same";
            findings.add(name, lines.line(again), taken.of(again), rule);
          }
        });
    return taken;
  }
}
