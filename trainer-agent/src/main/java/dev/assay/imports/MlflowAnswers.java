package dev.assay.imports;

import dev.assay.tracking.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions to an MLflow server. One that does not answer or is overloaded is asked again as long
 * as patience lasts.
 */
final class MlflowAnswers {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final int UNAUTHORIZED = 401;
  private static final Set<Integer> OVERLOADED = Set.of(429, 502, 503, 504);

  /**
   * What it cannot answer, such as for a file store that it does not reach, it seldom can later.
   */
  private static final int TRIES_OF_ERRORS = 3;

  private static final int LONGEST_REASON = 300;

  /** Python's JSON has bare NaN and Infinity. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  private final String server;
  private final @Nullable String authorization;
  private final Patience patience;
  private final RandomGenerator random;

  /** The server said no to one question. */
  static final class Refused extends IOException {
    Refused(String message) {
      super(message);
    }
  }

  /**
   * @param server its address, with or without a path
   * @param authorization the header's value; null for none
   */
  MlflowAnswers(
      URI server, @Nullable String authorization, Patience patience, RandomGenerator random) {
    this.server = server.toString().replaceAll("/+$", "");
    this.authorization = authorization;
    this.patience = patience;
    this.random = random;
  }

  /** Asks by the words of the query. */
  JsonNode get(String path, Map<String, String> query) throws IOException, InterruptedException {
    return json(send(request(path + "?" + encoded(query)).GET().build()));
  }

  /** Asks by a body. */
  JsonNode search(String path, Object body) throws IOException, InterruptedException {
    var content = BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    return json(
        send(request(path).header("Content-Type", "application/json").POST(content).build()));
  }

  /** A file, as it comes. */
  Relay.Body open(String path, Map<String, String> query) throws IOException, InterruptedException {
    String address = query.isEmpty() ? path : path + "?" + encoded(query);
    HttpResponse<InputStream> answer = send(request(address).GET().build());
    return new Relay.Body(
        answer.body(), answer.headers().firstValueAsLong("Content-Length").orElse(-1));
  }

  /** The names of a path, with the slashes between them kept. */
  static String encodedPath(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static String encoded(Map<String, String> query) {
    return query.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER_TIMEOUT);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request;
  }

  private JsonNode json(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream body = answer.body()) {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new Refused("%s answered what is no JSON".formatted(answer.uri()));
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.total().toNanos();
    for (int tries = 1; ; tries++) {
      String trouble;
      try {
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        int status = answer.statusCode();
        if (status < 300) {
          return answer;
        }
        trouble = "%s answered %d: %s".formatted(request.uri(), status, reason(answer));
        if (status == UNAUTHORIZED) {
          throw new Source.Unreachable(trouble + "; see MLFLOW_TRACKING_USERNAME and _TOKEN");
        }
        if (!OVERLOADED.contains(status) && (status < 500 || tries == TRIES_OF_ERRORS)) {
          throw new Refused(trouble);
        }
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        trouble = "%s does not answer: %s".formatted(server, e);
      }
      Duration pause = patience.pause(tries, random);
      if (System.nanoTime() + pause.toNanos() > deadline) {
        throw new Source.Unreachable(trouble);
      }
      Thread.sleep(pause);
    }
  }

  private static String reason(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream body = answer.body()) {
      String text = new String(body.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8);
      return text.strip().replaceAll("\\s+", " ");
    }
  }
}
