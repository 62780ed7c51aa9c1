package dev.assay.tracking;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of the server as an agent needs, in memory: what docs/api.md says, with one job at a
 * time, and ways to make it fail. It can stop and come back on the same port.
 */
public final class FakeServer implements AutoCloseable {

  public static final String TOKEN = "secret";
  private static final UUID ID = UUID.fromString("0198f3a0-0000-7000-8000-0000000000a1");

  /**
   * A request that the server got, without the path's prefix; a column frame as the JSON that says
   * the same.
   *
   * @param bytes the body, unzipped
   * @param nanos when it came
   * @param lease under which it was sent
   */
  public record Request(
      String method,
      String path,
      @Nullable String key,
      @Nullable String contentType,
      byte[] bytes,
      JsonNode body,
      long nanos,
      @Nullable String lease) {}

  private final LinkedBlockingQueue<Wire.Lease> leases = new LinkedBlockingQueue<>();
  private final List<Request> requests = new ArrayList<>();
  private final Queue<Integer> failures = new ArrayDeque<>();
  private final int ttlSeconds;
  private int port;
  private @Nullable HttpServer http;
  private volatile Wire.Wish wish = Wire.Wish.GO_ON;
  private final FakeFiles files = new FakeFiles();
  private final Set<String> ended = ConcurrentHashMap.newKeySet(); // leases, by their paths
  private volatile boolean leaseLost;
  private volatile boolean runEnded;
  private volatile boolean heartbeatHangs;
  private volatile boolean storesBeforeFailing;
  private volatile int retryAfterSeconds;
  private volatile boolean refusesLines;
  private volatile int refusesAllWith;
  private volatile int refusesEvaluationsWith;
  private volatile int evaluationFailures;
  private volatile boolean forgets;
  private volatile boolean tellsToEnd;
  private volatile boolean fences;
  private volatile @Nullable Instant time;
  private volatile @Nullable String version;

  public FakeServer(int ttlSeconds) {
    this.ttlSeconds = ttlSeconds;
    start();
  }

