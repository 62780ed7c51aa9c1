package dev.assay.recipes;

import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** What a job does. */
public interface Recipe {

  /** How the work ended. */
  enum Ending {
    /** All of it is done. */
    DONE,
    /** A checkpoint is kept, from which it goes on another time. */
    PAUSED,
    STOPPED
  }

  /**
   * JSON schema (2020-12) of the params: an object with properties, their defaults, minima, maxima
   * and descriptions. It refers to nothing outside itself.
   */
  ObjectNode schema();

  /**
   * Does the work on the calling thread and records it; what an earlier attempt kept of the same
   * run it goes on from.
   *
   * @param params as the job gives them, without defaults
   * @param folder the run's own, for files it leaves; made when needed
   * @param wish asked before each step
   * @throws IllegalArgumentException when a param, or what it names, is wrong; the message says why
   */
  Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException;
}
