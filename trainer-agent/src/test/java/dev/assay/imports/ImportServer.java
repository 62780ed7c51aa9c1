package dev.assay.imports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.ColumnFrames;
import dev.assay.tracking.Patience;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** As much of the server as importers need, in memory: what docs/api.md and artifacts.md say. */
final class ImportServer implements AutoCloseable {

  static final String TOKEN = "secret";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_VALUE = 8000;

  /** A run as the server keeps it. */
  static final class Stored {
    final UUID id = UUID.randomUUID();
    final ObjectNode created;
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, String> params = new TreeMap<>();
    final List<JsonNode> inputs = new ArrayList<>();
    final Map<String, TreeMap<Long, Double>> points = new TreeMap<>();
    final Map<String, TreeMap<Long, Long>> times = new TreeMap<>();
    final Map<String, byte[]> artifacts = new TreeMap<>();
    final Set<String> keys = new HashSet<>();
    String status = "RUNNING";
    String notes = "";
    @Nullable String parent;
    @Nullable String endedAt;
    boolean deleted;

    /** Of all requests but those that were known to be repeated. */
    long received;

    Stored(ObjectNode created) {
      this.created = created;
      this.parent = created.has("parent") ? created.get("parent").asString() : null;
    }

    String name() {
      return created.path("name").asString("");
    }

    String experiment() {
      return created.get("experiment").asString();
    }

    /** Values by step. */
    TreeMap<Long, Double> points(String metric) {
      return points.getOrDefault(metric, new TreeMap<>());
    }
  }

  private final Map<String, Stored> runs = new LinkedHashMap<>();
  private final Map<String, ObjectNode> experiments = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private int port;
  private @Nullable HttpServer http;
  private boolean away;

  ImportServer() {
    start();
  }