  /** Comes back after {@link #close}. */
  public synchronized void start() {
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

  public URI address() {
    return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
  }

  public AssayClient client() {
    var patience =
        new Patience(Duration.ofSeconds(20), Duration.ofMillis(5), Duration.ofMillis(50));
    return new AssayClient(address(), TOKEN, patience, new SplittableRandom(1));
  }

  /** Puts a job in the queue. */
  public Wire.Lease queue(String recipe, ObjectNode params) {
    var lease =
        new Wire.Lease(
            new LeaseId(UUID.randomUUID()),
            Instant.EPOCH,
            ttlSeconds,
            new Wire.LeasedJob(
                new JobId(UUID.randomUUID()), recipe, params, new RunId(UUID.randomUUID()), 1));
    leases.add(lease);
    return lease;
  }

  /** Gives a job out again. */
  public void queue(Wire.Lease lease) {
    ended.remove("/leases/" + lease.leaseId());
    leases.add(lease);
  }

  /** Agents that ask for work are told to end from now on. */
  public void tellToEnd() {
    tellsToEnd = true;
  }

  /** What is written under a lease that is lost or over is refused from now on. */
  public void fence() {
    fences = true;
  }

  /** What agents are told when they register. */
  public void introduce(Instant time, String version) {
    this.time = time;
    this.version = version;
  }

  public void requestHandBack() {
    wish = Wire.Wish.HAND_BACK;
  }

  public void requestStop() {
    wish = Wire.Wish.STOP;
  }

  public void requestPause() {
    wish = Wire.Wish.PAUSE;
  }

  /** A pause is no longer wanted. */
  public void requestNothing() {
    wish = Wire.Wish.GO_ON;
  }

  /** The files of all runs. */
  public FakeFiles files() {
    return files;
  }

  public void loseLease() {
    leaseLost = true;
  }

  /** Heartbeats of runs are refused from now on, as of one that somebody has ended. */
  public void endRun() {
    runEnded = true;
  }

  /** The next heartbeat gets no answer. */
  public void hangHeartbeat() {
    heartbeatHangs = true;
  }

  /** The next metric posts are answered with these statuses, whether stored or not. */
  public void failMetrics(boolean afterStoring, Integer... statuses) {
    synchronized (requests) {
      storesBeforeFailing = afterStoring;
      failures.addAll(List.of(statuses));
    }
  }

  /** Failing requests are answered with this from now on. */
  public void retryAfter(int seconds) {
    retryAfterSeconds = seconds;
  }

  /** What comes from now on is read and answered only. */
  public void forget() {
    forgets = true;
  }

  public void refuseLines() {
    refusesLines = true;
  }

  /** Metrics are answered with this status for good; 0 ends that. */
  public void refuseMetrics(int status) {
    refusesAllWith = status;
  }

  /** Predictions are not evaluated: they are answered with this status. */
  public void refuseEvaluations(int status) {
    refusesEvaluationsWith = status;
  }

  /** So many of the next predictions to be evaluated are answered with 503. */
  public void failEvaluations(int times) {
    evaluationFailures = times;
  }

  /** What was accepted under a path that ends so, every key once. */
  public List<Request> stored(String pathEnd) {
    Set<@Nullable String> keys = new HashSet<>();
    return requests(pathEnd).stream()
        .filter(request -> request.key == null || keys.add(request.key))
        .toList();
  }

  /** What was accepted under a path that ends so. */
  public List<Request> requests(String pathEnd) {
    synchronized (requests) {
      return requests.stream().filter(request -> request.path.endsWith(pathEnd)).toList();
    }
  }

  /** The steps of a metric in the order they were stored. */
  public List<Long> steps(String metric) {
    List<Long> steps = new ArrayList<>();
    for (Request request : stored("/metrics")) {
      for (JsonNode columns : request.body.get("metrics")) {
        if (columns.get("name").asString().equals(metric)) {
          columns.get("steps").forEach(step -> steps.add(step.asLong()));
        }
      }
    }
    return steps;
  }

  /** The texts of the lines in the order they were stored. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Request request : stored("/logs")) {
      request.body.get("lines").forEach(line -> lines.add(line.get("text").asString()));
    }
    return lines;
  }

  /** The bodies of what was posted and accepted under a path that ends so. */
  public List<JsonNode> accepted(String pathEnd) {
    synchronized (requests) {
      return requests.stream().filter(r -> r.path.endsWith(pathEnd)).map(Request::body).toList();
    }
  }

  /** Whether something under a path that ends so was deleted. */
  public boolean deleted(String pathEnd) {
    synchronized (requests) {
      return requests.stream().anyMatch(r -> r.method.equals("DELETE") && r.path.endsWith(pathEnd));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] credentials = exchange.getRequestHeaders().getFirst("Authorization").split("~", 2);
      if (!credentials[0].equals("Bearer " + TOKEN)) {
        problem(exchange, 401, "the token is not known");
        return;
      }
      String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
      if (fences && credentials.length > 1 && isOver("/leases/" + credentials[1] + "/x")) {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        problem(exchange, 409, "the lease is over");
        return;
      }
      if (path.contains("/artifacts")) {
        files.handle(exchange, path);
        return;
      }
      if (forgets) {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        send(exchange, 200, new Wire.MetricsStored(1));
        return;
      }
      answer(exchange, read(exchange, path));
    }
  }

