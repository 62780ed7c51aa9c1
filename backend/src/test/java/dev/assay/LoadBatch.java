package dev.assay;

import dev.assay.series.ColumnFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A batch of points that follows from its numbers. It begins with steps that the batch before had
 * too, so that one that is stored again too late can be seen, and has all kinds of values.
 *
 * @param client even ones send frames, odd ones JSON, each into metrics of its own
 */
record LoadBatch(String run, int client, int number) {
  private static final int NEW_STEPS = 40;
  private static final int STEPS_AGAIN = 5;
  private static final double[] UNUSUAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    Double.MIN_VALUE,
    Double.longBitsToDouble(0x7ff8_0000_0000_0123L) // a NaN that JSON cannot say
  };

  /**
   * What is stored at a step.
   *
   * @param bits of the value
   */
  record Point(long timeMillis, long bits) {}

  static List<String> metricsOf(int client) {
    return List.of("load/" + client + "/a", "load/" + client + "/b");
  }

  private boolean isFrame() {
    return client % 2 == 0;
  }

  UUID key() {
    return new UUID(client, number);
  }

  private long[] steps() {
    long first = (long) number * NEW_STEPS;
    return LongStream.range(Math.max(0, first - STEPS_AGAIN), first + NEW_STEPS).toArray();
  }

  private long time(long step) {
    return 1_767_225_600_000L + 250 * step + number;
  }

  private double value(int metric, long step) {
    SplittableRandom random = new SplittableRandom(31 * (31 * step + metric) + number);
    return random.nextInt(8) == 0
        ? UNUSUAL[random.nextInt(UNUSUAL.length - (isFrame() ? 0 : 1))]
        : random.nextGaussian();
  }

  /** How many points it has. */
  int size() {
    return metricsOf(client).size() * steps().length;
  }

  /** Writes it over what is there. */
  void addTo(Map<String, TreeMap<Long, Point>> stored) {
    for (int m = 0; m < metricsOf(client).size(); m++) {
      TreeMap<Long, Point> series =
          stored.computeIfAbsent(metricsOf(client).get(m), _ -> new TreeMap<>());
      for (long step : steps()) {
        series.put(step, new Point(time(step), Double.doubleToRawLongBits(value(m, step))));
      }
    }
  }

  HttpRequest request(String url, String token) {
    return HttpRequest.newBuilder(URI.create(url + "/api/v1/runs/" + run + "/metrics"))
        .header("Authorization", "Bearer " + token)
        .header("Idempotency-Key", key().toString())
        .header("Content-Type", isFrame() ? ColumnFrame.MEDIA_TYPE : "application/json")
        .POST(BodyPublishers.ofByteArray(body()))
        .build();
  }

  byte[] body() {
    return isFrame() ? frame() : json().getBytes(StandardCharsets.UTF_8);
  }

  private String json() {
    StringBuilder json = new StringBuilder();
    for (int m = 0; m < metricsOf(client).size(); m++) {
      int metric = m;
      String columns =
          "{\"name\":\"%s\",\"steps\":[%s],\"times\":[%s],\"values\":[%s]}"
              .formatted(
                  metricsOf(client).get(m),
                  column(Long::toString),
                  column(step -> Long.toString(time(step))),
                  column(step -> json(value(metric, step))));
      json.append(m == 0 ? "{\"metrics\":[" : ",").append(columns);
    }
    return json.append("]}").toString();
  }

  private String column(LongFunction<String> number) {
    return LongStream.of(steps()).mapToObj(number).collect(Collectors.joining(","));
  }

  private static String json(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"";
  }

  private byte[] frame() {
    long[] steps = steps();
    String header =
        metricsOf(client).stream()
            .map(name -> "{\"name\":\"%s\",\"points\":%d}".formatted(name, steps.length))
            .collect(Collectors.joining(",", "{\"metrics\":[", "]}"));
    ByteBuffer columns =
        ByteBuffer.allocate(size() * 3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int m = 0; m < metricsOf(client).size(); m++) {
      LongStream.of(steps).forEach(columns::putLong);
      LongStream.of(steps).map(this::time).forEach(columns::putLong);
      for (long step : steps) {
        columns.putLong(Double.doubleToRawLongBits(value(m, step)));
      }
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ColumnFrame.writeHeader(out, header.getBytes(StandardCharsets.UTF_8));
      out.write(columns.array());
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
