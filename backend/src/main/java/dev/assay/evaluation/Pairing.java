package dev.assay.evaluation;

import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** Whether two evaluations are of the same rows in the same order. */
final class Pairing {
  private Pairing() {}

  private record Side(int size, IntUnaryOperator label, IntToDoubleFunction weight) {}

  static void check(Binary one, Binary other) {
    check(
        new Side(one.size(), one::label, one::weight),
        new Side(other.size(), other::label, other::weight),
        new Findings());
  }

  static void check(Multiclass one, Multiclass other) {
    Findings findings = new Findings();
    if (one.classes != other.classes) {
      findings.add("classes", other.classes, "the other evaluation has " + one.classes);
    }
    check(
        new Side(one.size(), one::label, one::weight),
        new Side(other.size(), other::label, other::weight),
        findings);
  }

  private static void check(Side one, Side other, Findings findings) {
    if (one.size != other.size) {
      findings.add("rows", other.size, "the other evaluation has " + one.size);
      findings.throwIfAny();
    }
    for (int i = 0; i < one.size; i++) {
      int label = other.label.applyAsInt(i);
      int otherLabel = one.label.applyAsInt(i);
      if (label != otherLabel) {
        findings.add("label", i, label, "the other evaluation has " + otherLabel);
      }
      double weight = other.weight.applyAsDouble(i);
      double otherWeight = one.weight.applyAsDouble(i);
      if (weight != otherWeight) {
        findings.add("weight", i, weight, "the other evaluation has " + otherWeight);
      }
    }
    findings.throwIfAny();
  }
}