  private static Request read(HttpExchange exchange, String path) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    InputStream in = exchange.getRequestBody();
    boolean gzipped = "gzip".equals(headers.getFirst("Content-Encoding"));
    byte[] bytes = (gzipped ? new GZIPInputStream(in) : in).readAllBytes();
    String type = headers.getFirst("Content-Type");
    JsonNode body;
    if (PointBuffer.CONTENT_TYPE.equals(type)) {
      body = ColumnFrames.json(bytes);
    } else {
      body = bytes.length == 0 ? Wire.JSON.createObjectNode() : Wire.JSON.readTree(bytes);
    }
    return new Request(
        exchange.getRequestMethod(),
        path,
        headers.getFirst("Idempotency-Key"),
        type,
        bytes,
        body,
        System.nanoTime(),
        lease(headers));
  }

  private static @Nullable String lease(Headers headers) {
    String credentials = headers.getFirst("Authorization");
    int fence = credentials.indexOf('~');
    return fence < 0 ? null : credentials.substring(fence + 1);
  }

  private void answer(HttpExchange exchange, Request request) throws IOException {
    String path = request.path;
    if (path.endsWith("/metrics") && failed(exchange, request)) {
      return;
    }
    if (path.endsWith("/evaluations") && refusesEvaluationsWith > 0) {
      problem(exchange, refusesEvaluationsWith, "line 3: probability is 1.5; must be 0 to 1");
      return;
    }
    if (path.endsWith("/evaluations") && evaluationFailures > 0) {
      evaluationFailures--;
      problem(exchange, 503, "not now");
      return;
    }
    if (path.endsWith("/logs") && refusesLines) {
      problem(exchange, 404, "there are no logs here");
      return;
    }
    if (path.startsWith("/leases/") && isOver(path)) {
      problem(exchange, 409, "the lease has expired");
      return;
    }
    remember(request);
    if (path.endsWith("/wish")) {
      awaitWish(exchange, path);
      return;
    }
    if (path.endsWith("/heartbeat") && heartbeatHangs) {
      heartbeatHangs = false;
      hang();
    }
    if (path.equals("/agents")) {
      send(exchange, 200, new Wire.Agent(new AgentId(ID), "test", ttlSeconds, time, version));
    } else if (request.method.equals("DELETE")) {
      exchange.sendResponseHeaders(204, -1);
    } else if (path.endsWith("/lease")) {
      lease(exchange);
    } else if (path.equals("/runs")) {
      send(exchange, 201, run());
    } else if (path.startsWith("/runs/") && path.endsWith("/heartbeat")) {
      if (runEnded) {
        problem(exchange, 409, "the run has ended");
      } else {
        send(exchange, 200, Map.of("status", "RUNNING"));
      }
    } else if (path.startsWith("/runs/") && path.matches(".*/(finish|resume)")) {
      send(exchange, 200, run());
    } else if (path.endsWith("/heartbeat")) {
      send(
          exchange,
          200,
          new Wire.LeaseExtended(Instant.EPOCH, wish == Wire.Wish.STOP, wish == Wire.Wish.PAUSE));
    } else if (path.endsWith("/metrics") || path.endsWith("/logs")) {
      send(exchange, 200, new Wire.MetricsStored(1));
    } else if (path.endsWith("/finish") || path.endsWith("/release")) {
      ended.add(parent(path));
      pause(); // whoever waits for wishes hears of it first
      send(exchange, 200, job());
    } else if (path.endsWith("/start")) {
      send(exchange, 200, run());
    } else {
      send(exchange, 201, Map.of());
    }
  }

  private static void hang() {
    try {
      Thread.sleep(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOver(String path) {
    return leaseLost || ended.contains(parent(path));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** Shorter than was asked for: tests are in a hurry. */
  private void awaitWish(HttpExchange exchange, String path) throws IOException {
    String known = exchange.getRequestURI().getQuery();
    try {
      for (int i = 0; i < 20 && known.contains("after=" + wish + "&") && !isOver(path); i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isOver(path)) {
      problem(exchange, 409, "the lease has expired");
    } else {
      send(exchange, 200, new Wire.LeaseWish(wish));
    }
  }

  private void lease(HttpExchange exchange) throws IOException {
    if (tellsToEnd) {
      problem(exchange, 410, "the agent is to end");
      return;
    }
    try {
      // shorter than was asked for: tests are in a hurry
      Wire.Lease lease = leases.poll(200, TimeUnit.MILLISECONDS);
      if (lease == null) {
        exchange.sendResponseHeaders(204, -1);
      } else {
        send(exchange, 200, lease);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean failed(HttpExchange exchange, Request request) throws IOException {
    Integer status;
    synchronized (requests) {
      status = refusesAllWith > 0 ? Integer.valueOf(refusesAllWith) : failures.poll();
    }
    if (status == null) {
      return false;
    }
    if (storesBeforeFailing) {
      remember(request);
    }
    exchange.getResponseHeaders().add("Retry-After", String.valueOf(retryAfterSeconds));
    problem(exchange, status, "not now");
    return true;
  }

  private void remember(Request request) {
    synchronized (requests) {
      requests.add(request);
    }
  }

  private static Wire.Job job() {
    return new Wire.Job(
        new JobId(ID),
        "pretrain",
        Wire.JSON.createObjectNode(),
        new RunId(ID),
        Wire.JobStatus.FINISHED,
        Wire.Wish.GO_ON,
        0,
        List.of(),
        null,
        List.of(),
        0,
        10,
        null,
        1,
        null,
        null,
        null,
        Instant.EPOCH,
        null,
        null);
  }

  private static Wire.Run run() {
    return new Wire.Run(
        new RunId(ID),
        1,
        "run",
        null,
        null,
        Wire.RunStatus.RUNNING,
        Wire.JSON.createObjectNode(),
        Map.of(),
        0.0,
        "admin",
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static void problem(HttpExchange exchange, int status, String detail) throws IOException {
    send(exchange, status, new Wire.Problem(null, "No", status, detail, null, null));
  }

  static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Wire.JSON.writeValueAsBytes(body);
    String type = body instanceof Wire.Problem ? "application/problem+json" : "application/json";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
