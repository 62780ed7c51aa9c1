package dev.assay.training;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder with a model's weights and what is needed to use them: {@code model.safetensors} and
 * {@code config.json}. The folder appears whole or not at all; the one before it stays until then.
 *
 * @param model its shape
 * @param tokenizer name of the tokenizer
 * @param step optimiser steps done
 */
public record Checkpoint(GptConfig model, String tokenizer, int step) {

  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";
  private static final String TEMPORARY = ".checkpoint-";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Writes a model to a folder, in place of what is there. */
  public static void save(Path folder, Gpt model, String tokenizer, int step) throws IOException {
    Path target = folder.toAbsolutePath();
    Path parent = Objects.requireNonNull(target.getParent(), "a checkpoint is no root folder");
    Files.createDirectories(parent);
    // beside the target: a move is atomic within a file system only
    Path temporary = Files.createTempDirectory(parent, TEMPORARY);
    SafeTensors.write(temporary.resolve(WEIGHTS), weights(model));
    Files.writeString(
        temporary.resolve(CONFIG),
        JSON.writeValueAsString(new Checkpoint(model.config(), tokenizer, step)));
    Path before = temporary.resolveSibling(temporary.getFileName() + "-before");
    boolean replaces = Files.exists(target);
    if (replaces) {
      Files.move(target, before, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(before, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    deleteTemporary(parent);
  }

  /** What a checkpoint holds. */
  public static Checkpoint read(Path folder) throws IOException {
    return JSON.readValue(Files.readString(folder.resolve(CONFIG)), Checkpoint.class);
  }

  /** The model of a checkpoint. */
  public static Gpt load(Path folder, ComputeDevice device) throws IOException {
    Map<String, SafeTensors.Tensor> tensors = SafeTensors.read(folder.resolve(WEIGHTS));
    var model = new Gpt(read(folder).model(), device, new SplittableRandom(0));
    for (String name : model.parameters().byName().keySet()) {
      SafeTensors.Tensor tensor = tensors.get(name);
      if (tensor == null) {
        model.close();
        throw new IOException("%s has no tensor %s".formatted(folder.resolve(WEIGHTS), name));
      }
      model.parameters().set(name, tensor.values());
    }
    return model;
  }

  private static SequencedMap<String, SafeTensors.Tensor> weights(Gpt model) {
    SequencedMap<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    model
        .parameters()
        .byName()
        .forEach(
            (name, values) ->
                tensors.put(
                    name,
                    new SafeTensors.Tensor(values.getShape().getShape(), values.toFloatArray())));
    return tensors;
  }

  /** Only once a checkpoint is in place: after a crash the one before it may be among these. */
  private static void deleteTemporary(Path parent) throws IOException {
    List<Path> folders;
    try (Stream<Path> found = Files.list(parent)) {
      folders = found.filter(path -> path.getFileName().toString().startsWith(TEMPORARY)).toList();
    }
    for (Path folder : folders) {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
