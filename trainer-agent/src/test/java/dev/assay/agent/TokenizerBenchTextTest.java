package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerBenchTextTest {

  @TempDir Path folder;

  @Test
  void the_text_is_always_the_same_and_no_line_comes_twice() throws IOException {
    Path once = folder.resolve("once");
    Path again = folder.resolve("again");
    new TokenizerBenchText().write(once, 1_000_000);
    new TokenizerBenchText().write(again, 1_000_000);
    assertThat(again).hasSameBinaryContentAs(once);
    assertThat(Files.size(once)).isBetween(1_000_000L, 1_010_000L);
    List<String> lines = Files.readAllLines(once);
    assertThat(new HashSet<>(lines)).hasSameSizeAs(lines);
  }
}
