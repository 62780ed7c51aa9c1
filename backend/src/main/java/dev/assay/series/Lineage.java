package dev.assay.series;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The branches that a run's history is made of, oldest first. Of each but the last, which is the
 * run's own, the steps to {@code toStep} count.
 */
record Lineage(List<Part> parts) {

  /**
   * @param toStep the last step that counts; {@link Long#MAX_VALUE} for the run's own branch
   */
  record Part(BranchId branch, long toStep) {}

  Lineage {
    parts = List.copyOf(parts);
  }

  static Lineage of(BranchId only) {
    return new Lineage(List.of(new Part(only, Long.MAX_VALUE)));
  }

  BranchId own() {
    return parts.getLast().branch();
  }

  /** Those that other runs may share. */
  List<Part> inherited() {
    return parts.subList(0, parts.size() - 1);
  }

  /** The last step that any of those counts for; -1 when there are none. */
  long inheritedTo() {
    return inherited().stream().mapToLong(Part::toStep).max().orElse(-1);
  }

  /** The history without the run's own branch, which has nothing yet. */
  Lineage withoutOwn() {
    return new Lineage(inherited());
  }

  /**
   * The branches that a series' history lies in.
   *
   * @param whole the branches that have all of it
   */
  List<Part> partsOf(Predicate<BranchId> whole) {
    int from = parts.size() - 1;
    while (from > 0 && !whole.test(parts.get(from).branch())) {
      from--;
    }
    return parts.subList(from, parts.size());
  }

  /** The history up to a step, gone on with in another branch. */
  Lineage branchedAt(long step, BranchId next) {
    List<Part> branched = new ArrayList<>();
    for (Part part : parts) {
      branched.add(new Part(part.branch(), Math.min(part.toStep(), step)));
    }
    branched.add(new Part(next, Long.MAX_VALUE));
    return new Lineage(branched);
  }
}
