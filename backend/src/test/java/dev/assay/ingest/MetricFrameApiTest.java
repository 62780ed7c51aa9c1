package dev.assay.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.TestFrame;
import dev.assay.series.Compactor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Batches as column frames, compressed by zstd, and batches that are sent again. */
@ServerTest
class MetricFrameApiTest {
  private static final long TIME = 1_767_225_600_000L;

  @Autowired TestApi api;
  @Autowired DSLContext db;
  @Autowired Compactor compactor;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"frames\"}").json().get("id").asString();
  }

  private Answer send(String run, byte[] body, String... headers) {
    HttpRequest.Builder request =
        api.request("/api/v1/runs/" + run + "/metrics").POST(BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return api.send(request);
  }

  private Answer sendFrame(String run, byte[] frame) {
    return send(run, frame, "Content-Type", TestFrame.MEDIA_TYPE);
  }

  private static byte[] json(String name, long step, double value) {
    return "{\"metrics\":[{\"name\":\"%s\",\"steps\":[%d],\"values\":[%s]}]}"
        .formatted(name, step, value)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static long[] bits(double... values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private void assertRefused(String run, Answer answer, String detail) {
    assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    assertThat(answer.status()).isEqualTo(400);
    assertNothingStored(run);
  }

  private void assertNothingStored(String run) {
    assertThat(api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics")).isEmpty();
  }

  // --- frames

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbers_come_back_bit_by_bit(boolean fromChunks) throws Exception {
    String run = newRun();
    long[] values = {
      0x7FF0_0000_DEAD_BEEFL, // a signalling NaN with a payload
      0xFFF8_0000_0000_0001L,
      Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
      Double.doubleToRawLongBits(Double.POSITIVE_INFINITY),
      Double.doubleToRawLongBits(-0.0),
      Double.doubleToRawLongBits(Double.MIN_VALUE),
      Double.doubleToRawLongBits(0.1)
    };
    long[] steps = {0, 1, 2, 3, 4, 1L << 40, 1L << 53};
    long[] times = {0, 1, 2, 3, 4, TIME, 253_402_300_799_999L};
    byte[] frame =
        TestFrame.bytes(
            "{\"metrics\":[{\"name\":\"a\",\"points\":7},{\"name\":\"b\",\"points\":1}]}",
            steps,
            times,
            values,
            new long[] {9},
            new long[] {TIME},
            bits(2.5));

    assertThat(sendFrame(run, frame).body()).isEqualTo("{\"stored\":8}");
    if (fromChunks) {
      compactor.settle();
    }
    TestFrame read = api.frame("/api/v1/runs/" + run + "/points?metric=a");
    assertThat(read.header())
        .isEqualTo(TestApi.JSON.readTree("{\"metric\":\"a\",\"points\":7,\"nextStep\":null}"));
    assertThat(read.bits(7)).isEqualTo(steps);
    assertThat(read.bits(7)).isEqualTo(times);
    assertThat(read.bits(7)).isEqualTo(values);
    assertThat(read.columns().hasRemaining()).isFalse();
    assertThat(api.get("/api/v1/runs/" + run + "/points?metric=b").json())
        .isEqualTo(
            TestApi.JSON.readTree(
                "{\"metric\":\"b\",\"steps\":[9],\"times\":[1767225600000],\"values\":[2.5],\"nextStep\":null}"));
  }

  @Test
  void a_header_of_any_length_is_padded_to_eight_bytes() {
    for (int spaces = 0; spaces < 8; spaces++) {
      String run = newRun();
      String header = "{\"metrics\":[{\"name\":\"a\",\"points\":1}]}" + " ".repeat(spaces);
      byte[] frame = TestFrame.bytes(header, new long[] {1}, new long[] {TIME}, bits(1));

      assertThat(sendFrame(run, frame).body()).isEqualTo("{\"stored\":1}");
    }
  }

  @Test
  void frames_without_points_store_nothing() {
    String run = newRun();

    assertThat(sendFrame(run, TestFrame.bytes("{\"metrics\":[]}")).body())
        .isEqualTo("{\"stored\":0}");
    assertThat(
            sendFrame(run, TestFrame.bytes("{\"metrics\":[{\"name\":\"a\",\"points\":0}]}")).body())
        .isEqualTo("{\"stored\":0}");
    assertNothingStored(run);
  }

  @Test
  void a_frame_that_is_cut_short_anywhere_is_refused() {
    String run = newRun();
    byte[] whole =
        TestFrame.bytes(
            "{\"metrics\":[{\"name\":\"abcde\",\"points\":2}]}",
            new long[] {1, 2},
            new long[] {TIME, TIME},
            bits(1, 2));

    for (int length = 0; length < whole.length; length++) {
      Answer refused = sendFrame(run, Arrays.copyOf(whole, length));
      assertThat(refused.status()).as("%d of %d bytes", length, whole.length).isEqualTo(400);
      assertThat(refused.json().get("errors").get(0).get("field").asString()).isEqualTo("body");
      assertThat(refused.json().get("detail").asString()).contains("cut short");
    }
    assertNothingStored(run);
    assertThat(sendFrame(run, whole).body()).isEqualTo("{\"stored\":2}");
  }

  @Test
  void a_frame_that_says_something_else_than_it_holds_is_refused() {
    String run = newRun();
    byte[] frame =
        TestFrame.bytes(
            "{\"metrics\":[{\"name\":\"a\",\"points\":1}]}",
            new long[] {1},
            new long[] {TIME},
            bits(1));

    byte[] magic = frame.clone();
    magic[3] = '2';
    assertRefused(run, sendFrame(run, magic), "body is not a column frame: it begins with ASC1");
    assertRefused(
        run,
        sendFrame(run, Arrays.copyOf(frame, frame.length + 1)),
        "body is longer than its header says: nothing may follow the last column");
    for (int length : new int[] {-1, Integer.MIN_VALUE, (4 << 20) + 1, Integer.MAX_VALUE}) {
      assertRefused(
          run,
          sendFrame(run, withHeaderLength(frame, length)),
          "body is a header of %s bytes: a header has at most 4194304 bytes"
              .formatted(Integer.toUnsignedString(length)));
    }
    assertRefused(
        run,
        sendFrame(run, withHeaderLength(frame, 1000)),
        "body is cut short after %d bytes of a part: it must be a whole column frame"
            .formatted(frame.length));
    assertThat(sendFrame(run, withHeaderLength(frame, 8)).status()).isEqualTo(400);
    assertNothingStored(run);
  }

  private static byte[] withHeaderLength(byte[] frame, int length) {
    byte[] changed = frame.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(4, length);
    return changed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metrics                                        | body is with a broken header: it must be whole, valid JSON
          {"metrics":[{"name":"a","points":0}]           | body is with a broken header: it must be whole, valid JSON
          []                                             | body is with another header: it is {"metrics": [{"name", "points"}, …]}
          7                                              | body is with another header: it is {"metrics": [{"name", "points"}, …]}
          null                                           | metrics is missing: an array is expected
          {}                                             | metrics is missing: an array is expected
          {"metrics":null}                               | metrics is missing: an array is expected
          {"metrics":{}}                                 | body is with another header: it is {"metrics": [{"name", "points"}, …]}
          {"metrics":[null]}                             | metrics[0].name is missing: a metric has a name
          {"metrics":[{"points":0}]}                     | metrics[0].name is missing: a metric has a name
          {"metrics":[{"name":"a"}]}                     | body is with another header: it is {"metrics": [{"name", "points"}, …]}
          {"metrics":[{"name":"","points":0}]}           | metrics[0].name is empty: a metric's name has 1 to 250 characters
          {"metrics":[{"name":"a,b","points":0}]}        | metrics[0].name is a,b: a metric's name is made of letters, digits, _ . - / : and spaces
          {"metrics":[{"name":"a","points":-1}]}         | metrics[0].points is -1: it is 0 or more
          {"metrics":[{"name":"a","points":9223372036854775807}]} | metrics is more than 100000 points: a batch holds at most 100000 points
          {"metrics":[{"name":"a","points":1},{"name":"a","points":9223372036854775807}]} | metrics is more than 100000 points: a batch holds at most 100000 points
          {"metrics":[{"name":"a","points":100001}]}     | metrics is more than 100000 points: a batch holds at most 100000 points
          {"metrics":[{"name":"a","points":2147483647},{"name":"b","points":2147483647}]} | metrics is more than 100000 points: a batch holds at most 100000 points
          {"metrics":[{"name":"a","points":0,"unit":"s"}]} | body is with another header: it is {"metrics": [{"name", "points"}, …]}
          """)
  void a_header_that_breaks_a_rule_is_refused(String header, String detail) {
    String run = newRun();

    assertRefused(run, sendFrame(run, TestFrame.bytes(header)), detail);
  }

  @Test
  void points_that_break_a_rule_are_refused_with_their_place() {
    String run = newRun();
    String header = "{\"metrics\":[{\"name\":\"a\",\"points\":1},{\"name\":\"b\",\"points\":2}]}";
    long[] one = {1};

    assertRefused(
        run,
        sendFrame(
            run,
            TestFrame.bytes(
                header,
                one,
                new long[] {TIME},
                bits(1),
                new long[] {1, -3},
                new long[2],
                bits(1, 2))),
        "step -3 of b is negative; steps start at 0");
    assertRefused(
        run,
        sendFrame(
            run,
            TestFrame.bytes(
                header, one, new long[] {-1}, bits(1), new long[] {1, 2}, new long[2], bits(1, 2))),
        "time -1 of a is out of range; times are milliseconds since 1970, to the year 9999");
  }

  @Test
  void a_frame_holds_at_most_100_000_points() {
    String run = newRun();
    long[] steps = LongStream.range(0, 100_000).toArray();
    String header = "{\"metrics\":[{\"name\":\"a\",\"points\":100000}]}";

    assertThat(sendFrame(run, TestFrame.bytes(header, steps, steps, steps)).body())
        .isEqualTo("{\"stored\":100000}");
  }

  // --- zstd

  private Answer sendZstd(String run, byte[] body) {
    return send(run, body, "Content-Encoding", "zstd");
  }

  @Test
  void zstd_is_accepted() {
    String run = newRun();

    assertThat(sendZstd(run, Zstd.compress(json("x", 1, 1))).body()).isEqualTo("{\"stored\":1}");
    byte[] frame =
        TestFrame.bytes(
            "{\"metrics\":[{\"name\":\"a\",\"points\":1}]}",
            new long[] {1},
            new long[] {TIME},
            bits(1));
    assertThat(
            send(
                    run,
                    Zstd.compress(frame, 19),
                    "Content-Type",
                    TestFrame.MEDIA_TYPE,
                    "Content-Encoding",
                    "zstd")
                .body())
        .isEqualTo("{\"stored\":1}");
  }

  @Test
  void broken_zstd_is_refused() {
    String run = newRun();
    byte[] whole = Zstd.compress(json("x", 1, 1));

    for (int length = 1; length < whole.length; length++) {
      Answer refused = sendZstd(run, Arrays.copyOf(whole, length));
      assertThat(refused.status()).as("%d of %d bytes", length, whole.length).isEqualTo(400);
      assertThat(refused.json().get("errors").get(0).get("field").asString()).isEqualTo("body");
    }
    Answer plain = sendZstd(run, json("x", 1, 1));
    assertThat(plain.status()).isEqualTo(400);
    assertThat(plain.json().get("detail").asString())
        .startsWith("body is not whole, valid zstd (")
        .endsWith("): its Content-Encoding is zstd");
    assertNothingStored(run);
  }

  /** A frame of one raw block whose header is made up. */
  private static byte[] zstdFrame(byte[] header, byte[] content) {
    int block = content.length << 3 | 1; // the last, raw
    return ByteBuffer.allocate(4 + header.length + 3 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0xFD2FB528)
        .put(header)
        .put(new byte[] {(byte) block, (byte) (block >> 8), (byte) (block >> 16)})
        .put(content)
        .array();
  }

  private static byte[] window(int log) {
    return new byte[] {0, (byte) (log - 10 << 3)};
  }

  @Test
  void zstd_that_asks_for_a_huge_window_is_refused() {
    String run = newRun();
    byte[] content = json("x", 1, 1);
    byte[] twoGigabytesInOneSegment = {(byte) 0xE0, 0, 0, 0, (byte) 0x80, 0, 0, 0, 0};

    assertThat(sendZstd(run, zstdFrame(window(23), content)).body())
        .as("8 MB are enough for what is taken in")
        .isEqualTo("{\"stored\":1}");
    String other = newRun();
    for (byte[] header : List.of(window(24), window(27), window(31), twoGigabytesInOneSegment)) {
      Answer refused = sendZstd(other, zstdFrame(header, content));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("detail").asString()).contains("too much memory");
    }
    assertNothingStored(other);
  }

  @Test
  void a_few_bytes_of_zstd_that_unpack_to_many_are_refused() {
    String run = newRun();
    byte[] spaces = new byte[256 << 20];
    Arrays.fill(spaces, (byte) ' ');
    byte[] bomb = Zstd.compress(spaces);

    assertThat(bomb.length).isLessThan(100_000);
    Answer refused = sendZstd(run, bomb);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("the body is larger than 8 MB (decompressed)");
  }

  // --- batches that are sent again

  private static final String KEY = "00000000-0000-7000-8000-00000000000a";

  private Answer sendOnce(String run, String key, byte[] body) {
    return send(run, body, "Idempotency-Key", key);
  }

  private double[] values(String run) {
    int n = 3;
    TestFrame points = api.frame("/api/v1/runs/" + run + "/points?metric=x&limit=" + n);
    int found = points.header().get("points").asInt();
    points.bits(2 * found);
    return points.doubles(found);
  }

  private int stored(String run) {
    return db.fetchSingle("select coalesce(sum(n), 0) from metric_tail where run_id = ?::uuid", run)
        .get(0, Integer.class);
  }

  @Test
  void a_batch_that_is_sent_again_is_stored_once_and_answered_alike() {
    String run = newRun();
    Answer first = sendOnce(run, KEY, json("x", 1, 1));
    send(run, json("x", 1, 2));
    Answer again = sendOnce(run, KEY, json("x", 1, 1));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body()).isEqualTo("{\"stored\":1}");
    assertThat(stored(run)).isEqualTo(2);
    assertThat(values(run)).containsExactly(2);
  }

  @Test
  void a_batch_that_is_sent_twenty_times_at_once_is_stored_once() throws Exception {
    String run = newRun();
    List<Callable<String>> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(() -> sendOnce(run, KEY, json("x", 1, 1)).body());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      for (Future<String> answer : threads.invokeAll(requests)) {
        assertThat(answer.get()).isEqualTo("{\"stored\":1}");
      }
    }

    assertThat(stored(run)).isEqualTo(1);
  }

  @Test
  void the_same_key_on_another_run_is_another_batch() {
    String run = newRun();
    String other = newRun();
    sendOnce(run, KEY, json("x", 1, 1));
    sendOnce(other, KEY, json("x", 1, 2));

    assertThat(values(run)).containsExactly(1);
    assertThat(values(other)).containsExactly(2);
  }

  @Test
  void a_batch_that_is_sent_again_after_it_was_compacted_overwrites_nothing() throws Exception {
    String run = newRun();
    sendOnce(run, KEY, json("x", 1, 1));
    compactor.settle();
    send(run, json("x", 1, 2));
    compactor.settle();
    sendOnce(run, KEY, json("x", 1, 1));

    assertThat(stored(run)).isZero();
    assertThat(values(run)).containsExactly(2);
  }

  @Test
  void a_batch_that_was_refused_may_be_sent_again_with_its_key() {
    String run = newRun();
    assertThat(sendOnce(run, KEY, json("x", -1, 1)).status()).isEqualTo(400);

    assertThat(sendOnce(run, KEY, json("x", 1, 1)).status()).isEqualTo(200);
    assertThat(values(run)).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seven", "1-1-1-1-1", "00000000-0000-7000-8000-00000000000a0"})
  void a_key_that_is_no_uuid_is_refused(String key) {
    String run = newRun();

    assertRefused(
        run,
        sendOnce(run, key, json("x", 1, 1)),
        "Idempotency-Key is " + key + ": a UUID is expected");
  }
}
