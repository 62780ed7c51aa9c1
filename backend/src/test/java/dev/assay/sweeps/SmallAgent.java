package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An agent that speaks HTTP and does what a test tells it to. */
final class SmallAgent {
  private final TestApi api;
  final String id;

  SmallAgent(TestApi api) {
    this.api = api;
    String name = "small " + UUID.randomUUID();
    id =
        api.post(
                "/api/v1/agents",
                "{\"name\":\"%s\",\"host\":\"h\",\"version\":\"1\",\"devices\":[]}".formatted(name))
            .json()
            .get("id")
            .asString();
  }

  /** A leased job. */
  record Work(String lease, String run, JsonNode params) {
    double number(String name) {
      return params.get(name).doubleValue();
    }
  }

  /** Leases a job and starts its run; empty when there is none. */
  Optional<Work> take() {
    Answer leased = api.post("/api/v1/agents/" + id + "/lease", "{\"waitSeconds\":0}");
    if (leased.status() == 204) {
      return Optional.empty();
    }
    assertThat(leased.status()).as(leased.body()).isEqualTo(200);
    JsonNode job = leased.json().get("job");
    String run = job.get("runId").asString();
    Answer started =
        api.post(
            "/api/v1/runs/" + run + "/start",
            "{\"params\":%s,\"tags\":{}}".formatted(job.get("params")));
    assertThat(started.status()).as(started.body()).isEqualTo(200);
    return Optional.of(new Work(leased.json().get("leaseId").asString(), run, job.get("params")));
  }

  void log(Work work, String metric, long firstStep, double... values) {
    Answer stored = tryLog(work, metric, firstStep, values);
    assertThat(stored.status()).as(stored.body()).isBetween(200, 299);
  }

  /** Under its lease, which may be over. */
  Answer tryLog(Work work, String metric, long firstStep, double... values) {
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      steps.add(Long.toString(firstStep + i));
    }
    String written =
        Arrays.stream(values)
            .mapToObj(v -> Double.isFinite(v) ? Double.toString(v) : "\"" + v + "\"")
            .collect(Collectors.joining(","));
    String body =
        "{\"metrics\":[{\"name\":\"%s\",\"steps\":[%s],\"values\":[%s]}]}"
            .formatted(metric, String.join(",", steps), written);
    return api.send(
        api.anonymous("/api/v1/runs/" + work.run() + "/metrics")
            .header("Authorization", "Bearer " + TestApi.ADMIN_TOKEN + "~" + work.lease())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  int finish(Work work) {
    return end(work, "{\"outcome\":\"FINISHED\"}");
  }

  int fail(Work work, String failure) {
    return end(work, "{\"outcome\":\"FAILED\",\"failure\":\"%s\"}".formatted(failure));
  }

  private int end(Work work, String outcome) {
    return api.post("/api/v1/leases/" + work.lease() + "/finish", outcome).status();
  }

  boolean isToStop(Work work) {
    Answer beat = api.post("/api/v1/leases/" + work.lease() + "/heartbeat", "{}");
    return beat.status() != 200 || beat.json().get("stopRequested").asBoolean();
  }
}
