package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        .isEqualTo(new Result(1, "benchmark sleep is unknown; known is train"));
    assertThat(run("demo", "--server", "localhost:8080", "--token", "t"))
        .isEqualTo(
            new Result(
                1, "--server is localhost:8080; must be an address such as http://localhost:8080"));
  }

  @Test
  void a_wrong_param_is_one_line_and_another_exit_code() {
    assertThat(run("pretrain", "--data", folder.toString(), "-p", "model.layers=0"))
        .isEqualTo(new Result(1, "layers is 0; must be 1 to 128"));
    Path missing = folder.resolve("none.txt");
    assertThat(run("pretrain", "--data", folder.toString(), "--text", missing.toString()))
        .isEqualTo(
            new Result(
                1,
                "corpus %s is missing; give wordnet-glosses or a text file or folder on the agent's machine"
                    .formatted(missing)));
  }
}
