package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SweepCommandTest {

  @Test
  void a_sweep_is_shown_in_one_line() throws IOException {
    String golden = Files.readString(Path.of("../docs/api/sweep.response.json"));
    assertThat(SweepCommand.line(JsonMapper.builder().build().readTree(golden)))
        .isEqualTo(
            "0198f3a0-0000-7000-8000-0000000000f1  running   width and rate: 3 trials (2 running,"
                + " 0 failed, 0 pruned), 2m 01s; budget {\"trials\":20,\"time\":\"2h\"}");
  }

  @Test
  void times_are_shown_as_long_as_they_are() {
    assertThat(SweepCommand.duration(59.4)).isEqualTo("0m 59s");
    assertThat(SweepCommand.duration(3600)).isEqualTo("1h 00m");
    assertThat(SweepCommand.duration(90_060)).isEqualTo("25h 01m");
  }
}
