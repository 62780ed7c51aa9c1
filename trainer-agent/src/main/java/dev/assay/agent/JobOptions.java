package dev.assay.agent;

import dev.assay.corpus.Corpora;
import dev.assay.recipes.Recipe;
import dev.assay.recipes.Recipes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about jobs, which an agent hands on to the processes that do them. */
final class JobOptions {

  @Option(
      names = "--spool-megabytes",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Disk that what runs record may take in the data folder while the server is away"
              + " (${DEFAULT-VALUE}); with 0 it waits in memory only.")
  private int spoolMegabytes;

  @Option(
      names = "--corpora",
      paramLabel = "DIR",
      description =
          "A folder whose text files jobs may train on; may be repeated. Without it jobs may train"
              + " on the WordNet glosses only.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--grace-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Time for a running job to keep a checkpoint when the agent is told to end, or to end"
              + " when it is stopped (${DEFAULT-VALUE}); after it the job is killed.")
  private int graceSeconds;

  @Option(
      names = "--allow-commands",
      description =
          "Do jobs of the recipe command too: whoever may queue jobs on the server may then run any"
              + " program here as this user.")
  private boolean allowCommands;

  @Option(
      names = "--command-directory",
      paramLabel = "DIR",
      description = "Folder that commands are run in (the run's own).")
  private @Nullable Path commandDirectory;

  void check() {
    if (spoolMegabytes < 0) {
      throw new IllegalArgumentException(
          "--spool-megabytes is " + spoolMegabytes + "; must be at least 0");
    }
    if (graceSeconds < 1) {
      throw new IllegalArgumentException(
          "--grace-seconds is " + graceSeconds + "; must be at least 1");
    }
    if (commandDirectory != null && !allowCommands) {
      throw new IllegalArgumentException(
          "--command-directory is given without --allow-commands; give both or none");
    }
  }

  long spoolBytes() {
    return (long) spoolMegabytes << 20;
  }

  Duration grace() {
    return Duration.ofSeconds(graceSeconds);
  }

  /** What an agent offers. */
  SortedMap<String, Recipe> recipes(EngineOptions engine) {
    SortedMap<String, Recipe> all = Recipes.all(Corpora.Below.of(corpora), engine.tokensFolder());
    if (allowCommands) {
      all.put(CommandRecipe.NAME, CommandRecipe.offered());
    }
    return all;
  }

  /** What does a job. */
  SortedMap<String, Recipe> recipes(EngineOptions engine, JobCommand.Start start) {
    SortedMap<String, Recipe> all = recipes(engine);
    if (allowCommands) {
      all.put(
          CommandRecipe.NAME,
          new CommandRecipe(start.client(), start.job(), commandDirectory, grace()));
    }
    return all;
  }

  /** These options again. */
  List<String> asArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spool-megabytes=" + spoolMegabytes);
    arguments.add("--grace-seconds=" + graceSeconds);
    corpora.forEach(folder -> arguments.add("--corpora=" + folder));
    if (allowCommands) {
      arguments.add("--allow-commands");
    }
    if (commandDirectory != null) {
      arguments.add("--command-directory=" + commandDirectory);
    }
    return arguments;
  }
}
