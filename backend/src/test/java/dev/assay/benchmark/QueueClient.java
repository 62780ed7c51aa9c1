package dev.assay.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with a server as agents do; many threads may at once. */
final class QueueClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int NO_CONTENT = 204;

  private final String api;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  QueueClient(String url, String token) {
    this.api = url + "/api/v1";
    this.token = token;
  }

  /** The answer; empty when it has no content. */
  Optional<JsonNode> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  /** The same, where an answer without content is none. */
  JsonNode ask(String path, String body) throws IOException, InterruptedException {
    return post(path, body).orElseThrow(() -> new IOException(path + " was not answered"));
  }

  Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private Optional<JsonNode> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          answer.uri() + " is answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.statusCode() == NO_CONTENT
        ? Optional.empty()
        : Optional.of(JSON.readTree(answer.body()));
  }
}
