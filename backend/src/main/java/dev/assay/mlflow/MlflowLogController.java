package dev.assay.mlflow;

import dev.assay.mlflow.MlflowRunController.Done;
import dev.assay.models.LoggedModelMetric;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What runs log. */
@MlflowApi
class MlflowLogController {
  private static final long MOST_BATCH_BYTES = 1_000_000;

  private final RunRecords records;
  private final LoggedModelRecords models;
  private final JsonMapper json;

  MlflowLogController(RunRecords records, LoggedModelRecords models, JsonMapper json) {
    this.records = records;
    this.models = models;
    this.json = json;
  }

  @PostMapping("/runs/log-metric")
  Done logMetric(Fields request) {
    RunId run = request.run();
    Point point = Checks.metric("", point(request));
    records.requireActive(run);
    models.record(models.measured(run, List.of(request)));
    records.logMetrics(run, List.of(point));
    return new Done();
  }

  @PostMapping("/runs/log-parameter")
  Done logParam(Fields request) {
    RunId run = request.run();
    KeyValue param = Checks.param("", keyValue(request));
    records.active(run);
    records.logParam(run, param);
    return new Done();
  }

  /**
   * What models the metrics are of is looked up before anything is kept; then params come first,
   * since they alone can be refused by what the run has already.
   */
  @PostMapping("/runs/log-batch")
  Done logBatch(
      Fields request, @RequestHeader(name = "Content-Length", defaultValue = "0") long bytes) {
    if (bytes > MOST_BATCH_BYTES) {
      throw Refusal.invalid(
          "Batched logging API requests must be at most %d bytes, got a request of size %d."
              .formatted(MOST_BATCH_BYTES, bytes));
    }
    RunId run = request.run();
    List<Fields> given = request.list("metrics");
    Checks.batch(given.size(), request.list("params").size(), request.list("tags").size());
    List<Point> metrics = new ArrayList<>();
    for (Fields metric : given) {
      metrics.add(Checks.metric(metric.place(), point(metric)));
    }
    List<KeyValue> params = new ArrayList<>();
    for (Fields param : request.list("params")) {
      params.add(Checks.param(param.place(), keyValue(param)));
    }
    List<KeyValue> tags = new ArrayList<>();
    for (Fields tag : request.list("tags")) {
      tags.add(Checks.tag(tag.place(), keyValue(tag)));
    }
    Checks.distinctParams(params);
    records.requireActive(run);
    List<LoggedModelMetric> ofModels = models.measured(run, given);
    records.logParams(run, params);
    models.record(ofModels);
    records.logMetrics(run, metrics);
    records.setTags(run, tags);
    return new Done();
  }

  private static Point point(Fields metric) {
    return new Point(
        metric.required("key"),
        metric.requiredNumber("value"),
        metric.requiredInteger("timestamp"),
        metric.integer("step", 0));
  }

  private static KeyValue keyValue(Fields fields) {
    return new KeyValue(fields.required("key"), fields.text("value", ""));
  }

  /** How clients before MLflow 3 say that a run has made a model: kept in a tag, as MLflow does. */
  @PostMapping("/runs/log-model")
  Done logModel(Fields request) {
    RunId run = request.run();
    JsonNode model = read(request, request.required("model_json"));
    if (!(model instanceof ObjectNode object)
        || !object.has("artifact_path")
        || !object.has("run_id")) {
      throw Refusal.invalid(
          "Malformed model info. The model_json must be an object with the fields artifact_path and run_id, got: "
              + model.getNodeType());
    }
    ArrayNode history = json.createArrayNode();
    String before = records.active(run).tags().getOrDefault(MlflowTags.LOGGED_MODELS, "[]");
    if (json.readTree(before) instanceof ArrayNode earlier) {
      history.addAll(earlier);
    }
    history.add(object);
    while (history.size() > 1 && history.toString().length() > Checks.LONGEST_TAG) {
      history.remove(0);
    }
    records.setTags(
        run, List.of(Checks.tag("", new KeyValue(MlflowTags.LOGGED_MODELS, history.toString()))));
    return new Done();
  }

  private JsonNode read(Fields request, String text) {
    try {
      return json.readTree(text);
    } catch (JacksonException e) {
      throw request.invalid("model_json", "it must be whole, valid JSON.");
    }
  }
}
