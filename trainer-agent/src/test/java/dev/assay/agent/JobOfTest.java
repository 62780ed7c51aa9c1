package dev.assay.agent;

import dev.assay.recipes.Recipe;
import dev.assay.recipes.RunRecorder;
import dev.assay.tracking.Spools;
import dev.assay.training.Wish;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A job's process with recipes that behave badly: {@code SERVER FOLDER}. */
final class JobOfTest {

  private JobOfTest() {}

  private interface Work {
    Recipe.Ending run(RunRecorder run, Supplier<Wish> wish)
        throws IOException, InterruptedException;
  }

  private record Bad(Work work) implements Recipe {
    @Override
    public ObjectNode schema() {
      return new JsonMapper().createObjectNode();
    }

    @Override
    public Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish)
        throws IOException, InterruptedException {
      run.start(params, Map.of());
      System.out.println("at work");
      run.metric("pid", 0, ProcessHandle.current().pid());
      return work.run(run, wish);
    }
  }

  static final Map<String, Recipe> RECIPES =
      Map.of(
          "quick", new Bad((run, wish) -> Recipe.Ending.DONE),
          "endless", new Bad((run, wish) -> untilAsked(run, wish)),
          "deaf", new Bad((run, wish) -> deaf()),
          "exit", new Bad((run, wish) -> exit(3)),
          "halt", new Bad((run, wish) -> halt(7)),
          "greedy", new Bad((run, wish) -> greedy()));

  private static Recipe.Ending untilAsked(RunRecorder run, Supplier<Wish> wish)
      throws InterruptedException {
    for (int step = 0; wish.get() == Wish.GO_ON; step++) {
      run.metric("loss", step, 1);
      Thread.sleep(20);
    }
    return wish.get() == Wish.STOP ? Recipe.Ending.STOPPED : Recipe.Ending.PAUSED;
  }

  private static Recipe.Ending deaf() throws InterruptedException {
    Thread.sleep(Duration.ofMinutes(10));
    return Recipe.Ending.DONE;
  }

  private static Recipe.Ending exit(int code) {
    System.exit(code);
    return Recipe.Ending.DONE;
  }

  private static Recipe.Ending halt(int code) {
    Runtime.getRuntime().halt(code);
    return Recipe.Ending.DONE;
  }

  private static Recipe.Ending greedy() {
    List<long[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new long[1 << 20]);
    }
    return Recipe.Ending.DONE;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[1]);
    Thread.sleep(Long.parseLong(args[2])); // as a process that is slow to start
    var setting =
        new JobCommand.Setting(
            URI.create(args[0]),
            "test",
            folder::resolve,
            new Spools(folder.resolve("spool"), 1 << 24, Clock.systemUTC()),
            Duration.ofSeconds(5));
    System.exit(JobCommand.run(setting, start -> RECIPES));
  }
}
