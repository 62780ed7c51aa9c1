package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.assay.imports.FakeMlflow.Logged;
import dev.assay.tracking.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class MlflowServerTest {

  private static final Patience SHORT =
      new Patience(Duration.ofMillis(500), Duration.ofMillis(5), Duration.ofMillis(20));

  private final ImportServer server = new ImportServer();
  private FakeMlflow mlflow;

  @BeforeEach
  void start() throws IOException {
    mlflow = new FakeMlflow();
  }

  @AfterEach
  void close() {
    server.close();
    mlflow.close();
  }

  private Summary bring(String... experiments) throws IOException, InterruptedException {
    return bring(false, experiments);
  }

  private Summary bring(boolean deletedToo, String... experiments)
      throws IOException, InterruptedException {
    return server.bring(
        new MlflowServer(mlflow.address(), "Bearer abc", Set.of(experiments), SHORT), deletedToo);
  }

  @Test
  void all_pages_are_read() throws Exception {
    for (int i = 0; i < 5; i++) {
      FakeMlflow.Run run = mlflow.add(String.valueOf(i % 3), "run " + i);
      for (int step = 1; step <= 5; step++) {
        run.points.add(new Logged("loss", step, 1767225600000L + step, 1.0 / step));
      }
      for (String name : List.of("a", "b", "c", "d/e", "d/f", "d/g/h")) {
        run.files.put(name, "file " + name);
      }
    }
    Summary summary = bring();
    assertThat(summary.runs()).isEqualTo(5);
    assertThat(summary.points()).isEqualTo(25);
    assertThat(summary.artifacts()).isEqualTo(30);
    assertThat(server.run("run 4").points("loss").values())
        .containsExactly(1.0, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0);
    assertThat(server.run("run 4").artifacts)
        .containsOnlyKeys("a", "b", "c", "d/e", "d/f", "d/g/h");
    assertThat(server.run("run 4").artifacts.get("d/g/h")).asString().isEqualTo("file d/g/h");
    assertThat(server.experiments())
        .containsOnlyKeys("experiment 0", "experiment 1", "experiment 2");
    assertThat(server.experiment("experiment 2").get("notes").asString()).isEqualTo("of 2");
    assertThat(summary.leftOut("registered models")).isEqualTo(1);
    assertThat(mlflow.authorization).isEqualTo("Bearer abc");
  }

  @Test
  void a_run_comes_with_all_that_is_known_of_it() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "");
    run.tags.put("mlflow.runName", "named");
    run.tags.put("mlflow.note.content", "*notes*");
    run.tags.put("mlflow.source.git.branch", "main");
    run.params.put("a.b", "1");
    run.status = "KILLED";
    run.inputs =
        new JsonMapper()
            .readTree(
                """
                {"dataset_inputs": [{"tags": [{"key": "mlflow.data.context", "value": "test"},
                    {"key": "k", "value": "v"}],
                  "dataset": {"name": "d", "digest": "1a", "source_type": "s3", "source": "{}",
                    "profile": "{}"}}]}
                """);
    bring();
    ImportServer.Stored stored = server.run("named");
    assertThat(stored.params).containsExactly(entry("a.b", "1"));
    assertThat(stored.tags).containsEntry("mlflow.note.content", "*notes*");
    assertThat(stored.notes).isEqualTo("*notes*");
    assertThat(stored.created.at("/provenance/code/branch").asString()).isEqualTo("main");
    assertThat(stored.created.get("importedFrom").asString()).isEqualTo("mlflow:" + run.id);
    assertThat(stored.status).isEqualTo("KILLED");
    assertThat(stored.endedAt).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(stored.inputs.getFirst().get("context").asString()).isEqualTo("test");
    assertThat(stored.inputs.getFirst().get("tags").toString()).isEqualTo("{\"k\":\"v\"}");
    assertThat(stored.inputs.getFirst().get("dataset").has("schema")).isFalse();
  }

  @Test
  void points_without_steps_are_numbered_and_the_last_of_a_step_is_kept() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "run");
    for (int i = 0; i < 5; i++) {
      run.points.add(new Logged("stepless", 0, 1767225600000L + i, i));
    }
    run.points.add(new Logged("later", 0, 1, 1));
    run.points.add(new Logged("later", 0, 2, 2));
    run.points.add(new Logged("later", 3, 3, 3));
    run.points.add(new Logged("odd", 1, 1, "NaN"));
    run.points.add(new Logged("odd", 2, 1, Double.MAX_VALUE));
    run.points.add(new Logged("odd", 3, 1, "-Infinity"));
    run.points.add(new Logged("bad;name", 1, 1, 1));
    Summary summary = bring();
    ImportServer.Stored stored = server.run("run");
    assertThat(stored.points("stepless").values()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(stored.points("later")).containsExactly(entry(0L, 2.0), entry(3L, 3.0));
    assertThat(stored.points("odd").values())
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(summary.leftOut("metrics")).isEqualTo(1);
    assertThat(summary.leftOutLines())
        .anyMatch(line -> line.startsWith("1 metrics: names are 1 to 250 letters"))
        .anyMatch(line -> line.startsWith("1 points: of a step that has a later one"));
  }

  @Test
  void parents_are_found_even_when_they_come_later() throws Exception {
    mlflow.add("1", "child").tags.put("mlflow.parentRunId", "%032x".formatted(2));
    mlflow.add("1", "parent");
    mlflow.add("1", "second child").tags.put("mlflow.parentRunId", "%032x".formatted(2));
    mlflow.add("1", "orphan").tags.put("mlflow.parentRunId", "%032x".formatted(77));
    Summary summary = bring();
    String parent = server.run("parent").id.toString();
    assertThat(server.run("child").parent).isEqualTo(parent);
    assertThat(server.run("second child").created.get("parent").asString()).isEqualTo(parent);
    assertThat(server.run("orphan").parent).isNull();
    assertThat(summary.leftOut("parents")).isEqualTo(1);
  }

  @Test
  void only_the_experiments_that_are_asked_for_come() throws Exception {
    mlflow.add("1", "one");
    mlflow.add("2", "two");
    bring("experiment 2");
    assertThat(server.runs()).extracting(ImportServer.Stored::name).containsExactly("two");
    assertThatThrownBy(() -> bring("none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("experiment none is not on http://127.0.0.1");
  }

  @Test
  void deleted_runs_come_when_they_are_asked_for() throws Exception {
    mlflow.add("1", "kept");
    mlflow.add("1", "gone").stage = "deleted";
    bring();
    assertThat(server.runs()).hasSize(1);
    bring(true);
    assertThat(server.run("gone").deleted).isTrue();
    assertThat(server.run("kept").deleted).isFalse();
  }

  @Test
  void a_run_that_goes_on_is_brought_again_and_again_until_it_has_ended() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "run");
    run.status = "RUNNING";
    run.points.add(new Logged("loss", 1, 1, 1));
    assertThat(bring().goingOn()).isEqualTo(1);
    run.points.add(new Logged("loss", 2, 2, 2));
    bring();
    run.points.add(new Logged("loss", 3, 3, 3));
    run.status = "FINISHED";
    assertThat(bring().runs()).isEqualTo(1);
    assertThat(server.runs()).hasSize(1);
    assertThat(server.run("run").points("loss").values()).containsExactly(1.0, 2.0, 3.0);
    assertThat(server.run("run").status).isEqualTo("FINISHED");
    run.points.add(new Logged("loss", 4, 4, 4));
    assertThat(bring().alreadyThere()).isEqualTo(1);
    assertThat(server.run("run").points("loss")).hasSize(3);
  }

  @Test
  void artifacts_that_are_there_are_not_sent_again() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "run");
    run.status = "RUNNING";
    run.files.put("a b/ü+%.txt", "one");
    run.files.put("empty", "");
    run.files.put("grows", "1");
    bring();
    assertThat(server.run("run").artifacts.get("a b/ü+%.txt")).asString().isEqualTo("one");
    assertThat(server.run("run").artifacts.get("empty")).isEmpty();
    run.files.put("grows", "12");
    Summary second = bring();
    assertThat(second.artifacts()).isEqualTo(1);
    assertThat(server.run("run").artifacts.get("grows")).asString().isEqualTo("12");
  }

  @Test
  void an_artifact_that_ends_too_soon_is_left_out_and_nothing_of_it_is_kept() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "run");
    run.files.put("broken", "x".repeat(100_000));
    run.files.put("whole", "one");
    run.broken.add("broken");
    Summary summary = bring();
    assertThat(server.run("run").artifacts).containsOnlyKeys("whole");
    assertThat(server.run("run").status).isEqualTo("FINISHED");
    assertThat(summary.leftOutLines())
        .anyMatch(line -> line.startsWith("1 artifacts: cannot be read (broken: "));
  }

  @Test
  void artifacts_outside_of_the_proxy_come_as_the_pages_get_them() throws Exception {
    FakeMlflow.Run run = mlflow.add("1", "run");
    run.artifacts = "s3://bucket/1/2";
    run.files.put("a/b", "one");
    bring();
    assertThat(server.run("run").artifacts.get("a/b")).asString().isEqualTo("one");
    assertThat(mlflow.requests).contains("/get-artifact");
  }

  @Test
  void what_the_server_cannot_give_is_left_out() throws Exception {
    mlflow.add("1", "one");
    mlflow.add("1", "two");
    // experiments, runs; then runs/get of the first
    mlflow.failures.addAll(List.of(0, 0, 500, 500, 500));
    Summary summary = bring();
    assertThat(summary.leftOut("runs")).isEqualTo(1);
    assertThat(server.runs()).extracting(ImportServer.Stored::name).containsExactly("two");
  }

  @Test
  void a_server_that_is_overloaded_is_asked_again() throws Exception {
    mlflow.add("1", "one");
    mlflow.failures.addAll(List.of(503, 429, 0, 502, 0, 503, 503));
    assertThat(bring().runs()).isEqualTo(1);
  }

  @Test
  void a_server_that_stays_away_ends_the_import() {
    mlflow.add("1", "one");
    mlflow.failures.addAll(Collections.nCopies(100_000, 503));
    assertThatThrownBy(this::bring)
        .isInstanceOf(Source.Unreachable.class)
        .hasMessageContaining("answered 503");
    mlflow.failures.clear();
    mlflow.failures.add(401);
    assertThatThrownBy(this::bring)
        .isInstanceOf(Source.Unreachable.class)
        .hasMessageContaining("MLFLOW_TRACKING_USERNAME");
    mlflow.close();
    assertThatThrownBy(this::bring)
        .isInstanceOf(Source.Unreachable.class)
        .hasMessageContaining("does not answer");
  }
}
