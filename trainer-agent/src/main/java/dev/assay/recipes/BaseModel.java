package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.tokenizer.Tokenizers;
import dev.assay.training.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
   * What finetuning begins with: an untrained model, or one that is loaded.
   *
   * @param base the param of that name
   * @param shape of an untrained one
   * @throws IllegalArgumentException when there is none
   */
  static ModelFolder.Loaded of(
      String base,
      ModelParams shape,
      long seed,
      Execution execution,
      Corpora corpora,
      Path folder,
      RunRecorder run)
      throws IOException, InterruptedException {
    return base.equals(SCRATCH)
        ? scratch(shape, execution, seed)
        : load("base", base, execution, corpora, folder, run);
  }

  /**
   * An untrained model with bytes as its tokens.
   *
   * @param params its shape
   */
  private static ModelFolder.Loaded scratch(ModelParams params, Execution execution, long seed)
      throws IOException {
    var tokenizer = Tokenizers.load(Tokenizers.BYTES);
    GptConfig config = params.config(tokenizer.vocabulary());
    MemoryEstimate.requireLoads(config, execution.device().availableBytes());
    var gpt = new Gpt(config, execution, new SplittableRandom(seed));
    return new ModelFolder.Loaded(gpt, tokenizer, null);
  }

  /**
   * Loads a model.
   *
   * @param param that names it
   * @param base its value
   * @param corpora which paths may be read
   * @param folder the run's own: what is fetched is kept in it
   * @throws IllegalArgumentException when there is none
   */
  static ModelFolder.Loaded load(
      String param,
      @Nullable String base,
      Execution execution,
      Corpora corpora,
      Path folder,
      RunRecorder run)
      throws IOException, InterruptedException {
    if (base == null) {
      throw new IllegalArgumentException(param + " is missing; must be " + DESCRIPTION);
    }
    Path path =
        RUN_ID.matcher(base).matches()
            ? ofRun(param, base, folder, run)
            : corpora.permitted(param, base);
    return ModelFolder.load(path, execution);
  }

  /**
   * The newest checkpoint of a run, from the server where it is known there, else from this
   * machine. It stays with the run that builds on it: that one goes on from the same.
   */
  private static Path ofRun(String param, String id, Path folder, RunRecorder run)
      throws IOException, InterruptedException {
    Path base = folder.resolve("base-" + id);
    if (Files.isDirectory(base)) {
      return base;
    }
    Path fetched = folder.resolve("fetched");
    Folders.delete(fetched); // what was cut off
    Optional<Path> here = here(id, folder);
    if (here.isPresent()) { // of what is the same no byte is brought
      Folders.link(here.get(), fetched);
    } else {
      Files.createDirectories(fetched);
    }
    if (!run.downloadFrom(id, Training.LAST, fetched) && here.isEmpty()) {
      Folders.delete(fetched);
      throw new IllegalArgumentException(
          "%s is %s; that run has no checkpoint".formatted(param, id));
    }
    Files.move(fetched, base);
    return base;
  }

  /** The newest checkpoint of a run that this machine did. */
  private static Optional<Path> here(String id, Path folder) throws IOException {
    @Nullable Path runs = folder.toAbsolutePath().getParent();
    if (runs == null) {
      return Optional.empty();
    }
    return new Checkpoints(runs.resolve(id).resolve("checkpoints"), 1, to -> {}).last();
  }
}
