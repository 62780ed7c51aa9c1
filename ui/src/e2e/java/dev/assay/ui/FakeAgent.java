package dev.assay.ui;

import dev.assay.TestApi;
import tools.jackson.databind.JsonNode;

/** An agent that does what a test tells it to, over the API that agents use. */
final class FakeAgent {
  private final TestApi api;
  private final String id;
  private String lease = "";
  private String run = "";

  private FakeAgent(TestApi api, String id) {
    this.api = api;
    this.id = id;
  }

  static FakeAgent register(TestApi api) {
    String registered = TestApi.golden("agent-register.request.json");
    return new FakeAgent(api, sound(api.post("/api/v1/agents", registered)).get("id").asString());
  }

  /** Takes the first job of the queue, and begins its run. */
  FakeAgent take() {
    JsonNode leased = sound(api.post("/api/v1/agents/" + id + "/lease", "{\"waitSeconds\": 10}"));
    lease = leased.get("leaseId").asString();
    run = leased.get("job").get("runId").asString();
    sound(api.post("/api/v1/runs/" + run + "/start", "{\"params\": {\"model\": {\"layers\": 4}, \"lr\": 0.001}}"));
    return this;
  }

  FakeAgent log(String metric, long step, double value) {
    String body =
        """
        {"metrics": [{"name": "%s", "steps": [%d], "values": [%s]}]}"""
            .formatted(metric, step, value);
    sound(api.post("/api/v1/runs/" + run + "/metrics", body));
    return this;
  }

  /** Waits until somebody wants something of it: STOP or PAUSE. */
  String wish() {
    return sound(api.get("/api/v1/leases/" + lease + "/wish?waitSeconds=10")).get("wish").asString();
  }

  void release(String reason) {
    sound(api.post("/api/v1/leases/" + lease + "/release", "{\"reason\": \"%s\"}".formatted(reason)));
  }

  /**
   * @param outcome FINISHED, FAILED or KILLED
   */
  void finish(String outcome) {
    sound(api.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\": \"%s\"}".formatted(outcome)));
  }

  private static JsonNode sound(TestApi.Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new AssertionError("the agent is refused: " + answer);
    }
    return answer.json();
  }
}
