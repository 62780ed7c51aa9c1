package dev.assay.training;

import ai.djl.ndarray.NDArray;
import dev.assay.model.Parameters;
import dev.assay.safetensors.SafeTensors;
import dev.assay.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The checkpoints of a training, a folder each: {@code step-00000100} with {@code
 * model.safetensors}, {@code optimizer.safetensors}, {@code training.json} and whatever is needed
 * to use the model. A folder appears whole or not at all, and is on the disk before an older one
 * goes: the last ones are kept, and the best.
 */
public final class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private static final String WEIGHTS = "model.safetensors";
  private static final String MOMENTS = "optimizer.safetensors";
  private static final String STATE = "training.json";
  private static final String TEMPORARY = ".writing-";
  private static final Pattern NAME = Pattern.compile("step-(\\d+)");
  private static final int FORMAT = 1; // of training.json and what is beside it
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final Path folder;
  private final int keepLast;
  private final Extras extras;

  /** Writes more files into a checkpoint: the config, the tokenizer. */
  @FunctionalInterface
  public interface Extras {
    void writeTo(Path folder) throws IOException;
  }

  /**
   * @param folder of the checkpoints; made when needed
   * @param keepLast how many of the last are kept, at least 1; the best one is kept too
   * @param extras written into each
   */
  public Checkpoints(Path folder, int keepLast, Extras extras) {
    Rules.require(keepLast >= 1, "keepLast", keepLast, "at least 1");
    this.folder = folder.toAbsolutePath();
    this.keepLast = keepLast;
    this.extras = extras;
  }

  /**
   * Keeps a training as it is.
   *
   * @return the checkpoint's folder
   * @throws IOException when it could not be written, as on a full disk: those before it stay
   */
  Path save(Parameters parameters, Optimizer optimizer, TrainingState state) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve("step-%08d".formatted(state.step()));
    deleteLeftovers();
    if (Files.exists(target)) {
      replaceState(target, state); // a folder is whole: it holds this very step
      return target;
    }
    Path temporary = Files.createTempDirectory(folder, TEMPORARY);
    try {
      write(temporary, parameters, optimizer, state);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw notWritten(target, temporary, e);
    }
    force(folder);
    try {
      prune(state.bestStep());
    } catch (IOException e) { // the new one is safe: that is what counts
      log.warn("an old checkpoint could not be deleted: {}", e.getMessage());
    }
    return target;
  }

  private static IOException notWritten(Path target, Path temporary, IOException cause) {
    var failure =
        new IOException(
            "checkpoint %s could not be written: %s; those before it are kept"
                .formatted(target, cause.getMessage()),
            cause);
    try {
      delete(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e); // the next writer deletes it
    }
    return failure;
  }

  private void write(
      Path temporary, Parameters parameters, Optimizer optimizer, TrainingState state)
      throws IOException {
    writer(parameters.byName()).write(temporary.resolve(WEIGHTS));
    writer(optimizer.state()).write(temporary.resolve(MOMENTS));
    Files.writeString(temporary.resolve(STATE), json(state));
    extras.writeTo(temporary);
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.toList()) {
        force(file);
      }
    }
  }

  private void replaceState(Path target, TrainingState state) throws IOException {
    Path file = folder.resolve(TEMPORARY + STATE);
    Files.writeString(file, json(state));
    force(file);
    Files.move(file, target.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
    force(target);
  }

  private static SafeTensorsWriter writer(Map<String, NDArray> tensors) {
    var writer = new SafeTensorsWriter(Map.of());
    tensors.forEach(
        (name, tensor) -> writer.add(name, tensor.getShape().getShape(), tensor::toFloatArray));
    return writer;
  }

  /** What the operating system holds back is lost with the power. */
  private static void force(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Takes over a checkpoint from elsewhere.
   *
   * @param from its folder, in the same file system; is moved
   */
  public void adopt(Path from) throws IOException {
    int step = state(from).step();
    Files.createDirectories(folder);
    Files.move(from, folder.resolve("step-%08d".formatted(step)), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Optimiser steps that a checkpoint has behind it. */
  public static int step(Path checkpoint) throws IOException {
    return state(checkpoint).step();
  }

  /** The newest checkpoint. */
  public Optional<Path> last() throws IOException {
    return all().stream().findFirst();
  }

  /** The checkpoint after {@code step} steps. */
  public Optional<Path> at(int step) throws IOException {
    return all().stream().filter(path -> numberOf(path) == step).findFirst();
  }

  /** Newest first. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparingInt(Checkpoints::numberOf).reversed())
          .toList();
    }
  }

  private static int numberOf(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    return Integer.parseInt(name.substring(name.indexOf('-') + 1));
  }

  private void prune(int bestStep) throws IOException {
    List<Path> all = all();
    for (Path old : all.subList(Math.min(keepLast, all.size()), all.size())) {
      if (numberOf(old) != bestStep) {
        // out of sight first: half of one that a kill left is no checkpoint
        Path hidden = folder.resolve(TEMPORARY + old.getFileName());
        delete(Files.move(old, hidden, StandardCopyOption.ATOMIC_MOVE));
      }
    }
  }

  /** What a writer left that was killed. */
  private void deleteLeftovers() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      for (Path path : found.toList()) {
        if (path.getFileName().toString().startsWith(TEMPORARY)) {
          delete(path);
        }
      }
    }
  }

  /**
   * Brings a training back to where a checkpoint left it.
   *
   * @throws IOException when a file is broken, or not of this model: the message says which tensor,
   *     and both shapes
   */
  static TrainingState restore(Path checkpoint, Parameters parameters, Optimizer optimizer)
      throws IOException {
    Path weights = checkpoint.resolve(WEIGHTS);
    try (SafeTensors saved = SafeTensors.open(weights)) {
      for (String name : saved.names()) {
        if (!parameters.byName().containsKey(name)) {
          throw new IOException(
              "%s has tensor %s of shape %s; the model has none"
                  .formatted(weights, name, Arrays.toString(saved.shape(name))));
        }
      }
    }
    restoreWeights(checkpoint, parameters);
    fill(checkpoint.resolve(MOMENTS), optimizer.state());
    return state(checkpoint);
  }

  private static String json(TrainingState state) {
    ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
    json.setAll(JSON.<ObjectNode>valueToTree(state));
    return JSON.writeValueAsString(json);
  }

  private static TrainingState state(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(STATE);
    try {
      if (!(JSON.readTree(Files.readString(file)) instanceof ObjectNode json)) {
        throw new IOException(file + " is broken: it must be an object");
      }
      JsonNode format = json.path("format");
      if (format.asInt(0) != FORMAT) {
        throw new IOException(
            "%s: format is %s; must be %d"
                .formatted(file, format.isMissingNode() ? "missing" : format, FORMAT));
      }
      return JSON.treeToValue(json.without("format"), TrainingState.class);
    } catch (JacksonException e) {
      throw new IOException(file + " is broken: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Fills a model with the parameters of a checkpoint.
   *
   * @throws IOException when the file is broken, or not of this model: the message says which
   *     tensor, and both shapes
   */
  public static void restoreWeights(Path checkpoint, Parameters parameters) throws IOException {
    fill(checkpoint.resolve(WEIGHTS), parameters.byName());
  }

  private static void fill(Path file, SequencedMap<String, NDArray> tensors) throws IOException {
    try (SafeTensors saved = SafeTensors.open(file)) {
      for (var entry : tensors.entrySet()) {
        String name = entry.getKey();
        long[] expected = entry.getValue().getShape().getShape();
        if (!saved.names().contains(name)) {
          throw new IOException(
              "%s has no tensor %s; the model's has shape %s"
                  .formatted(file, name, Arrays.toString(expected)));
        }
        if (!Arrays.equals(saved.shape(name), expected)) {
          throw new IOException(
              "%s has tensor %s of shape %s; the model's has shape %s"
                  .formatted(
                      file, name, Arrays.toString(saved.shape(name)), Arrays.toString(expected)));
        }
        entry.getValue().set(FloatBuffer.wrap(saved.floats(name)));
      }
    }
  }

  private static void delete(Path path) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(path)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : paths) {
      Files.delete(each);
    }
  }
}
