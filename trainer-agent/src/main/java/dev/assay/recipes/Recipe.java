package dev.assay.recipes;

import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** What a job does. */
public interface Recipe {

  /** How work ended that did not fail. */
  enum Ending {
    DONE,
    /** A checkpoint is kept; the same call goes on from there. */
    PAUSED,
    STOPPED
  }

  /** JSON schema (2020-12) of the params: an object with all of them, defaults and ranges. */
  ObjectNode schema();

  /**
   * Does the work on the calling thread and records it; goes on from the last checkpoint where
   * there is one.
   *
   * @param params as the job gives them, without defaults
   * @param folder the run's own, for files it leaves; made when needed
   * @param wish asked before each step
   * @throws IllegalArgumentException when a param, or what it names, is wrong; the message says why
   */
  Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException;
}
