package dev.assay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server's REST API as a program uses it: real HTTP, with the administrator's token unless told
 * otherwise.
 */
@TestComponent
public class TestApi {
  public static final String ADMIN_PASSWORD = "correct horse battery staple";
  public static final String ADMIN_TOKEN = "assay_token-of-the-tests-0123456789";
  public static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Path GOLDEN = Path.of("../docs/api");

  private final Environment environment;
  private final HttpClient http = HttpClient.newHttpClient();

  TestApi(Environment environment) {
    this.environment = environment;
  }

  public record Answer(int status, Map<String, List<String>> headers, String body) {
    public JsonNode json() {
      return JSON.readTree(body);
    }

    public String header(String name) {
      return String.join(",", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port") + path;
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  /** The same as typed arrays. */
  public TestFrame frame(String path) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              request(path).header("Accept", TestFrame.MEDIA_TYPE).GET().build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + " is answered " + response.statusCode());
      }
      return TestFrame.read(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public Answer put(String path, String body) {
    return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + ADMIN_TOKEN);
  }

  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).header("Content-Type", "application/json");
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An example of the wire format that both sides' tests read. */
  public static String golden(String name) {
    try {
      return Files.readString(GOLDEN.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The names of all fields of a golden file, nested ones by path; those of {@code params} and
   * {@code tags} apart.
   */
  public static Set<String> fields(JsonNode json) {
    Set<String> fields = new HashSet<>();
    collect(json, "", fields);
    return fields;
  }

  private static void collect(JsonNode json, String path, Set<String> fields) {
    if (json instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              e -> {
                fields.add(path + e.getKey());
                if (!Set.of("params", "tags").contains(e.getKey())) {
                  collect(e.getValue(), path + e.getKey() + ".", fields);
                }
              });
    } else if (json.isArray()) {
      json.forEach(item -> collect(item, path + "[].", fields));
    }
  }
}
