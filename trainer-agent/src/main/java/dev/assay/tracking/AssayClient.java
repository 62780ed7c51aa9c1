package dev.assay.tracking;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests to an Assay server. A request that finds no server, an overloaded one (429) or one in
 * trouble (5xx) is tried again as long as the client's {@link Patience} lasts, after the time that
 * it asked for in Retry-After and a random while. All requests may be repeated safely, but {@link
 * #createJob} and {@link #createRun}, which are tried once. What a run records goes through a
 * {@link RunLog}.
 *
 * <p>Every method throws {@link ServerException.Refused} when the server refuses and {@link
 * ServerException.Unavailable} when patience ends. Safe for use by several threads.
 */
public final class AssayClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** All rows are read before the answer. */
  private static final Duration EVALUATION_TIMEOUT = Duration.ofMinutes(5);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final OpenOption[] ANEW = {
    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING
  };
  private static final long LARGE = 1_000_000;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NO_CONTENT = 204;
  private static final String FENCE = "~";

  private final HttpClient http;
  private final URI server;
  private final String token;
  private final @Nullable LeaseId lease;
  private final Supplier<Patience> patience;
  private final RandomGenerator random;

  /**
   * @param server where the server is, without the path of the API
   * @param token an API token
   * @param random spreads the retries of many clients
   */
  public AssayClient(URI server, String token, Patience patience, RandomGenerator random) {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build(),
        server,
        token,
        null,
        () -> patience,
        random);
  }

  private AssayClient(
      HttpClient http,
      URI server,
      String token,
      @Nullable LeaseId lease,
      Supplier<Patience> patience,
      RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.lease = lease;
    this.patience = patience;
    this.random = random;
  }

  /** The same client with another patience. */
  public AssayClient with(Patience other) {
    return with(() -> other);
  }

  /**
   * The same client with another patience, which may change while a request is tried.
   *
   * @param other asked before each further try
   */
  public AssayClient with(Supplier<Patience> other) {
    return new AssayClient(http, server, token, lease, other, random);
  }

  /**
   * The same client for work under a lease: the server refuses (409) what it writes once the lease
   * is lost, so that it cannot spoil the run of its successor. Null for one without.
   */
  public AssayClient under(@Nullable LeaseId other) {
    return new AssayClient(http, server, token, other, patience, random);
  }

  /** What this client works under; null without. */
  @Nullable LeaseId lease() {
    return lease;
  }

  /** What stands for the token under the client's lease: {@code TOKEN~LEASE}. */
  public String credentials() {
    return lease == null ? token : token + FENCE + lease;
  }

  /** Where the server is. */
  public URI server() {
    return server;
  }

  /**
   * Whether the way to the server is short and broad, so that compressing costs more than it saves.
   */
  boolean isOnThisMachine() {
    return LOOPBACK.contains(server.getHost());
  }

  /** Returns once a server answers. */
  public void awaitServer() throws InterruptedException {
    exchange("GET", server.resolve("/health"), null, ANSWER_TIMEOUT);
  }

  public Wire.Agent register(Wire.AgentRegister agent) throws InterruptedException {
    return post("/agents", agent, Wire.Agent.class);
  }

  /**
   * Waits on the server for a job; empty when none came. Refused with 410 when the agent is to end.
   *
   * @param slot which of the agent's slots waits, from 0
   */
  public Optional<Wire.Lease> lease(AgentId agent, int slot, Duration wait)
      throws InterruptedException {
    var request = new Wire.LeaseRequest((int) wait.toSeconds(), slot);
    HttpResponse<byte[]> answer =
        exchange("POST", api("/agents/" + agent + "/lease"), request, ANSWER_TIMEOUT.plus(wait));
    return answer.statusCode() == NO_CONTENT
        ? Optional.empty()
        : Optional.of(read(answer, Wire.Lease.class));
  }

  /**
   * Tells the server that a slot's wait for a job, cut short on this side, is over; else it might
   * be given one.
   */
  public void stopWaiting(AgentId agent, int slot) throws InterruptedException {
    exchange("DELETE", api("/agents/" + agent + "/lease?slot=" + slot), null, ANSWER_TIMEOUT);
  }

  /** What a heartbeat of a lease finds. */
  public sealed interface LeaseState {

    /** The lease goes on; the server may want the work to pause or stop. */
    record Held(Wire.Wish wish) implements LeaseState {}

    /** The job is somebody else's now, or nobody's. */
    record Lost(String reason) implements LeaseState {}
  }

  /**
   * @param progress 0 to 1; null leaves it as it is
   * @param timeout how long one try waits for the answer; the lease runs out meanwhile
   */
  public LeaseState heartbeat(LeaseId lease, @Nullable Double progress, Duration timeout)
      throws InterruptedException {
    try {
      var body = new Wire.Heartbeat(progress);
      var answer =
          read(
              exchange("POST", api("/leases/" + lease + "/heartbeat"), body, timeout),
              Wire.LeaseExtended.class);
      return new LeaseState.Held(
          answer.stopRequested()
              ? Wire.Wish.STOP
              : answer.pauseRequested() ? Wire.Wish.PAUSE : Wire.Wish.GO_ON);
    } catch (ServerException.Refused e) {
      return lost(e);
    }
  }

  private static LeaseState lost(ServerException.Refused e) {
    if (e.status() == CONFLICT) {
      return new LeaseState.Lost(String.valueOf(e.getMessage()));
    }
    throw e;
  }

  /**
   * Waits on the server until something else is wanted of the holder of a lease than it knows.
   *
   * @param known what is wanted as far as the holder knows; it is answered when the wait is over
   * @param wait at most 50 s
   */
  public LeaseState awaitWish(LeaseId lease, Wire.Wish known, Duration wait)
      throws InterruptedException {
    try {
      String path =
          "/leases/%s/wish?after=%s&waitSeconds=%d".formatted(lease, known, wait.toSeconds());
      var answer =
          read(exchange("GET", api(path), null, ANSWER_TIMEOUT.plus(wait)), Wire.LeaseWish.class);
      return new LeaseState.Held(answer.wish());
    } catch (ServerException.Refused e) {
      return lost(e);
    }
  }

  public void finish(LeaseId lease, Wire.LeaseFinish finish) throws InterruptedException {
    post("/leases/" + lease + "/finish", finish, Wire.Job.class);
  }

  public void release(LeaseId lease, String reason) throws InterruptedException {
    post("/leases/" + lease + "/release", new Wire.LeaseRelease(reason), Wire.Job.class);
  }

  public Wire.Run start(RunId run, Wire.RunStart start) throws InterruptedException {
    return post("/runs/" + run + "/start", start, Wire.Run.class);
  }

  /** Delivers what a run records; but for a sample, a second time changes nothing. */
  void deliver(RunId run, Parcel parcel) throws InterruptedException {
    HttpRequest.Builder request =
        request(api("/runs/" + run + "/" + parcel.kind().path), parcel.kind().contentType)
            .header("Idempotency-Key", parcel.key().toString())
            .timeout(ANSWER_TIMEOUT)
            .method(parcel.kind().method, BodyPublishers.ofByteArray(parcel.body()));
    if (parcel.gzipped()) {
      request.header("Content-Encoding", "gzip");
    }
    exchange(request.build());
  }

  public Wire.Job createJob(Wire.JobCreate job) throws InterruptedException {
    return with(Patience.none()).post("/jobs", job, Wire.Job.class);
  }

  public Wire.Run run(RunId run) throws InterruptedException {
    return get("/runs/" + run, Wire.Run.class);
  }

  public Wire.MetricList metrics(RunId run) throws InterruptedException {
    return get("/runs/" + run + "/metrics", Wire.MetricList.class);
  }

  public Wire.SampleList samples(RunId run) throws InterruptedException {
    return get("/runs/" + run + "/samples", Wire.SampleList.class);
  }

  /**
   * Starts a sweep; tried once, for a second time would start a second one.
   *
   * @param specification YAML or JSON
   */
  public ObjectNode createSweep(String specification) throws InterruptedException {
    HttpRequest request =
        request(api("/sweeps"), "application/yaml")
            .timeout(ANSWER_TIMEOUT)
            .POST(BodyPublishers.ofString(specification))
            .build();
    return read(with(Patience.none()).exchange(request), ObjectNode.class);
  }

  /**
   * What there is of sweeps.
   *
   * @param path behind {@code /sweeps}: {@code /ID}, {@code /ID/trials?limit=10}
   */
  public ObjectNode sweeps(String path) throws InterruptedException {
    return get("/sweeps" + path, ObjectNode.class);
  }

  /**
   * Changes a sweep.
   *
   * @param how stop, pause, resume, extend
   */
  public ObjectNode changeSweep(UUID sweep, String how, Map<String, ?> body)
      throws InterruptedException {
    return post("/sweeps/" + sweep + "/" + how, body, ObjectNode.class);
  }

  /** Makes a run that is executed now; tried once, for a second time would make a second one. */
  public Wire.Run createRun(Wire.RunCreate run) throws InterruptedException {
    return with(Patience.none()).post("/runs", run, Wire.Run.class);
  }

  /** A run that has ended, or was lost, goes on. */
  public Wire.Run resume(RunId run) throws InterruptedException {
    return post("/runs/" + run + "/resume", Map.of(), Wire.Run.class);
  }

  /**
   * Tells that the run is alive.
   *
   * @throws ServerException.Refused with 409 when the run has ended
   */
  public void heartbeat(RunId run, double progress) throws InterruptedException {
    exchange(
        "POST", api("/runs/" + run + "/heartbeat"), new Wire.Heartbeat(progress), ANSWER_TIMEOUT);
  }

  public Wire.Run finish(RunId run, Wire.RunFinish end) throws InterruptedException {
    return post("/runs/" + run + "/finish", end, Wire.Run.class);
  }

  /**
   * Records a run that was executed elsewhere; where one was imported from the same place before,
   * that is it.
   */
  public Wire.Run importRun(Wire.RunImport run) throws InterruptedException {
    return post("/runs", run, Wire.Run.class);
  }

  /** Makes an experiment; refused (409) when there is one of that name. */
  public Wire.Experiment createExperiment(Wire.ExperimentCreate experiment)
      throws InterruptedException {
    return post("/experiments", experiment, Wire.Experiment.class);
  }

  public Wire.Experiment experiment(long id) throws InterruptedException {
    return get("/experiments/" + id, Wire.Experiment.class);
  }

  public void tagExperiment(long id, Map<String, String> tags) throws InterruptedException {
    exchange("PUT", api("/experiments/" + id + "/tags"), tags, ANSWER_TIMEOUT);
  }

  /** Replaces the notes of an experiment. */
  public void describeExperiment(long id, String notes) throws InterruptedException {
    exchange("PATCH", api("/experiments/" + id), Map.of("notes", notes), ANSWER_TIMEOUT);
  }

  /** Adds params to those the run has. */
  public void addParams(RunId run, ObjectNode params) throws InterruptedException {
    exchange("PUT", api("/runs/" + run + "/params"), params, ANSWER_TIMEOUT);
  }

  /** Sets tags; one that is set already gets the new value. */
  public void addTags(RunId run, Map<String, String> tags) throws InterruptedException {
    exchange("PUT", api("/runs/" + run + "/tags"), tags, ANSWER_TIMEOUT);
  }

  /** Adds to the datasets that the run was given. */
  public void addInputs(RunId run, Wire.Inputs inputs) throws InterruptedException {
    exchange("PUT", api("/runs/" + run + "/inputs"), inputs, ANSWER_TIMEOUT);
  }

  /** Replaces the notes of a run. */
  public void describe(RunId run, String notes) throws InterruptedException {
    exchange("PATCH", api("/runs/" + run), Map.of("notes", notes), ANSWER_TIMEOUT);
  }

  /** Makes a run a part of another. */
  public void setParent(RunId run, RunId parent) throws InterruptedException {
    exchange("PATCH", api("/runs/" + run), Map.of("parent", parent), ANSWER_TIMEOUT);
  }

  /**
   * Stores points at once, at most 100,000.
   *
   * @param key the server stores what comes under one key once, however often it comes
   * @param frame of a {@link PointBuffer}
   */
  public void storePoints(RunId run, UUID key, int points, byte[] frame)
      throws InterruptedException {
    var parcel = new Parcel(Parcel.Kind.POINTS, key, points, false, frame);
    deliver(run, isOnThisMachine() ? parcel : parcel.smaller());
  }

  public Wire.Run finish(RunId run, Wire.RunEnd end) throws InterruptedException {
    return post("/runs/" + run + "/finish", end, Wire.Run.class);
  }

  /**
   * Has predictions evaluated that are among the run's files; for the same content and name a
   * second time changes nothing.
   *
   * @throws ServerException.Refused with 404 by a server that does not evaluate; with 400 when the
   *     predictions are not as they must be
   */
  public void evaluate(RunId run, Wire.EvaluationCreate predictions) throws InterruptedException {
    exchange("POST", api("/runs/" + run + "/evaluations"), predictions, EVALUATION_TIMEOUT);
  }

  /** Takes the run out of sight; it can be restored until it is purged. */
  public void delete(RunId run) throws InterruptedException {
    exchange("DELETE", api("/runs/" + run), null, ANSWER_TIMEOUT);
  }

  /** The file that a run has at that path. */
  public Optional<Wire.StoredArtifact> artifact(RunId run, String path)
      throws InterruptedException {
    try {
      HttpHeaders headers =
          exchange("HEAD", artifactContent(run, path), null, ANSWER_TIMEOUT).headers();
      String tag = headers.firstValue("ETag").orElse("").replace("\"", "");
      long bytes = headers.firstValueAsLong("Content-Length").orElse(-1);
      return Optional.of(new Wire.StoredArtifact(bytes, tag));
    } catch (ServerException.Refused e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Puts a file of a run, in place of one that is there.
   *
   * @param content the bytes, from their beginning each time it is subscribed to
   * @param timeout how long one try waits for the answer
   */
  public void putArtifact(RunId run, String path, BodyPublisher content, Duration timeout)
      throws InterruptedException {
    exchange(put(artifactContent(run, path), content, timeout).build());
  }

  /** The same of a file whose digest is known; the server refuses other bytes. */
  void putArtifact(RunId run, String path, Path file, String sha256, Duration timeout)
      throws IOException, InterruptedException {
    exchange(
        put(artifactContent(run, path), BodyPublishers.ofFile(file), timeout)
            .header("X-Content-Sha256", sha256)
            .build());
  }

  private HttpRequest.Builder put(URI address, BodyPublisher content, Duration timeout) {
    return request(address, "application/octet-stream")
        .timeout(timeout)
        // a large file that is refused need not be sent for that
        .expectContinue(content.contentLength() > LARGE)
        .PUT(content);
  }

  /** Some of what is in a folder of a run's files; nothing when there is no such folder. */
  Wire.ArtifactPage artifacts(RunId run, String folder, @Nullable String cursor)
      throws InterruptedException {
    String path = "/runs/" + run + "/artifacts?limit=1000&path=" + encoded(folder);
    return get(
        cursor == null ? path : path + "&cursor=" + encoded(cursor), Wire.ArtifactPage.class);
  }

  /** Makes a folder consist of some of the run's files and nothing else, all at once. */
  void replaceArtifacts(RunId run, String folder, Wire.ArtifactReplace files)
      throws InterruptedException {
    exchange(
        "POST",
        api("/runs/" + run + "/artifacts/replace?path=" + encoded(folder)),
        files,
        ANSWER_TIMEOUT);
  }

  /**
   * Writes a file of a run to one here, in place of what is in it.
   *
   * @param bytes that it has, as it is listed
   * @throws BoundedBody.TooLong when more come: the file is another one by now
   * @param timeout how long one try takes at most, with all of the content
   */
  void readArtifact(RunId run, String path, Path into, long bytes, Duration timeout)
      throws InterruptedException {
    HttpRequest request =
        request(artifactContent(run, path), "application/json").timeout(timeout).GET().build();
    BodyHandler<byte[]> body =
        answer ->
            answer.statusCode() < 300
                ? BodySubscribers.mapping(
                    new BoundedBody(BodySubscribers.ofFile(into, ANEW), bytes), _ -> new byte[0])
                : BodySubscribers.ofByteArray();
    untilFinal(() -> sendWithin(request, body, timeout));
  }

  /** Limits the time that the content takes too, which the request's own timeout does not. */
  private HttpResponse<byte[]> sendWithin(
      HttpRequest request, BodyHandler<byte[]> body, Duration timeout)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, body);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it took longer than " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof BoundedBody.TooLong tooLong) {
          throw tooLong; // as it would be the next time
        }
      }
      throw new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private URI artifactContent(RunId run, String path) {
    return api("/runs/" + run + "/artifacts/content?path=" + encoded(path));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private URI api(String path) {
    return server.resolve("/api/v1" + path);
  }

  private <T> T get(String path, Class<T> type) throws InterruptedException {
    return read(exchange("GET", api(path), null, ANSWER_TIMEOUT), type);
  }

  private <T> T post(String path, Object body, Class<T> type) throws InterruptedException {
    return read(exchange("POST", api(path), body, ANSWER_TIMEOUT), type);
  }

  private static <T> T read(HttpResponse<byte[]> answer, Class<T> type) {
    try {
      return Wire.JSON.readValue(answer.body(), type);
    } catch (JacksonException e) {
      throw new ServerException.Unavailable(
          "%s answered what is no %s: %s"
              .formatted(answer.uri(), type.getSimpleName(), e.getOriginalMessage()),
          e);
    }
  }

  private HttpResponse<byte[]> exchange(
      String method, URI address, @Nullable Object body, Duration timeout)
      throws InterruptedException {
    var content =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(body));
    return exchange(
        request(address, "application/json").timeout(timeout).method(method, content).build());
  }

  private HttpRequest.Builder request(URI address, String contentType) {
    return HttpRequest.newBuilder(address)
        .header("Authorization", "Bearer " + credentials())
        .header("Content-Type", contentType);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws InterruptedException {
    return untilFinal(() -> http.send(request, BodyHandlers.ofByteArray()));
  }

  /** One try of a request. */
  private interface Try {
    HttpResponse<byte[]> send() throws IOException, InterruptedException;
  }

  /** Sends until there is an answer that is final, or patience ends. */
  private HttpResponse<byte[]> untilFinal(Try request) throws InterruptedException {
    long began = System.nanoTime();
    for (int tries = 1; ; tries++) {
      try {
        return exchangeOnce(request);
      } catch (ServerException.Unavailable e) {
        Duration pause = pauseAfter(e, tries);
        if (System.nanoTime() - began + pause.toNanos() > patience.get().total().toNanos()) {
          throw e;
        }
        Thread.sleep(pause);
      }
    }
  }

  private HttpResponse<byte[]> exchangeOnce(Try request) throws InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer = request.send();
    } catch (IOException e) {
      throw new ServerException.Unavailable("%s does not answer: %s".formatted(server, e), e);
    }
    int status = answer.statusCode();
    if (status < 300) {
      return answer;
    }
    if (status < 500 && status != TOO_MANY_REQUESTS && isProblem(answer)) {
      throw new ServerException.Refused(status, detail(answer), errors(answer));
    }
    throw new ServerException.Unavailable(detail(answer), null, retryAfter(answer));
  }

  /** What the server itself refuses is one; a proxy's page while it is being replaced is none. */
  private static boolean isProblem(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("application/problem+json"))
        .isPresent();
  }

  /**
   * How long to wait before a further try: what the server asked for and then a random while, since
   * it asks many for the same; without its wish that of the patience.
   */
  Duration pauseAfter(ServerException.Unavailable trouble, int tries) {
    return trouble.retryAfter().orElse(Duration.ZERO).plus(patience.get().pause(tries, random));
  }

  private static @Nullable Duration retryAfter(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,5}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(null);
  }

  private static List<Wire.Problem.FieldError> errors(HttpResponse<byte[]> answer) {
    try {
      @Nullable List<Wire.Problem.FieldError> errors =
          Wire.JSON.readValue(answer.body(), Wire.Problem.class).errors();
      return errors == null ? List.of() : errors;
    } catch (JacksonException e) {
      return List.of();
    }
  }

  /** The problem's detail where there is one, else the status. */
  private static String detail(HttpResponse<byte[]> answer) {
    String plain = "%s answered %d".formatted(answer.uri(), answer.statusCode());
    try {
      String detail = Wire.JSON.readValue(answer.body(), Wire.Problem.class).detail();
      return detail == null ? plain : detail;
    } catch (JacksonException e) {
      return plain;
    }
  }
}
