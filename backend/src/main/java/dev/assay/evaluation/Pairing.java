package dev.assay.evaluation;

/** Whether two evaluations are of the same rows in the same order. */
final class Pairing {
  private Pairing() {}

  static void check(Binary one, Binary other) {
    Findings findings = new Findings();
    if (one.size() != other.size()) {
      findings.add("rows", other.size(), "the other evaluation has " + one.size());
    } else {
      for (int i = 0; i < one.size(); i++) {
        if (one.y[i] != other.y[i]) {
          findings.add("label", i, other.y[i], "the other evaluation has " + one.y[i]);
        }
        if (one.weight(i) != other.weight(i)) {
          findings.add("weight", i, other.weight(i), "the other evaluation has " + one.weight(i));
        }
      }
    }
    findings.throwIfAny();
  }
}
