package dev.assay.ui;

import dev.assay.TestApi;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.databind.node.ArrayNode;

/** A run that a test records over HTTP, as a training program would. */
public final class RecordedRun {
  private static final long BATCH = 20_000;

  private final TestApi api;
  private final String id;

  private RecordedRun(TestApi api, String id) {
    this.api = api;
    this.id = id;
  }

  /**
   * @param params as JSON
   */
  public static RecordedRun start(TestApi api, String experiment, String name, String params) {
    String body =
        """
        {"experiment": "%s", "name": "%s", "params": %s, "tags": {"purpose": "baseline"}}"""
            .formatted(experiment, name, params);
    return new RecordedRun(
        api, expect(201, api.post("/api/v1/runs", body)).json().get("id").asString());
  }

  public String id() {
    return id;
  }

  public String path() {
    return "/runs/" + id;
  }

  /** Logs a metric at all steps from the first to the last, every so many. */
  public RecordedRun log(
      String metric, long first, long last, long every, LongToDoubleFunction value) {
    for (long from = first; from <= last; from += BATCH * every) {
      long to = Math.min(last, from + (BATCH - 1) * every);
      long[] steps = LongStream.iterate(from, s -> s <= to, s -> s + every).toArray();
      String body =
          """
          {"metrics": [{"name": "%s", "steps": [%s], "values": [%s]}]}"""
              .formatted(
                  metric,
                  LongStream.of(steps).mapToObj(Long::toString).collect(Collectors.joining(",")),
                  LongStream.of(steps)
                      .mapToObj(step -> json(value.applyAsDouble(step)))
                      .collect(Collectors.joining(",")));
      expect(200, api.post("/api/v1/runs/" + id + "/metrics", body));
    }
    return this;
  }

  private static String json(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "\"" + value + "\"";
  }

  /** Changes what people say about it, or adds to what is known of it; the body as JSON. */
  public RecordedRun put(String what, String body) {
    expect(200, api.put("/api/v1/runs/" + id + "/" + what, body));
    return this;
  }

  public RecordedRun progress(double share) {
    expect(200, api.post("/api/v1/runs/" + id + "/heartbeat", "{\"progress\": " + share + "}"));
    return this;
  }

  public RecordedRun sample(long step, String prompt, String text) {
    String body =
        TestApi.JSON
            .createObjectNode()
            .put("step", step)
            .put("prompt", prompt)
            .put("text", text)
            .toString();
    expect(201, api.post("/api/v1/runs/" + id + "/samples", body));
    return this;
  }

  /**
   * Writes lines to the console.
   *
   * @param stream stdout, stderr or log
   */
  public RecordedRun write(String stream, String... texts) {
    ArrayNode lines = TestApi.JSON.createArrayNode();
    for (String text : texts) {
      lines.addObject().put("stream", stream).put("text", text);
    }
    String body = TestApi.JSON.createObjectNode().set("lines", lines).toString();
    expect(200, api.post("/api/v1/runs/" + id + "/logs", body));
    return this;
  }

  public RecordedRun finish() {
    return end("{\"status\": \"FINISHED\"}");
  }

  public RecordedRun fail(String why) {
    return end(
        TestApi.JSON.createObjectNode().put("status", "FAILED").put("failure", why).toString());
  }

  private RecordedRun end(String body) {
    expect(200, api.post("/api/v1/runs/" + id + "/finish", body));
    return this;
  }

  private static TestApi.Answer expect(int status, TestApi.Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError("expected " + status + " but got " + answer);
    }
    return answer;
  }
}
