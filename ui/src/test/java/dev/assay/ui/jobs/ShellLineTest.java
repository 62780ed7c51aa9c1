package dev.assay.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ShellLineTest {
  private static String line(String params) {
    return ShellLine.train(
        "pretrain", "http://h", "tries", null, (ObjectNode) TestApi.JSON.readTree(params));
  }

  /** What a shell makes of words. */
  private static List<String> words(String line) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s\\0' " + line).redirectErrorStream(true).start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return List.of(out.split("\0"));
  }

  @Test
  void a_shell_reads_every_value_as_it_was_typed() throws IOException {
    String nasty = "it's $HOME `id` \"x\" \\ ; rm -rf * & é\n#";
    ObjectNode params = TestApi.JSON.createObjectNode();
    params.putObject("model").put("corpus", nasty).put("layers", 6);

    String line = ShellLine.train("pre train", "http://h", nasty, "-", params);

    assertThat(words(line))
        .containsExactly(
            "./assay",
            "train",
            "pre train",
            "--server",
            "http://h",
            "--experiment",
            nasty,
            "--name",
            "-",
            "--set",
            "model.corpus=" + nasty,
            "--set",
            "model.layers=6");
  }

  @Test
  void text_that_would_be_read_as_something_else_is_written_as_json() {
    assertThat(line("{\"a\": \"null\", \"b\": \"12\", \"c\": null, \"d\": {}, \"e\": [1, 2]}"))
        .isEqualTo(
            "./assay train pretrain --server http://h --experiment tries"
                + " --set 'a=\"null\"' --set b=12 --set c=null --set 'd={}' --set 'e=[1,2]'");
  }
}
