package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model that work begins with: {@code scratch}, a run's id (its newest checkpoint, from
 * this machine or the server), or the path of a checkpoint, a run's folder, or a model of the
 * Hugging Face Hub.
 */
final class BaseModel {

  static final String SCRATCH = "scratch";

  /** For the description of a param. */
  static final String DESCRIPTION =
      "a run's id, or the path of a checkpoint, a run's folder or a model of the Hugging Face Hub";

  private static final Pattern RUN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private BaseModel() {}

  /**
   * An untrained model with bytes as its tokens.
   *
   * @param params its shape
   */
  static ModelFolder.Loaded scratch(ModelParams params, Execution execution, long seed)
      throws IOException {
    var tokenizer = Tokenizers.load(Tokenizers.BYTES);
    var gpt = new Gpt(params.config(tokenizer.vocabulary()), execution, new SplittableRandom(seed));
    return new ModelFolder.Loaded(gpt, tokenizer, null);
  }

  /**
   * Loads a model.
   *
   * @param corpora which paths may be read
   * @param folder the run's own: what is fetched is kept in it
   * @throws IllegalArgumentException when there is none
   */
  static ModelFolder.Loaded load(
      @Nullable String base, Execution execution, Corpora corpora, Path folder, RunRecorder run)
      throws IOException, InterruptedException {
    if (base == null) {
      throw new IllegalArgumentException("model is missing; must be " + DESCRIPTION);
    }
    Path path = RUN_ID.matcher(base).matches() ? ofRun(base, folder, run) : corpora.permitted(base);
    return ModelFolder.load(path, execution);
  }

  private static Path ofRun(String id, Path folder, RunRecorder run)
      throws IOException, InterruptedException {
    @Nullable Path runs = folder.toAbsolutePath().getParent();
    if (runs != null && Files.isDirectory(runs.resolve(id).resolve("checkpoints"))) {
      return runs.resolve(id);
    }
    Path fetched = folder.resolve("base");
    if (!Files.isDirectory(fetched)) {
      Files.createDirectories(folder);
      Path temporary = Files.createTempDirectory(folder, "base-");
      if (!run.downloadFrom(id, Training.LAST, temporary)) {
        Files.delete(temporary);
        throw new IllegalArgumentException("model is %s; that run has no checkpoint".formatted(id));
      }
      Files.move(temporary, fetched);
    }
    return fetched;
  }
}
