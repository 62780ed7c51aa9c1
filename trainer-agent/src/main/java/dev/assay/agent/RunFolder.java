package dev.assay.agent;

import dev.assay.tracking.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder of a run that a command started, with what is needed to go on with it.
 *
 * @param path absolute
 */
record RunFolder(Path path) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FILE = "run.json";

  /**
   * @param params as they were given; once the run has begun, all of them
   * @param runId on the server; null without one
   */
  record Contents(String recipe, ObjectNode params, @Nullable RunId runId) {

    Contents with(ObjectNode all) {
      return new Contents(recipe, all, runId);
    }

    Contents on(RunId id) {
      return new Contents(recipe, params, id);
    }
  }

  RunFolder {
    path = path.toAbsolutePath().normalize();
  }

  boolean isUsed() {
    return Files.exists(path.resolve(FILE));
  }

  /**
   * @throws UncheckedIOException when the folder cannot be written to
   */
  void write(Contents contents) {
    Path next = path.resolve(FILE + ".new");
    try {
      Files.createDirectories(path);
      Files.writeString(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(contents));
      Files.move(next, path.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException when no run has this folder
   * @throws UncheckedIOException when it cannot be read
   */
  Contents read() {
    if (!isUsed()) {
      throw new IllegalArgumentException(
          "--resume %s is no folder of a run: there is no %s in it".formatted(path, FILE));
    }
    try {
      return JSON.readValue(Files.readString(path.resolve(FILE)), Contents.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s is damaged: %s".formatted(path.resolve(FILE), e.getOriginalMessage()), e);
    }
  }
}
