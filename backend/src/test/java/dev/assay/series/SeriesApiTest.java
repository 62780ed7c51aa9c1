package dev.assay.series;

import static dev.assay.TestApi.JSON;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.TestFrame;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Reading series as a browser or a script does. */
@ServerTest
class SeriesApiTest {
  @Autowired TestApi api;
  @Autowired Compactor compactor;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"series\"}").json().get("id").asString();
  }

  /** Points at steps from one to before another, a second apart. */
  private void log(String run, String metric, long from, long to, LongToDoubleFunction value) {
    String body =
        "{\"metrics\":[{\"name\":\"%s\",\"steps\":[%s],\"times\":[%s],\"values\":[%s]}]}"
            .formatted(
                metric,
                LongStream.range(from, to).mapToObj(Long::toString).collect(joining(",")),
                LongStream.range(from, to)
                    .mapToObj(step -> Long.toString(time(step)))
                    .collect(joining(",")),
                LongStream.range(from, to)
                    .mapToObj(step -> Double.toString(value.applyAsDouble(step)))
                    .collect(joining(",")));
    Answer answer = api.post("/api/v1/runs/" + run + "/metrics", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static long time(long step) {
    return 1_767_225_600_000L + 1000 * step;
  }

  private static String query(String run, String metrics, String more) {
    return "/api/v1/series?runs=" + run + "&metrics=" + metrics + more;
  }

  private JsonNode read(String run, String metrics, String more) {
    Answer answer = api.get(query(run, metrics, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static void assertInvalid(Answer answer, String detail) {
    assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    assertThat(answer.status()).isEqualTo(400);
  }

  private static double[] doubles(JsonNode column) {
    return Stream.of(column)
        .flatMap(c -> c.valueStream())
        .mapToDouble(v -> v.isNull() ? Double.NaN : Double.parseDouble(v.asString()))
        .toArray();
  }

  private static String list(int n, String item) {
    return IntStream.range(0, n).mapToObj(item::formatted).collect(joining(","));
  }

  // --- axes

  @Test
  void time_is_an_axis() {
    String run = newRun();
    log(run, "x", 0, 10, step -> step);

    JsonNode all = read(run, "x", "&x=time").get("series").get(0);
    JsonNode part =
        read(run, "x", "&x=time&from=" + time(3) + "&to=" + time(5)).get("series").get(0);

    assertThat(doubles(all.get("x")))
        .containsExactly(LongStream.range(0, 10).mapToDouble(SeriesApiTest::time).toArray());
    assertThat(part.get("step")).isEqualTo(JSON.readTree("[3, 4, 5]"));
    assertThat(part.get("points").asInt()).isEqualTo(3);
    assertThat(part.get("lastStep").asInt()).isEqualTo(5);
  }

  @Test
  void time_since_a_run_began_is_an_axis() {
    String run = newRun();
    String started = api.get("/api/v1/runs/" + run).json().get("startedAt").asString();
    long began = java.time.Instant.parse(started).toEpochMilli();
    log(run, "x", 0, 10, step -> step);

    JsonNode x = read(run, "x", "&x=relative").get("series").get(0);
    JsonNode part =
        read(run, "x", "&x=relative&from=%d&to=%d".formatted(time(3) - began, time(5) - began))
            .get("series")
            .get(0);

    assertThat(doubles(x.get("x")))
        .containsExactly(LongStream.range(0, 10).mapToDouble(step -> time(step) - began).toArray());
    assertThat(part.get("step")).isEqualTo(JSON.readTree("[3, 4, 5]"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void another_metric_is_an_axis(boolean fromChunks) throws Exception {
    String run = newRun();
    log(run, "x", 0, 10, step -> step);
    log(run, "tokens", 2, 10, step -> 100 * step);
    if (fromChunks) {
      compactor.settle();
    }

    JsonNode x = read(run, "x", "&x=metric:tokens").get("series").get(0);
    JsonNode part = read(run, "x", "&x=metric:tokens&from=350&to=600").get("series").get(0);

    assertThat(x.get("step")).isEqualTo(JSON.readTree("[2, 3, 4, 5, 6, 7, 8, 9]"));
    assertThat(doubles(x.get("x"))).containsExactly(200, 300, 400, 500, 600, 700, 800, 900);
    assertThat(part.get("step")).isEqualTo(JSON.readTree("[4, 5, 6]"));
    assertThat(read(run, "x", "&x=metric:none").get("series")).isEmpty();
  }

  @Test
  void points_where_the_axis_is_not_finite_are_left_out() {
    String run = newRun();
    log(run, "x", 0, 100, step -> step);
    log(
        run,
        "axis",
        0,
        100,
        step ->
            step == 3
                ? Double.POSITIVE_INFINITY
                : step == 4 ? Double.NEGATIVE_INFINITY : step == 5 ? Double.NaN : step);

    for (String buckets : List.of("&buckets=10", "&buckets=1000")) {
      JsonNode x = read(run, "x", "&x=metric:axis" + buckets).get("series").get(0);
      assertThat(x.get("points").asInt()).isEqualTo(97);
      assertThat(Arrays.stream(doubles(x.get("x"))).allMatch(Double::isFinite)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"&x=step", "&x=time", "&x=metric:axis"})
  void a_range_of_any_axis_without_points_has_no_buckets(String axis) {
    String run = newRun();
    log(run, "x", 0, 10, step -> step);
    log(run, "axis", 0, 10, step -> step);

    for (String range : List.of("&from=1e300", "&to=-1e300", "&from=1e17&to=1e18")) {
      JsonNode x = read(run, "x", axis + range).get("series").get(0);
      assertThat(x.get("step")).isEmpty();
      assertThat(x.get("points").asInt()).isZero();
      assertThat(x.get("lastStep").isNull()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          &x=steps          | x is steps: it is step, time, relative or metric:NAME
          &x=metric:        | x is metric:: it is step, time, relative or metric:NAME
          &from=2&to=1      | from is 2.0: it must not be greater than to, 1.0
          &from=NaN         | from is NaN: it must not be greater than to, Infinity
          &buckets=10001    | buckets is 10001: a series has 1 to 10000 buckets
          &since=x          | since is x: it must be the cursor of an earlier answer
          &since=           | since is empty: it must be the cursor of an earlier answer
          &since=AAAAAAAAAAAAAAAA | since is AAAAAAAAAAAAAAAA: it must be the cursor of an earlier answer
          """)
  void what_breaks_a_rule_is_refused_with_value_and_rule(String more, String detail) {
    assertInvalid(api.get(query(newRun(), "x", more)), detail);
  }

  @Test
  void no_more_is_read_at_once_than_fits() {
    String runs = list(100, "0198f3a0-0000-7000-8000-0000000000%02d");

    assertInvalid(
        api.get(query(runs, list(100, "m%d"), "&buckets=101")),
        "buckets is 101: 10000 series can have at most 100 buckets each");
    assertThat(read(runs, list(100, "m%d"), "&buckets=100").get("series")).isEmpty();
    assertInvalid(
        api.get(query(runs + ",0198f3a0-0000-7000-8000-000000000100", "x", "")),
        "runs is 101 ids: 1 to 100 runs can be read at once");
    assertInvalid(
        api.get(query(runs, list(101, "m%d"), "&buckets=1")),
        "metrics is 101 names: 1 to 100 metrics can be read at once");
    assertInvalid(api.get(query("", "x", "")), "runs is 0 ids: 1 to 100 runs can be read at once");
  }

  @Test
  void a_hundred_runs_are_read_in_one_request() throws Exception {
    List<String> runs = IntStream.range(0, 100).mapToObj(_ -> newRun()).toList();
    for (int i = 0; i < 100; i++) {
      double value = i + 1;
      log(runs.get(i), "many/a", 0, 3, _ -> value);
      log(runs.get(i), "many/b", 0, 5, _ -> -value);
      if (i == 50) {
        compactor.settle();
      }
    }

    JsonNode all = read(String.join(",", runs), "many/a,none,many/b", "").get("series");

    assertThat(all).hasSize(200);
    for (int i = 0; i < 200; i++) {
      assertThat(all.get(i).get("runId").asString()).isEqualTo(runs.get(i / 2));
      assertThat(all.get(i).get("metric").asString()).isEqualTo(i % 2 == 0 ? "many/a" : "many/b");
      assertThat(doubles(all.get(i).get("mean")))
          .hasSize(i % 2 == 0 ? 3 : 5)
          .containsOnly(i % 2 == 0 ? i / 2 + 1 : -(i / 2 + 1));
    }
  }

  // --- frames

  @ParameterizedTest
  @ValueSource(
      strings = {"", "&buckets=7", "&x=time&buckets=7", "&x=relative", "&x=metric:y&buckets=50"})
  void frames_say_what_json_says(String more) {
    String run = newRun();
    log(run, "x", 0, 100, step -> step % 9 == 0 ? Double.NaN : Math.sqrt(step));
    log(run, "y", 10, 60, step -> step == 20 ? Double.NEGATIVE_INFINITY : 3 * step);
    String path = query(run, "x,none,y", more);

    JsonNode json = api.get(path).json();
    TestFrame frame = api.frame(path);

    assertThat(frame.header().get("cursor").asString()).isNotEmpty();
    assertThat(frame.header().get("series")).hasSameSizeAs(json.get("series"));
    for (int i = 0; i < json.get("series").size(); i++) {
      JsonNode head = frame.header().get("series").get(i);
      JsonNode series = json.get("series").get(i);
      for (String field :
          List.of("runId", "metric", "points", "width", "replacesFrom", "firstStep", "lastStep")) {
        assertThat(head.get(field)).as(field).isEqualTo(series.get(field));
      }
      int n = head.get("buckets").asInt();
      assertThat(series.get("step")).hasSize(n);
      assertThat(head.get("columns").valueStream().anyMatch(c -> c.asString().equals("x")))
          .isEqualTo(series.has("x"));
      for (JsonNode column : head.get("columns")) {
        assertThat(frame.doubles(n))
            .as(column.asString())
            .containsExactly(doubles(series.get(column.asString())));
      }
    }
    assertThat(frame.columns().hasRemaining()).isFalse();
  }

  @Test
  void what_is_wrong_is_said_in_json_even_to_who_asks_for_frames() {
    Answer refused =
        api.send(
            api.request(query(newRun(), "x", "&buckets=0"))
                .header("Accept", TestFrame.MEDIA_TYPE)
                .GET());

    assertInvalid(refused, "buckets is 0: a series has 1 to 10000 buckets");
    assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
  }

  // --- what has changed

  @Test
  void a_refresh_brings_what_is_new_and_nothing_when_nothing_is() throws Exception {
    String run = newRun();
    log(run, "a", 0, 50, step -> step);
    log(run, "b", 0, 50, step -> step);
    JsonNode first = read(run, "a,b", "");
    JsonNode idle = read(run, "a,b", "&since=" + first.get("cursor").asString());
    log(run, "b", 50, 53, step -> step);
    String cursor = idle.get("cursor").asString();
    JsonNode news = read(run, "a,b", "&since=" + cursor);
    TestFrame frame = api.frame(query(run, "a,b", "&since=" + cursor));
    JsonNode after = read(run, "a,b", "&since=" + news.get("cursor").asString());

    assertThat(first.get("series")).hasSize(2);
    assertThat(idle.get("series")).isEmpty();
    assertThat(news.get("series")).hasSize(1);
    JsonNode b = news.get("series").get(0);
    assertThat(b.get("metric").asString()).isEqualTo("b");
    assertThat(b.get("replacesFrom").asInt()).isEqualTo(50);
    assertThat(b.get("step")).isEqualTo(JSON.readTree("[50, 51, 52]"));
    assertThat(b.get("points").asInt()).isEqualTo(53);
    assertThat(frame.header().get("series").get(0).get("buckets").asInt()).isEqualTo(3);
    assertThat(frame.doubles(3)).containsExactly(50, 51, 52);
    assertThat(after.get("series")).isEmpty();
    // a point of the past comes late, and a metric that was not there before
    log(run, "a", 7, 8, _ -> -1);
    log(run, "c", 0, 1, _ -> 1);
    JsonNode late = read(run, "a,b", "&since=" + after.get("cursor").asString()).get("series");
    assertThat(late).hasSize(1);
    assertThat(late.get(0).get("replacesFrom").asInt()).isEqualTo(7);
    assertThat(doubles(late.get(0).get("last"))[0]).isEqualTo(-1);
  }

  @Test
  void a_metric_that_appears_later_comes_whole() {
    String run = newRun();
    log(run, "a", 0, 1, _ -> 1);
    String cursor = read(run, "a,later", "").get("cursor").asString();
    log(run, "later", 5, 7, _ -> 2);

    JsonNode news = read(run, "a,later", "&since=" + cursor).get("series");

    assertThat(news).hasSize(1);
    assertThat(news.get(0).get("replacesFrom").isNull()).isTrue();
    assertThat(news.get(0).get("step")).isEqualTo(JSON.readTree("[5, 6]"));
  }

  @Test
  void a_refresh_along_another_metric_sees_that_one_change() {
    String run = newRun();
    log(run, "x", 0, 10, step -> step);
    log(run, "tokens", 0, 10, step -> step);
    String cursor = read(run, "x", "&x=metric:tokens").get("cursor").asString();
    assertThat(read(run, "x", "&x=metric:tokens&since=" + cursor).get("series")).isEmpty();
    log(run, "tokens", 0, 10, step -> 7 * step);

    JsonNode news = read(run, "x", "&x=metric:tokens&since=" + cursor).get("series");

    assertThat(doubles(news.get(0).get("x"))[9]).isEqualTo(63);
  }

  @Test
  void a_cursor_of_another_query_is_refused() {
    String run = newRun();
    String other = newRun();
    log(run, "x", 0, 10, step -> step);
    String cursor = read(run, "x", "").get("cursor").asString();

    for (String path :
        List.of(
            query(other, "x", ""),
            query(run, "y", ""),
            query(run, "x,y", ""),
            query(run, "x", "&buckets=399"),
            query(run, "x", "&x=time"),
            query(run, "x", "&from=0"))) {
      Answer refused = api.get(path + "&since=" + cursor);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.json().get("errors").get(0).get("field").asString()).isEqualTo("since");
    }
  }

  @Test
  void frames_and_refreshes_have_versions_like_everything_else() {
    String run = newRun();
    log(run, "x", 0, 10, step -> step);
    String path = query(run, "x", "");
    String etag = api.get(path).header("etag");

    Answer unchanged =
        api.send(
            api.request(path)
                .header("Accept", TestFrame.MEDIA_TYPE)
                .header("If-None-Match", etag)
                .GET());
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(api.get(path).header("vary")).containsIgnoringCase("Accept");
    api.post("/api/v1/runs/" + run + "/rewind", "{\"step\":5}");
    assertThat(api.send(api.request(path).header("If-None-Match", etag).GET()).status())
        .as("rewinding is a change")
        .isEqualTo(200);
  }

  // --- points

  private JsonNode points(String run, String more) {
    return api.get("/api/v1/runs/" + run + "/points?metric=x" + more).json();
  }

  @Test
  void points_come_page_by_page() throws Exception {
    String run = newRun();
    log(run, "x", 0, 100, step -> step);
    compactor.settle();
    log(run, "x", 100, 120, step -> step);

    JsonNode first = points(run, "&limit=70");
    JsonNode second = points(run, "&limit=70&fromStep=" + first.get("nextStep").asLong());

    assertThat(first.get("steps")).hasSize(70);
    assertThat(first.get("nextStep").asLong()).isEqualTo(70);
    assertThat(second.get("steps")).hasSize(50);
    assertThat(second.get("steps").get(49).asLong()).isEqualTo(119);
    assertThat(second.get("nextStep").isNull()).isTrue();
    assertThat(points(run, "&limit=120").get("nextStep").isNull()).isTrue();
    assertThat(points(run, "&fromStep=5&toStep=6").get("steps")).isEqualTo(JSON.readTree("[5, 6]"));
    assertThat(points(run, "&fromStep=5&toStep=5").get("values")).isEqualTo(JSON.readTree("[5.0]"));
    assertThat(points(run, "&fromStep=-9223372036854775808&toStep=-1").get("steps")).isEmpty();
    assertThat(points(run, "&fromStep=120").get("steps")).isEmpty();
  }

  @Test
  void points_of_what_is_not_there_are_none_and_of_no_run_not_found() {
    String run = newRun();

    assertThat(points(run, ""))
        .isEqualTo(
            JSON.readTree(
                "{\"metric\":\"x\",\"steps\":[],\"times\":[],\"values\":[],\"nextStep\":null}"));
    assertThat(api.frame("/api/v1/runs/" + run + "/points?metric=x").header().get("points").asInt())
        .isZero();
    assertThat(
            api.get("/api/v1/runs/0198f3a0-0000-7000-8000-0000000000d1/points?metric=x").status())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/runs/" + run + "/points").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          &limit=0             | limit is 0: a page has 1 to 100000 points
          &limit=-1            | limit is -1: a page has 1 to 100000 points
          &limit=100001        | limit is 100001: a page has 1 to 100000 points
          &fromStep=2&toStep=1 | fromStep is 2: it must not be greater than toStep, 1
          """)
  void a_page_that_breaks_a_rule_is_refused(String more, String detail) {
    assertInvalid(api.get("/api/v1/runs/" + newRun() + "/points?metric=x" + more), detail);
  }
}
