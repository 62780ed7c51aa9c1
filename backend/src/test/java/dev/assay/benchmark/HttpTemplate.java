package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
import dev.assay.series.PointBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A request whose bytes are made once; from one sending to the next only its steps and times
 * change, so that the client takes little from the machine that it shares with the server.
 *
 * <p>In JSON a number is overwritten by one of as many digits.
 */
final class HttpTemplate {
  /** Steps start here, so that they keep their digits. */
  static final long FIRST_STEP = 1_000_000_000;

  private static final byte[] MAGIC = {'A', 'S', 'C', '1'};
  private static final int WORD = 8;

  private final HttpForm form;
  private final long stepsApart;
  private final long[] steps;
  private final long[] times;
  private final int[] stepAt;
  private final int[] timeAt;
  private final ByteBuffer request;
  private boolean sent;

  /**
   * @param head the first line of the request, and its headers that do not depend on the body
   * @param stepsApart by so much the steps grow from one sending to the next
   */
  HttpTemplate(String head, HttpForm form, MetricBatch batch, long stepsApart) {
    this.form = form;
    this.stepsApart = stepsApart;
    PointBatch points = batch.points();
    this.steps = points.steps().clone();
    this.times = points.timesMillis().clone();
    this.stepAt = new int[points.size()];
    this.timeAt = new int[points.size()];
    byte[] body = form == HttpForm.JSON ? json(batch) : columns(batch);
    byte[] headers =
        (head
                + "Content-Type: "
                + form.mediaType()
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < steps.length; i++) {
      stepAt[i] += headers.length;
      timeAt[i] += headers.length;
    }
    request =
        ByteBuffer.allocateDirect(headers.length + body.length).order(ByteOrder.LITTLE_ENDIAN);
    request.put(headers).put(body);
  }

  int points() {
    return steps.length;
  }

  /** The next request, to be read; valid until the one after it. */
  ByteBuffer next() {
    if (sent) {
      for (int i = 0; i < steps.length; i++) {
        steps[i] += stepsApart;
        times[i] += stepsApart;
        put(stepAt[i], steps[i]);
        put(timeAt[i], times[i]);
      }
    }
    sent = true;
    return again();
  }

  /** The last request once more. */
  ByteBuffer again() {
    return request.rewind();
  }

  private void put(int at, long number) {
    if (form == HttpForm.COLUMNS) {
      request.putLong(at, number);
      return;
    }
    int digits = number < 10 * FIRST_STEP ? 10 : 13;
    for (int i = at + digits - 1; i >= at; i--) {
      request.put(i, (byte) ('0' + number % 10));
      number /= 10;
    }
  }

  private byte[] json(MetricBatch batch) {
    PointBatch points = batch.points();
    StringBuilder json = new StringBuilder("{\"metrics\":[");
    for (int start = 0, end; start < points.size(); start = end) {
      end = endOfMetric(points, start);
      json.append(start == 0 ? "" : ",").append("{\"name\":\"");
      json.append(batch.names().get(points.metricIds()[start])).append("\",\"steps\":[");
      for (int i = start; i < end; i++) {
        json.append(i == start ? "" : ",");
        stepAt[i] = json.length(); // characters are bytes here
        json.append(steps[i]);
      }
      json.append("],\"times\":[");
      for (int i = start; i < end; i++) {
        json.append(i == start ? "" : ",");
        timeAt[i] = json.length();
        json.append(times[i]);
      }
      json.append("],\"values\":[");
      for (int i = start; i < end; i++) {
        double value = points.values()[i];
        json.append(i == start ? "" : ",");
        json.append(Double.isFinite(value) ? shortest(value) : "\"" + value + "\"");
      }
      json.append("]}");
    }
    return json.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Numbers of single precision are written as such, as clients do. */
  private static String shortest(double value) {
    return (float) value == value ? Float.toString((float) value) : Double.toString(value);
  }

  private byte[] columns(MetricBatch batch) {
    PointBatch points = batch.points();
    byte[] header = columnsHeader(batch);
    int padded = Math.ceilDiv(WORD + header.length, WORD) * WORD;
    ByteBuffer frame =
        ByteBuffer.allocate(padded + 3 * WORD * points.size()).order(ByteOrder.LITTLE_ENDIAN);
    frame.put(MAGIC).putInt(header.length).put(header).position(padded);
    for (int start = 0, end; start < points.size(); start = end) {
      end = endOfMetric(points, start);
      for (int i = start; i < end; i++) {
        stepAt[i] = frame.position();
        frame.putLong(steps[i]);
      }
      for (int i = start; i < end; i++) {
        timeAt[i] = frame.position();
        frame.putLong(times[i]);
      }
      for (int i = start; i < end; i++) {
        frame.putDouble(points.values()[i]);
      }
    }
    return frame.array();
  }

  private static byte[] columnsHeader(MetricBatch batch) {
    PointBatch points = batch.points();
    StringBuilder json = new StringBuilder("{\"metrics\":[");
    for (int start = 0, end; start < points.size(); start = end) {
      end = endOfMetric(points, start);
      String name = batch.names().get(points.metricIds()[start]);
      json.append(start == 0 ? "" : ",");
      json.append("{\"name\":\"%s\",\"points\":%d}".formatted(name, end - start));
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int endOfMetric(PointBatch points, int start) {
    int end = start;
    while (end < points.size() && points.metricIds()[end] == points.metricIds()[start]) {
      end++;
    }
    return end;
  }
}
