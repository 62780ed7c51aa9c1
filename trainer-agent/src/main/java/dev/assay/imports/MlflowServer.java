package dev.assay.imports;

import dev.assay.tracking.Patience;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The runs of an MLflow server, by its REST API. */
public final class MlflowServer implements Source {

  private static final String API = "/api/2.0/mlflow/";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final String PROXIED = "mlflow-artifacts:";
  private static final int EXPERIMENTS_A_PAGE = 1000;
  private static final int RUNS_A_PAGE = 200;
  private static final int POINTS_A_PAGE = 25_000;
  private static final int MODELS_A_PAGE = 50;
  private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(1));

  private final MlflowAnswers mlflow;
  private final URI address;
  private final Set<String> wanted;

  private record Experiment(String id, String name, Map<String, String> tags, boolean deleted) {}

  private record Ref(Experiment experiment, String runId) {}

  /**
   * @param authorization value of the header; null for none
   * @param wanted names of experiments; empty for all
   */
  public MlflowServer(URI address, @Nullable String authorization, Set<String> wanted) {
    this(address, authorization, wanted, PATIENCE);
  }

  MlflowServer(URI address, @Nullable String authorization, Set<String> wanted, Patience patience) {
    this.mlflow = new MlflowAnswers(address, authorization, patience, new SplittableRandom());
    this.address = address;
    this.wanted = wanted;
  }

  @Override
  public void read(Importer into) throws IOException, InterruptedException {
    List<Experiment> experiments = experiments(into.bringsDeleted());
    List<Ref> refs = new ArrayList<>();
    for (Experiment experiment : experiments) {
      into.checkStop();
      refs.addAll(refs(experiment, into.bringsDeleted()));
    }
    into.progress().expect(refs.size(), 0);
    for (Experiment experiment : experiments) {
      if (!experiment.deleted) {
        into.experiment(experiment.name, experiment.tags, MlflowTags.note(experiment.tags));
      }
    }
    for (Ref ref : refs) {
      bring(ref, into);
    }
    countModels(experiments, into.summary());
  }

  private List<Experiment> experiments(boolean deletedToo)
      throws IOException, InterruptedException {
    List<Experiment> all = new ArrayList<>();
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("max_results", EXPERIMENTS_A_PAGE);
    question.put("view_type", deletedToo ? "ALL" : "ACTIVE_ONLY");
    pages(
        "experiments/search",
        question,
        "experiments",
        e -> {
          String name = text(e, "name");
          if (wanted.isEmpty() || wanted.contains(name)) {
            boolean deleted = text(e, "lifecycle_stage").equals("deleted");
            all.add(new Experiment(text(e, "experiment_id"), name, pairs(e.get("tags")), deleted));
          }
        });
    Set<String> missing = new HashSet<>(wanted);
    all.forEach(e -> missing.remove(e.name));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "experiment %s is not on %s".formatted(missing.iterator().next(), address));
    }
    return all;
  }

  /**
   * The runs in the order in which they were started: those that are parts come after the whole.
   */
  private List<Ref> refs(Experiment experiment, boolean deletedToo)
      throws IOException, InterruptedException {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("experiment_ids", List.of(experiment.id));
    question.put("run_view_type", deletedToo ? "ALL" : "ACTIVE_ONLY");
    question.put("max_results", RUNS_A_PAGE);
    question.put("order_by", List.of("attributes.start_time ASC"));
    List<Ref> refs = new ArrayList<>();
    pages(
        "runs/search",
        question,
        "runs",
        run -> refs.add(new Ref(experiment, text(run.path("info"), "run_id"))));
    return refs;
  }

  private void pages(
      String path, Map<String, Object> question, String field, Consumer<JsonNode> each)
      throws IOException, InterruptedException {
    String token = "";
    do {
      if (!token.isEmpty()) {
        question.put("page_token", token);
      }
      JsonNode page = mlflow.search(API + path, question);
      page.path(field).forEach(each);
      token = text(page, "next_page_token");
    } while (!token.isEmpty());
  }

  private void bring(Ref ref, Importer into) throws IOException, InterruptedException {
    into.checkStop();
    JsonNode found;
    try {
      found = mlflow.get(API + "runs/get", Map.of("run_id", ref.runId)).path("run");
    } catch (MlflowAnswers.Refused e) { // deleted for good since it was listed
      into.leftOutUnread("runs", ref.runId, e);
      into.progress().runDone();
      return;
    }
    JsonNode info = found.path("info");
    Map<String, String> tags = pairs(found.path("data").get("tags"));
    String name = text(info, "run_name");
    var run =
        new ImportedRun(
            ref.experiment.name,
            name.isEmpty() ? tags.get(MlflowTags.RUN_NAME) : name,
            MlflowTags.origin(ref.runId),
            MlflowTags.parent(tags),
            MlflowTags.provenance(tags),
            time(info, "start_time"),
            ref.experiment.deleted || text(info, "lifecycle_stage").equals("deleted"));
    into.run(run, writer -> write(ref.runId, found, tags, writer, into));
  }

  private void write(
      String runId, JsonNode run, Map<String, String> tags, RunWriter writer, Importer into)
      throws IOException, InterruptedException {
    JsonNode info = run.path("info");
    writer.tags(tags);
    writer.params(pairs(run.path("data").get("params")));
    writer.notes(MlflowTags.note(tags));
    writer.inputs(inputs(run.path("inputs").path("dataset_inputs")));
    for (JsonNode metric : run.path("data").path("metrics")) {
      history(runId, text(metric, "key"), metric.path("step").asLong(0), writer);
    }
    if (into.bringsArtifacts()) {
      try {
        artifacts(runId, text(info, "artifact_uri"), writer);
      } catch (MlflowAnswers.Refused e) {
        into.leftOutUnread("lists of artifacts", "of " + runId, e);
      }
    }
    switch (text(info, "status")) {
      case "FINISHED" -> writer.finish(Wire.Outcome.FINISHED, time(info, "end_time"));
      case "FAILED" -> writer.finish(Wire.Outcome.FAILED, time(info, "end_time"));
      case "KILLED" -> writer.finish(Wire.Outcome.KILLED, time(info, "end_time"));
      default -> writer.leaveOpen();
    }
  }

  private static List<Wire.Input> inputs(JsonNode inputs) {
    List<Wire.Input> all = new ArrayList<>();
    for (JsonNode input : inputs) {
      JsonNode data = input.path("dataset");
      Map<String, String> tags = pairs(input.get("tags"));
      String context = tags.remove(MlflowTags.DATA_CONTEXT);
      var dataset =
          new Wire.Dataset(
              text(data, "name"),
              text(data, "digest"),
              text(data, "source_type"),
              text(data, "source"),
              orNull(data, "schema"),
              orNull(data, "profile"));
      all.add(new Wire.Input(dataset, context, tags));
    }
    return all;
  }

  /**
   * All points of a metric, in the order of their times.
   *
   * @param lastStep when it is 0 the metric was logged without steps, and its points are numbered
   */
  private void history(String runId, String metric, long lastStep, RunWriter writer)
      throws IOException, InterruptedException {
    Map<String, String> question = new LinkedHashMap<>();
    question.put("run_id", runId);
    question.put("metric_key", metric);
    question.put("max_results", String.valueOf(POINTS_A_PAGE));
    long number = 0;
    String token = "";
    do {
      if (!token.isEmpty()) {
        question.put("page_token", token);
      }
      JsonNode page = mlflow.get(API + "metrics/get-history", question);
      for (JsonNode point : page.path("metrics")) {
        long step = point.path("step").asLong(0);
        long kept = step == 0 && lastStep == 0 ? number++ : step;
        writer.point(metric, kept, point.path("timestamp").asLong(0), value(point.get("value")));
      }
      token = text(page, "next_page_token");
    } while (!token.isEmpty());
  }

  /** Its databases keep infinities as the greatest finite numbers. */
  private static double value(@Nullable JsonNode value) {
    double number =
        value == null
            ? 0
            : value.isNumber() ? value.asDouble() : PythonNumbers.read(value.asString());
    return Math.abs(number) == Double.MAX_VALUE ? number * 2 : number;
  }

  private void artifacts(String runId, String root, RunWriter writer)
      throws IOException, InterruptedException {
    Deque<String> folders = new ArrayDeque<>(List.of(""));
    while (!folders.isEmpty()) {
      Map<String, String> question = new LinkedHashMap<>(Map.of("run_id", runId));
      String folder = folders.pop();
      if (!folder.isEmpty()) {
        question.put("path", folder);
      }
      String token = "";
      do {
        if (!token.isEmpty()) {
          question.put("page_token", token);
        }
        JsonNode page = mlflow.get(API + "artifacts/list", question);
        for (JsonNode file : page.path("files")) {
          String path = text(file, "path");
          if (file.path("is_dir").asBoolean(false)) {
            folders.push(path);
          } else {
            writer.artifact(path, file.path("file_size").asLong(-1), () -> open(runId, root, path));
          }
        }
        token = text(page, "next_page_token");
      } while (!token.isEmpty());
    }
  }

  /** Through its artifact proxy; where a run's files are elsewhere, as its pages get them. */
  private Relay.Body open(String runId, String root, String path)
      throws IOException, InterruptedException {
    if (!root.startsWith(PROXIED)) {
      return mlflow.open("/get-artifact", Map.of("run_uuid", runId, "path", path));
    }
    // mlflow-artifacts:/1/…, or with a host: mlflow-artifacts://host:5000/1/…
    String below = URI.create(root).getPath().replaceAll("^/+|/+$", "");
    return mlflow.open(PROXY + MlflowAnswers.encodedPath(below + "/" + path), Map.of());
  }

  /** What has no place here yet is at least counted; old servers know nothing of it. */
  private void countModels(List<Experiment> experiments, Summary summary)
      throws InterruptedException {
    try {
      Map<String, String> question = new LinkedHashMap<>();
      question.put("max_results", String.valueOf(MODELS_A_PAGE));
      String token = "";
      do {
        question.put("page_token", token);
        JsonNode page = mlflow.get(API + "registered-models/search", question);
        for (JsonNode model : page.path("registered_models")) {
          summary.leftOut("registered models", "are not imported", 1, text(model, "name"));
        }
        token = text(page, "next_page_token");
      } while (!token.isEmpty());
      for (Experiment experiment : experiments) {
        Map<String, Object> models = new LinkedHashMap<>();
        models.put("experiment_ids", List.of(experiment.id));
        models.put("max_results", MODELS_A_PAGE);
        pages(
            "logged-models/search",
            models,
            "models",
            model -> {
              String name = text(model.path("info"), "name");
              summary.leftOut("logged models", "are not imported", 1, name);
            });
      }
    } catch (IOException e) {
      // not worth the end of an import
    }
  }

  private static Map<String, String> pairs(@Nullable JsonNode list) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (list != null) {
      list.forEach(pair -> pairs.put(text(pair, "key"), text(pair, "value")));
    }
    return pairs;
  }

  private static @Nullable Instant time(JsonNode info, String field) {
    long millis = info.path(field).asLong(0);
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }

  private static @Nullable String orNull(JsonNode node, String field) {
    String text = text(node, field);
    return text.isEmpty() ? null : text;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : value.isNumber() ? value.toString() : "";
  }
}
