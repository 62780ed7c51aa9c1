package dev.assay.evaluations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class AnalysisApiTest {
  private static final int ROWS = 600;

  @Autowired TestApi api;

  private String run = "";

  @BeforeEach
  void a_run_of_its_own() {
    run = api.post("/api/v1/runs", "{\"experiment\":\"analyses\"}").json().get("id").asString();
  }

  /** Too sure; a row an hour, ids from that number on, in that order or the other way round. */
  private static String csv(long seed, int firstId, boolean backwards) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder("id,label,p,at,country,age\n");
    String[] lines = new String[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double p = random.nextDouble();
      int label = random.nextDouble() < 0.2 + 0.6 * p ? 1 : 0;
      lines[backwards ? ROWS - 1 - i : i] =
          "%d,%d,%s,%s,%s,%d\n"
              .formatted(
                  firstId + i,
                  label,
                  backwards ? p / 2 + 0.25 : p,
                  Instant.ofEpochSecond(3600L * i),
                  i % 3 == 0 ? "NL" : "DE",
                  20 + i % 60);
    }
    for (String line : lines) {
      csv.append(line);
    }
    return csv.toString();
  }

  private String uploaded(String name, String csv) {
    String query =
        "name=" + name + "&label=label&probability=p&timestamp=at&id=id&group=country&group=age";
    Answer answer =
        api.send(
            api.request("/api/v1/runs/" + run + "/evaluations?" + query)
                .setHeader("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private JsonNode asked(String evaluation, String what) {
    Answer answer = api.get("/api/v1/evaluations/" + evaluation + "/" + what);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private void refused(String evaluation, String what, String why) {
    Answer answer = api.get("/api/v1/evaluations/" + evaluation + "/" + what);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("detail").asString()).contains(why);
  }

  @Test
  void rows_answer_what_is_asked_of_them() {
    String test = uploaded("test", csv(1, 0, false));

    JsonNode diagram = asked(test, "diagram?bins=10&from=1970-01-02T00:00:00Z");
    assertThat(diagram.get("rows").asInt()).isEqualTo(ROWS - 24);
    assertThat(diagram.at("/corp/low").size()).isEqualTo(201);
    JsonNode thresholds = asked(test, "thresholds?threshold=0.5&falseNegative=3");
    assertThat(thresholds.at("/byElkan/threshold").asDouble()).isEqualTo(0.25);
    assertThat(thresholds.get("rows").size()).isEqualTo(1);
    JsonNode windows = asked(test, "windows?length=5d&metric=brier");
    assertThat(windows.get("windows").size()).isEqualTo(5);
    assertThat(windows.at("/windows/0/isWellCalibrated").isBoolean()).isTrue();
    String dates = "validationFrom=1970-01-11T00:00:00Z&testFrom=1970-01-21T00:00:00Z&gap=1d";
    JsonNode periods = asked(test, "periods?metric=brier&" + dates); // a row an hour
    assertThat(periods.at("/train/rows").asInt()).isEqualTo(240);
    assertThat(periods.at("/validation/rows").asInt()).isEqualTo(216);
    assertThat(periods.at("/test/rows").asInt()).isEqualTo(ROWS - 504);
    assertThat(periods.at("/test/scores/0/interval/low").asDouble()).isPositive();
    JsonNode walk = asked(test, "walk-forward?train=10d&test=5d");
    assertThat(walk.get("folds").size()).isEqualTo(3);
    assertThat(walk.at("/folds/0/recalibrated").asDouble())
        .isLessThan(walk.at("/folds/0/raw").asDouble());
    JsonNode slices = asked(test, "slices?by=country&by=age&loss=brier");
    assertThat(slices.get("slices").size()).isEqualTo(10);
    assertThat(asked(test, "slices?by=country&by=age&loss=brier")).isEqualTo(slices);
  }

  @Test
  void questions_that_make_no_sense_are_refused() {
    String test = uploaded("test", csv(1, 0, false));

    refused(test, "diagram?class=maybe", "classes are");
    refused(test, "diagram?from=2030-01-01T00:00:00Z", "no row is that new");
    refused(test, "diagram?from=%2B1000000000-12-31T23:59:59Z", "years 0000 to 9999");
    refused(test, "diagram?until=-1000000000-01-01T00:00:00Z", "years 0000 to 9999");
    refused(test, "slices?by=town", "columns are");
    refused(test, "windows?length=-1d", "a duration of a millisecond or more");
    refused(test, "walk-forward?train=10d&test=1d&gap=-1d", "gap");
    refused(
        test,
        "periods?validationFrom=1970-01-11T00:00:00Z&testFrom=1970-01-11T00:00:00Z",
        "after the start of the validation");
    refused(test, "comparison?with=" + test, "compared with another one");
    assertThat(api.get("/api/v1/evaluations/01980a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b/diagram").status())
        .isEqualTo(404);
  }

  @Test
  void evaluations_are_compared_by_the_ids_of_their_rows() {
    String test = uploaded("test", csv(1, 0, false));
    String backwards = uploaded("backwards", csv(1, 0, true));
    String others = uploaded("others", csv(1, 5, false));

    JsonNode compared = asked(test, "comparison?with=" + backwards);
    assertThat(compared.get("rows").asInt()).isEqualTo(ROWS);
    assertThat(compared.at("/delong/difference").asDouble()).isCloseTo(0, within(1e-12));
    assertThat(compared.get("warnings").size()).isZero();
    refused(test, "comparison?with=" + others, "not the same rows: 5 are (0, 1, 2, 3, 4)");
  }

  @Test
  void maps_are_fitted_on_one_split_judged_on_another_kept_and_applied() {
    String validation = uploaded("validation", csv(2, 0, false));
    String test = uploaded("test", csv(3, 1000, false));
    String path = "/api/v1/evaluations/" + test + "/recalibrations";

    Answer answer = api.post(path, "{\"fittedOn\": \"" + validation + "\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    JsonNode made = answer.json();
    assertThat(made.get("maps").size()).isEqualTo(5);
    String one = "/api/v1/recalibrations/" + made.get("id").asString();
    assertThat(api.get(one).json()).isEqualTo(made);
    assertThat(api.get(path).json().at("/items/0")).isEqualTo(made);

    JsonNode file =
        api.get(
                "/api/v1/runs/"
                    + run
                    + "/artifacts/content?path="
                    + made.get("artifact").asString())
            .json();
    JsonNode platt =
        file.get("maps")
            .valueStream()
            .filter(map -> map.get("name").asString().equals("platt"))
            .findFirst()
            .orElseThrow()
            .get("map");
    double logit = Math.log(0.9 / (1 - 0.9));
    double byHand =
        1
            / (1
                + Math.exp(
                    -(platt.get("slope").asDouble() * logit + platt.get("offset").asDouble())));
    JsonNode mapped =
        api.post(one + "/apply", "{\"map\": \"platt\", \"probabilities\": [[0.9]]}").json();
    assertThat(mapped.at("/probabilities/0/0").asDouble()).isCloseTo(byHand, within(1e-14));
    assertThat(api.post(one + "/apply", "{\"probabilities\": [[1.9]]}").status()).isEqualTo(400);

    assertThat(api.delete(one).status()).isEqualTo(204);
    assertThat(api.get(one).status()).isEqualTo(404);
  }

  @Test
  void files_of_maps_go_with_either_of_their_evaluations() {
    String validation = uploaded("validation", csv(2, 0, false));
    String test = uploaded("test", csv(3, 1000, false));
    assertThat(fileOfMaps(validation, test)).isNotEmpty();
    uploaded("test", csv(4, 1000, false)); // replaces it
    assertThat(files("evaluations/test")).containsExactly("evaluations/test/predictions.parquet");

    String other = uploaded("other", csv(3, 1000, false));
    String maps = fileOfMaps(validation, other);
    assertThat(files("evaluations/other")).contains(maps);
    assertThat(api.delete("/api/v1/evaluations/" + validation).status()).isEqualTo(204);
    assertThat(files("evaluations/other")).containsExactly("evaluations/other/predictions.parquet");
  }

  private String fileOfMaps(String fittedOn, String judgedOn) {
    Answer made =
        api.post(
            "/api/v1/evaluations/" + judgedOn + "/recalibrations",
            "{\"fittedOn\": \"" + fittedOn + "\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().get("artifact").asString();
  }

  private List<String> files(String folder) {
    return api.get("/api/v1/runs/" + run + "/artifacts?path=" + folder)
        .json()
        .get("items")
        .valueStream()
        .map(file -> file.get("path").asString())
        .toList();
  }

  @Test
  void the_same_split_is_refused() {
    String test = uploaded("test", csv(3, 0, false));
    String again = uploaded("again", csv(3, 0, false).replace("NL", "BE"));

    Answer itself =
        api.post(
            "/api/v1/evaluations/" + test + "/recalibrations", "{\"fittedOn\": \"" + test + "\"}");
    assertThat(itself.status()).isEqualTo(400);
    Answer sameRows =
        api.post(
            "/api/v1/evaluations/" + test + "/recalibrations", "{\"fittedOn\": \"" + again + "\"}");
    assertThat(sameRows.status()).isEqualTo(400);
    assertThat(sameRows.json().get("detail").asString()).contains("another split");
  }
}
