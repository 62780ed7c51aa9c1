package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

class StartReportTest {
  @Test
  void a_failed_migration_is_reported_in_one_line() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      RuntimeException failure =
          new RuntimeException(new FlywayException("Validate failed:\n  checksum mismatch\n"));
      assertThat(new StartReport().reportException(failure)).isTrue();
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "assay: the tables of the database cannot be made or updated:"
                + " Validate failed:; checksum mismatch");
  }
}
