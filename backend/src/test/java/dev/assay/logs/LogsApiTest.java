package dev.assay.logs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.runs.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class LogsApiTest {
  private static final String KEY = "0198f3a0-0000-7000-8000-00000000000";

  @Autowired TestApi api;
  @Autowired LogStore store;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"logs\"}").json().get("id").asString();
  }

  private static String path(String run) {
    return "/api/v1/runs/" + run + "/logs";
  }

  private static String batch(List<String> texts) {
    return texts.stream()
        .map(text -> JSON.createObjectNode().put("text", text).toString())
        .collect(Collectors.joining(",", "{\"lines\":[", "]}"));
  }

  private Answer log(String run, String... texts) {
    return api.post(path(run), batch(List.of(texts)));
  }

  private String newRun(String... texts) {
    String run = newRun();
    log(run, texts);
    return run;
  }

  private Answer read(String run, String query) {
    return api.get(path(run) + query);
  }

  private Answer search(String run, String text, String more) {
    return api.get(
        path(run) + "/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + more);
  }

  private static List<String> texts(Answer answer) {
    return StreamSupport.stream(answer.json().get("lines").spliterator(), false)
        .map(line -> line.get("text").asString())
        .toList();
  }

  private static void assertInvalid(Answer answer, String detail) {
    assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void lines_are_stored_read_and_found_as_the_documentation_shows() {
    String run = newRun();

    Answer stored = api.post(path(run), golden("logs.request.json"));

    assertThat(stored.status()).isEqualTo(200);
    assertThat(stored.json()).isEqualTo(JSON.readTree(golden("logs.response.json")));
    assertThat(read(run, "?from=1").json())
        .isEqualTo(JSON.readTree(golden("log-lines.response.json")));
    assertThat(search(run, "warning:", "").json())
        .isEqualTo(JSON.readTree(golden("log-search.response.json")));
  }

  @Test
  void lines_are_numbered_over_all_batches() {
    String run = newRun("a", "b");

    assertThat(log(run, "c").body()).isEqualTo("{\"stored\":1,\"firstLine\":2}");
    assertThat(log(run).body()).isEqualTo("{\"stored\":0,\"firstLine\":3}");
    assertThat(texts(read(run, ""))).containsExactly("a", "b", "c");
  }

  @Test
  void a_line_without_time_gets_that_of_the_server_and_is_of_stdout() {
    String run = newRun();
    long before = System.currentTimeMillis();

    api.post(path(run), "{\"lines\":[{\"text\":\"x\",\"time\":null,\"stream\":null}]}");

    JsonNode line = read(run, "").json().get("lines").get(0);
    assertThat(line.get("time").asLong()).isBetween(before, System.currentTimeMillis());
    assertThat(line.get("stream").asString()).isEqualTo("stdout");
  }

  @Test
  void a_range_is_read_page_by_page() {
    String run = newRun("a", "b", "c", "d", "e");

    JsonNode page = read(run, "?from=1&limit=2").json();

    assertThat(page.get("lines").get(0).get("line").asInt()).isEqualTo(1);
    assertThat(page.get("nextLine").asInt()).isEqualTo(3);
    assertThat(page.get("total").asInt()).isEqualTo(5);
    assertThat(texts(read(run, "?from=3&limit=2"))).containsExactly("d", "e");
    assertThat(read(run, "?from=5").body()).isEqualTo("{\"lines\":[],\"nextLine\":5,\"total\":5}");
    assertThat(read(run, "?from=99").body())
        .isEqualTo("{\"lines\":[],\"nextLine\":99,\"total\":5}");
  }

  @Test
  void the_last_lines_are_read() {
    String run = newRun("a", "b", "c");

    assertThat(texts(read(run, "?last=2"))).containsExactly("b", "c");
    assertThat(texts(read(run, "?last=10"))).containsExactly("a", "b", "c");
    assertThat(texts(read(newRun(), "?last=10"))).isEmpty();
  }

  @Test
  void an_answer_is_bounded_in_bytes_too() {
    String run = newRun();
    for (int i = 0; i < 2; i++) {
      api.post(
          path(run), batch(IntStream.range(0, 200).mapToObj(line -> "x".repeat(16_000)).toList()));
    }

    JsonNode page = read(run, "?limit=10000").json();

    int lines = page.get("lines").size();
    assertThat(lines).isBetween(200, 399);
    assertThat(page.get("nextLine").asInt()).isEqualTo(lines);
    assertThat(texts(read(run, "?limit=10000&from=" + lines))).hasSize(400 - lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?from=-1 | from is -1: lines are counted from 0
          ?limit=0 | limit is 0: an answer has 1 to 10000 lines
          ?limit=10001 | limit is 10001: an answer has 1 to 10000 lines
          ?last=0 | last is 0: an answer has 1 to 10000 lines
          ?last=3&from=0 | last is 3: it takes the place of from, which is 0
          ?from=x | from is x: a number is expected
          ?waitSeconds=31 | waitSeconds is 31: it is between 0 and 30
          /search?q= | q is empty: it has 1 to 500 characters
          /search?q=a&limit=1001 | limit is 1001: an answer has 1 to 1000 lines
          /search?q=a&from=-1 | from is -1: lines are counted from 0
          """)
  void what_cannot_be_asked_is_refused_with_value_and_rule(String query, String detail) {
    assertInvalid(read(newRun("a"), query), detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"lines":[{"text":"a","stream":"out"}]} | lines[0].stream is out: it is one of [stdout, stderr, log]
          {"lines":[{"text":"a","stream":1}]} | lines[0].stream is 1: it is one of [stdout, stderr, log]
          {"lines":[{"text":"a"},{"time":1}]} | lines[1].text is missing: a line has a text
          {"lines":[{"text":null}]} | lines[0].text is null: a string is expected
          {"lines":[{"text":"a","time":-1}]} | lines[0].time is -1: times are milliseconds since 1970, to the year 9999
          {"lines":[{"text":"a","time":1.5}]} | lines[0].time is 1.5: it is a whole number of milliseconds since 1970
          {"lines":[{"text":"a","time":99999999999999999999}]} | lines[0].time is 99999999999999999999: it is a whole number of milliseconds since 1970
          {"lines":[{"text":"a","level":"x"}]} | lines[0] is with a field level: the fields here are [time, stream, text]
          {"lines":["a"]} | lines[0] is "a": an object is expected
          {"lines":{}} | lines is an object: an array is expected
          {"line":[]} | body is with a field line: the fields here are [lines]
          {} | lines is missing: an array is expected
          [] | body is an array: an object is expected
          {"lines":[]}x | body is broken at line 1, column 13: it must be whole, valid JSON
          {"lines":[{"text":"a | body is broken at line 1, column 21: it must be whole, valid JSON
          """)
  void what_breaks_a_rule_is_refused_with_value_and_rule(String body, String detail) {
    String run = newRun();

    assertInvalid(api.post(path(run), body), detail);
    assertThat(texts(read(run, ""))).isEmpty();
  }

  @Test
  void a_line_has_at_most_16384_characters() {
    String run = newRun();

    assertThat(log(run, "x".repeat(16_384)).status()).isEqualTo(200);
    assertInvalid(
        log(run, "fine", "x".repeat(16_385)),
        "lines[1].text is %s… (16385 characters): a line has at most 16384 characters"
            .formatted("x".repeat(100)));
    assertThat(read(run, "").json().get("total").asInt()).isEqualTo(1);
  }

  @Test
  void a_batch_has_at_most_10_000_lines() {
    String run = newRun();
    List<String> lines = IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList();
    List<String> more = new ArrayList<>(lines);
    more.add("one too many");

    assertThat(api.post(path(run), batch(lines)).json().get("stored").asInt()).isEqualTo(10_000);
    assertInvalid(
        api.post(path(run), batch(more)),
        "lines is more than 10000 lines: a batch holds at most 10000 lines");
    assertThat(texts(read(run, "?limit=10000"))).isEqualTo(lines);
  }

  @Test
  void the_character_0_is_replaced_and_escapes_are_kept() {
    String run = newRun("a\0b", "\u001B[31mred\u001B[0m", "50%\r100%", "two\nlines", "𝄞");

    assertThat(texts(read(run, "")))
        .containsExactly("a\uFFFDb", "\u001B[31mred\u001B[0m", "50%\r100%", "two\nlines", "𝄞");
  }

  private Answer sendGzip(String run, byte[] body) {
    return api.send(
        api.request(path(run))
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return compressed.toByteArray();
  }

  @Test
  void gzip_is_accepted_when_it_is_whole() throws IOException {
    String run = newRun();
    byte[] body = gzip(batch(List.of("a", "b")));

    assertThat(sendGzip(run, body).body()).isEqualTo("{\"stored\":2,\"firstLine\":0}");
    assertInvalid(
        sendGzip(run, Arrays.copyOf(body, body.length / 2)),
        "body is not whole, valid gzip (Unexpected end of ZLIB input stream): its Content-Encoding is gzip");
    assertThat(read(run, "").json().get("total").asInt()).isEqualTo(2);
  }

  @Test
  void a_body_of_more_than_8_megabytes_is_refused_packed_or_not() throws IOException {
    String run = newRun();
    String large = " ".repeat((8 << 20) + 1);

    assertThat(sendGzip(run, gzip(large)).status()).isEqualTo(413);
    assertThat(api.post(path(run), large).status()).isEqualTo(413);
  }

  @Test
  void an_unknown_run_is_not_found() {
    String unknown = "0198f3a0-0000-7000-8000-0000000000d1";

    assertThat(log(unknown, "x").status()).isEqualTo(404);
    assertThat(send(unknown, KEY + "1", "x").status()).isEqualTo(404);
    assertThat(read(unknown, "").json().get("detail").asString())
        .isEqualTo("there is no run " + unknown);
    assertThat(read(unknown, "?last=3").status()).isEqualTo(404);
    assertThat(read(unknown, "?waitSeconds=30").status()).isEqualTo(404);
    assertThat(read(unknown, "/text").status()).isEqualTo(404);
    assertThat(search(unknown, "x", "").status()).isEqualTo(404);
  }

  @Test
  void a_run_that_has_ended_takes_lines() {
    String run = newRun();
    api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"FINISHED\"}");

    assertThat(log(run, "the last words").status()).isEqualTo(200);
  }

  private Answer send(String run, String key, String... texts) {
    return api.send(
        api.request(path(run))
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(batch(List.of(texts)))));
  }

  @Test
  void a_batch_sent_again_is_stored_once_and_answered_as_the_first_time() {
    String run = newRun("before");
    Answer first = send(run, KEY + "1", "a", "b");
    send(run, KEY + "2", "c", "d");

    Answer again = send(run, KEY + "1", "a", "b");

    assertThat(first.body()).isEqualTo("{\"stored\":2,\"firstLine\":1}");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.status()).isEqualTo(200);
    assertThat(texts(read(run, ""))).containsExactly("before", "a", "b", "c", "d");
    assertThat(send(newRun(), KEY + "1", "a").json().get("firstLine").asInt()).isZero();
  }

  @Test
  void a_key_of_another_batch_is_a_conflict() {
    String run = newRun();
    send(run, KEY + "1", "a", "b");

    Answer other = send(run, KEY + "1", "c");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().get("detail").asString())
        .isEqualTo("Idempotency-Key %s was that of a batch of 2 lines; this one has 1", KEY + "1");
  }

  @Test
  void a_key_is_a_uuid() {
    assertInvalid(send(newRun(), "first", "a"), "Idempotency-Key is first: a UUID is expected");
  }

  @Test
  void a_batch_sent_many_times_at_once_is_stored_once() throws Exception {
    String run = newRun();
    Callable<String> send = () -> send(run, KEY + "1", "a", "b").body();
    Set<String> answers = new TreeSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(List.of(send, send, send, send, send, send))) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).containsExactly("{\"stored\":2,\"firstLine\":0}");
    assertThat(texts(read(run, ""))).containsExactly("a", "b");
  }

  @Test
  void batches_of_many_at_once_are_each_kept_together() throws Exception {
    String run = newRun();
    List<Callable<Answer>> senders =
        IntStream.range(0, 20)
            .<Callable<Answer>>mapToObj(i -> () -> log(run, i + " first", i + " second"))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(senders)) {
        assertThat(answer.get().status()).isEqualTo(200);
      }
    }

    List<String> all = texts(read(run, ""));
    assertThat(all).hasSize(40);
    for (int i = 0; i < 40; i += 2) {
      assertThat(all.get(i + 1)).isEqualTo(all.get(i).replace("first", "second"));
    }
  }

  @Test
  void a_search_finds_lines_in_order_and_page_by_page() {
    String run = newRun("Loss 1", "acc 2", "loss 3", "LOSS 4", "end");

    JsonNode page = search(run, "loss", "&limit=2").json();

    assertThat(texts(search(run, "loss", ""))).containsExactly("Loss 1", "loss 3", "LOSS 4");
    assertThat(search(run, "loss", "").json().get("nextLine").isNull()).isTrue();
    assertThat(page.get("lines").get(1).get("line").asInt()).isEqualTo(2);
    assertThat(page.get("nextLine").asInt()).isEqualTo(3);
    assertThat(texts(search(run, "loss", "&from=3"))).containsExactly("LOSS 4");
    assertThat(texts(search(run, "loss", "&caseSensitive=true"))).containsExactly("loss 3");
    assertThat(texts(search(run, "nothing like it", ""))).isEmpty();
  }

  @Test
  void a_search_knows_the_letters_of_all_languages() {
    String run = newRun("GRÜSSE aus Köln", "ΟΔΟΣ", "日本語", "𝄞");

    assertThat(texts(search(run, "grüße", ""))).containsExactly("GRÜSSE aus Köln");
    assertThat(texts(search(run, "οδοσ", ""))).containsExactly("ΟΔΟΣ");
    assertThat(texts(search(run, "本", ""))).containsExactly("日本語");
    assertThat(texts(search(run, "𝄞", ""))).containsExactly("𝄞");
    assertThat(texts(search(run, "KÖ\\pL+", "&regex=true"))).containsExactly("GRÜSSE aus Köln");
  }

  @Test
  void a_search_passes_over_escapes() {
    String run =
        newRun("\u001B[1;31mlo\u001B[0mss: 3", "\u001B]8;;http://x\u0007link\u001B]8;;\u0007");

    assertThat(texts(search(run, "loss: 3", ""))).hasSize(1);
    assertThat(texts(search(run, "^link$", "&regex=true"))).hasSize(1);
    assertThat(texts(search(run, "31m", ""))).isEmpty();
  }

  @Test
  void a_regular_expression_is_searched() {
    String run = newRun("step 7", "step 12", "Step 13", "stop");

    assertThat(texts(search(run, "step \\d{2}", "&regex=true")))
        .containsExactly("step 12", "Step 13");
    assertThat(texts(search(run, "step \\d{2}", "&regex=true&caseSensitive=true")))
        .containsExactly("step 12");
    assertThat(texts(search(run, "st(o|e)p$", "&regex=true"))).containsExactly("stop");
    assertThat(texts(search(run, "\\d{2}", ""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ab[c | q is ab[c: not a regular expression: missing closing ] at character 3, [c
          a**  | q is a**: not a regular expression: invalid nested repetition operator at character 2, **
          x\\  | q is x\\: not a regular expression: trailing backslash at end of expression
          (?=x) | q is (?=x): not a regular expression: invalid or unsupported Perl syntax at character 1, (?=
          ((a{100}){100}){100} | q is ((a{100}){100}){100}: its repetitions are too many when multiplied
          """)
  void a_regular_expression_that_is_none_is_refused_with_the_place(String q, String detail) {
    assertInvalid(
        search(newRun("a"), q.replace("\\\\", "\\"), "&regex=true"), detail.replace("\\\\", "\\"));
  }

  @Test
  void a_regular_expression_that_hangs_others_does_not_hang_this() {
    String run = newRun("a".repeat(16_000) + "!");

    Answer answer = search(run, "(a+)+$", "&regex=true");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(texts(answer)).isEmpty();
  }

  @Test
  void a_search_is_bounded_in_work_and_can_be_gone_on_with() {
    String run = newRun();
    String long_ = batch(IntStream.range(0, 500).mapToObj(i -> "x".repeat(16_000)).toList());
    for (int i = 0; i < 9; i++) { // 72 MB
      assertThat(api.post(path(run), long_).status()).isEqualTo(200);
    }
    log(run, "the needle");

    int next = 0;
    int answers = 0;
    List<String> found = new ArrayList<>();
    while (next >= 0) {
      Answer answer = search(run, "needle", "&from=" + next);
      found.addAll(texts(answer));
      next = answer.json().get("nextLine").asInt(-1);
      answers++;
    }

    assertThat(found).containsExactly("the needle");
    assertThat(answers).isGreaterThan(1);
  }

  private Answer whileWaiting(String run, String query, Runnable meanwhile) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> read(run, query));
      Thread.sleep(300); // gives it the time to wait; when it is too slow it has less to do
      meanwhile.run();
      return waiting.get();
    }
  }

  @Test
  void whoever_waits_for_lines_gets_them_when_they_come() throws Exception {
    String run = newRun("a");
    String other = newRun();

    Answer answer =
        whileWaiting(
            run,
            "?from=1&waitSeconds=30",
            () -> {
              log(other, "not this");
              log(run, "b");
            });

    assertThat(texts(answer)).containsExactly("b");
    assertThat(texts(read(run, "?from=0&waitSeconds=30"))).containsExactly("a", "b");
  }

  @Test
  void lines_that_another_server_stored_are_seen_too() throws Exception {
    String run = newRun();

    Answer answer =
        whileWaiting(
            run,
            "?waitSeconds=30",
            () -> // without the signal of this server
            store.append(
                    RunId.of(run),
                    List.of(new LogLine(0, LogStream.LOG, "from elsewhere")),
                    null,
                    Instant.EPOCH));

    assertThat(texts(answer)).containsExactly("from elsewhere");
  }

  @Test
  void whoever_waits_in_vain_gets_no_lines() {
    String run = newRun("a");

    assertThat(read(run, "?from=1&waitSeconds=1").body())
        .isEqualTo("{\"lines\":[],\"nextLine\":1,\"total\":1}");
  }

  @Test
  void all_is_downloaded_as_text() {
    String run = newRun();
    List<String> lines = IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList();
    api.post(path(run), batch(lines));
    api.post(path(run), batch(lines));
    log(run, "\u001B[31mfin\u001B[0m");

    Answer text = read(run, "/text");

    assertThat(text.header("content-type")).isEqualToIgnoringCase("text/plain;charset=UTF-8");
    assertThat(text.header("content-disposition"))
        .isEqualTo("attachment; filename=\"run-" + run + ".log\"");
    assertThat(text.body().lines().count()).isEqualTo(20_001);
    assertThat(text.body()).startsWith("line 0\nline 1\n").endsWith("\u001B[31mfin\u001B[0m\n");
    assertThat(read(newRun(), "/text").body()).isEmpty();
  }

  @Test
  void the_server_describes_all_of_it() {
    JsonNode paths = api.get("/v3/api-docs").json().get("paths");

    for (String path : List.of("", "/search", "/text")) {
      assertThat(paths.has("/api/v1/runs/{id}/logs" + path)).isTrue();
    }
    JsonNode append = paths.get("/api/v1/runs/{id}/logs").get("post");
    assertThat(append.get("requestBody").toString()).contains("step 1: loss 5.54");
    assertThat(append.get("parameters").toString()).contains("Idempotency-Key");
  }

  @Test
  void lines_are_a_sign_of_life() {
    String run = newRun();
    @Nullable String before = heartbeat(run);

    log(run, "x");

    assertThat(heartbeat(run)).isNotEqualTo(before);
  }

  private @Nullable String heartbeat(String run) {
    return api.get("/api/v1/runs/" + run).json().path("heartbeatAt").asString("");
  }
}
