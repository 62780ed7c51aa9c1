package dev.assay.ingest;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.fields;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.runs.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class MetricsApiTest {
  @Autowired TestApi api;
  @Autowired Runs runs;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"metrics\"}").json().get("id").asString();
  }

  private Answer log(String run, String body) {
    return api.post("/api/v1/runs/" + run + "/metrics", body);
  }

  private Answer log(String run, String name, String steps, String values) {
    return log(run, metrics(name, steps, values));
  }

  private static String metrics(String name, String steps, String values) {
    return "{\"metrics\":[{\"name\":\"%s\",\"steps\":%s,\"values\":%s}]}"
        .formatted(name, steps, values);
  }

  private Answer list(String run) {
    return api.get("/api/v1/runs/" + run + "/metrics");
  }

  private JsonNode series(String run, String metric) {
    return series(run, metric, "");
  }

  private JsonNode series(String run, String metric, String more) {
    String name = URLEncoder.encode(metric, StandardCharsets.UTF_8);
    return api.get("/api/v1/series?runs=" + run + "&metrics=" + name + more).json().get("series");
  }

  private static void assertInvalid(Answer answer, String detail) {
    assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void a_batch_is_stored_and_read_as_the_documentation_shows() {
    String run = newRun();

    Answer stored = log(run, golden("metrics.request.json"));

    assertThat(stored.status()).isEqualTo(200);
    assertThat(stored.json()).isEqualTo(JSON.readTree(golden("metrics.response.json")));
    JsonNode listed = list(run).json();
    assertThat(listed.get("metrics")).hasSize(2);
    assertThat(listed.get("metrics").get(1))
        .isEqualTo(JSON.readTree(golden("metric-list.response.json")).get("metrics").get(0));
    assertThat(fields(api.get("/api/v1/series?runs=" + run + "&metrics=train/loss").json()))
        .isEqualTo(fields(JSON.readTree(golden("series.response.json"))));
    assertThat(series(run, "train/loss,nothing,lr"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"runId": "%1$s", "metric": "train/loss", "points": 3, "width": 0.0, "replacesFrom": null, "firstStep": 1, "lastStep": 3,
                  "step": [1, 2, 3], "min": [5.54, null, null], "max": [5.54, null, null],
                  "mean": [5.54, null, null], "last": [5.54, "NaN", "Infinity"], "count": [1, 1, 1],
                  "nonFinite": [0, 1, 1]},
                 {"runId": "%1$s", "metric": "lr", "points": 1, "width": 0.0, "replacesFrom": null, "firstStep": 1, "lastStep": 1,
                  "step": [1], "min": [0.0001], "max": [0.0001], "mean": [0.0001], "last": [0.0001],
                  "count": [1], "nonFinite": [0]}]
                """
                    .formatted(run)));
  }

  @Test
  void a_negative_step_is_refused_as_the_documentation_shows() {
    String run = newRun();

    Answer refused = log(run, "train/loss", "[-3]", "[1.0]");

    JsonNode expected = JSON.readTree(golden("problem.response.json"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("detail")).isEqualTo(expected.get("detail"));
    assertThat(refused.json().get("errors")).isEqualTo(expected.get("errors"));
    assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void bare_nan_and_infinity_are_understood() {
    String run = newRun();

    log(run, "x", "[0, 1, 2, 3]", "[NaN, Infinity, -Infinity, 1e-3]");

    assertThat(series(run, "x").get(0).get("last"))
        .isEqualTo(JSON.readTree("[\"NaN\", \"Infinity\", \"-Infinity\", 0.001]"));
  }

  @Test
  void points_without_times_get_the_time_of_the_server() {
    String run = newRun();
    String created = api.get("/api/v1/runs/" + run).json().get("createdAt").asString();

    log(run, "x", "[0]", "[1]");

    String last = list(run).json().get("metrics").get(0).get("lastTime").asString();
    assertThat(Instant.parse(last)).isAfterOrEqualTo(created.substring(0, 19) + "Z");
  }

  @Test
  void the_fields_of_a_metric_may_come_in_any_order() {
    String run = newRun();

    log(run, "{\"metrics\":[{\"values\":[1,2],\"times\":null,\"steps\":[3,4],\"name\":\"x\"}]}");

    assertThat(series(run, "x").get(0).get("step")).isEqualTo(JSON.readTree("[3, 4]"));
  }

  @Test
  void the_last_write_of_a_step_wins() {
    String run = newRun();
    log(run, "x", "[5, 3, 5]", "[1, 2, 3]");
    log(run, "x", "[4, 3]", "[4, 5]");

    JsonNode x = series(run, "x").get(0);

    assertThat(x.get("step")).isEqualTo(JSON.readTree("[3, 4, 5]"));
    assertThat(x.get("last")).isEqualTo(JSON.readTree("[5.0, 4.0, 3.0]"));
  }

  @Test
  void an_empty_batch_stores_nothing() {
    String run = newRun();

    assertThat(log(run, "{\"metrics\":[]}").body()).isEqualTo("{\"stored\":0}");
    assertThat(log(run, "x", "[]", "[]").body()).isEqualTo("{\"stored\":0}");
    assertThat(list(run).body()).isEqualTo("{\"metrics\":[]}");
  }

  @Test
  void a_run_that_has_ended_takes_points() {
    String run = newRun();
    api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"FINISHED\"}");

    assertThat(log(run, "x", "[1]", "[1]").status()).isEqualTo(200);
  }

  @Test
  void names_may_have_letters_of_any_language_and_spaces_at_their_ends() {
    String run = newRun();

    assertThat(log(run, " Verlust/über 1_x.y-z ", "[1]", "[1]").status()).isEqualTo(200);
    assertThat(series(run, " Verlust/über 1_x.y-z ")).hasSize(1);
  }

  @Test
  void gzip_is_accepted() throws IOException {
    String run = newRun();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(metrics("x", "[1]", "[1]").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(sendGzip(run, compressed.toByteArray()).body()).isEqualTo("{\"stored\":1}");
  }

  @Test
  void broken_gzip_is_refused() throws IOException {
    String run = newRun();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(metrics("x", "[1]", "[1]").getBytes(StandardCharsets.UTF_8));
    }
    byte[] half = Arrays.copyOf(compressed.toByteArray(), 30);

    assertInvalid(
        sendGzip(run, half),
        "body is not whole, valid gzip (Unexpected end of ZLIB input stream): its Content-Encoding is gzip");
    assertInvalid(
        sendGzip(run, "{}".getBytes(StandardCharsets.UTF_8)),
        "body is not whole, valid gzip (Not in GZIP format): its Content-Encoding is gzip");
  }

  @Test
  void a_small_body_that_unpacks_to_a_large_one_is_refused() throws IOException {
    String run = newRun();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(" ".repeat((8 << 20) + 1).getBytes(StandardCharsets.UTF_8));
    }

    Answer refused = sendGzip(run, compressed.toByteArray());

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("the body is larger than 8 MB (decompressed)");
  }

  @Test
  void an_unknown_encoding_is_refused() {
    assertInvalid(
        api.send(
            api.request("/api/v1/runs/" + newRun() + "/metrics")
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofString("x"))),
        "Content-Encoding is br: it is gzip or zstd, or not there");
  }

  private Answer sendGzip(String run, byte[] body) {
    return api.send(
        api.request("/api/v1/runs/" + run + "/metrics")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @Test
  void truncated_json_is_refused_with_its_position_and_nothing_is_stored() {
    String run = newRun();
    String whole = golden("metrics.request.json");

    Answer refused = log(run, whole.substring(0, whole.lastIndexOf('}') - 8));

    assertInvalid(refused, "body is broken at line 9, column 78: it must be whole, valid JSON");
    assertThat(list(run).json().get("metrics")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"metrics":[{"name":"x","steps":[-3],"values":[1]}]} | step -3 of x is negative; steps start at 0
          {"metrics":[{"name":"x","steps":[9007199254740993],"values":[1]}]} | step 9007199254740993 of x is too great; steps end at 2^53, 9007199254740992
          {"metrics":[{"name":"x","steps":[99999999999999999999],"values":[1]}]} | step 99999999999999999999 of x: a number of at most 64 bits is expected
          {"metrics":[{"name":"x","steps":[1.5],"values":[1]}]} | step 1.5 of x: a whole number is expected
          {"metrics":[{"name":"x","steps":["1"],"values":[1]}]} | step "1" of x: a whole number is expected
          {"metrics":[{"name":"x","steps":[1],"times":[-1],"values":[1]}]} | time -1 of x is out of range; times are milliseconds since 1970, to the year 9999
          {"metrics":[{"name":"x","steps":[1,2],"values":[1]}]} | x has 2 steps and 1 values; the columns of a metric are of equal length
          {"metrics":[{"name":"x","steps":[1,2],"times":[1],"values":[1,2]}]} | x has 2 steps and 1 times; the columns of a metric are of equal length
          {"metrics":[{"name":"x","steps":[1],"values":["low"]}]} | value "low" of x: a number is expected, or one of "NaN", "Infinity", "-Infinity"
          {"metrics":[{"name":"x","steps":[1],"values":[null]}]} | value null of x: a number is expected, or one of "NaN", "Infinity", "-Infinity"
          {"metrics":[{"steps":[1],"values":[{}]}]} | value an object of metrics[0]: a number is expected, or one of "NaN", "Infinity", "-Infinity"
          {"metrics":[{"steps":[1],"values":[1]}]} | metrics[0].name is missing: a metric has a name
          {"metrics":[{"name":"","steps":[1],"values":[1]}]} | metrics[0].name is empty: a metric's name has 1 to 250 characters
          {"metrics":[{"name":"a,b","steps":[1],"values":[1]}]} | metrics[0].name is a,b: a metric's name is made of letters, digits, _ . - / : and spaces
          {"metrics":[{"name":7,"steps":[1],"values":[1]}]} | metrics[0].name is 7: a string is expected
          {"metrics":[{"name":"x","step":[1],"values":[1]}]} | metrics[0] is with a field step: the fields here are [name, steps, times, values]
          {"metrics":[{"name":"x","steps":1,"values":[1]}]} | metrics[0].steps is 1: an array is expected
          {"metrics":{"x":1}} | metrics is an object: an array is expected
          {"metrics":[3]} | metrics[0] is 3: an object is expected
          {"metric":[]} | body is with a field metric: the fields here are [metrics]
          {} | metrics is missing: an array is expected
          [] | body is an array: an object is expected
          {"metrics":[]}{} | body is broken at line 1, column 15: nothing may follow the object
          """)
  void what_breaks_a_rule_is_refused_with_value_and_rule(String body, String detail) {
    assertInvalid(log(newRun(), body), detail);
  }

  @Test
  void a_batch_with_one_wrong_point_is_refused_whole() {
    String run = newRun();

    Answer refused =
        log(
            run,
            """
            {"metrics": [{"name": "good", "steps": [1], "values": [1]},
                         {"name": "bad", "steps": [1, 2, -1], "values": [1, 1, 1]}]}
            """);

    assertThat(refused.json().get("errors").get(0).get("field").asString())
        .isEqualTo("metrics[1].steps[2]");
    assertThat(list(run).json().get("metrics")).isEmpty();
  }

  @Test
  void a_name_of_251_characters_is_refused() {
    Answer refused = log(newRun(), "n".repeat(251), "[1]", "[1]");

    assertInvalid(
        refused,
        "metrics[0].name is %s… (251 characters): a metric's name has 1 to 250 characters"
            .formatted("n".repeat(100)));
    assertThat(log(newRun(), "n".repeat(250), "[1]", "[1]").status()).isEqualTo(200);
  }

  @Test
  void a_batch_holds_at_most_100_000_points() {
    String run = newRun();
    String values = "[" + "1,".repeat(99_999) + "1]";
    String steps =
        IntStream.range(0, 100_000)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "[", "]"));

    assertThat(log(run, "x", steps, values).body()).isEqualTo("{\"stored\":100000}");
    assertInvalid(
        log(run, "x", steps.replace("]", ",1]"), values.replace("]", ",1]")),
        "metrics is more than 100000 points: a batch holds at most 100000 points");
  }

  @Test
  void a_run_has_at_most_10_000_metrics() {
    String run = newRun();
    String all =
        IntStream.range(0, 10_000)
            .mapToObj("{\"name\":\"m%d\",\"steps\":[1],\"values\":[1]}"::formatted)
            .collect(Collectors.joining(",", "{\"metrics\":[", "]}"));

    assertThat(log(run, all).status()).isEqualTo(200);
    assertInvalid(
        log(run, "one too many", "[1]", "[1]"),
        "metrics is 1 new names for run %s, which has 10000: a run has at most 10000 metrics"
            .formatted(run));
    assertThat(log(run, "m77", "[2]", "[2]").status()).isEqualTo(200);
    assertThat(log(newRun(), "one too many", "[1]", "[1]").status()).isEqualTo(200);
  }

  @Test
  void an_unknown_run_is_not_found() {
    String unknown = "0198f3a0-0000-7000-8000-0000000000d1";

    Answer answer = log(unknown, "x", "[1]", "[1]");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("detail").asString()).isEqualTo("there is no run " + unknown);
    assertThat(list(unknown).status()).isEqualTo(404);
  }

  @Test
  void an_unchanged_answer_is_a_304_until_the_next_point() {
    String run = newRun();
    log(run, "x", "[1]", "[1]");
    for (String path :
        new String[] {
          "/api/v1/runs/" + run + "/metrics", "/api/v1/series?runs=" + run + "&metrics=x"
        }) {
      String etag = api.get(path).header("etag");

      Answer unchanged = api.send(api.request(path).header("If-None-Match", etag).GET());
      log(run, "x", "[1]", "[1]");
      Answer changed = api.send(api.request(path).header("If-None-Match", etag).GET());

      assertThat(etag).isNotEmpty();
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.header("etag")).isNotEqualTo(etag);
    }
  }

  @Test
  void a_range_is_cut_into_buckets() {
    String run = newRun();
    log(run, "x", "[0,1,2,3,4,5,6,7,8,9]", "[0,1,2,3,4,5,6,7,8,\"NaN\"]");

    JsonNode x = series(run, "x", "&buckets=3&from=2&to=9").get(0);

    assertThat(x.get("points").asInt()).isEqualTo(8);
    assertThat(x.get("firstStep").asInt()).isEqualTo(2);
    assertThat(x.get("lastStep").asInt()).isEqualTo(9);
    assertThat(x.get("width").asInt()).isEqualTo(4);
    assertThat(x.get("step")).isEqualTo(JSON.readTree("[2, 4, 8]"));
    assertThat(x.get("mean")).isEqualTo(JSON.readTree("[2.5, 5.5, 8.0]"));
    assertThat(x.get("last")).isEqualTo(JSON.readTree("[3.0, 7.0, \"NaN\"]"));
    assertThat(x.get("nonFinite")).isEqualTo(JSON.readTree("[0, 0, 1]"));
  }

  @Test
  void a_series_without_points_in_the_range_has_no_buckets() {
    String run = newRun();
    log(run, "x", "[1]", "[1]");

    JsonNode x = series(run, "x", "&from=5").get(0);

    assertThat(x.get("points").asInt()).isZero();
    assertThat(x.get("lastStep").isNull()).isTrue();
    assertThat(x.get("step")).isEmpty();
  }

  @Test
  void a_query_that_breaks_a_rule_is_refused() {
    assertInvalid(
        api.get("/api/v1/series?runs=seven&metrics=x"), "runs is seven: a UUID is expected");
    assertInvalid(
        api.get("/api/v1/series?runs=" + newRun() + "&metrics=x&buckets=0"),
        "buckets is 0: a series has 1 to 10000 buckets");
  }

  @Test
  void the_interface_is_described_with_examples() {
    JsonNode paths = api.get("/v3/api-docs").json().get("paths");
    JsonNode post = paths.get("/api/v1/runs/{id}/metrics").get("post");

    assertThat(paths.get("/api/v1/series").get("get").get("parameters"))
        .extracting(parameter -> parameter.get("name").asString())
        .containsExactly("runs", "metrics", "buckets", "x", "from", "to", "since");
    assertThat(post.get("parameters"))
        .extracting(parameter -> parameter.get("name").asString())
        .containsExactlyInAnyOrder("id", "Idempotency-Key", "Content-Encoding");
    assertThat(post.get("requestBody").get("content").get("application/json").toString())
        .contains("train/loss");
  }

  @Test
  void points_are_a_sign_of_life() {
    String run = newRun();
    runs.loseSilentSince(Instant.now().plusSeconds(60), Instant.EPOCH);
    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString()).isEqualTo("LOST");

    log(run, golden("metrics.request.json"));

    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString()).isEqualTo("RUNNING");
  }

  @Test
  void points_that_come_late_do_not_revive_a_run_that_has_ended() {
    String run = newRun();
    api.post("/api/v1/runs/" + run + "/finish", golden("run-finish.request.json"));

    assertThat(log(run, golden("metrics.request.json")).status()).isEqualTo(200);

    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString())
        .isEqualTo("FINISHED");
  }
}
