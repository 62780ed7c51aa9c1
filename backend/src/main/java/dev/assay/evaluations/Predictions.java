package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an evaluation in memory, as columns: checked, and not changed by anyone.
 *
 * @param classes names, in the order of the probabilities; the positive one last of two
 * @param binary what two classes have; null of more
 * @param multiclass what more classes have; null of two
 * @param millis times since 1970, n; null where rows have none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Predictions(
    List<String> classes,
    @Nullable Binary binary,
    @Nullable Multiclass multiclass,
    long @Nullable [] millis,
    RowIds ids,
    List<Group> groups) {

  int size() {
    return binary == null ? Objects.requireNonNull(multiclass).size() : binary.size();
  }

  /** About how much memory they take: 12 bytes a row, 8 a probability, time or group, and ids. */
  long bytes() {
    long n = size();
    long probabilities = multiclass == null ? n : n * classes.size();
    return 8 * probabilities
        + n * (4 + 8 + (millis == null ? 0 : 8) + 8L * groups.size())
        + ids.inMemory();
  }

  /** The positive class, or of more than two whether the most probable one was right. */
  Binary headline() {
    return binary == null ? Objects.requireNonNull(multiclass).topLabel() : binary;
  }

  /**
   * A class against the rest.
   *
   * @throws Problem.Invalid when there is no such class
   */
  Binary ofClass(String name) {
    int k = classes.indexOf(name);
    if (k < 0) {
      throw new Problem.Invalid("class", name, "classes are " + String.join(", ", classes));
    }
    if (multiclass != null) {
      return multiclass.oneVersusRest(k);
    }
    Binary positive = Objects.requireNonNull(binary);
    return k == 1 ? positive : opposite(positive);
  }

  /** These rows only, in this order; without the groups. */
  Predictions only(int[] rows) {
    long[] at = millis;
    return new Predictions(
        classes,
        binary == null ? null : binary.rows(rows),
        multiclass == null ? null : multiclass.rows(rows),
        at == null ? null : Arrays.stream(rows).mapToLong(i -> at[i]).toArray(),
        new ChosenIds(ids, rows),
        List.of());
  }

  /**
   * @param k the class
   */
  double probability(int row, int k) {
    if (binary != null) {
      return k == 1 ? binary.probability(row) : 1 - binary.probability(row);
    }
    return Objects.requireNonNull(multiclass).probability(row, k);
  }

  /** The same rows with other probabilities. */
  Predictions with(Binary recalibrated) {
    return new Predictions(classes, recalibrated, null, millis, ids, groups);
  }

  Predictions with(Multiclass recalibrated) {
    return new Predictions(classes, null, recalibrated, millis, ids, groups);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ChosenIds(RowIds of, int[] rows) implements RowIds {
    @Override
    public String of(int row) {
      return of.of(rows[row]);
    }

    @Override
    public boolean areGiven() {
      return of.areGiven();
    }

    @Override
    public long inMemory() {
      return of.inMemory() + (long) Integer.BYTES * rows.length;
    }
  }

  private static Binary opposite(Binary rows) {
    double[] p = new double[rows.size()];
    byte[] y = new byte[p.length];
    double[] w = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = 1 - rows.probability(i);
      y[i] = (byte) (1 - rows.label(i));
      w[i] = rows.weight(i);
    }
    return Binary.of(p, y, w);
  }

  Group group(String name) {
    return groups.stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem.Invalid(
                    "by",
                    name,
                    "columns are " + String.join(", ", groups.stream().map(Group::name).toList())));
  }
}
