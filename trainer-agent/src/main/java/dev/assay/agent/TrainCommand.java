package dev.assay.agent;

import dev.assay.corpus.Corpora;
import dev.assay.recipes.Recipe;
import dev.assay.recipes.Recipes;
import dev.assay.tracking.RunId;
import dev.assay.tracking.Spools;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Does a recipe in this process; with --server it is recorded there as a run.",
      "Ctrl-C keeps a checkpoint and ends; a second one ends at once. Only when all is done the exit"
          + " code is 0."
    })
final class TrainCommand implements Callable<Integer> {

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "RECIPE", arity = "0..1", description = "What to do; --list has all.")
  private @Nullable String name;

  @Option(names = "--list", description = "Print the recipes.")
  private boolean list;

  @Option(
      names = "--help-params",
      description = "Print the recipe's params with defaults and ranges.")
  private boolean helpParams;

  @Option(names = "--schema", description = "Print the JSON schema of the recipe's params.")
  private boolean schema;

  @Option(names = "--params", paramLabel = "FILE", description = "Params as JSON or YAML.")
  private @Nullable Path params;

  @Option(
      names = "--set",
      paramLabel = "PARAM=VALUE",
      description = "A param, over those of the file; may be repeated: --set model.layers=6")
  private List<String> pairs = List.of();

  @Option(
      names = "--run-folder",
      paramLabel = "DIR",
      description = "Where the run leaves its files (a new folder below --data).")
  private @Nullable Path runFolder;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on with the run that has this folder, with its params; --params and --set change some.")
  private @Nullable Path resume;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The experiment on the server that the run gets into (${DEFAULT-VALUE}).")
  private String experiment = "default";

  @Option(names = "--name", paramLabel = "NAME", description = "The run's name on the server.")
  private @Nullable String runName;

  @Option(
      names = "--spool-megabytes",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Disk that what the run records may take while the server is away (${DEFAULT-VALUE}).")
  private int spoolMegabytes;

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  private boolean started;
  private final PrintStream out = System.out;
  private final Clock clock = Clock.systemDefaultZone();

  @Override
  public Integer call() throws IOException, InterruptedException {
    SortedMap<String, Recipe> recipes = Recipes.all(new Corpora.Anywhere(), engine.tokensFolder());
    if (list) {
      recipes.forEach(
          (one, recipe) ->
              out.println(
                  "%-12s %s".formatted(one, recipe.schema().get("description").asString())));
      return ExitCode.OK;
    }
    Recipe recipe = recipe(recipes);
    if (helpParams) {
      ParamsHelp.lines(recipe.schema()).forEach(out::println);
      return ExitCode.OK;
    }
    if (schema) {
      out.println(
          new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(recipe.schema()));
      return ExitCode.OK;
    }
    return train(recipe);
  }

  private Recipe recipe(SortedMap<String, Recipe> recipes) {
    String known = String.join(", ", recipes.keySet());
    if (name == null) {
      throw new ParameterException(spec.commandLine(), "a recipe is missing; there are " + known);
    }
    Recipe recipe = recipes.get(name);
    if (recipe == null) {
      throw new ParameterException(
          spec.commandLine(), "recipe %s is unknown; there are %s".formatted(name, known));
    }
    return recipe;
  }

  private int train(Recipe recipe) throws IOException, InterruptedException {
    if (spoolMegabytes < 0) {
      throw new IllegalArgumentException(
          "--spool-megabytes is " + spoolMegabytes + "; must be at least 0");
    }
    if (resume != null && runFolder != null) {
      throw new ParameterException(
          spec.commandLine(), "--resume and --run-folder are both given; give one");
    }
    engine.apply();
    RunFolder folder = resume == null ? newFolder() : new RunFolder(resume);
    ObjectNode changes = changes(recipe.schema());
    RunFolder.Contents contents = contents(folder, changes);
    Consumer<ObjectNode> onStart =
        all -> {
          folder.write(contents.with(all));
          started = true;
        };
    if (!Terminal.isThere()) {
      var console = ConsoleRecorder.plain(out, clock, onStart);
      return train(recipe, folder, contents, changes, console);
    }
    int columns = Terminal.columns(System.getenv("COLUMNS"));
    try (var terminal = new Terminal()) {
      var console = ConsoleRecorder.on(terminal, columns, clock, onStart);
      return train(recipe, folder, contents, changes, console);
    }
  }

  /** What the command line says of the params. */
  private ObjectNode changes(ObjectNode shape) throws IOException {
    ObjectNode given = params == null ? GivenParams.none() : GivenParams.read(params);
    pairs.forEach(pair -> GivenParams.set(given, pair, shape));
    return given;
  }

  /** What is to be done: what was, when it is resumed, with the changes. */
  private RunFolder.Contents contents(RunFolder folder, ObjectNode changes) throws IOException {
    if (resume == null) {
      return new RunFolder.Contents(String.valueOf(name), changes, null);
    }
    RunFolder.Contents before = folder.read();
    if (!before.recipe().equals(name)) {
      throw new IllegalArgumentException(
          "--resume %s is of recipe %s, not of %s".formatted(resume, before.recipe(), name));
    }
    GivenParams.overlay(before.params(), changes);
    return before;
  }

  private RunFolder newFolder() {
    if (runFolder != null) {
      var folder = new RunFolder(runFolder);
      if (folder.isUsed()) {
        throw new IllegalArgumentException(
            "--run-folder %s has a run already; --resume goes on with it".formatted(runFolder));
      }
      return folder;
    }
    String stem = name + "-" + LocalDateTime.now(clock).format(NAME);
    var folder = new RunFolder(engine.runFolder(stem));
    for (int i = 2; folder.isUsed(); i++) {
      folder = new RunFolder(engine.runFolder(stem + "-" + i));
    }
    return folder;
  }

  private int train(
      Recipe recipe,
      RunFolder folder,
      RunFolder.Contents contents,
      ObjectNode changes,
      ConsoleRecorder console)
      throws IOException, InterruptedException {
    var wishes = new Wishes();
    Recipe.Ending ending;
    try (var signal = new PauseOnSignal(() -> pause(wishes))) {
      if (server.areGiven()) {
        try (TrackedRun run = trackedRun(folder, contents.runId(), changes, wishes)) {
          ending =
              run.perform(
                  () ->
                      recipe.run(
                          contents.params(),
                          folder.path(),
                          new BothRecorders(console, run),
                          wishes));
        }
      } else {
        ending = recipe.run(contents.params(), folder.path(), console, wishes);
      }
      if (ending == Recipe.Ending.PAUSED && !started) {
        folder.write(contents); // it is to go on with what was given
      }
      return conclude(ending, folder, signal.exitCode());
    }
  }

  private static void pause(Wishes wishes) {
    System.err.println("a checkpoint will be kept; Ctrl-C again ends at once, without one");
    wishes.ask(Wish.PAUSE);
  }

  private TrackedRun trackedRun(
      RunFolder folder, @Nullable RunId resumed, ObjectNode changes, Wishes wishes)
      throws IOException {
    return new TrackedRun(
        server.client(),
        new TrackedRun.Place(experiment, runName, resumed, changes),
        new Spools(engine.spoolFolder(), (long) spoolMegabytes << 20, clock),
        clock,
        Map.of("host", Host.name(), "recipe", String.valueOf(name)),
        id -> {
          folder.write(folder.read().on(id));
          System.err.println("watch it at " + server.page("/runs/" + id));
        },
        wishes);
  }

  private int conclude(Recipe.Ending ending, RunFolder folder, OptionalInt signalled) {
    return switch (ending) {
      case DONE -> {
        System.err.println("done; its files are in " + folder.path());
        yield ExitCode.OK;
      }
      case PAUSED -> {
        System.err.println("paused; to go on: " + resumeCommand(folder));
        yield signalled.orElse(ExitCode.SOFTWARE);
      }
      case STOPPED -> {
        System.err.println("stopped; its files are in " + folder.path());
        yield signalled.orElse(ExitCode.SOFTWARE);
      }
    };
  }

  private String resumeCommand(RunFolder folder) {
    String command = "./assay train %s --resume %s".formatted(name, folder.path());
    return server.areGiven() ? command + " --server " + server.page("") : command;
  }
}
