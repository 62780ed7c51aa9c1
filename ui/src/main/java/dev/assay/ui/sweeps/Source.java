package dev.assay.ui.sweeps;

import dev.assay.problem.Problem.Violation;
import java.util.List;

/** Where the specification of a new sweep comes from: a form, or a text. */
interface Source {
  /** As {@link dev.assay.sweeps.Sweeps#parse} reads it. */
  String yaml();

  /** Whether what is typed can be looked at; says at the fields why not. */
  boolean isSound();

  /** Says where it was typed what is wrong, all of it; with nothing, that all is well. */
  void refuse(List<Violation> violations);
}
