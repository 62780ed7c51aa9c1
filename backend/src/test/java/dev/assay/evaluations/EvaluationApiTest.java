package dev.assay.evaluations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.team.Role;
import dev.assay.team.TestUsers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
class EvaluationApiTest {
  private static final String CSV = "text/csv";
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final int PATIENCE_SECONDS = 120;

  @Autowired TestApi api;
  @Autowired DSLContext db;
  @Autowired EvaluationLoop loop;
  @Autowired TransactionTemplate transaction;
  @Autowired ApplicationContext server;

  private String run = "";

  @BeforeEach
  void a_run_of_its_own() {
    run = newRun();
  }

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"evaluations\"}").json().get("id").asString();
  }

  private String path(String query) {
    return "/api/v1/runs/" + run + "/evaluations?" + query;
  }

  private Answer upload(String query, String type, BodyPublisher body) {
    return api.send(api.request(path(query)).setHeader("Content-Type", type).POST(body));
  }

  private Answer upload(String query, String csv) {
    return upload(query, CSV, BodyPublishers.ofString(csv));
  }

  private String created(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return "/api/v1/evaluations/" + answer.json().get("id").asString();
  }

  private JsonNode ended(String evaluation) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> !List.of("QUEUED", "COMPUTING").contains(status(evaluation)));
    return api.get(evaluation).json();
  }

  private String status(String evaluation) {
    return api.get(evaluation).json().get("status").asString();
  }

  private JsonNode done(String evaluation) {
    JsonNode ended = ended(evaluation);
    assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("DONE");
    return ended;
  }

  private static Map<String, Double> estimates(JsonNode evaluation) {
    Map<String, Double> values = new HashMap<>();
    evaluation
        .at("/report/scores")
        .forEach(s -> values.put(s.get("key").asString(), s.at("/interval/estimate").asDouble()));
    return values;
  }

  private static JsonNode score(JsonNode evaluation, String key) {
    return evaluation
        .at("/report/scores")
        .valueStream()
        .filter(s -> s.get("key").asString().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> warnings(JsonNode evaluation) {
    return evaluation.at("/report/warnings").valueStream().map(JsonNode::asString).toList();
  }

  private static void equal(@Nullable Double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9));
  }

  /** {@code metrics("plain", *binary(1000)[:2], np.ones(1000))} of the peer: scikit-learn 1.9.1. */
  private static void areThoseOfScikitLearn(JsonNode evaluation) {
    Map<String, Double> estimates = estimates(evaluation);
    assertThat(estimates).hasSize(23);
    equal(estimates.get("accuracy"), 0.712);
    equal(estimates.get("recall"), 0.7137096774193549);
    equal(estimates.get("f1"), 0.7108433734939759);
    equal(estimates.get("auroc"), 0.7946508576548899);
    equal(estimates.get("auprc"), 0.7898188424867476);
    equal(estimates.get("log_loss"), 0.548187633000978);
    equal(estimates.get("brier"), 0.1860176445174278);
    equal(estimates.get("miscalibration"), 0.004477591293894606);
    equal(estimates.get("ece"), 0.03782361965453195);
    equal(estimates.get("ks_calibration"), 0.018707512996971386);
  }

  // What is uploaded -----------------------------------------------------------------------------

  @Test
  void metrics_of_a_file_are_those_of_scikit_learn_whatever_its_format() throws Exception {
    String csv = created(upload("name=csv", MadeFile.csv(1000)));
    String lines =
        created(
            upload(
                "name=lines",
                "application/x-ndjson",
                BodyPublishers.ofString(MadeFile.jsonLines(1000))));
    areThoseOfScikitLearn(done(csv));
    areThoseOfScikitLearn(done(lines));

    byte[] rows = artifact("evaluations/csv/predictions.parquet");
    String parquet =
        created(upload("name=parquet&label=label", PARQUET, BodyPublishers.ofByteArray(rows)));
    areThoseOfScikitLearn(done(parquet));
  }

  private byte[] artifact(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            api.request("/api/v1/runs/%s/artifacts/content?path=%s".formatted(run, path)).build(),
            BodyHandlers.ofByteArray())
        .body();
  }

  @Test
  void each_metric_has_an_interval_and_says_of_what_kind() {
    JsonNode evaluation = done(created(upload("name=test", MadeFile.csv(1000))));

    assertThat(score(evaluation, "accuracy").get("method").asString()).isEqualTo("Wilson");
    // Python: (p + z²/2n − z √(p(1 − p)/n + z²/4n²))/(1 + z²/n), z = 1.959963984540054
    equal(score(evaluation, "accuracy").at("/interval/low").asDouble(), 0.6831644885571975);
    assertThat(score(evaluation, "auroc").get("method").asString()).isEqualTo("DeLong");
    assertThat(score(evaluation, "log_loss").get("method").asString()).isEqualTo("bootstrap");
    for (JsonNode score : evaluation.at("/report/scores")) {
      assertThat(score.at("/interval/low").asDouble())
          .as(score.toString())
          .isLessThan(score.at("/interval/high").asDouble());
    }
    assertThat(evaluation.at("/report/resamples").asInt()).isEqualTo(100);
    assertThat(evaluation.at("/report/confusion").toString())
        .isEqualTo("[[358.0,146.0],[142.0,354.0]]");
  }

  /** {@code multiclass(*multi(600, 4))} of the peer. */
  @Test
  void metrics_of_many_classes_are_those_of_scikit_learn() {
    JsonNode evaluation = done(created(upload("name=many", MadeFile.multiclass(600, 4))));

    assertThat(evaluation.get("classes").toString()).isEqualTo("[\"a\",\"b\",\"c\",\"d\"]");
    Map<String, Double> estimates = estimates(evaluation);
    assertThat(estimates).doesNotContainKey("top_5_accuracy");
    equal(estimates.get("accuracy"), 0.4816666666666667);
    equal(estimates.get("log_loss"), 1.279146977114928);
    equal(estimates.get("auroc_macro"), 0.7255350840298929);
    equal(estimates.get("classwise_ece"), 0.05656627372933265);
    JsonNode perClass = evaluation.at("/report/perClass");
    assertThat(perClass).hasSize(4);
    double f1 =
        perClass.valueStream().mapToDouble(c -> c.get("f1").asDouble()).average().orElseThrow();
    equal(f1, 0.4815592062323606);
  }

  @Test
  void a_file_may_be_compressed_on_its_way() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(MadeFile.csv(1000).getBytes(StandardCharsets.UTF_8));
    }
    Answer answer =
        api.send(
            api.request(path("name=zipped"))
                .setHeader("Content-Type", CSV)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));

    areThoseOfScikitLearn(done(created(answer)));
  }

  @Test
  void a_file_larger_than_other_bodies_may_be_is_taken() {
    String wide =
        MadeFile.csv(
            "y,p,note",
            80_000,
            i -> MadeFile.label(i) + "," + MadeFile.probability(i) + "," + "x".repeat(90));
    assertThat(wide.length()).isGreaterThan(8 << 20);
    String evaluation = created(upload("name=large&label=y&probability=p", wide));
    assertThat(api.get(evaluation).json().get("rows").asLong()).isEqualTo(80_000);
    api.delete(evaluation);
  }

  @Test
  void predictions_among_the_artifacts_of_a_run_are_evaluated() {
    Answer put =
        api.put(
            "/api/v1/runs/%s/artifacts/content?path=evaluations/validation/predictions.jsonl"
                .formatted(run),
            MadeFile.jsonLines(1000));
    assertThat(put.status()).isEqualTo(200);
    String body = TestApi.golden("evaluation-create.request.json");

    Answer first = api.post("/api/v1/runs/" + run + "/evaluations", body);
    areThoseOfScikitLearn(done(created(first)));
    Answer again = api.post("/api/v1/runs/" + run + "/evaluations", body);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));

    Answer none =
        api.post(
            "/api/v1/runs/" + run + "/evaluations",
            "{\"artifact\": \"not/there.csv\", \"name\": \"x\"}");
    assertThat(none.status()).isEqualTo(404);
  }

  // What is refused ------------------------------------------------------------------------------

  private void refused(Answer answer, String... says) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(List.of(says)).allSatisfy(words -> assertThat(answer.body()).contains(words));
    assertThat(api.get("/api/v1/evaluations?run=" + run).json().get("items")).isEmpty();
    assertThat(api.get("/api/v1/runs/" + run + "/artifacts").json().get("items")).isEmpty();
  }

  @Test
  void a_wrong_file_is_refused_with_its_lines_and_leaves_nothing() {
    String wrong =
        MadeFile.csv(
            "y,p",
            1000,
            i -> MadeFile.label(i) + "," + (i % 10 == 3 ? 1.5 : MadeFile.probability(i)));
    Answer answer = upload("name=wrong", wrong);

    refused(answer, "line 5", "1.5", "100 values are wrong");
    assertThat(answer.json().get("errors")).hasSize(20);
    refused(upload("name=empty", "y,p\n"));
    refused(upload("name=columns&label=nothing", MadeFile.csv(10)), "nothing");
    refused(upload("name=text", "y,p\n1,abc\n0,NaN\n"), "abc", "line 2", "line 3");
  }

  @Test
  void wrong_parameters_are_all_told() {
    Answer answer =
        upload("name=a/b&splitBy=luck&step=-&renormalise=si&zone=Here&lable=y", MadeFile.csv(10));
    refused(answer);
    List<String> fields = new ArrayList<>();
    answer.json().get("errors").forEach(e -> fields.add(e.get("field").asString()));
    assertThat(fields).containsExactly("splitBy", "step", "renormalise", "zone", "lable", "name");
    refused(upload("name=x", "text/plain", BodyPublishers.ofString("y,p")), "Content-Type");
    refused(upload("", MadeFile.csv(10)), "name");
  }

  @Test
  void a_viewer_reads_and_uploads_nothing() {
    String evaluation = created(upload("name=test", MadeFile.csv(50)));
    String viewer = TestUsers.token(server, "valerie", Role.VIEWER);

    assertThat(as(viewer, evaluation).status()).isEqualTo(200);
    Answer refused =
        api.send(
            api.anonymous(path("name=other"))
                .setHeader("Content-Type", CSV)
                .header("Authorization", "Bearer " + viewer)
                .POST(BodyPublishers.ofString(MadeFile.csv(50))));
    assertThat(refused.status()).isEqualTo(403);
  }

  private Answer as(String token, String path) {
    return api.send(api.anonymous(path).header("Authorization", "Bearer " + token).GET());
  }

  @Test
  void a_deleted_run_takes_none() {
    api.delete("/api/v1/runs/" + run);
    assertThat(upload("name=test", MadeFile.csv(50)).status()).isEqualTo(409);
  }

  // Again, and other rows ------------------------------------------------------------------------

  @Test
  void the_same_again_is_the_same_and_another_file_replaces_it() {
    Answer first = upload("name=test", MadeFile.csv(500));
    String evaluation = created(first);
    done(evaluation);
    Answer again = upload("name=test", MadeFile.csv(500));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(again.json().get("status").asString()).isEqualTo("DONE");

    String other = created(upload("name=test", MadeFile.csv(600)));
    assertThat(api.get(evaluation).status()).isEqualTo(404);
    JsonNode there = api.get("/api/v1/evaluations?run=" + run).json().get("items");
    assertThat(there).hasSize(1);
    assertThat(there.get(0).get("rows").asLong()).isEqualTo(600);
    JsonNode files =
        api.get("/api/v1/runs/" + run + "/artifacts?path=evaluations/test").json().get("items");
    assertThat(files).hasSize(1);
    assertThat(files.get(0).get("sha256")).isEqualTo(there.get(0).get("digest"));
    done(other);
  }

  @Test
  void a_deleted_evaluation_takes_its_rows_along() {
    String evaluation = created(upload("name=test", MadeFile.csv(50)));
    done(evaluation);
    assertThat(api.delete(evaluation).status()).isEqualTo(204);
    assertThat(api.get(evaluation).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/runs/" + run + "/artifacts").json().get("items")).isEmpty();
  }

  @Test
  void a_deletion_that_comes_after_a_replacement_leaves_the_rows_of_that() throws Exception {
    String evaluation = created(upload("name=test", MadeFile.csv(50)));
    done(evaluation);
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> deleted = transaction.execute(_ -> replaceWhileDeleted(evaluation, other));
      assertThat(Objects.requireNonNull(deleted).get().status()).isEqualTo(404);
    }
    assertThat(artifactExists("evaluations/test/predictions.parquet")).isTrue();
    assertThat(api.get("/api/v1/evaluations?run=" + run).json().get("items")).hasSize(1);
  }

  /** The deletion has found the evaluation, and waits for the files of the run. */
  private Future<Answer> replaceWhileDeleted(String evaluation, ExecutorService other) {
    db.execute("select id from artifact_root where id = cast(? as uuid) for update", run);
    Future<Answer> deleted = other.submit(() -> api.delete(evaluation));
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(
            () ->
                !db.fetch(
                        "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and query like '%artifact_root%for update%'")
                    .isEmpty());
    db.execute(
        "update evaluation set id = gen_random_uuid() where id = cast(? as uuid)",
        evaluation.substring(evaluation.lastIndexOf('/') + 1));
    return deleted;
  }

  @Test
  void evaluations_go_with_their_run() {
    String evaluation = created(upload("name=test", MadeFile.csv(50)));
    done(evaluation);
    api.delete("/api/v1/runs/" + run);
    assertThat(api.get("/api/v1/evaluations?limit=1000").body())
        .doesNotContain(api.get(evaluation).json().get("id").asString());
    assertThat(api.post("/api/v1/runs/" + run + "/purge", "").status()).isEqualTo(204);
    assertThat(api.get(evaluation).status()).isEqualTo(404);
  }

  @Test
  void a_list_is_read_page_by_page_newest_first() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created(upload("name=n" + i, MadeFile.csv(40 + i)));
    }
    String cursor = "";
    do {
      JsonNode page = api.get("/api/v1/evaluations?limit=2&run=" + run + cursor).json();
      page.get("items").forEach(e -> names.add(e.at("/spec/name").asString()));
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").asString();
    } while (!cursor.isEmpty());
    assertThat(names).containsExactly("n4", "n3", "n2", "n1", "n0");
  }

  // Metrics of the run ---------------------------------------------------------------------------

  @Test
  void scores_are_metrics_of_the_run_though_it_has_ended() {
    api.post(
        "/api/v1/runs/" + run + "/metrics",
        "{\"metrics\":[{\"name\":\"loss\",\"steps\":[70],\"values\":[0.5]}]}");
    api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"FINISHED\"}");
    JsonNode evaluation = done(created(upload("name=test", MadeFile.csv(1000))));
    String repeat = "/api/v1/evaluations/" + evaluation.get("id").asString();
    assertThat(api.post(repeat + "/recompute", "").status()).isEqualTo(200);
    done(repeat);

    JsonNode found =
        api.get(
                "/api/v1/runs?filter=metrics.%60test/auroc%60%20%3E%200.79&metric=test/auroc&experiment="
                    + api.get("/api/v1/runs/" + run).json().get("experimentId").asString())
            .json();
    JsonNode auroc = found.at("/items/0/metrics/test~1auroc");
    equal(auroc.get("last").asDouble(), 0.7946508576548899);
    assertThat(auroc.get("lastStep").asLong()).isEqualTo(70);
    assertThat(auroc.get("points").asLong()).isEqualTo(1);
    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString())
        .isEqualTo("FINISHED");
  }

  @Test
  void a_run_that_takes_no_more_metrics_has_the_report_nevertheless() {
    String metrics =
        IntStream.range(0, 9_990)
            .mapToObj("{\"name\":\"m%d\",\"steps\":[0],\"values\":[1]}"::formatted)
            .collect(Collectors.joining(",", "{\"metrics\":[", "]}"));
    assertThat(api.post("/api/v1/runs/" + run + "/metrics", metrics).status()).isLessThan(300);

    JsonNode evaluation = done(created(upload("name=test", MadeFile.csv(1000))));
    areThoseOfScikitLearn(evaluation);
    assertThat(warnings(evaluation)).anyMatch(w -> w.contains("at most 10000 metrics"));
  }

  @Test
  void an_evaluation_does_not_tell_that_a_lost_run_is_alive() {
    db.execute("update run set status = 'LOST' where id = cast(? as uuid)", run);
    done(created(upload("name=test", MadeFile.csv(50))));
    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString()).isEqualTo("LOST");
  }

  @Test
  void what_is_not_defined_says_why_and_is_no_metric_of_the_run() {
    JsonNode evaluation =
        done(
            created(
                upload(
                    "name=ones&step=5&classes=no,yes",
                    MadeFile.csv("y,p", 40, i -> "yes," + MadeFile.probability(i)))));

    JsonNode auroc = score(evaluation, "auroc");
    assertThat(auroc.at("/interval/estimate").isNull()).isTrue();
    assertThat(auroc.get("undefined").asString()).contains("both classes are needed");
    String metrics = api.get("/api/v1/runs/" + run + "/metrics").body();
    assertThat(metrics).contains("ones/brier").doesNotContain("ones/auroc");
    assertThat(warnings(evaluation)).anyMatch(w -> w.contains("no (0)"));
  }

  // Warnings -------------------------------------------------------------------------------------

  @Test
  void dates_and_a_random_split_are_warned_of() {
    String csv =
        MadeFile.csv(
            "y,p,at",
            100,
            i ->
                "%d,%s,2026-01-%02dT00:00:00Z"
                    .formatted(MadeFile.calibrated(i), MadeFile.probability(i), 1 + i % 28));
    JsonNode random = done(created(upload("name=random&splitBy=random&timestamp=at", csv)));
    assertThat(warnings(random)).anyMatch(w -> w.contains("the split is random"));
    assertThat(random.get("from").asString()).isEqualTo("2026-01-01T00:00:00Z");
    JsonNode byTime = done(created(upload("name=time&splitBy=time&timestamp=at", csv)));
    assertThat(warnings(byTime)).isEmpty();
  }

  @Test
  void decisions_and_a_biased_forecast_are_warned_of() {
    String decisions = MadeFile.csv("y,p", 100, i -> MadeFile.label(i) + "," + i % 2);
    assertThat(warnings(done(created(upload("name=decisions", decisions)))))
        .anyMatch(w -> w.contains("all probabilities are 0 or 1"));
    String low =
        MadeFile.csv("y,p", 400, i -> MadeFile.label(i) + "," + MadeFile.probability(i) / 2);
    assertThat(warnings(done(created(upload("name=low", low)))))
        .anyMatch(
            w ->
                w.startsWith("more or less happened")
                    && w.contains("1 49.00 % instead of 24.90 %"));
  }

  // In the background ----------------------------------------------------------------------------

  @Test
  void a_computation_is_cancelled_and_the_next_one_begins() {
    String long_ = created(upload("name=long", MadeFile.csv(400_000)));
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .pollInterval(20, MILLISECONDS)
        .until(() -> !status(long_).equals("QUEUED"));
    Answer cancelled = api.post(long_ + "/cancel", "");
    assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
    assertThat(cancelled.json().get("status").asString()).isEqualTo("CANCELLED");

    done(created(upload("name=short", MadeFile.csv(50))));
    JsonNode still = api.get(long_).json();
    assertThat(still.get("status").asString()).isEqualTo("CANCELLED");
    assertThat(still.get("report").isNull()).isTrue();
    assertThat(api.get("/api/v1/runs/" + run + "/metrics").body()).doesNotContain("long/");
    assertThat(api.post(long_ + "/cancel", "").status()).isEqualTo(409);
    assertThat(artifactExists("evaluations/long/predictions.parquet")).isTrue();
  }

  private boolean artifactExists(String path) {
    return api.get(
            "/api/v1/runs/" + run + "/artifacts?path=" + path.substring(0, path.lastIndexOf('/')))
        .body()
        .contains(path);
  }

  @Test
  void a_failure_keeps_the_evaluation_and_is_mended_by_computing_anew() throws Exception {
    String evaluation = created(upload("name=test", MadeFile.csv(1000)));
    done(evaluation);
    String file = "evaluations/test/predictions.parquet";
    byte[] rows = artifact(file);
    api.delete("/api/v1/runs/" + run + "/artifacts?path=" + file);
    loadedPredictionsAreForgotten();
    api.post(evaluation + "/recompute", "");
    JsonNode failed = ended(evaluation);
    assertThat(failed.get("status").asString()).isEqualTo("FAILED");
    assertThat(failed.get("error").asString()).contains(file);

    api.send(
        api.request("/api/v1/runs/%s/artifacts/content?path=%s".formatted(run, file))
            .PUT(BodyPublishers.ofByteArray(rows)));
    assertThat(api.post(evaluation + "/recompute", "").status()).isEqualTo(200);
    areThoseOfScikitLearn(done(evaluation));
  }

  private void loadedPredictionsAreForgotten() {
    server.getBean(LoadedPredictions.class).forget();
  }

  /** As it stands in the database while a server computes. */
  private void computedElsewhere(String evaluation, int attempts, String leasedUntil) {
    db.execute(
        "update evaluation set status = 'COMPUTING', lease = gen_random_uuid(), attempts = ?,"
            + " leased_until = now() + cast(? as interval) where id = cast(? as uuid)",
        attempts,
        leasedUntil,
        evaluation.substring(evaluation.lastIndexOf('/') + 1));
  }

  @Test
  void what_a_killed_server_was_computing_is_taken_up_and_what_another_computes_is_not() {
    String evaluation = created(upload("name=test", MadeFile.csv(100)));
    done(evaluation);
    computedElsewhere(evaluation, 1, "1 hour");
    done(created(upload("name=other", MadeFile.csv(60))));
    assertThat(status(evaluation)).isEqualTo("COMPUTING");

    computedElsewhere(evaluation, 1, "-1 second");
    loop.wake();
    done(evaluation);
  }

  @Test
  void what_is_of_a_deleted_run_is_computed_when_that_is_restored() {
    String evaluation = created(upload("name=test", MadeFile.csv(100)));
    done(evaluation);
    computedElsewhere(evaluation, 1, "-1 second");
    api.delete("/api/v1/runs/" + run);
    String deleted = run;
    run = newRun();
    done(created(upload("name=other", MadeFile.csv(60))));
    assertThat(status(evaluation)).isEqualTo("COMPUTING");

    assertThat(api.post("/api/v1/runs/" + deleted + "/restore", "").status()).isLessThan(300);
    loop.wake();
    done(evaluation);
  }

  @Test
  void what_has_ended_three_servers_is_given_up() {
    String evaluation = created(upload("name=test", MadeFile.csv(100)));
    done(evaluation);
    computedElsewhere(evaluation, EvaluationStore.MOST_ATTEMPTS, "-1 second");
    loop.wake();
    JsonNode given = ended(evaluation);
    assertThat(given.get("status").asString()).isEqualTo("FAILED");
    assertThat(given.get("error").asString()).contains("ended 3 times");
    assertThat(api.post(evaluation + "/recompute", "").status()).isEqualTo(200);
    done(evaluation);
  }
}
