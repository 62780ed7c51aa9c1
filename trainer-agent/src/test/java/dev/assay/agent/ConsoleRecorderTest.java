package dev.assay.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConsoleRecorderTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ConsoleRecorder console =
      ConsoleRecorder.plain(
          new PrintStream(printed, true, UTF_8),
          () -> Objects.requireNonNull(now.get()),
          all -> {});

  private void start(String params) {
    console.start((ObjectNode) new JsonMapper().readTree(params), Map.of());
  }

  private void progress(int seconds, double done) {
    now.set(Instant.EPOCH.plusSeconds(seconds));
    console.progress(done);
  }

  private String lastLine() {
    return printed.toString(UTF_8).lines().toList().getLast();
  }

  @Test
  void the_steps_there_will_be_are_those_of_the_training() {
    start("{\"training\": {\"steps\": 200, \"tokens\": null}}");
    console.metric("train/loss", 50, 2);
    progress(10, 0.25);
    assertThat(lastLine()).contains("step 50/200");
  }

  @Test
  void steps_that_another_budget_overrides_are_not_shown() {
    start("{\"training\": {\"steps\": 200, \"minutes\": 3}}");
    console.metric("train/loss", 50, 2);
    progress(10, 0.25);
    assertThat(lastLine()).contains("step 50  ");
  }

  @Test
  void the_time_left_of_what_goes_on_is_by_what_was_done_here() {
    start("{}");
    progress(0, 0.5);
    progress(30, 0.75); // a quarter in 30 s
    assertThat(lastLine()).contains(" 30 s left");
  }

  @Test
  void what_is_measured_of_a_corpus_and_of_choices_is_a_line() {
    start("{}");
    console.metric("val/ece", 0, 0.125);
    assertThat(lastLine()).isEqualTo("step 0  val/ece 0.1250");
    console.metric("mc/accuracy_norm", 0, 0.5);
    assertThat(lastLine()).isEqualTo("step 0  mc/accuracy_norm 0.5000");
  }
}
