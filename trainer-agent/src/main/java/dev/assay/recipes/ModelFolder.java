package dev.assay.recipes;

import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.model.Parameters;
import dev.assay.pretrained.HuggingFace;
import dev.assay.safetensors.SafeTensors;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.tokenizer.Tokenizers;
import dev.assay.training.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder that a model can be used from: a checkpoint of ours, with {@code assay.json} and a
 * tokenizer beside the weights, or a model of the Hugging Face Hub with its tokenizer.
 *
 * @param model its shape
 * @param classes that a classifier tells, in the order of its scores; null of a language model
 * @param adapters low-rank updates; null without
 */
record ModelFolder(GptConfig model, @Nullable List<String> classes, @Nullable Adapters adapters) {

  private static final String CARD = "assay.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Low-rank updates of a model's linear layers.
   *
   * @param layers all that have one
   */
  record Adapters(int rank, double alpha, List<String> layers) {
    Adapters {
      if (rank < 1) {
        throw new IllegalArgumentException("rank is " + rank + "; must be at least 1");
      }
    }

    void addTo(Gpt gpt) {
      gpt.adapt(rank, alpha, layers::contains);
    }

    /**
     * Adds the updates that a checkpoint has to the weights themselves: W + (α/r)·B·A. What comes
     * of it is a model like any other, which can be finetuned again.
     */
    void mergeInto(Parameters parameters, Path checkpoint) throws IOException {
      try (SafeTensors saved = SafeTensors.open(checkpoint.resolve("model.safetensors"))) {
        for (String layer : layers) {
          float[] a = saved.floats(layer + ".lora_a"); // (r, in)
          float[] b = saved.floats(layer + ".lora_b"); // (out, r)
          float[] w = parameters.values(layer + ".weight"); // (out, in)
          long[] shape = parameters.shape(layer + ".weight");
          requireShape(saved, layer + ".lora_a", rank, shape[1]);
          requireShape(saved, layer + ".lora_b", shape[0], rank);
          int in = (int) shape[1];
          for (int row = 0; row < shape[0]; row++) {
            for (int r = 0; r < rank; r++) {
              float factor = (float) (alpha / rank * b[row * rank + r]);
              for (int column = 0; column < in; column++) {
                w[row * in + column] += factor * a[r * in + column];
              }
            }
          }
          parameters.set(layer + ".weight", w);
        }
      }
    }
  }

  private static void requireShape(SafeTensors saved, String name, long rows, long columns)
      throws IOException {
    if (!Arrays.equals(saved.shape(name), new long[] {rows, columns})) {
      throw new IOException(
          "tensor %s has shape %s; must be [%d, %d]"
              .formatted(name, Arrays.toString(saved.shape(name)), rows, columns));
    }
  }

  /**
   * A language model with its tokenizer.
   *
   * @param gpt to be closed by who loaded it
   */
  record Loaded(Gpt gpt, Tokenizer tokenizer, @Nullable List<String> classes) {}

  /** Writes what belongs beside the weights. */
  void write(Path folder, Tokenizer tokenizer) throws IOException {
    Files.writeString(folder.resolve(CARD), JSON.writeValueAsString(this));
    Tokenizers.save(tokenizer, folder);
  }

  /**
   * Loads a language model, low-rank updates merged into it; of a classifier, the body.
   *
   * @param path a checkpoint, a run's folder (its newest checkpoint), or a model of the Hub
   * @throws IllegalArgumentException when there is no model
   */
  static Loaded load(Path path, Execution execution) throws IOException {
    Path folder = resolve(path);
    if (Files.exists(folder.resolve(CARD))) {
      ModelFolder card = read(folder);
      Tokenizer tokenizer = tokenizer(folder, card.model);
      MemoryEstimate.requireLoads(card.model, execution.device().availableBytes());
      var gpt = new Gpt(card.model, execution, new SplittableRandom(0));
      try {
        Checkpoints.restoreWeights(folder, gpt.parameters());
        if (card.adapters != null) {
          card.adapters.mergeInto(gpt.parameters(), folder);
        }
        return new Loaded(gpt, tokenizer, card.classes);
      } catch (IOException | RuntimeException e) {
        gpt.close();
        throw e;
      }
    }
    GptConfig config = HuggingFace.config(folder);
    Tokenizer tokenizer = tokenizer(folder, config);
    MemoryEstimate.requireLoads(config, execution.device().availableBytes());
    Gpt gpt = HuggingFace.load(folder, execution);
    return new Loaded(gpt, tokenizer, null);
  }

  /** The one beside the weights; models often have room for more ids than it has. */
  private static Tokenizer tokenizer(Path folder, GptConfig model) throws IOException {
    Tokenizer tokenizer = Tokenizers.load(folder);
    if (tokenizer.vocabulary() > model.vocabulary()) {
      throw new IllegalArgumentException(
          "the tokenizer of %s has %d ids; must be at most the model's vocabulary, %d"
              .formatted(folder, tokenizer.vocabulary(), model.vocabulary()));
    }
    return tokenizer;
  }

  /** What a folder of ours says of its model. */
  static ModelFolder read(Path folder) throws IOException {
    try {
      return JSON.readValue(Files.readString(folder.resolve(CARD)), ModelFolder.class);
    } catch (JacksonException e) {
      throw new IOException(folder.resolve(CARD) + " is broken: " + e.getOriginalMessage(), e);
    }
  }

  /** The folder with the weights. */
  static Path resolve(Path path) throws IOException {
    if (Files.exists(path.resolve(CARD)) || Files.exists(path.resolve("config.json"))) {
      return path;
    }
    Path checkpoints = path.resolve("checkpoints");
    if (Files.isDirectory(checkpoints)) {
      try (Stream<Path> found = Files.list(checkpoints)) {
        return found
            .filter(each -> each.getFileName().toString().startsWith("step-"))
            .filter(each -> Files.exists(each.resolve(CARD)))
            .max(Path::compareTo)
            .orElseThrow(() -> missing(path));
      }
    }
    throw missing(path);
  }

  private static IllegalArgumentException missing(Path path) {
    return new IllegalArgumentException(
        "model is %s; must be a folder with a checkpoint, or with config.json and model.safetensors"
            .formatted(path));
  }
}
