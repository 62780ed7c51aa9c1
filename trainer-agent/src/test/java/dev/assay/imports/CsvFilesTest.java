package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CsvFilesTest {

  private static final Instant WRITTEN = Instant.parse("2026-02-03T04:05:06Z");

  @TempDir Path folder;

  private final ImportServer server = new ImportServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
    return file;
  }

  private Summary bring(Path... files) throws IOException, InterruptedException {
    return bring(null, files);
  }

  private Summary bring(CsvFiles.@Nullable Form form, Path... files)
      throws IOException, InterruptedException {
    return server.bring(new CsvFiles(List.of(files), "csv", form, Set.of("acc")));
  }

  @Test
  void a_wide_file_is_a_run_with_a_column_for_each_metric() throws Exception {
    Path file =
        file(
            "metrics.csv",
            """
            Step,train/loss,val/loss,"Wall time"
            0,2.5,,1767225600
            1,,3.5,1767225601.5
            2,nan,-inf,1767225602
            3.0,1e-3,x,1767225603
            oops,1,1,1767225604
            """);
    Summary summary = bring(file);
    ImportServer.Stored run = server.run("metrics");
    assertThat(run.points("train/loss"))
        .containsExactly(entry(0L, 2.5), entry(2L, Double.NaN), entry(3L, 1e-3));
    assertThat(run.points("val/loss"))
        .containsExactly(entry(1L, 3.5), entry(2L, Double.NEGATIVE_INFINITY));
    assertThat(run.points).containsOnlyKeys("train/loss", "val/loss");
    assertThat(run.times.get("val/loss")).containsEntry(1L, 1767225601500L);
    assertThat(run.created.get("startedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(run.endedAt).isEqualTo("2026-01-01T00:00:04Z");
    assertThat(run.status).isEqualTo("FINISHED");
    assertThat(summary.leftOutLines())
        .containsExactly(
            "1 cells: are no numbers (%s, line 5: val/loss: x)".formatted(file),
            "1 rows: have no step (%s, line 6: oops)".formatted(file));
  }

  @Test
  void files_are_named_by_what_tells_them_apart() throws Exception {
    bring(
        file("runs/1/metrics.csv", "step,loss\n1,2\n"),
        file("runs/2/metrics.csv", "step,loss\n1,3\n"));
    assertThat(server.runs())
        .extracting(ImportServer.Stored::name)
        .containsExactly("1/metrics", "2/metrics");
  }

  @Test
  void without_times_the_time_is_that_of_the_file() throws Exception {
    bring(file("a.csv", "\uFEFFstep,loss\n1,2\n"));
    assertThat(server.run("a").times.get("loss")).containsEntry(1L, WRITTEN.toEpochMilli());
  }

  @Test
  void a_long_file_has_points_of_several_runs() throws Exception {
    Path file =
        file(
            "all.csv",
            """
            run,metric,step,time,value
            a,loss,1,2026-01-01T00:00:00Z,1
            b,loss,1,2026-01-01 00:00:01+00:00,2
            a,loss,2,2026-01-01 00:00:02,3
            a,acc,2,1767225602000,0.5
            b,loss,x,0,1
            """);
    Summary summary = bring(file);
    assertThat(server.run("a").points("loss")).containsExactly(entry(1L, 1.0), entry(2L, 3.0));
    assertThat(server.run("a").points("acc")).containsExactly(entry(2L, 0.5));
    assertThat(server.run("b").points("loss")).containsExactly(entry(1L, 2.0));
    assertThat(server.run("a").times.get("loss")).containsEntry(2L, 1767225602000L);
    assertThat(server.run("a").endedAt).isEqualTo("2026-01-01T00:00:02Z");
    assertThat(server.run("b").times.get("loss")).containsEntry(1L, 1767225601000L);
    assertThat(summary.runs()).isEqualTo(2);
    assertThat(summary.leftOut("rows")).isEqualTo(1);
    assertThat(bring(file).alreadyThere()).isEqualTo(2);
  }

  @Test
  void a_long_file_of_very_many_runs_is_read_with_few_points_waiting() throws Exception {
    String rows =
        IntStream.range(0, 2500)
            .mapToObj(i -> "run %d,loss,%d".formatted(i % 1250, i))
            .collect(Collectors.joining("\n"));
    bring(file("many.csv", "run,metric,value\n" + rows));
    assertThat(server.runs()).hasSize(1250);
    assertThat(server.run("run 7").points("loss"))
        .containsExactly(entry(0L, 7.0), entry(1L, 1257.0));
  }

  /** As {@code mlflow.search_runs().to_csv()} writes it. */
  @Test
  void a_row_is_a_run_where_columns_are_params_and_metrics() throws Exception {
    Path file =
        file(
            "runs.csv",
            """
            run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.loss,params.lr,tags.mlflow.runName
            1a,0,FINISHED,file:///x,2026-01-01 00:00:00+00:00,2026-01-01 01:00:00+00:00,0.5,0.1,first
            2b,0,FAILED,file:///x,2026-01-01 00:00:00+00:00,,,0.2,
            3c,0,RUNNING,file:///x,2026-01-01 00:00:00+00:00,,x,,
            """);
    Summary summary = bring(file);
    ImportServer.Stored first = server.run("first");
    assertThat(first.params).containsExactly(entry("lr", "0.1"));
    assertThat(first.tags).containsExactly(entry("mlflow.runName", "first"));
    assertThat(first.points("loss")).containsExactly(entry(0L, 0.5));
    assertThat(first.endedAt).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(server.run("2b").status).isEqualTo("FAILED");
    assertThat(server.run("3c").status).isEqualTo("RUNNING");
    assertThat(summary.runs()).isEqualTo(2);
    assertThat(summary.goingOn()).isEqualTo(1);
    assertThat(summary.leftOut("cells")).isEqualTo(1);
  }

  @Test
  void columns_of_runs_that_say_nothing_are_params_unless_they_are_named() throws Exception {
    bring(CsvFiles.Form.RUNS, file("runs.csv", "Name,lr,acc\nx,0.1,0.9\ny,0.2,0.8\n"));
    assertThat(server.run("x").params).containsExactly(entry("lr", "0.1"));
    assertThat(server.run("y").points("acc")).containsExactly(entry(0L, 0.8));
  }

  @Test
  void the_same_file_is_brought_once_and_another_of_its_name_is_another_run() throws Exception {
    bring(file("a.csv", "step,loss\n1,2\n"));
    assertThat(bring(file("b.csv", "step,loss\n1,2\n")).alreadyThere()).isEqualTo(1);
    bring(file("a.csv", "step,loss\n1,3\n"));
    assertThat(server.runs()).hasSize(2);
  }

  @Test
  void a_file_that_is_none_of_them_is_left_out() throws Exception {
    Summary summary =
        bring(
            file("a.csv", "x,y\n1,2\n"), file("empty.csv", ""), file("b.csv", "step,loss\n1,2\n"));
    assertThat(server.runs()).hasSize(1);
    assertThat(summary.leftOut("files")).isEqualTo(2);
    assertThat(summary.leftOutLines().getFirst())
        .contains("columns being [x, y]; give --as wide, long or runs");
    assertThatThrownBy(() -> bring(folder.resolve("none.csv")))
        .hasMessageContaining("is missing or no file");
  }

  @Test
  void a_wide_file_without_steps_has_its_rows_numbered() throws Exception {
    bring(CsvFiles.Form.WIDE, file("a.csv", "x,y\n1,2\n3,4\n"));
    assertThat(server.run("a").points("x")).containsExactly(entry(0L, 1.0), entry(1L, 3.0));
  }
}
