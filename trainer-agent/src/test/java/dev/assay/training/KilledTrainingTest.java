package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Gpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own, which is killed, again and again, at any moment. */
class KilledTrainingTest {

  private static final int STEPS = 400;
  private static final int KILLS = 4;
  private static final long LIMIT_KIB = 200; // the weights fit, the moments do not

  @TempDir private Path folder;

  /** What the process does: trains, with dropout, and prints each loss that it evaluates. */
  public static final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      TrainingPlan plan = TinyTraining.plan(new Budget.Steps(STEPS), 1, OptimizerPlan.Kind.ADAMW);
      try (Gpt model = TinyTraining.model(0.1)) {
        Outcome outcome =
            new Trainer<>(
                    model,
                    plan,
                    TinyTraining.batches(),
                    TinyTraining.validation(),
                    new Checkpoints(Path.of(args[0]), 2, to -> {}),
                    1)
                .run(new Printer(), () -> Wish.GO_ON);
        System.out.println("ended " + outcome);
      }
    }
  }

  private static final class Printer implements TrainingObserver {
    @Override
    public void onStep(Step step) {
      print("step " + step.step(), step.lossNats());
    }

    @Override
    public void onEvaluation(int step, double lossNats) {
      print("evaluation " + step, lossNats);
    }

    private static void print(String what, double value) {
      System.out.println(what + " " + Long.toHexString(Double.doubleToLongBits(value)));
      System.out.flush();
    }
  }

  private Process start(String name, Path output) throws IOException {
    return process(List.of(), name)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /**
   * @param before words of the command before Java's
   */
  private ProcessBuilder process(List<String> before, String name) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String property :
        List.of(
            "ai.djl.offline",
            "OPT_OUT_TRACKING",
            "ai.djl.pytorch.num_threads",
            "ai.djl.pytorch.num_interop_threads")) {
      command.add("-D" + property + "=" + System.getProperty(property));
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:-UsePerfData"); // else a file of its own, which a limit would hit too
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.add(folder.resolve(name).toString());
    return new ProcessBuilder(command);
  }

  @Test
  void it_ends_with_the_losses_of_one_that_was_left_alone() throws Exception {
    Path wholeOutput = folder.resolve("whole.txt");
    assertThat(start("whole", wholeOutput).waitFor()).isZero();
    Path output = folder.resolve("killed.txt");
    var random = new SplittableRandom(System.nanoTime()); // another moment in each build
    int killed = 0;
    while (killed < KILLS) {
      Process process = start("killed", output);
      awaitMoreLines(output, process);
      if (process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS)) {
        break; // it ended first
      }
      process.destroyForcibly().waitFor();
      killed++;
    }
    assertThat(killed).isPositive();
    assertThat(start("killed", output).waitFor()).isZero();
    Map<String, String> losses = losses(output);
    assertThat(losses).isEqualTo(losses(wholeOutput)).containsKey("evaluation " + STEPS);
    assertThat(Files.readAllLines(output)).endsWith("ended Completed[steps=400]");
    assertThat(weights("killed")).isEqualTo(weights("whole"));
  }

  /** As on a full disk, the operating system refuses to write more: here, more than a limit. */
  @Test
  void a_checkpoint_that_does_not_fit_leaves_the_one_before_and_says_so() throws Exception {
    Path checkpoints = folder.resolve("full");
    assertThat(trainHere(checkpoints, 5)).isEqualTo(new Outcome.Completed(5));
    assertThat(Files.size(checkpoints.resolve("step-00000005/optimizer.safetensors")))
        .isGreaterThan(LIMIT_KIB << 10);
    Path errors = folder.resolve("errors.txt");
    Process limited =
        process(List.of("bash", "-c", "ulimit -f " + LIMIT_KIB + "; exec \"$@\"", "bash"), "full")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    assertThat(limited.waitFor()).isNotZero();
    assertThat(Files.readString(errors))
        .containsPattern(
            "checkpoint .*step-00000010 could not be written: File too large;"
                + " those before it are kept");
    try (Stream<Path> left = Files.list(checkpoints)) {
      assertThat(left).containsExactly(checkpoints.resolve("step-00000005"));
    }
    assertThat(trainHere(checkpoints, 10)).isEqualTo(new Outcome.Completed(10));
  }

  private static Outcome trainHere(Path checkpoints, int steps)
      throws IOException, InterruptedException {
    try (Gpt model = TinyTraining.model(0.1)) {
      return new Trainer<>(
              model,
              TinyTraining.plan(new Budget.Steps(steps), 1, OptimizerPlan.Kind.ADAMW),
              TinyTraining.batches(),
              TinyTraining.validation(),
              new Checkpoints(checkpoints, 2, to -> {}),
              1)
          .run(
              new TrainingObserver() {
                @Override
                public void onStep(Step step) {}

                @Override
                public void onEvaluation(int step, double lossNats) {}
              },
              () -> Wish.GO_ON);
    }
  }

  private static void awaitMoreLines(Path output, Process process) throws Exception {
    long before = Files.exists(output) ? Files.size(output) : 0;
    while (process.isAlive() && (!Files.exists(output) || Files.size(output) == before)) {
      Thread.sleep(5);
    }
  }

  /** What was said of each step; twice the same of those that were done twice. */
  private static Map<String, String> losses(Path output) throws IOException {
    Map<String, String> losses = new TreeMap<>();
    for (String line : Files.readAllLines(output)) {
      int space = line.lastIndexOf(' ');
      if (line.startsWith("ended") || line.length() - space != 17) {
        continue; // a line that the kill cut short
      }
      String before = losses.put(line.substring(0, space), line.substring(space + 1));
      assertThat(before).isIn(null, line.substring(space + 1));
    }
    return losses;
  }

  private byte[] weights(String name) throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve(name))) {
      Path last = found.filter(path -> path.endsWith("step-00000400")).findFirst().orElseThrow();
      return Files.readAllBytes(last.resolve("model.safetensors"));
    }
  }
}
