package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against scripts that answer as nvidia-smi does: there is no GPU where these tests run. */
@Timeout(60)
class NvidiaSmiTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** A program that notes its calls in the file {@code calls}. */
  private String program(String script) throws IOException {
    Files.createFile(folder.resolve("calls"));
    Path file = folder.resolve("nvidia-smi");
    Files.writeString(file, "#!/bin/sh\necho \"$@\" >> '%s/calls'\n%s\n".formatted(folder, script));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  private String calls() throws IOException {
    return Files.readString(folder.resolve("calls"));
  }

  @Test
  void all_gpus_are_read_in_our_units() throws IOException, InterruptedException {
    var smi =
        new NvidiaSmi(
            program(
                """
                echo '0, 97, 30210, 40960, 251.33, 64'
                echo '1, 0, 3, 40960, 50.10, 31'"""),
            LONG);
    assertThat(smi.read())
        .containsOnly(
            Map.entry("system/gpu.0/utilization_percent", 97.0),
            Map.entry("system/gpu.0/memory_used_bytes", 30210.0 * 1048576),
            Map.entry("system/gpu.0/memory_total_bytes", 40960.0 * 1048576),
            Map.entry("system/gpu.0/power_watts", 251.33),
            Map.entry("system/gpu.0/temperature_celsius", 64.0),
            Map.entry("system/gpu.1/utilization_percent", 0.0),
            Map.entry("system/gpu.1/memory_used_bytes", 3.0 * 1048576),
            Map.entry("system/gpu.1/memory_total_bytes", 40960.0 * 1048576),
            Map.entry("system/gpu.1/power_watts", 50.10),
            Map.entry("system/gpu.1/temperature_celsius", 31.0));
    assertThat(calls())
        .isEqualTo(
            "--query-gpu=index,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu"
                + " --format=csv,noheader,nounits\n");
  }

  @Test
  void what_a_gpu_does_not_tell_is_left_out() throws IOException {
    assertThat(NvidiaSmi.parse("0, [N/A], 12, [Not Supported], [Unknown Error], 40"))
        .containsOnly(
            Map.entry("system/gpu.0/memory_used_bytes", 12.0 * 1048576),
            Map.entry("system/gpu.0/temperature_celsius", 40.0));
    assertThat(NvidiaSmi.parse("")).isEmpty();
  }

  @Test
  void what_is_no_line_of_a_gpu_is_an_error() {
    assertThatThrownBy(() -> NvidiaSmi.parse("No devices were found"))
        .hasMessage("nvidia-smi answered what is no line of a GPU: No devices were found");
    assertThatThrownBy(() -> NvidiaSmi.parse("0, 1, 2")).isInstanceOf(IOException.class);
  }

  @Test
  void a_program_that_fails_is_called_once() throws IOException, InterruptedException {
    var smi =
        new NvidiaSmi(
            program(
                "echo \"NVIDIA-SMI has failed because it couldn't communicate with the driver.\""
                    + "; exit 9"),
            LONG);
    assertThat(smi.read()).isEmpty();
    assertThat(smi.read()).isEmpty();
    assertThat(calls().lines()).hasSize(1);
  }

  @Test
  void a_program_that_hangs_is_ended_and_called_once() throws IOException, InterruptedException {
    var smi = new NvidiaSmi(program("exec sleep 600"), Duration.ofSeconds(2));
    assertThat(smi.read()).isEmpty();
    assertThat(smi.read()).isEmpty();
    assertThat(calls().lines()).hasSizeLessThanOrEqualTo(1);
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
        .noneMatch(child -> child.info().command().orElse("").endsWith("sleep"));
  }

  @Test
  void a_program_that_is_missing_costs_nothing() throws InterruptedException {
    var smi = new NvidiaSmi(folder.resolve("none").toString(), LONG);
    assertThat(smi.read()).isEmpty();
    assertThat(smi.read()).isEmpty();
  }
}
