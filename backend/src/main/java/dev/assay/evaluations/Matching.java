package dev.assay.evaluations;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which rows of two evaluations are the same: those of the same id, in any order. Where one of them
 * has no ids they are in the same order.
 */
final class Matching {
  private static final int SHOWN_OF_EACH = 10;

  private Matching() {}

  /**
   * The other's rows in the order of one.
   *
   * @throws Problem.Invalid with rows that only one of them has
   */
  static Predictions inOrder(Predictions one, Predictions other) {
    boolean byId = one.ids().areGiven() && other.ids().areGiven();
    return byId ? find(one, other).orElseThrow(() -> refused(one, other)) : other;
  }

  /** The same by ids; nothing when one has a row that the other has not. */
  static Optional<Predictions> find(Predictions one, Predictions other) {
    if (one.size() != other.size()) {
      return Optional.empty();
    }
    if (IntStream.range(0, one.size()).allMatch(i -> one.ids().isSame(i, other.ids(), i))) {
      return Optional.of(other);
    }
    RowIndex index = index(other);
    int[] order =
        IntStream.range(0, one.size()).map(i -> index.find(one.ids(), i).orElse(-1)).toArray();
    boolean all = Arrays.stream(order).noneMatch(row -> row < 0); // ids are there once
    return all ? Optional.of(other.only(order)) : Optional.empty();
  }

  private static RowIndex index(Predictions rows) {
    return RowIndex.of(rows.ids(), rows.size(), (_, _) -> {});
  }

  private static Problem.Invalid refused(Predictions one, Predictions other) {
    Missing onlyOne = Missing.of(one, other);
    Missing onlyOther = Missing.of(other, one);
    List<Violation> violations = new ArrayList<>();
    onlyOne.ids.forEach(id -> violations.add(new Violation("id", id, "the other has no such row")));
    onlyOther.ids.forEach(id -> violations.add(new Violation("id", id, "only the other has it")));
    return new Problem.Invalid(
        "not the same rows: %s only in this evaluation, %s only in the other"
            .formatted(onlyOne, onlyOther),
        violations);
  }

  /**
   * Rows that only one has.
   *
   * @param ids the first of them
   */
  private record Missing(long count, List<String> ids) {
    static Missing of(Predictions one, Predictions other) {
      RowIndex index = index(other);
      int[] missing =
          IntStream.range(0, one.size()).filter(i -> index.find(one.ids(), i).isEmpty()).toArray();
      return new Missing(
          missing.length,
          Arrays.stream(missing).limit(SHOWN_OF_EACH).mapToObj(one.ids()::of).toList());
    }

    @Override
    public String toString() {
      String first = String.join(", ", ids) + (count > ids.size() ? ", …" : "");
      return count == 0 ? "0 are" : "%,d are (%s)".formatted(count, first);
    }
  }
}
