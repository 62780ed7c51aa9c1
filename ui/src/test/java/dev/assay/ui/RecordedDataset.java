package dev.assay.ui;

import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Data sets of made-up transactions, by the REST API as programs use it. */
public final class RecordedDataset {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final String[] CITIES = {"Oslo", "Bergen", "Tromsø", "Stavanger", "Hamar"};

  private RecordedDataset() {}

  /**
   * @param month 0 for the first; amounts rise with it, and from the second on a city is new
   */
  public static String transactions(int rows, int month) {
    Random random = new Random(month);
    StringBuilder csv =
        new StringBuilder("time,amount,duration_seconds,city,fraud,note,customer_id,unused\n");
    for (int i = 0; i < rows; i++) {
      double amount = Math.exp(3 + 0.4 * month + 0.8 * random.nextGaussian());
      int city = (int) Math.min(4, Math.abs(random.nextGaussian() * 1.6));
      csv.append(BEGIN.plus(Duration.ofDays(30L * month)).plusSeconds(30L * 86_400 * i / rows))
          .append(',')
          .append(Math.round(amount * 100) / 100.0)
          .append(',')
          .append(random.nextInt(20) == 0 ? "" : Math.abs(random.nextGaussian() * 40 + 120))
          .append(',')
          .append(month > 0 && city == 4 ? "Bodø" : CITIES[city])
          .append(',')
          .append(random.nextInt(50) < 1 + month)
          .append(',')
          .append(random.nextInt(3) == 0 ? "seen by <b>hand</b>" : "")
          .append(",c-")
          .append(random.nextInt(1_000_000))
          .append(",\n");
    }
    return csv.toString();
  }

  /** Sends a file; its path on the pages. */
  public static String upload(TestApi api, String name, String fileName, String note, String body) {
    Answer uploaded =
        api.send(
            api.request(
                    "/api/v1/datasets?name=%s&fileName=%s&note=%s"
                        .formatted(encoded(name), encoded(fileName), encoded(note)))
                .setHeader("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    if (uploaded.status() >= 300) {
      throw new IllegalStateException(uploaded.body());
    }
    String path = "/datasets/" + uploaded.json().get("dataset").asString();
    await(api, path + "/versions/" + uploaded.json().get("number").asInt());
    return path;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void await(TestApi api, String version) {
    long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (api.get("/api/v1" + version).json().get("state").asString().equals("PENDING")) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(version + " is not profiled");
      }
      Thread.onSpinWait();
    }
  }
}
