package dev.assay.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** What the routers of a forward pass did, a block after the other; empty without experts. */
final class Routing {

  private final List<NDArray> balance = new ArrayList<>(); // () each
  private final List<NDArray> dropped = new ArrayList<>(); // () each

  void add(NDArray balanceLoss, NDArray droppedAssignments) {
    balance.add(balanceLoss);
    dropped.add(droppedAssignments);
  }

  List<NDArray> balance() {
    return balance;
  }

  /** Mean load-balancing loss of the blocks; 1 is perfectly even. */
  double balanceLoss() {
    return balance.stream().mapToDouble(NDArray::getFloat).average().orElse(0);
  }

  /** Assignments of a token to an expert that found no place, in all blocks. */
  long droppedAssignments() {
    return dropped.stream().mapToLong(count -> count.getLong()).sum();
  }

  int blocks() {
    return balance.size();
  }
}
