package dev.assay.models;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How far a version has come on its way into use. */
public enum Stage {
  NONE("None"),
  STAGING("Staging"),
  PRODUCTION("Production"),
  ARCHIVED("Archived");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** Whether versions of this stage are in use: a new one may take the place of those. */
  public boolean isActive() {
    return this == STAGING || this == PRODUCTION;
  }

  /** The stage of that name, in whatever case. */
  public static Optional<Stage> find(String name) {
    return Arrays.stream(values()).filter(s -> s.label.equalsIgnoreCase(name)).findFirst();
  }

  /**
   * The same.
   *
   * @throws Problem.Invalid when there is none
   */
  public static Stage of(String name) {
    return find(name)
        .orElseThrow(() -> new Problem.Invalid("stage", name, "it is one of " + List.of(values())));
  }

  /** As people read it. */
  @Override
  public String toString() {
    return label;
  }
}
