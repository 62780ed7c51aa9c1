package dev.assay.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/** What a job does. */
public interface Recipe {

  /**
   * Does the work on the calling thread and records it.
   *
   * @param params as the job gives them, without defaults
   * @param folder the run's own, for files it leaves; made when needed
   * @param stop asked often: whether to stop early
   * @return whether all of the work is done; false when it was stopped before
   * @throws IllegalArgumentException when a param, or what it names, is wrong; the message says why
   */
  boolean run(ObjectNode params, Path folder, RunRecorder run, BooleanSupplier stop)
      throws IOException, InterruptedException;
}
