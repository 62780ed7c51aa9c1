package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Recipes at work on texts and models that take a moment. */
final class Tiny {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
          .build();

  /** A model of 1 block, trained for 8 steps. */
  static final String PRETRAIN =
      """
      {model: {layers: 1, heads: 2, width: 16, context: 16},
       data: {validationFraction: 0.2},
       optimizer: {warmupSteps: 2, peakLr: 0.01, minLr: 0.001},
       training: {steps: 8, batch: 4, checkpointEvery: 4, reportEvery: 1, device: 'cpu'},
       evaluation: {every: 4, windows: 8, prompt: 'the ', sample: {tokens: 6}}}
      """;

  private final Path folder;

  /**
   * @param folder all is in it
   */
  Tiny(Path folder) {
    this.folder = folder;
  }

  /** Params, each over the ones before; quotes may be single, and of names left out. */
  static ObjectNode params(String... json) {
    ObjectNode all = JSON.createObjectNode();
    for (String each : json) {
      merge(all, (ObjectNode) JSON.readTree(each));
    }
    return all;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (into.get(entry.getKey()) instanceof ObjectNode below
          && entry.getValue() instanceof ObjectNode more) {
        merge(below, more);
      } else {
        into.set(entry.getKey(), entry.getValue());
      }
    }
  }

  Recipe recipe(String name) {
    Recipe recipe = Recipes.all(new Corpora.Anywhere(), folder.resolve("cache")).get(name);
    return Objects.requireNonNull(recipe, name);
  }

  /** To its end, in a folder of its own. */
  Recipe.Ending run(String recipe, ObjectNode params, Recorded run) {
    try {
      return run(recipe, params, Files.createTempDirectory(folder, "run-"), run, () -> Wish.GO_ON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Recipe.Ending run(
      String recipe, ObjectNode params, Path runFolder, Recorded run, Supplier<Wish> wish) {
    try {
      return recipe(recipe).run(params, runFolder, run, wish);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Pretrains on {@link #sentences} to the end. */
  Recorded pretrained(String... more) {
    var run = new Recorded();
    run("pretrain", pretraining(more), run);
    return run;
  }

  /** Params of {@link #PRETRAIN} on {@link #sentences}, and more. */
  ObjectNode pretraining(String... more) {
    ObjectNode all = params(PRETRAIN, corpus(sentences()));
    for (String each : more) {
      merge(all, params(each));
    }
    return all;
  }

  /** The param that names a corpus. */
  static String corpus(Path path) {
    return "{data: {corpus: %s}}".formatted(quoted(path));
  }

  static String quoted(Path path) {
    return JSON.writeValueAsString(path.toString());
  }

  /** A text file with 60 sentences, blank lines between them. */
  Path sentences() {
    var random = new SplittableRandom(1);
    String[] who = {"cat", "dog", "hen", "fox", "cow"};
    String[] does = {"sat on", "ran to", "saw", "ate"};
    var text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(
          "the %s %s the %s and the %s %d times.\n\n"
              .formatted(
                  who[random.nextInt(5)],
                  does[random.nextInt(4)],
                  who[random.nextInt(5)],
                  who[random.nextInt(5)],
                  i));
    }
    return file("sentences.txt", text.toString());
  }

  Path file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Is left alone when it is there already: a corpus that changes is tokenized anew. */
  Path file(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? file : Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
