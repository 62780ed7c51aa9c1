package dev.assay.agent;

import dev.assay.corpus.Corpora;
import dev.assay.recipes.Pretrain;
import dev.assay.recipes.Recipe;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = "Pretrains a GPT without a server; progress goes to the standard output.")
final class PretrainCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--params", paramLabel = "FILE", description = "Params as JSON.")
  private @Nullable Path params;

  @Option(
      names = "-p",
      paramLabel = "KEY=VALUE",
      description = "A param, over those of the file: -p model.layers=6")
  private Map<String, String> pairs = new LinkedHashMap<>();

  @Option(
      names = "--text",
      paramLabel = "PATH",
      description = "A text file or folder to train on, in place of the WordNet glosses.")
  private @Nullable Path text;

  @Override
  public Integer call() throws IOException, InterruptedException {
    engine.apply();
    ObjectNode tree = fromFile();
    pairs.forEach((key, value) -> set(tree, key, value(value)));
    if (text != null) {
      set(tree, "data.corpus", JSON.getNodeFactory().stringNode(text.toString()));
    }
    String run = "pretrain-" + LocalDateTime.now(Clock.systemDefaultZone()).format(NAME);
    var recorder = new ConsoleRecorder(System.out, Clock.systemUTC());
    var stop = new AtomicBoolean();
    Recipe.Ending ending;
    try (var signal = new StopOnSignal(() -> stop.set(true))) {
      var recipe = new Pretrain(new Corpora.Anywhere());
      ending =
          recipe.run(
              tree, engine.runFolder(run), recorder, () -> stop.get() ? Wish.STOP : Wish.GO_ON);
    }
    return ending == Recipe.Ending.DONE ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private ObjectNode fromFile() throws IOException {
    if (params == null) {
      return JSON.createObjectNode();
    }
    if (!Files.isRegularFile(params)) {
      throw new IllegalArgumentException("--params " + params + " is missing; give a JSON file");
    }
    try {
      if (JSON.readTree(Files.readString(params)) instanceof ObjectNode tree) {
        return tree;
      }
      throw new IllegalArgumentException("--params " + params + " must hold a JSON object");
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "--params " + params + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A number, true, false or else text. */
  private static JsonNode value(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node.isNumber() || node.isBoolean() ? node : JSON.getNodeFactory().stringNode(text);
    } catch (JacksonException e) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }

  private static void set(ObjectNode tree, String key, JsonNode value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      tree.set(key, value);
    } else {
      set(tree.withObjectProperty(key.substring(0, dot)), key.substring(dot + 1), value);
    }
  }
}
