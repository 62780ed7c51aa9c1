package dev.assay.tracking;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of runs, as docs/artifacts.md says; listed flat, which the client need not notice. */
public final class FakeFiles {

  private final SortedMap<String, byte[]> content = new TreeMap<>();
  private final List<String> puts = new ArrayList<>();
  private int failures;
  private int damages;
  private int lengthened;
  private @Nullable Runnable beforeSend;
  private @Nullable String strangeName;

  /** By path. */
  public synchronized SortedMap<String, byte[]> content() {
    return new TreeMap<>(content);
  }

  /** The paths that were put, in order. */
  public synchronized List<String> puts() {
    return List.copyOf(puts);
  }

  /** So many of the next transfers are answered with 503. */
  public synchronized void fail(int times) {
    failures = times;
  }

  /** How many of the transfers to {@link #fail} are still to come. */
  public synchronized int failuresLeft() {
    return failures;
  }

  /** So many of the next files come with another first byte. */
  public synchronized void damage(int times) {
    damages = times;
  }

  /** So many of the next files come with more bytes at the end. */
  public synchronized void lengthen(int times) {
    lengthened = times;
  }

  /** Happens once, when the next file is asked for. */
  public synchronized void beforeSend(Runnable what) {
    beforeSend = what;
  }

  /** Files are put without being asked for. */
  public synchronized void set(Map<String, byte[]> files) {
    content.clear();
    content.putAll(files);
  }

  /** Each list has a file of that name too. */
  public synchronized void list(String name) {
    strangeName = name;
  }

  synchronized void handle(HttpExchange exchange, String address) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = param(exchange, "path");
    if (address.endsWith("/content") && failures > 0) {
      failures--;
      exchange.getResponseHeaders().add("Retry-After", "0");
      FakeServer.problem(exchange, 503, "not now");
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        if (!sha256(body).equals(exchange.getRequestHeaders().getFirst("X-Content-Sha256"))) {
          FakeServer.problem(exchange, 400, "the digest is another");
          return;
        }
        puts.add(path);
        content.put(path, body);
        FakeServer.send(exchange, 200, Map.of());
      }
      case "POST" -> replace(exchange, path, body);
      case "HEAD" -> {
        byte[] bytes = content.get(path);
        if (bytes == null) {
          exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
          exchange.sendResponseHeaders(404, -1);
        } else {
          exchange.getResponseHeaders().set("ETag", '"' + sha256(bytes) + '"');
          exchange.sendResponseHeaders(200, -1);
        }
      }
      default -> {
        if (address.endsWith("/content")) {
          send(exchange, path);
        } else {
          list(exchange, path);
        }
      }
    }
  }

  private void replace(HttpExchange exchange, String path, byte[] body) throws IOException {
    var request = Wire.JSON.readValue(body, Wire.ArtifactReplace.class);
    Map<String, byte[]> all = new TreeMap<>();
    content.values().forEach(bytes -> all.put(sha256(bytes), bytes));
    for (Wire.ArtifactReplace.File file : request.files()) {
      if (!all.containsKey(file.sha256())) {
        FakeServer.problem(exchange, 409, "the run has no content " + file.sha256());
        return;
      }
    }
    content.keySet().removeIf(p -> p.startsWith(path + "/") || p.startsWith(request.from() + "/"));
    for (Wire.ArtifactReplace.File file : request.files()) {
      content.put(path + "/" + file.path(), all.get(file.sha256()));
    }
    FakeServer.send(exchange, 200, Map.of());
  }

  private void send(HttpExchange exchange, String path) throws IOException {
    if (beforeSend != null) {
      Runnable first = beforeSend;
      beforeSend = null;
      first.run();
    }
    byte[] kept = content.get(path);
    if (kept == null) {
      FakeServer.problem(exchange, 404, "there is no artifact " + path);
      return;
    }
    byte[] bytes = kept.clone();
    if (lengthened > 0) {
      lengthened--;
      bytes = Arrays.copyOf(bytes, bytes.length + 1000);
    }
    if (damages > 0) {
      damages--;
      bytes[0]++;
    }
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void list(HttpExchange exchange, String path) throws IOException {
    List<Wire.ArtifactEntry> items = new ArrayList<>();
    content.forEach(
        (name, bytes) -> {
          if (name.startsWith(path + "/")) {
            items.add(new Wire.ArtifactEntry(name, "file", (long) bytes.length, sha256(bytes)));
          }
        });
    if (strangeName != null) {
      items.add(new Wire.ArtifactEntry(path + "/" + strangeName, "file", 1L, sha256(new byte[1])));
    }
    // pages of one, to see that all are asked for
    String cursor = param(exchange, "cursor");
    int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    FakeServer.send(
        exchange,
        200,
        new Wire.ArtifactPage(
            items.subList(Math.min(from, items.size()), Math.min(from + 1, items.size())),
            from + 1 < items.size() ? String.valueOf(from + 1) : null));
  }

  private static String param(HttpExchange exchange, String name) {
    for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
