package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

  private static final String CLEAR = "\r\u001B[K";

  @Test
  void what_is_printed_goes_above_the_status() {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    var fake = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(fake);
    try (var terminal = new Terminal()) {
      terminal.show("10 %");
      System.out.print("hel");
      System.out.print("lo\n");
      terminal.println("step 1");
      terminal.show("20 %");
    } finally {
      assertThat(System.out).isSameAs(fake);
      System.setOut(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
        .isEqualTo(
            CLEAR + "10 %" + CLEAR + "hello\n10 %" + CLEAR + "step 1\n10 %" + CLEAR + "20 %\n");
  }

  @ParameterizedTest
  @CsvSource({"132,132", "0,80", "wide,80", "-5,80", ",80"})
  void the_width_is_what_the_environment_says_or_the_usual(String told, int columns) {
    assertThat(Terminal.columns(told)).isEqualTo(columns);
  }
}
