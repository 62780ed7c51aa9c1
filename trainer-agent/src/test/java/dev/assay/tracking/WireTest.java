package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our side of the wire against the files that the server's tests read too. */
class WireTest {

  private static final Path GOLDEN = Path.of("../docs/api");

  /** Of pages, and of commands that show an answer as it is. */
  private static final Set<String> NO_RECORD =
      Set.of(
          "log-lines.response",
          "log-search.response",
          "queue.response",
          "recipe-cost",
          "recipe-list.response",
          "schedule-create.request",
          "schedule.response",
          "series.response",
          "study-create.request",
          "study-plan.request",
          "sweep-create.request",
          "sweep-decisions.response",
          "sweep-trials.response",
          "sweep.response");

  @ParameterizedTest
  @CsvSource({
    "agent-register.request, AgentRegister",
    "agent-register.response, Agent",
    "job-create.request, JobCreate",
    "job.response, Job",
    "lease.request, LeaseRequest",
    "lease.response, Lease",
    "lease-heartbeat.request, Heartbeat",
    "lease-heartbeat.response, LeaseExtended",
    "lease-wish.response, LeaseWish",
    "artifact-replace.request, ArtifactReplace",
    "evaluation-create.request, EvaluationCreate",
    "lease-finish.request, LeaseFinish",
    "lease-release.request, LeaseRelease",
    "metrics.request, Metrics",
    "metrics.response, MetricsStored",
    "metric-list.response, MetricList",
    "logs.request, LogLines",
    "logs.response, LinesStored",
    "problem.response, Problem",
    "run-create.request, RunCreate",
    "run-start.request, RunStart",
    "run-heartbeat.request, Heartbeat",
    "run-finish.request, RunFinish",
    "run.response, Run",
    "run-queued.response, Run",
    "sample.request, Sample",
  })
  void a_golden_file_is_read_and_written_without_a_change(String file, String record)
      throws IOException, ClassNotFoundException {
    String json = Files.readString(GOLDEN.resolve(file + ".json"));
    Object read = Wire.JSON.readValue(json, Class.forName(Wire.class.getName() + "$" + record));
    assertThat(Wire.JSON.readTree(Wire.JSON.writeValueAsString(read)))
        .isEqualTo(Wire.JSON.readTree(json));
  }

  @Test
  void every_golden_file_is_tested() throws Exception {
    String[] rows =
        WireTest.class
            .getDeclaredMethod(
                "a_golden_file_is_read_and_written_without_a_change", String.class, String.class)
            .getAnnotation(CsvSource.class)
            .value();
    Stream<String> tested = Stream.of(rows).map(row -> row.substring(0, row.indexOf(',')));
    Set<String> known = Stream.concat(NO_RECORD.stream(), tested).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(GOLDEN)) {
      Stream<String> names = files.map(file -> file.getFileName().toString());
      assertThat(names.filter(n -> n.endsWith(".json")).map(n -> n.substring(0, n.length() - 5)))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  @Test
  void numbers_that_are_not_finite_travel_as_strings() {
    var columns =
        new Wire.MetricColumns(
            "x",
            List.of(1L, 2L, 3L),
            List.of(1L, 2L, 3L),
            List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    String json = Wire.JSON.writeValueAsString(columns);
    assertThat(json).contains("\"values\":[\"NaN\",\"Infinity\",\"-Infinity\"]");
    assertThat(Wire.JSON.readValue(json, Wire.MetricColumns.class)).isEqualTo(columns);
  }

  @Test
  void fields_of_a_newer_server_are_passed_over() {
    assertThat(Wire.JSON.readValue("{\"stored\":3,\"new\":1}", Wire.MetricsStored.class))
        .isEqualTo(new Wire.MetricsStored(3));
  }
}
