package dev.assay.imports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an MLflow server as importers ask, with pages of two. The shapes are those that MLflow
 * 3.17.2 answered: what is empty or 0 is often not there, and NaN is a string.
 */
final class FakeMlflow implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String API = "/api/2.0/mlflow/";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final int PAGE = 2;

  /** A point of a history; the value as it is in JSON. */
  record Logged(String metric, long step, long time, Object value) {}

  /** A run as it was logged. */
  static final class Run {
    final String id;
    final String experiment;
    final String name;
    final Map<String, String> tags = new LinkedHashMap<>();
    final Map<String, String> params = new LinkedHashMap<>();
    final List<Logged> points = new ArrayList<>();
    final Map<String, String> files = new TreeMap<>();

    /** Files that end too soon when they are downloaded. */
    final Set<String> broken = new HashSet<>();

    String status = "FINISHED";
    String stage = "active";
    String artifacts;
    @Nullable JsonNode inputs;

    Run(String id, String experiment, String name) {
      this.id = id;
      this.experiment = experiment;
      this.name = name;
      this.artifacts = "mlflow-artifacts:/" + experiment + "/" + id + "/artifacts";
    }
  }

  final Map<String, String> experiments = new LinkedHashMap<>();
  final List<Run> runs = new ArrayList<>();
  final List<String> requests = new ArrayList<>();
  @Nullable String authorization;

  /** Statuses of the next answers; 0 is a real one. */
  final List<Integer> failures = new ArrayList<>();

  private final HttpServer http;

  FakeMlflow() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
    http.start();
  }

  @Override
  public void close() {
    http.stop(0);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
  }

  Run add(String experiment, String name) {
    String id = "%032x".formatted(runs.size() + 1);
    experiments.putIfAbsent(experiment, "experiment " + experiment);
    var run = new Run(id, experiment, name);
    runs.add(run);
    return run;
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      authorization = exchange.getRequestHeaders().getFirst("Authorization");
      String path = exchange.getRequestURI().getPath();
      requests.add(path);
      int status = failures.isEmpty() ? 0 : failures.removeFirst();
      if (status != 0) {
        send(exchange, status, "{\"error_code\": \"NO\", \"message\": \"not now\"}");
        return;
      }
      Map<String, String> query = query(exchange);
      JsonNode body = JSON.readTree("{}");
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      if (bytes.length > 0) {
        body = JSON.readTree(bytes);
      }
      if (path.startsWith(PROXY)) {
        String[] names = path.substring(PROXY.length()).split("/", 4);
        file(exchange, run(names[1]), names[3]);
      } else if (path.equals("/get-artifact")) {
        file(exchange, run(asked(query, "run_uuid")), asked(query, "path"));
      } else {
        send(exchange, 200, answer(path.substring(API.length()), query, body).toString());
      }
    }
  }

  private static void file(HttpExchange exchange, Run run, String path) throws IOException {
    String text = run.files.get(path);
    if (text == null) {
      send(exchange, 404, "{}");
    } else if (run.broken.contains(path)) {
      exchange.sendResponseHeaders(200, text.length());
      exchange.getResponseBody().write(text.substring(1).getBytes(StandardCharsets.UTF_8));
    } else {
      send(exchange, 200, text);
    }
  }

  private ObjectNode answer(String what, Map<String, String> query, JsonNode body) {
    String token = query.getOrDefault("page_token", body.path("page_token").asString(""));
    return switch (what) {
      case "experiments/search" ->
          page(
              "experiments",
              token,
              experiments.entrySet().stream()
                  .map(
                      e -> {
                        ObjectNode node = JSON.createObjectNode();
                        node.put("experiment_id", e.getKey()).put("name", e.getValue());
                        node.put("lifecycle_stage", "active");
                        node.set("tags", pairs(Map.of("mlflow.note.content", "of " + e.getKey())));
                        return node;
                      })
                  .toList());
      case "runs/search" -> {
        String of = body.get("experiment_ids").get(0).asString();
        boolean all = body.get("run_view_type").asString().equals("ALL");
        yield page(
            "runs",
            token,
            runs.stream()
                .filter(run -> run.experiment.equals(of))
                .filter(run -> all || run.stage.equals("active"))
                .map(FakeMlflow::json)
                .toList());
      }
      case "runs/get" -> {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("run", json(run(asked(query, "run_id"))));
        yield answer;
      }
      case "metrics/get-history" ->
          page(
              "metrics",
              token,
              run(asked(query, "run_id")).points.stream()
                  .filter(point -> point.metric.equals(asked(query, "metric_key")))
                  .map(FakeMlflow::json)
                  .toList());
      case "artifacts/list" ->
          page("files", token, files(run(asked(query, "run_id")), query.getOrDefault("path", "")));
      case "registered-models/search" ->
          page("registered_models", token, List.of(JSON.createObjectNode().put("name", "model")));
      case "logged-models/search" -> JSON.createObjectNode();
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String asked(Map<String, String> query, String name) {
    return Objects.requireNonNull(query.get(name), name);
  }

  private Run run(String id) {
    return runs.stream().filter(run -> run.id.equals(id)).findFirst().orElseThrow();
  }

  private static List<ObjectNode> files(Run run, String folder) {
    Map<String, ObjectNode> entries = new TreeMap<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    run.files.forEach(
        (path, text) -> {
          if (path.startsWith(prefix)) {
            String rest = path.substring(prefix.length());
            boolean isFolder = rest.contains("/");
            String entry = prefix + (isFolder ? rest.substring(0, rest.indexOf('/')) : rest);
            ObjectNode node = JSON.createObjectNode().put("path", entry).put("is_dir", isFolder);
            if (!isFolder && !text.isEmpty()) {
              node.put("file_size", text.length());
            }
            entries.put(entry, node);
          }
        });
    return List.copyOf(entries.values());
  }

  private static ObjectNode json(Run run) {
    ObjectNode node = JSON.createObjectNode();
    ObjectNode info = node.putObject("info");
    info.put("run_id", run.id).put("run_name", run.name).put("status", run.status);
    info.put("start_time", 1767225600000L).put("end_time", 1767225660000L);
    info.put("lifecycle_stage", run.stage).put("artifact_uri", run.artifacts);
    ObjectNode data = node.putObject("data");
    data.set("tags", pairs(run.tags));
    data.set("params", pairs(run.params));
    ArrayNode metrics = data.putArray("metrics");
    Map<String, Logged> last = new LinkedHashMap<>();
    run.points.forEach(point -> last.merge(point.metric, point, (a, b) -> a.step > b.step ? a : b));
    last.values().forEach(point -> metrics.add(json(point)));
    if (run.inputs != null) {
      node.set("inputs", run.inputs);
    }
    return node;
  }

  private static ObjectNode json(Logged point) {
    ObjectNode node = JSON.createObjectNode().put("key", point.metric);
    node.set("value", JSON.valueToTree(point.value));
    node.put("timestamp", point.time);
    return point.step == 0 ? node : node.put("step", point.step);
  }

  private static ArrayNode pairs(Map<String, String> pairs) {
    ArrayNode list = JSON.createArrayNode();
    pairs.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    return list;
  }

  private static ObjectNode page(String field, String token, List<ObjectNode> all) {
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    int to = Math.min(all.size(), from + PAGE);
    ObjectNode page = JSON.createObjectNode();
    ArrayNode list = page.putArray(field);
    all.subList(from, to).forEach(list::add);
    return to < all.size() ? page.put("next_page_token", String.valueOf(to)) : page;
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] both = pair.split("=", 2);
        query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
