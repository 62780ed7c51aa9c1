package dev.assay.ui.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTextTest {
  @Test
  void what_is_written_is_read_again() {
    Map<String, String> tags = Map.of("team", "nlp", "url", "http://a:80/", "draft", "");

    assertThat(TagText.write(tags)).isEqualTo("draft\nteam: nlp\nurl: http://a:80/");
    assertThat(TagText.read(TagText.write(tags))).isEqualTo(tags);
  }

  @Test
  void what_clients_of_mlflow_set_is_not_shown() {
    assertThat(TagText.write(Map.of("mlflow.note.content", "x", "a", "b"))).isEqualTo("a: b");
  }

  @ParameterizedTest
  @CsvSource({
    "'a: 1\n: 2', line 2 has no key",
    "'a: 1\na: 2', a key stands on one line only",
    "'mlflow.x: 1', set by clients"
  })
  void a_line_that_is_no_tag_is_refused(String text, String why) {
    assertThatExceptionOfType(Problem.Invalid.class)
        .isThrownBy(() -> TagText.read(text))
        .withMessageContaining(why);
  }
}
