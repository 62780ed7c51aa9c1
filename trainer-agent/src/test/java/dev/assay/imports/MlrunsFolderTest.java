package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The folder is made by src/test/resources/imports/write_mlruns.py with MLflow's own client. */
@Timeout(60)
class MlrunsFolderTest {

  private static final Path FOLDER = Path.of("src/test/resources/imports/mlruns");
  private static final String EXPERIMENT = "first: größer";

  @TempDir Path temp;

  private final ImportServer server = new ImportServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Summary bring(Path folder, boolean deletedToo) throws IOException, InterruptedException {
    return server.bring(new MlrunsFolder(folder), deletedToo);
  }

  private Path copy() throws IOException {
    Path copy = temp.resolve("mlruns");
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(FOLDER.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static Path runFolder(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path meta : files.filter(file -> file.endsWith("meta.yaml")).toList()) {
        if (Files.readString(meta).contains("run_name: " + name + "\n")) {
          return Objects.requireNonNull(meta.getParent());
        }
      }
    }
    throw new IOException("there is no run " + name);
  }

  @Test
  void runs_come_with_all_that_is_known_of_them() throws Exception {
    bring(FOLDER, false);
    assertThat(server.runs())
        .extracting(ImportServer.Stored::name)
        .containsExactly("whole", "part", "live");
    ImportServer.Stored whole = server.run("whole");
    assertThat(whole.experiment()).isEqualTo(EXPERIMENT);
    assertThat(whole.params)
        .containsExactly(entry("a.b", "two\nlines"), entry("lr", "0.1"), entry("opt/name", "adam"));
    assertThat(whole.tags).containsEntry("mlflow.user", "somebody");
    assertThat(whole.notes).isEqualTo("some *notes*");
    assertThat(whole.created.at("/provenance/code/commit").asString()).isEqualTo("abc123");
    assertThat(whole.created.get("startedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(whole.created.get("heartbeats").asBoolean()).isFalse();
    assertThat(whole.endedAt).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(whole.artifacts).containsOnlyKeys("empty.txt", "notes/hello.txt");
    assertThat(whole.artifacts.get("notes/hello.txt")).asString().isEqualTo("hello");
    JsonNode input = whole.inputs.getFirst();
    assertThat(input.at("/dataset/name").asString()).isEqualTo("three");
    assertThat(input.at("/dataset/source").asString()).contains("s3://bucket/three.csv");
    assertThat(input.at("/dataset/profile").asString()).contains("\"num_rows\": 3");
    assertThat(input.get("context").asString()).isEqualTo("training");
    assertThat(server.runs())
        .extracting(run -> run.status)
        .containsExactly("FINISHED", "FAILED", "RUNNING");
    assertThat(server.run("part").parent).isEqualTo(whole.id.toString());
  }

  @Test
  void points_keep_their_steps_and_those_without_are_numbered() throws Exception {
    Summary summary = bring(FOLDER, false);
    ImportServer.Stored run = server.run("whole");
    assertThat(run.points("loss/train").values())
        .containsExactly(1.0, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0);
    assertThat(run.times.get("loss/train")).containsEntry(4L, 1767225600004L);
    assertThat(run.points("stepless"))
        .containsExactly(entry(0L, 0.0), entry(1L, 1.0), entry(2L, 2.0));
    assertThat(run.points("odd").values())
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(run.points("again")).containsExactly(entry(7L, 2.0));
    assertThat(run.points("before")).containsExactly(entry(1L, 2.0));
    assertThat(summary.leftOutLines())
        .anyMatch(line -> line.contains("1 points: of a step that has a later one"))
        .anyMatch(line -> line.contains("steps are from 0 to 2^53 (step -1 of before of whole)"));
  }

  @Test
  void deleted_runs_come_when_they_are_asked_for_and_are_deleted_then() throws Exception {
    bring(FOLDER, true);
    assertThat(server.runs()).hasSize(5);
    assertThat(server.run("gone").deleted).isTrue();
    assertThat(server.run("gone").points("m")).hasSize(1);
    assertThat(server.run("gone").status).isEqualTo("KILLED");
    assertThat(server.run("in the trash").deleted).isTrue();
    assertThat(server.run("whole").deleted).isFalse();
    bring(FOLDER, true);
    assertThat(server.runs()).hasSize(5);
  }

  @Test
  void experiments_come_with_tags_and_notes_and_without_runs_too() throws Exception {
    bring(FOLDER, false);
    assertThat(server.experiments()).containsOnlyKeys(EXPERIMENT, "empty", "Default");
    JsonNode first = server.experiment(EXPERIMENT);
    assertThat(first.at("/tags/team").asString()).isEqualTo("a");
    assertThat(first.get("notes").asString()).isEqualTo("# Notes");
  }

  @Test
  void notes_that_somebody_has_written_of_an_experiment_stay() throws Exception {
    bring(FOLDER, false);
    server.experiment(EXPERIMENT).put("notes", "mine");
    bring(FOLDER, false); // the run that goes on is brought again
    assertThat(server.experiment(EXPERIMENT).get("notes").asString()).isEqualTo("mine");
  }

  @Test
  void links_out_of_the_folder_are_not_followed() throws Exception {
    Path folder = copy();
    Path secret = Files.writeString(temp.resolve("secret"), "secret");
    Files.createDirectory(temp.resolve("other"));
    Files.writeString(temp.resolve("other/file"), "secret");
    Path run = runFolder(folder, "whole");
    Files.createSymbolicLink(run.resolve("artifacts/link"), secret);
    Files.createSymbolicLink(run.resolve("artifacts/folder"), temp.resolve("other"));
    Files.createSymbolicLink(run.resolve("params/link"), secret);
    Files.createSymbolicLink(
        run.resolve("artifacts/inside"), run.resolve("artifacts/notes/hello.txt"));
    Summary summary = bring(folder, false);
    ImportServer.Stored whole = server.run("whole");
    assertThat(whole.artifacts).containsOnlyKeys("empty.txt", "inside", "notes/hello.txt");
    assertThat(whole.params).doesNotContainKey("link");
    assertThat(summary.leftOut("artifacts")).isEqualTo(2);
    assertThat(summary.leftOut("params")).isEqualTo(1);
  }

  @Test
  void what_is_broken_is_left_out_and_the_rest_comes() throws Exception {
    Path folder = copy();
    Path whole = runFolder(folder, "whole");
    Files.writeString(runFolder(folder, "part").resolve("meta.yaml"), "!!java.io.File [/]");
    Files.writeString(whole.resolve("metrics/again"), "not a point\n12\n1767225600000 1.5 9\n");
    Files.write(whole.resolve("metrics/odd"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.write(whole.resolve("tags/binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.writeString(whole.resolve("tags/long"), "x".repeat(9000));
    Summary summary = bring(folder, false);
    assertThat(server.runs())
        .extracting(ImportServer.Stored::name)
        .containsExactly("whole", "live");
    assertThat(server.run("whole").points("again")).containsExactly(entry(9L, 1.5));
    assertThat(server.run("whole").tags).containsKey("mlflow.user").doesNotContainKey("long");
    assertThat(server.run("whole").status).isEqualTo("FINISHED");
    assertThat(summary.leftOut("runs")).isEqualTo(1);
    assertThat(summary.leftOut("tags")).isEqualTo(2);
    assertThat(summary.leftOut("rests of metrics")).isEqualTo(1);
    List<String> lines = summary.leftOutLines();
    assertThat(lines).anyMatch(line -> line.contains("it is no YAML"));
    assertThat(lines)
        .anyMatch(line -> line.contains("2 points: cannot be read (again: not a point"));
    assertThat(lines).anyMatch(line -> line.contains("long of whole: long has at most 8000"));
  }

  @Test
  void a_folder_that_is_no_store_is_refused() {
    assertThatThrownBy(() -> bring(temp, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no folder with a meta.yaml");
  }
}
