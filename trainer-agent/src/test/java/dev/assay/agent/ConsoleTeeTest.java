package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConsoleTeeTest {

  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(outBefore);
    System.setErr(errBefore);
  }

  private ConsoleTee tee() {
    return new ConsoleTee((stream, text) -> lines.add(stream + " " + text));
  }

  @Test
  void what_is_printed_still_goes_where_it_went_and_is_handed_on_by_line() {
    PrintStream before = System.out;
    try (var tee = tee()) {
      System.out.print("größe ");
      System.out.println("😀");
      System.err.println("a\nb\r\n");
      System.out.printf("%d%%", 5);
    }
    assertThat(lines)
        .containsExactly("STDOUT größe 😀", "STDERR a", "STDERR b", "STDERR ", "STDOUT 5%");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("größe 😀\n5%");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\r\n\n");
    assertThat(System.out).isSameAs(before);
    System.out.println("later");
    assertThat(lines).hasSize(5);
  }

  @Test
  void of_a_progress_bar_the_last_state_counts() {
    try (var tee = tee()) {
      System.out.print("10 %\r50 %\r");
      System.out.print("100 %\r\n");
      System.out.print("done\n");
    }
    assertThat(lines).containsExactly("STDOUT 100 %", "STDOUT done");
  }

  @Test
  void a_line_without_an_end_takes_bounded_memory() {
    try (var tee = tee()) {
      System.out.print("x".repeat(1_000_000));
    }
    assertThat(lines)
        .singleElement()
        .satisfies(line -> assertThat(line).hasSizeBetween(16_385, 70_000));
    assertThat(out.size()).isEqualTo(1_000_000);
  }

  @Test
  void what_is_logged_is_among_it() {
    try (var tee = tee()) {
      LoggerFactory.getLogger("job").warn("the disk is nearly full");
    }
    assertThat(lines)
        .singleElement()
        .satisfies(
            line -> assertThat(line).startsWith("STDERR ").endsWith("the disk is nearly full"));
  }

  @Test
  void what_was_kept_of_the_streams_still_prints_after_the_end() {
    PrintStream kept;
    try (var tee = tee()) {
      kept = System.out;
    }
    kept.println("late");
    assertThat(lines).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("late\n");
  }
}
