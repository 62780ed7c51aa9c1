package dev.assay.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of predictions that goes to a server as CSV and is evaluated there. */
final class UploadedPredictions {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int POLL_MILLIS = 200;
  private static final double MEGABYTE = 1 << 20;

  private final String url;

  private UploadedPredictions(String url) {
    this.url = url;
  }

  static void measure(Path folder, int rows) throws IOException, InterruptedException {
    try (ConfigurableApplicationContext server = Server.start(folder)) {
      String port = server.getEnvironment().getRequiredProperty("local.server.port");
      new UploadedPredictions("http://127.0.0.1:" + port + "/api/v1/").measure(rows);
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private void measure(int rows) throws IOException, InterruptedException {
    String run =
        send("POST", "runs", "application/json", out -> out.write(bytes("{\"experiment\":\"e\"}")))
            .get("id")
            .asString();
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    System.gc(); // what was before is part of no figure
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    JsonNode evaluation =
        send("POST", "runs/" + run + "/evaluations?name=test", "text/csv", out -> csv(rows, out));
    double uploaded = seconds(start);
    while (!List.of("DONE", "FAILED").contains(evaluation.get("status").asString())) {
      Thread.sleep(POLL_MILLIS);
      evaluation = send("GET", "evaluations/" + evaluation.get("id").asString(), null, null);
    }
    if (!evaluation.get("status").asString().equals("DONE")) {
      throw new IllegalStateException(evaluation.toString());
    }
    double all = seconds(start);
    double peak = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MEGABYTE;
    Figures.value("upload of %,d rows as CSV, checked and kept".formatted(rows), uploaded, "s");
    Figures.value("their evaluation", all - uploaded, "s");
    Figures.note("of %d resamples", evaluation.at("/report/resamples").asInt());
    Figures.value("kept of them", evaluation.get("bytes").asLong() / MEGABYTE, "MB");
    Figures.atMost("most heap, by pools", peak, "MB", Runtime.getRuntime().maxMemory() / MEGABYTE);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void csv(int rows, OutputStream out) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    out.write(bytes("label,probability,time\n"));
    for (int i = 0; i < rows; i++) {
      double p = random.nextDouble();
      int y = random.nextDouble() < p ? 1 : 0;
      out.write(bytes(y + "," + p + "," + (1_767_225_600_000L + i * 1000L) + "\n"));
    }
  }

  private interface Body {
    void write(OutputStream out) throws IOException;
  }

  private JsonNode send(String method, String path, @Nullable String type, @Nullable Body body)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("Authorization", "Bearer " + Server.TOKEN);
    if (body != null) {
      connection.setRequestProperty("Content-Type", type);
      connection.setDoOutput(true);
      connection.setChunkedStreamingMode(0);
      try (OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 1 << 16)) {
        body.write(out);
      }
    }
    if (connection.getResponseCode() >= 400) {
      try (InputStream error = connection.getErrorStream()) {
        throw new IOException(new String(error.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    try (InputStream answer = connection.getInputStream()) {
      return JSON.readTree(answer);
    }
  }
}
