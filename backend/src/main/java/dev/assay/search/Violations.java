package dev.assay.search;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong, so that it is told at once. */
final class Violations {
  private final List<Violation> found = new ArrayList<>();

  void add(String field, @Nullable Object value, String rule) {
    found.add(new Violation(field, String.valueOf(value), rule));
  }

  void addUnless(boolean right, String field, @Nullable Object value, String rule) {
    if (!right) {
      add(field, value, rule);
    }
  }

  /** Takes over what a check refuses. */
  void in(Runnable check) {
    of(
        () -> {
          check.run();
          return check;
        });
  }

  /** The part, or null where it is refused; its violations are taken over as they are. */
  <T> @Nullable T of(Supplier<T> part) {
    try {
      return part.get();
    } catch (Problem.Invalid refused) {
      found.addAll(refused.violations());
      return null;
    }
  }

  /**
   * The part, or null where it is refused.
   *
   * @param field under which the fields of its violations stand
   */
  <T> @Nullable T under(String field, Supplier<T> part) {
    try {
      return part.get();
    } catch (Problem.Invalid refused) {
      for (Violation v : refused.violations()) {
        found.add(new Violation(Fields.within(field, v.field()), v.value(), v.rule()));
      }
      return null;
    }
  }

  int count() {
    return found.size();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Violation> all() {
    return List.copyOf(found);
  }

  /**
   * @throws Problem.Invalid with all of them, when there are any
   */
  void throwIfAny() {
    if (found.size() == 1) {
      Violation only = found.getFirst();
      throw new Problem.Invalid(only.field(), only.value(), only.rule());
    }
    if (!found.isEmpty()) {
      throw new Problem.Invalid(
          "%d fields are wrong, the first is %s: %s"
              .formatted(found.size(), found.getFirst().field(), found.getFirst().rule()),
          found);
    }
  }
}
