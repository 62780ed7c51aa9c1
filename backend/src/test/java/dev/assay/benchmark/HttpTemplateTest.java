package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.ingest.MetricBatch;
import dev.assay.series.PointBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HttpTemplateTest {
  private static final long STEP = HttpTemplate.FIRST_STEP;
  private static final MetricBatch BATCH =
      new MetricBatch(
          List.of("train/loss", "lr"),
          new PointBatch(
              new int[] {0, 0, 1},
              new long[] {STEP, STEP + 1, STEP},
              new long[] {1_767_225_600_000L, 1_767_225_600_250L, 1_767_225_600_000L},
              new double[] {(float) 5.5, Double.NaN, 3e-4}));

  @Test
  void the_second_json_request_has_later_steps_and_times_and_is_as_long() {
    HttpTemplate template = new HttpTemplate("POST / HTTP/1.1\r\n", HttpForm.JSON, BATCH, 40);
    int length = template.next().remaining();
    String request = StandardCharsets.US_ASCII.decode(template.next()).toString();
    assertThat(request)
        .hasSize(length)
        .startsWith("POST / HTTP/1.1\r\nContent-Type: application/json");
    JsonNode metrics = TestApi.JSON.readTree(body(request)).get("metrics");
    assertThat(metrics.get(0).toString())
        .isEqualTo(
            """
            {"name":"train/loss","steps":[1000000040,1000000041],\
            "times":[1767225600040,1767225600290],"values":[5.5,"NaN"]}""");
    assertThat(metrics.get(1).get("name").asString()).isEqualTo("lr");
    assertThat(metrics.get(1).get("steps").get(0).asLong()).isEqualTo(STEP + 40);
    assertThat(metrics.get(1).get("values").get(0).asDouble()).isEqualTo(3e-4);
  }

  @Test
  void the_second_request_in_columns_has_later_steps_and_times() {
    HttpTemplate template = new HttpTemplate("POST / HTTP/1.1\r\n", HttpForm.COLUMNS, BATCH, 40);
    template.next();
    ByteBuffer request = template.next();
    byte[] bytes = new byte[request.remaining()];
    request.get(bytes);
    int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    ByteBuffer frame =
        ByteBuffer.wrap(bytes, start, bytes.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[4];
    frame.get(magic);
    assertThat(magic).asString(StandardCharsets.US_ASCII).isEqualTo("ASC1");
    byte[] header = new byte[frame.getInt()];
    frame.get(header);
    assertThat(header)
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            """
            {"metrics":[{"name":"train/loss","points":2},{"name":"lr","points":1}]}""");
    frame.position(Math.ceilDiv(8 + header.length, 8) * 8);
    assertThat(longs(frame, 2)).containsExactly(STEP + 40, STEP + 41);
    assertThat(longs(frame, 2)).containsExactly(1_767_225_600_040L, 1_767_225_600_290L);
    assertThat(new double[] {frame.getDouble(), frame.getDouble()})
        .containsExactly(5.5, Double.NaN);
    assertThat(longs(frame, 2)).containsExactly(STEP + 40, 1_767_225_600_040L);
    assertThat(frame.getDouble()).isEqualTo(3e-4);
    assertThat(frame.hasRemaining()).isFalse();
  }

  private static String body(String request) {
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }

  private static long[] longs(ByteBuffer frame, int n) {
    long[] numbers = new long[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = frame.getLong();
    }
    return numbers;
  }
}
