package dev.assay.params;

import java.util.List;
import java.util.stream.Collectors;

/** Params are wrong; the message has all that is wrong with them. */
public final class InvalidParams extends IllegalArgumentException {

  private final transient List<Violation> violations;

  /**
   * @param violations at least one
   */
  public InvalidParams(List<Violation> violations) {
    super(violations.stream().map(Violation::toString).collect(Collectors.joining(". ")));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