  /** Comes back after {@link #close}. */
  synchronized void start() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = http.getAddress().getPort();
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/api/v1", this::handle);
    http.start();
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.stop(0);
      http = null;
    }
  }

  /** Answers with 503 from now on. */
  synchronized void goAway(boolean gone) {
    away = gone;
  }

  URI address() {
    return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
  }

  AssayClient client() {
    var patience =
        new Patience(Duration.ofMillis(500), Duration.ofMillis(5), Duration.ofMillis(50));
    return new AssayClient(address(), TOKEN, patience, new SplittableRandom(1));
  }

  /** Brings all of a source, files and deleted runs too. */
  Summary bring(Source source) throws IOException, InterruptedException {
    return bring(source, true);
  }

  Summary bring(Source source, boolean deletedToo) throws IOException, InterruptedException {
    var summary = new Summary();
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var progress = new Progress(nowhere, true, Clock.systemUTC());
    new Importer(client(), progress, summary, () -> false, true, deletedToo).run(source);
    return summary;
  }

  synchronized List<Stored> runs() {
    return List.copyOf(runs.values());
  }

  synchronized Stored run(String name) {
    return runs.values().stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
  }

  synchronized Map<String, ObjectNode> experiments() {
    return Map.copyOf(experiments);
  }

  synchronized ObjectNode experiment(String name) {
    return Objects.requireNonNull(experiments.get(name), name);
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    try (exchange) {
      answer(exchange, body);
    }
  }

  private synchronized void answer(HttpExchange exchange, byte[] body) throws IOException {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      problem(exchange, 401, "the token is not known");
      return;
    }
    if (away) {
      problem(exchange, 503, "not now");
      return;
    }
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath().substring("/api/v1/".length());
    requests.add(method + " " + path);
    String[] names = path.split("/");
    if (path.equals("runs")) {
      Stored run = create((ObjectNode) JSON.readTree(body));
      send(exchange, 201, view(run));
    } else if (names[0].equals("experiments")) {
      experiment(exchange, method, names, body);
    } else {
      Stored run =
          runs.values().stream()
              .filter(r -> r.id.toString().equals(names[1]))
              .findFirst()
              .orElseThrow();
      run(
          exchange,
          method + " " + path.substring(names[0].length() + names[1].length() + 1),
          run,
          body);
    }
  }

  private Stored create(ObjectNode wanted) {
    experimentNamed(wanted.get("experiment").asString());
    return runs.computeIfAbsent(wanted.get("importedFrom").asString(), _ -> new Stored(wanted));
  }

  private ObjectNode experimentNamed(String name) {
    return experiments.computeIfAbsent(
        name,
        _ -> {
          ObjectNode made = JSON.createObjectNode().put("id", experiments.size() + 1);
          made.put("name", name).put("notes", "").putObject("tags");
          return made;
        });
  }

  private void experiment(HttpExchange exchange, String method, String[] names, byte[] body)
      throws IOException {
    JsonNode wanted = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    if (names.length == 1) {
      String name = wanted.get("name").asString();
      if (experiments.containsKey(name)) {
        problem(exchange, 409, "there is an experiment named " + name + " already");
        return;
      }
      ObjectNode made = experimentNamed(name);
      made.set("tags", wanted.get("tags"));
      made.set("notes", wanted.get("notes"));
      send(exchange, 201, made);
      return;
    }
    ObjectNode there =
        experiments.values().stream()
            .filter(e -> e.get("id").asString().equals(names[1]))
            .findFirst()
            .orElseThrow();
    switch (method) {
      case "PUT" -> ((ObjectNode) there.get("tags")).setAll((ObjectNode) wanted);
      case "PATCH" -> there.setAll((ObjectNode) wanted);
      default -> {}
    }
    send(exchange, 200, there);
  }

  private void run(HttpExchange exchange, String what, Stored run, byte[] body) throws IOException {
    if (run.deleted) {
      problem(exchange, 409, "run " + run.id + " is deleted");
      return;
    }
    switch (what) {
      case "PUT /tags" -> add(exchange, run.tags, JSON.readTree(body));
      case "PUT /params" -> add(exchange, run.params, JSON.readTree(body));
      case "PUT /inputs" -> {
        JSON.readTree(body).get("inputs").forEach(run.inputs::add);
        send(exchange, 200, Map.of());
      }
      case "PATCH " -> {
        JsonNode changes = JSON.readTree(body);
        run.notes = changes.path("notes").asString(run.notes);
        run.parent = changes.path("parent").asString(run.parent);
        send(exchange, 200, view(run));
      }
      case "POST /metrics" -> store(exchange, run, body);
      case "GET /metrics" -> metrics(exchange, run);
      case "POST /finish" -> {
        JsonNode end = JSON.readTree(body);
        run.status = end.get("status").asString();
        run.endedAt = end.path("endedAt").asString(null);
        send(exchange, 200, view(run));
      }
      case "DELETE " -> {
        run.deleted = true;
        send(exchange, 200, view(run));
      }
      case "PUT /artifacts/content" -> {
        run.artifacts.put(path(exchange), body);
        send(exchange, 200, Map.of());
      }
      case "HEAD /artifacts/content" -> head(exchange, run);
      default -> problem(exchange, 404, "there is no " + what);
    }
  }

  private static String path(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery().substring("path=".length());
    return URLDecoder.decode(query, StandardCharsets.UTF_8);
  }

  private static void head(HttpExchange exchange, Stored run) throws IOException {
    byte[] there = run.artifacts.get(path(exchange));
    if (there == null) {
      exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(there);
      String hex = HexFormat.of().formatHex(digest);
      exchange.getResponseHeaders().set("ETag", "\"" + hex + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    exchange.getResponseHeaders().set("Content-Length", String.valueOf(there.length));
    exchange.sendResponseHeaders(200, -1);
  }

  /** All of them or none, as the server does it. */
  private static void add(HttpExchange exchange, Map<String, String> to, JsonNode more)
      throws IOException {
    for (Map.Entry<String, JsonNode> entry : more.properties()) {
      if (entry.getKey().isBlank() || entry.getValue().asString().length() > LONGEST_VALUE) {
        problem(exchange, 400, entry.getKey() + " has at most " + LONGEST_VALUE + " characters");
        return;
      }
    }
    more.properties().forEach(entry -> to.put(entry.getKey(), entry.getValue().asString()));
    send(exchange, 200, to);
  }

  private static void store(HttpExchange exchange, Stored run, byte[] body) throws IOException {
    if (run.keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"))) {
      for (ColumnFrames.Column column : ColumnFrames.decode(body)) {
        run.received += column.steps().size();
        for (int i = 0; i < column.steps().size(); i++) {
          long step = column.steps().get(i);
          double value = Double.longBitsToDouble(column.valueBits().get(i));
          run.points.computeIfAbsent(column.name(), _ -> new TreeMap<>()).put(step, value);
          run.times
              .computeIfAbsent(column.name(), _ -> new TreeMap<>())
              .put(step, column.times().get(i));
        }
      }
    }
    send(exchange, 200, Map.of("stored", 1));
  }

  private static void metrics(HttpExchange exchange, Stored run) throws IOException {
    List<Map<String, Object>> metrics = new ArrayList<>();
    run.points.forEach(
        (name, points) ->
            metrics.add(
                Map.of(
                    "name", name,
                    "points", points.size(),
                    "lastStep", points.lastKey(),
                    "lastTime", "1970-01-01T00:00:00Z",
                    "lastValue", points.lastEntry().getValue())));
    send(exchange, 200, Map.of("metrics", metrics));
  }

  private ObjectNode view(Stored run) {
    ObjectNode view = JSON.createObjectNode();
    view.put("id", run.id.toString()).put("name", run.name()).put("status", run.status);
    view.put("experimentId", experimentNamed(run.experiment()).get("id").asInt());
    view.put("parent", run.parent).put("createdBy", "admin");
    view.put("createdAt", "1970-01-01T00:00:00Z");
    view.putObject("params");
    view.putObject("tags");
    view.put("deletedAt", run.deleted ? "1970-01-01T00:00:00Z" : null);
    return view;
  }

  private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
    send(exchange, status, Map.of("status", status, "detail", detail));
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    String type = status < 300 ? "application/json" : "application/problem+json";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
