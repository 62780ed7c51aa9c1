package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir Path folder;

  private record Result(int exitCode, String errors) {}

  private static Result run(String... args) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return new Result(Main.run(args), bytes.toString(StandardCharsets.UTF_8).strip());
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void wrong_usage_is_one_line_and_another_exit_code() {
    assertThat(run("agent", "--server", "http://x", "--nmae", "x"))
        .isEqualTo(new Result(2, "Unknown options: '--nmae', 'x'"));
    assertThat(run()).isEqualTo(new Result(2, "a command is missing; see assay-agent --help"));
    assertThat(run("bench", "sleep", "--data", folder.toString()))
        .isEqualTo(
            new Result(1, "benchmark sleep is unknown; known are nanogpt, tokenizer and train"));
    assertThat(run("demo", "--server", "localhost:8080", "--token", "t"))
        .isEqualTo(
            new Result(
                1, "--server is localhost:8080; must be an address such as http://localhost:8080"));
  }

  @Test
  void a_token_that_no_header_takes_is_refused_without_being_shown() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "one\ntwo\n");
    assertThat(run("demo", "--server", "http://localhost:1", "--token-file", file.toString()))
        .isEqualTo(
            new Result(1, "the token in --token-file %s has white space in it".formatted(file)));
    assertThat(run("demo", "--server", "http://localhost:1", "--token", "a\u0000b"))
        .isEqualTo(new Result(1, "the token in --token has white space in it"));
    Files.writeString(file, "\n");
    assertThat(run("demo", "--server", "http://localhost:1", "--token-file", file.toString()))
        .isEqualTo(new Result(1, "the token in --token-file %s is empty".formatted(file)));
  }

  @Test
  void agent_and_demo_name_a_parent_that_is_not_there() {
    String none = String.valueOf(Long.MAX_VALUE);
    for (String command : List.of("agent", "demo")) {
      assertThat(
              run(
                  command,
                  "--server",
                  "http://localhost:1",
                  "--token",
                  "t",
                  "--exit-with-parent",
                  none))
          .isEqualTo(new Result(1, "--exit-with-parent is " + none + "; there is no such process"));
    }
  }

  @Test
  void a_spool_of_less_than_nothing_is_refused() {
    String[] args = {"agent", "--server", "http://localhost:1", "--token", "t"};
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--spool-megabytes", "-1"));
    assertThat(run(all.toArray(String[]::new)))
        .isEqualTo(new Result(1, "--spool-megabytes is -1; must be at least 0"));
  }

  @Test
  void a_corpora_folder_that_is_missing_is_named() {
    String here = folder.toString();
    String none = folder.resolve("none").toString();
    String[] args = {"agent", "--data", here, "--server", "http://localhost:1", "--token", "t"};
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--corpora", here, "--corpora", none));
    assertThat(run(all.toArray(String[]::new)))
        .isEqualTo(new Result(1, "--corpora %s is missing or no folder".formatted(none)));
  }

  @Test
  void every_wrong_param_is_a_line_and_the_exit_code_another() {
    assertThat(
            run(
                "train",
                "pretrain",
                "--data",
                folder.toString(),
                "--set",
                "model.layers=0",
                "--set",
                "model.heds=2",
                "--set",
                "training.steps=many",
                "--set",
                "training.device=tpu"))
        .isEqualTo(
            new Result(
                1,
                """
                model.heds is 2; there is no such param; did you mean model.heads?
                model.layers is 0; must be 1 to 128
                training.steps is "many"; must be a whole number
                training.device is "tpu"; must be one of auto, cpu, cuda"""));
    assertThat(folder.resolve("runs")).doesNotExist();
    Path missing = folder.resolve("none.txt");
    assertThat(
            run(
                "train",
                "pretrain",
                "--data",
                folder.toString(),
                "--set",
                "data.corpus=" + missing))
        .isEqualTo(
            new Result(
                1,
                "corpus %s is missing; give wordnet-glosses or a text file or folder on the agent's machine"
                    .formatted(missing)));
  }

  @Test
  void train_says_which_recipes_there_are() {
    String all = "evaluate, finetune-classify, finetune-instruct, generate, joint-fusion, pretrain";
    assertThat(run("train")).isEqualTo(new Result(2, "a recipe is missing; there are " + all));
    assertThat(run("train", "pretrian"))
        .isEqualTo(new Result(2, "recipe pretrian is unknown; there are " + all));
  }

  @Test
  void train_refuses_files_and_folders_that_are_none() throws IOException {
    Path here = folder;
    assertThat(run("train", "pretrain", "--data", here.toString(), "--resume", here.toString()))
        .isEqualTo(
            new Result(
                1,
                "--resume %s is no folder of a run: there is no run.json in it".formatted(here)));
    Files.writeString(here.resolve("run.json"), "{\"recipe\":\"bake\",\"params\":{}}");
    assertThat(run("train", "pretrain", "--data", here.toString(), "--resume", here.toString()))
        .isEqualTo(new Result(1, "--resume %s is of recipe bake, not of pretrain".formatted(here)));
    assertThat(run("train", "pretrain", "--data", here.toString(), "--run-folder", here.toString()))
        .isEqualTo(
            new Result(
                1, "--run-folder %s has a run already; --resume goes on with it".formatted(here)));
    assertThat(run("train", "pretrain", "--resume", "a", "--run-folder", "b"))
        .isEqualTo(new Result(2, "--resume and --run-folder are both given; give one"));
    assertThat(run("train", "pretrain", "--data", here.toString(), "--params", "none.json"))
        .isEqualTo(new Result(1, "--params none.json is missing; give a JSON or YAML file"));
    assertThat(run("train", "pretrain", "--data", here.toString(), "--set", "steps"))
        .isEqualTo(new Result(1, "--set is steps; must be a param, = and a value: model.layers=6"));
  }

  @Test
  void a_command_that_needs_a_server_says_so() {
    assumeThat(System.getenv("ASSAY_SERVER")).isNull();
    assertThat(run("agent"))
        .isEqualTo(new Result(2, "a server is missing; give --server or set ASSAY_SERVER"));
  }
}
