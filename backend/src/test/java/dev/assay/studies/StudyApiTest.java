package dev.assay.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.scaling.RepeatLaw;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class StudyApiTest {
  private static final String IMPORTED =
      "{\"name\":\"from a file\",\"source\":{\"type\":\"imported\"}%s}";

  @Autowired TestApi api;
  @Autowired DSLContext db;

  private SmallRuns runs;

  @BeforeEach
  void an_experiment_of_its_own() {
    runs = new SmallRuns(api);
  }

  private String create(String spec) {
    Answer created = api.post("/api/v1/studies", spec);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return "/api/v1/studies/" + created.json().get("id").asString();
  }

  private Answer upload(String study, String csv) {
    return api.send(
        api.request(study + "/import")
            .setHeader("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(csv)));
  }

  private String imported(String more, String csv) {
    String study = create(IMPORTED.formatted(more));
    Answer kept = upload(study, csv);
    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    return study;
  }

  private JsonNode refit(String study) {
    Answer fitted = api.post(study + "/refit", "");
    assertThat(fitted.status()).as(fitted.body()).isEqualTo(200);
    return fitted.json();
  }

  /** A file of runs that follow the law. */
  private static String table() {
    List<String> lines = new ArrayList<>(List.of("params,tokens,loss"));
    for (double n : SmallRuns.PARAMS) {
      for (double d : SmallRuns.TOKENS) {
        lines.add(n + "," + d + "," + SmallRuns.LAW.lossNats(n, d));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> rules(Answer refused) {
    List<String> rules = new ArrayList<>();
    refused
        .json()
        .get("errors")
        .forEach(
            e ->
                rules.add(
                    e.get("field").asString()
                        + " | "
                        + e.get("value").asString()
                        + " | "
                        + e.get("rule").asString()));
    return rules;
  }

  @Test
  void the_examples_of_the_documentation_are_accepted() {
    String study = create(TestApi.golden("study-create.request.json"));
    assertThat(api.get(study).json().get("spec"))
        .isEqualTo(api.put(study, TestApi.golden("study-create.request.json")).json().get("spec"));
    assertThat(api.get(study).json().at("/spec/hyperparameters/0/word").asString())
        .isEqualTo("params.optimizer.peakLr");
    refit(study);
    Answer plan = api.post(study + "/plan", TestApi.golden("study-plan.request.json"));
    assertThat(plan.status()).isNotEqualTo(500);
    assertThat(plan.body()).doesNotContain("no such key").doesNotContain("missing");
  }

  // Runs with a law that is known
  // ------------------------------------------------------------------

  @Test
  void a_study_gives_back_the_law_of_its_runs() {
    runs.grid(0);
    String study = create(runs.spec(""));
    JsonNode outcome = refit(study).get("outcome");

    assertThat(outcome.get("wrong")).isEmpty();
    assertThat(outcome.get("counted").asInt()).isEqualTo(12);
    JsonNode law = outcome.get("law");
    assertThat(law.get("status").asString()).isEqualTo("CONVERGED");
    assertThat(law.at("/law/floorNats").asDouble()).isCloseTo(1.2, within(1.2e-6));
    assertThat(law.at("/law/a").asDouble()).isCloseTo(60, within(6e-5));
    assertThat(law.at("/law/b").asDouble()).isCloseTo(800, within(8e-4));
    assertThat(law.at("/law/alpha").asDouble()).isCloseTo(.3, within(3e-7));
    assertThat(law.at("/law/beta").asDouble()).isCloseTo(.4, within(4e-7));
    assertThat(law.at("/parameters/alpha/low").asDouble()).isCloseTo(.3, within(1e-6));
    assertThat(law.get("residuals")).hasSize(12);
    assertThat(outcome.get("comparison").get(0).get("name").asString()).isEqualTo("L(N, D)");
    assertThat(outcome.get("largest").get(0).get("logError").asDouble()).isCloseTo(0, within(1e-6));
    assertThat(outcome.get("kaplan")).hasSize(3);
    assertThat(outcome.at("/envelope/whyNot").asString()).contains("no column of curves");
    assertThat(outcome.get("frontier")).hasSize(25);
    assertThat(refit(study).get("stale").asBoolean()).isFalse();

    JsonNode prediction = api.get(study + "/prediction?params=1e7&tokens=1e9").json();
    assertThat(prediction.at("/law/estimate").asDouble())
        .isCloseTo(SmallRuns.LAW.lossNats(1e7, 1e9), within(1e-5));
    assertThat(prediction.get("paramsBeyond").asDouble()).isEqualTo(12.5);
    assertThat(prediction.get("reach").asString())
        .isEqualTo(
            "extrapolated: 12.5 times the largest params and 50.0 times the most tokens that were run");
    JsonNode best = api.get(study + "/best?flops=1e15").json();
    assertThat(best.at("/now/best/params").asDouble())
        .isCloseTo(SmallRuns.LAW.optimum(1e15).params(), within(1.0));
    assertThat(best.at("/then/best/flops").asDouble()).isEqualTo(1e16);
  }

  @Test
  void intervals_hold_a_law_whose_runs_scatter() {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    refit(study);
    JsonNode inside = api.get(study + "/prediction?params=1e5&tokens=4e6").json();
    double truth = SmallRuns.LAW.lossNats(1e5, 4e6);
    assertThat(inside.at("/law/low").asDouble()).isLessThan(truth);
    assertThat(inside.at("/law/high").asDouble()).isGreaterThan(truth);
    assertThat(inside.at("/run/low").asDouble()).isLessThan(inside.at("/law/low").asDouble());
    assertThat(inside.get("reach").asString())
        .isEqualTo("within the params and tokens that were run");
  }

  @Test
  void a_study_is_fitted_anew_when_a_run_ends() throws InterruptedException {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    assertThat(refit(study).at("/outcome/counted").asInt()).isEqualTo(12);
    runs.finished("one more", 1.6e6, 4e7, SmallRuns.LAW.lossNats(1.6e6, 4e7));

    JsonNode now = api.get(study).json();
    for (int i = 0; i < 150 && now.at("/outcome/counted").asInt() < 13; i++) {
      Thread.sleep(100);
      now = api.get(study).json();
    }
    assertThat(now.at("/outcome/counted").asInt()).isEqualTo(13);
  }

  @Test
  void each_run_that_is_left_out_says_why() {
    runs.finished("best", 1e5, 1e6, 3.0);
    runs.finished("tuned badly", 1.005e5, 1e6, 3.5);
    runs.finished("diverged", 2e5, 1e6, Double.NaN);
    runs.finished("far up", 3e5, 1e6, 9.5);
    runs.end(runs.start("without loss", 4e5), "FINISHED");
    runs.log(runs.start("goes on", 5e5), 1, 1e6, 3.1);
    String failed = runs.start("broken", 6e5);
    runs.log(failed, 1, 1e6, 3.1);
    runs.end(failed, "FAILED");
    String killed = runs.start("ended by hand", 7e5);
    runs.log(killed, 1, 1e6, 3.1);
    runs.end(killed, "KILLED");
    String unwanted = runs.finished("unwanted", 8e5, 1e6, 2.9);

    String study = create(runs.spec(",\"rules\":{\"lossAbove\":9}"));
    Answer left = api.put(study + "/exclusions/" + unwanted, "{\"reason\":\"another tokenizer\"}");
    assertThat(left.status()).as(left.body()).isEqualTo(204);
    JsonNode outcome = refit(study).get("outcome");
    assertThat(outcome.get("counted").asInt()).isEqualTo(1);
    assertThat(outcome.get("leftOut").asInt()).isEqualTo(8);

    List<String> reasons = new ArrayList<>();
    api.get(study + "/observations")
        .json()
        .get("items")
        .forEach(
            o -> reasons.add(o.get("label").asString() + ": " + o.get("leftOut").asString("")));
    assertThat(reasons)
        .containsExactlyInAnyOrder(
            "best: ",
            "tuned badly: tuning: best of this size has 3.000",
            "diverged: its loss is NaN",
            "far up: diverged: its loss 9.500 is above 9.000",
            "without loss: has no number as metrics.tokens, metrics.val/loss",
            "goes on: is running",
            "broken: failed",
            "ended by hand: was stopped",
            "unwanted: another tokenizer");
    JsonNode page = api.get(study + "/observations?limit=2").json();
    assertThat(page.get("items")).hasSize(2);
    assertThat(page.get("items").get(0).get("params").asDouble()).isEqualTo(1e5);
    JsonNode next =
        api.get(study + "/observations?limit=1000&cursor=" + page.get("nextCursor").asString())
            .json();
    assertThat(next.get("items")).hasSize(7);
    assertThat(next.get("items").findValue("byHand").asBoolean()).isFalse();

    assertThat(api.delete(study + "/exclusions/" + unwanted).status()).isEqualTo(204);
    assertThat(api.delete(study + "/exclusions/" + unwanted).status()).isEqualTo(404);
    assertThat(api.put(study + "/exclusions/%237", "{\"reason\":\"r\"}").status()).isEqualTo(404);
    assertThat(api.put(study + "/exclusions/" + UUID.randomUUID(), "{\"reason\":\"r\"}").status())
        .isEqualTo(404);
    assertThat(refit(study).at("/outcome/counted").asInt()).isEqualTo(2);
    String all = runs.spec(",\"rules\":{\"unfinished\":false,\"untuned\":false}");
    assertThat(api.put(study, all).status()).isEqualTo(200);
    assertThat(refit(study).at("/outcome/counted").asInt()).isEqualTo(7);
  }

  @Test
  void units_are_those_of_the_columns() {
    for (double n : SmallRuns.PARAMS) {
      for (double d : SmallRuns.TOKENS) {
        String run = runs.start("millions", n);
        runs.log(run, 1, d / 1e6, SmallRuns.LAW.lossNats(n, d));
        runs.end(run, "FINISHED");
      }
    }
    String study = create(runs.spec(""));
    JsonNode wrong = refit(study).at("/outcome/wrong");
    assertThat(wrong).isNotEmpty();
    assertThat(wrong.get(0).get("field").asString()).isEqualTo("run millions.tokens");
    assertThat(wrong.get(0).get("rule").asString()).contains("give millions or billions as such");

    String spec = runs.spec(",\"tokens\":{\"word\":\"metrics.tokens\",\"times\":1e6}");
    assertThat(api.put(study, spec).status()).isEqualTo(200);
    assertThat(refit(study).at("/outcome/law/law/alpha").asDouble()).isCloseTo(.3, within(1e-6));
  }

  @Test
  void curves_repeats_and_hyperparameters_are_fitted_where_there_are_columns_of_them() {
    for (double n : SmallRuns.PARAMS) {
      String run = runs.start("curve", n);
      for (int i = 1; i <= 40; i++) {
        double d = 2e4 * Math.pow(1e3, i / 40.0);
        runs.log(run, i, d, SmallRuns.LAW.lossNats(n, d));
      }
      runs.end(run, "FINISHED");
    }
    JsonNode outcome =
        refit(
                create(
                    runs.spec(
                        ",\"curve\":\"metrics.val/loss\",\"uniqueTokens\":\"params.unique\",\"hyperparameters\":[\"params.lr\"]")))
            .get("outcome");
    assertThat(outcome.at("/envelope/whyNot").isNull())
        .as(outcome.get("envelope").toString())
        .isTrue();
    assertThat(outcome.at("/envelope/params/law/exponent").asDouble()).isBetween(0.3, 0.8);
    assertThat(outcome.at("/repeats/why").asString()).contains("5 parameters need");
    // lr = 10/N by construction and C = 6 N D with one D
    assertThat(outcome.at("/hyperparameters/0/law/law/exponent").asDouble())
        .isCloseTo(-1, within(1e-6));
  }

  @Test
  void budgets_of_several_sizes_give_isoflop_curves_with_their_bias() {
    List<String> lines = new ArrayList<>(List.of("params,tokens,loss,uniqueTokens"));
    for (double flops : new double[] {1e12, 1e13, 1e14}) {
      double best = SmallRuns.LAW.optimum(flops).params();
      for (double factor : new double[] {.25, .5, 1, 2, 4}) {
        double n = best * factor;
        double d = flops / (6 * n);
        lines.add(n + "," + d + "," + SmallRuns.LAW.lossNats(n, d) + ",");
        RepeatLaw repeats = new RepeatLaw(SmallRuns.LAW, 15, 5);
        lines.add(n + "," + 3 * d + "," + repeats.lossNats(n, 3 * d, d) + "," + d);
      }
    }
    String study =
        imported(
            ",\"uniqueTokens\":\"params.unique\",\"rules\":{\"untuned\":false}",
            String.join("\n", lines));
    JsonNode outcome = refit(study).get("outcome");
    assertThat(outcome.at("/repeats/law/tokenDecay").asDouble()).isCloseTo(15, within(1e-3));

    lines.removeIf(line -> !line.endsWith(",") && !line.startsWith("params"));
    JsonNode once = refit(imported("", String.join("\n", lines))).get("outcome");
    JsonNode isoFlop = once.get("isoFlop");
    assertThat(isoFlop.get("curves")).hasSize(3);
    double exponent = isoFlop.at("/params/law/exponent").asDouble();
    assertThat(exponent).isCloseTo(SmallRuns.LAW.paramsExponent(), within(0.01));
    assertThat(isoFlop.at("/bias/exponent").asDouble())
        .isCloseTo(exponent - SmallRuns.LAW.paramsExponent(), within(1e-5));
    assertThat(isoFlop.at("/targetFlops").asDouble()).isCloseTo(1e15, within(1e10));
    JsonNode kaplan = once.get("kaplan").get(2);
    assertThat(kaplan.get("variable").asString()).isEqualTo("flops");
    assertThat(kaplan.at("/law/exponent").asDouble()).isPositive();
  }

  // What is wrong --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          params,tokens,loss;1e5,1e6,3;2e5,4e6,2.8;3e5,2e6,2.9 | 5 parameters need at least as many runs; add 2
          params,tokens,loss;1e5,1e6,3;1e5,4e6,2.8;1e5,2e6,2.9;1e5,8e6,2.7;1e5,9e6,2.6 | an exponent of params needs runs of at least 3 different params
          params,tokens,loss;1e5,1e6,3;2e5,2e6,2.8;4e5,4e6,2.6;8e5,8e6,2.4;1e6,1e7,2.3 | all points lie on one line
          """)
  void too_little_is_told_with_what_to_add(String csv, String rule) {
    String study = imported("", csv.replace(";", "\n"));
    JsonNode outcome = refit(study).get("outcome");
    assertThat(outcome.toString()).contains(rule);
    assertThat(outcome.at("/law/law").isNumber()).isFalse();
    Answer none = api.get(study + "/prediction?params=1e6&tokens=1e8");
    assertThat(none.status()).isEqualTo(409);
    assertThat(none.body()).contains("no law with intervals").contains(rule);
  }

  @Test
  void a_law_without_spare_runs_has_no_intervals_and_says_how_many_to_add() {
    String study =
        imported(
            "",
            "params,tokens,loss\n1e5,1e6,3.9\n1e5,1e7,3.3\n1e6,1e6,3.6\n1e6,1e7,2.9\n3e6,5e7,2.4\n");
    JsonNode law = refit(study).at("/outcome/law");
    assertThat(law.get("parameters")).isEmpty();
    if (!law.get("law").isNull()) {
      assertThat(law.get("why").asString()).contains("need at least 7 runs; add 2");
    }
    assertThat(api.get(study + "/best?flops=1e15").status()).isEqualTo(409);
  }

  @Test
  void a_floor_above_all_losses_is_refused() {
    String study = imported(",\"fixed\":{\"floorNats\":50}", table());
    JsonNode wrong = refit(study).at("/outcome/wrong");
    assertThat(wrong.get(0).get("field").asString()).isEqualTo("fixed.floorNats");
    assertThat(wrong.get(0).get("rule").asString()).contains("no loss is above it");
  }

  @Test
  void an_empty_study_says_that_runs_are_missing() {
    JsonNode outcome = refit(create(IMPORTED.formatted(""))).get("outcome");
    assertThat(outcome.get("wrong").get(0).get("rule").asString()).contains("add 5");
    assertThat(outcome.get("law").isNull()).isTrue();
    assertThat(outcome.at("/isoFlop/whyNot").asString()).isNotEmpty();
  }

  @Test
  void all_that_is_wrong_with_a_file_is_told_by_line_and_nothing_is_kept() {
    String study = imported("", "params,tokens,loss,label\n1e5,1e6,3.1,first\n");
    Answer refused =
        upload(
            study,
            """
            params,tokens,loss,label
            2e5,1e6,-3,negative
            2e5,1e6,NaN,diverged
            many,1e6,3,words
            2e5,20,3,in millions
            3e5,1e6,3.2
            4e5,1e6,3.3,once

            4e5,1e6,3.3,twice
            1e5,1e6,3.1,known
            5e5,1e6,400,perplexity
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(rules(refused))
        .contains(
            "line 4.params | many | it is a number such as 124e6, with a point and nothing else",
            "line 6 | 3 fields | the first line names 4 columns",
            "line 2.loss | -3.0 | a loss is finite and above 0; leave out runs that diverged"
                .replace(".loss", ".lossNats"))
        .anyMatch(r -> r.startsWith("line 3.lossNats | NaN"))
        .anyMatch(r -> r.startsWith("line 5.tokens | 20") && r.contains("give millions"))
        .anyMatch(r -> r.startsWith("line 9 |") && r.contains("it is line 7 again"))
        .anyMatch(r -> r.startsWith("line 10 |") && r.contains("it is row #1 again"))
        .anyMatch(r -> r.startsWith("line 11.lossNats | 400"));
    assertThat(refused.body()).contains("things are wrong with the file");
    refit(study);
    assertThat(api.get(study + "/observations").json().get("items")).hasSize(1);
    assertThat(rules(upload(study, "parms,tokens,loss\n1,2,3\n")))
        .contains(
            "line 1 | parms | columns are params, tokens, loss, flops, uniqueTokens, label; did you mean params?");
    assertThat(rules(upload(study, "\n"))).anyMatch(r -> r.contains("no rows"));
    assertThat(rules(upload(study, "params,tokens,loss\n\"1e5,1e6,3")))
        .anyMatch(r -> r.contains("it is no CSV"));
  }

  @Test
  void rows_are_added_to_rows_and_taken_away_together() {
    String study = imported("", table());
    assertThat(upload(study, "Label,Loss,Tokens,Params,flops\nmore,2.2,1e8,2e6,1.3e15\n").json())
        .hasToString("{\"added\":1,\"rows\":13}");
    assertThat(api.put(study + "/exclusions/%2313", "{\"reason\":\"r\"}").status()).isEqualTo(204);
    assertThat(refit(study).at("/outcome/counted").asInt()).isEqualTo(12);
    assertThat(api.delete(study + "/import").status()).isEqualTo(204);
    assertThat(refit(study).at("/outcome/counted").asInt()).isZero();
  }

  @Test
  void all_that_is_wrong_with_a_specification_is_told_at_once() {
    Answer refused =
        api.post(
            "/api/v1/studies",
            """
            {"name":" ","source":{"type":"runs"},"params":"parms.n","tokens":{"word":"metrics.tokens","times":0},
             "curve":"params.x","resample":5,"resamples":10,"targetFlops":-1,"fixed":{"alpha":9}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("errors"))
        .extracting(e -> e.get("field").asString())
        .contains(
            "name",
            "source.type",
            "params.word",
            "tokens.times",
            "curve.word",
            "resample",
            "resamples",
            "targetFlops",
            "fixed.alpha");
    assertThat(refused.body()).contains("did you mean resamples?");
    assertThat(
            api.post(
                    "/api/v1/studies",
                    "{\"name\":\"n\",\"source\":{\"type\":\"search\",\"filter\":\"metrics.loss <\"}}")
                .body())
        .contains("filter");
    assertThat(
            api.post(
                    "/api/v1/studies",
                    "{\"name\":\"n\",\"source\":{\"type\":\"sweep\",\"sweep\":\"%s\"}}"
                        .formatted(UUID.randomUUID()))
                .body())
        .contains("there is no such sweep");
    assertThat(api.get("/api/v1/studies/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void questions_without_sense_are_refused() {
    String study = imported("", table());
    Answer early = api.get(study + "/versions/0");
    assertThat(early.status()).isEqualTo(404);
    refit(study);
    assertThat(api.get(study + "/prediction?params=-1&tokens=NaN").json().get("errors")).hasSize(2);
    assertThat(api.get(study + "/best?flops=0").status()).isEqualTo(400);
    assertThat(api.get(study + "/prediction?params=1e6&tokens=1e8&version=3").status())
        .isEqualTo(404);
    assertThat(api.get(study + "/standing?run=" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(api.get(study + "/observations?cursor=x").status()).isEqualTo(400);
  }

  // Versions, standing, the rest -----------------------------------------------------------------

  @Test
  void a_version_answers_as_it_did_when_it_was_frozen() {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    refit(study);
    Answer frozen = api.post(study + "/versions", "{\"note\":\"as cited\"}");
    assertThat(frozen.status()).as(frozen.body()).isEqualTo(201);
    assertThat(frozen.json().at("/head/number").asInt()).isEqualTo(1);
    String size = "params=1e7&tokens=1e9";
    String before = api.get(study + "/prediction?" + size).body();
    String table = api.get(study + "/export.csv").body();

    runs.finished("off the law", 1.6e6, 4e7, 4.0);
    assertThat(refit(study).at("/outcome/counted").asInt()).isEqualTo(13);
    assertThat(api.get(study + "/prediction?" + size).body()).isNotEqualTo(before);
    assertThat(api.get(study + "/prediction?version=1&" + size).body()).isEqualTo(before);
    assertThat(api.get(study + "/versions/1").json().at("/outcome/counted").asInt()).isEqualTo(12);
    assertThat(api.get(study + "/versions/1").body()).isEqualTo(frozen.body());
    assertThat(api.get(study + "/export.csv?version=1").body()).isEqualTo(table);
    assertThat(table.lines().count()).isEqualTo(13);
    assertThat(api.get(study).json().get("versions").get(0).get("note").asString())
        .isEqualTo("as cited");
    assertThat(api.get(study + "/versions/2").status()).isEqualTo(404);
  }

  @Test
  void nothing_is_frozen_before_the_first_fit() {
    String study = create(IMPORTED.formatted(""));
    assertThat(api.post(study + "/versions", "{}").status()).isEqualTo(409);
  }

  @Test
  void a_running_run_stands_on_above_or_below_the_law() {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    refit(study);
    String run = runs.start("goes on", 2e5);
    assertThat(api.get(study + "/standing?run=" + run).status()).isEqualTo(409);
    double law = SmallRuns.LAW.lossNats(2e5, 4e6);
    runs.log(run, 10, 4e6, law);
    assertThat(standing(study, run)).isEqualTo("ON");
    runs.log(run, 11, 4e6, law * 1.1);
    assertThat(standing(study, run)).isEqualTo("ABOVE");
    runs.log(run, 12, 4e6, law * 0.9);
    assertThat(standing(study, run)).isEqualTo("BELOW");
    JsonNode told = api.get(study + "/standing?run=" + run).json();
    assertThat(told.get("status").asString()).isEqualTo("RUNNING");
    assertThat(told.at("/position/expected/level").asDouble()).isEqualTo(0.95);
  }

  private String standing(String study, String run) {
    return api.get(study + "/standing?run=" + run).json().at("/position/standing").asString();
  }

  @Test
  void tokens_of_a_standing_are_those_when_its_loss_was_measured() {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    refit(study);
    String run = runs.start("goes on", 2e5);
    runs.log(run, 10, 4e6, SmallRuns.LAW.lossNats(2e5, 4e6));
    api.post(
        "/api/v1/runs/" + run + "/metrics",
        "{\"metrics\":[{\"name\":\"tokens\",\"steps\":[20],\"values\":[2e7]}]}");
    JsonNode told = api.get(study + "/standing?run=" + run).json();
    assertThat(told.get("tokens").asDouble()).isEqualTo(4e6);
    assertThat(told.at("/position/standing").asString()).isEqualTo("ON");
  }

  @Test
  void studies_are_listed_newest_first_and_deleted() {
    String first = imported("", table());
    refit(first);
    String second = create(IMPORTED.formatted(""));
    JsonNode listed = api.get("/api/v1/studies?limit=2").json();
    assertThat(second).endsWith(listed.get("items").get(0).get("id").asString());
    JsonNode older = listed.get("items").get(1);
    assertThat(first).endsWith(older.get("id").asString());
    assertThat(older.at("/outcome/law/residuals")).isEmpty();
    assertThat(older.at("/outcome/law/law/alpha").asDouble()).isCloseTo(.3, within(1e-6));
    assertThat(older.at("/spec/source/type").asString()).isEqualTo("imported");
    assertThat(api.delete(first).status()).isEqualTo(204);
    assertThat(api.get(first).status()).isEqualTo(404);
    assertThat(api.delete(first).status()).isEqualTo(404);
    assertThat(
            db.fetchCount(
                DSL.table("study_row"),
                DSL.field("study_id::text").eq(first.substring(first.lastIndexOf('/') + 1))))
        .isZero();
  }

  @Test
  void a_viewer_reads_and_does_nothing_else() {
    String study = imported("", table());
    refit(study);
    String token = viewer();
    for (String read :
        new String[] {"", "/observations", "/prediction?params=1e6&tokens=1e8", "/export.csv"}) {
      assertThat(as(token, api.anonymous(study + read).GET())).as(read).isEqualTo(200);
    }
    for (String change : new String[] {"/refit", "/plan", "/plan/queue", "/versions", "/import"}) {
      var post = api.anonymous(study + change).POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertThat(as(token, post)).as(change).isEqualTo(403);
    }
    assertThat(as(token, api.anonymous(study).DELETE())).isEqualTo(403);
    assertThat(api.send(api.anonymous(study).GET()).status()).isEqualTo(401);
  }

  private String viewer() {
    String viewer = "assay_token-of-a-study-viewer-0123456789";
    db.execute(
        "with viewer as (insert into app_user (id, name, role, created_at)"
            + " values (gen_random_uuid(), 'study viewer', 'VIEWER', now()) returning id)"
            + " insert into api_token (id, user_id, name, token_hash, created_at)"
            + " select gen_random_uuid(), id, 'test', sha256(convert_to({0}, 'UTF8')), now() from viewer",
        DSL.val(viewer));
    return viewer;
  }

  private int as(String token, HttpRequest.Builder request) {
    return api.send(request.setHeader("Authorization", "Bearer " + token)).status();
  }

  // Plans ----------------------------------------------------------------------------------------

  private static final String RECIPE =
      """
      {"name":"%s","host":"h","version":"1","devices":[{"type":"cpu","name":"c","count":2,"memoryBytes":1000000000}],
       "labels":["nobody"],"slots":1,
       "recipes":[{"name":"%s","schema":{"type":"object",
         "x-params":"12 * layers * width ** 2","x-tokens":"64 * steps","x-flops":"6 * 12 * layers * width ** 2 * 64 * steps",
         "x-memory-bytes":"16 * 12 * layers * width ** 2",
         "properties":{"layers":{"type":"integer","default":2},"width":{"type":"integer","default":64},
           "steps":{"type":"integer","default":100}}}}]}
      """;

  @Test
  void a_plan_is_queued_as_a_sweep_of_exactly_the_chosen_runs() {
    runs.grid(0.003);
    String study = create(runs.spec(""));
    refit(study);
    String recipe = "sized-" + UUID.randomUUID();
    Answer agent = api.post("/api/v1/agents", RECIPE.formatted(recipe, recipe));
    assertThat(agent.status()).as(agent.body()).isEqualTo(200);
    String wish =
        """
        {"target":{"type":"lossOf","params":1e7,"tokens":1e9},"flops":1e16,"most":5,"recipe":"%s","base":{"layers":2},
         "candidates":{"space":{
           "width":{"type":"choice","values":[32,64,128,256,512,8192]},
           "steps":{"type":"choice","values":[10000,40000,160000,640000]}}}%s}
        """;
    Answer planned = api.post(study + "/plan", wish.formatted(recipe, ""));
    assertThat(planned.status()).as(planned.body()).isEqualTo(200);
    JsonNode plan = planned.json();
    JsonNode proposed = plan.get("runs");
    assertThat(proposed.size()).isBetween(1, 5);
    assertThat(plan.get("errorAfter").asDouble()).isLessThan(plan.get("errorBefore").asDouble());
    assertThat(plan.get("flops").asDouble()).isLessThanOrEqualTo(1e16);
    assertThat(plan.get("seconds").asDouble()).isPositive();
    assertThat(plan.get("notes").toString())
        .contains("4 candidates need more memory than the 1.00 GB that an agent has");
    assertThat(plan.get("candidates").asInt()).isEqualTo(20);
    double width = proposed.get(0).at("/configuration/width").asDouble();
    double steps = proposed.get(0).at("/configuration/steps").asDouble();
    assertThat(proposed.get(0).get("params").asDouble()).isEqualTo(24 * width * width);
    assertThat(proposed.get(0).get("tokens").asDouble()).isEqualTo(64 * steps);
    assertThat(proposed.get(0).get("why").asString()).contains("lowers the standard error");

    List<String> chosen =
        List.of(
            "{\"width\":32,\"steps\":10000}",
            "{\"width\":64,\"steps\":40000}",
            "{\"width\":128,\"steps\":10000}");
    Answer queued =
        api.post(
            study + "/plan/queue",
            wish.formatted(recipe, ",\"chosen\":[" + String.join(",", chosen) + "]"));
    assertThat(queued.status()).as(queued.body()).isEqualTo(201);
    String sweep = "/api/v1/sweeps/" + queued.json().get("sweep").asString();
    JsonNode made = api.get(sweep).json();
    assertThat(made.at("/spec/sampler").asString()).isEqualTo("grid");
    assertThat(made.at("/spec/experiment").asString()).isEqualTo(runs.experiment);
    assertThat(
            made.at("/spec/objective/metric")
                .asString(made.at("/spec/objectives/0/metric").asString("")))
        .isEqualTo("val/loss");
    List<String> tried = new ArrayList<>();
    JsonNode trials = api.get(sweep + "/trials").json().get("items");
    trials.forEach(t -> tried.add(t.get("configuration").toString()));
    assertThat(tried).containsExactlyInAnyOrderElementsOf(chosen);
    assertThat(api.get(study).json().get("queued").get(0).asString())
        .isEqualTo(queued.json().get("sweep").asString());
    assertThat(refit(study).at("/outcome/leftOut").asInt()).isEqualTo(3); // they wait
    api.post(sweep + "/stop", "{}");

    Answer other =
        api.post(
            study + "/plan/queue",
            wish.formatted(recipe, ",\"chosen\":[{\"width\":33,\"steps\":10000}]"));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.body()).contains("chosen[0].width");
    assertThat(api.post(study + "/plan", wish.formatted("nobody-does-it", "")).body())
        .contains("no agent has told of it");
    assertThat(api.post(study + "/plan", wish.formatted(recipe, "").replace("1e16", "1")).body())
        .contains("no size can be run for that");
  }

  @Test
  void all_that_is_wrong_with_a_wish_for_a_plan_is_told_at_once() {
    String study = imported("", table());
    refit(study);
    Answer refused =
        api.post(
            study + "/plan",
            "{\"target\":{\"type\":\"loss\"},\"most\":0,\"candidates\":{\"space\":{\"x\":{\"type\":\"choice\",\"values\":[]}}},\"floops\":3}");
    assertThat(refused.json().get("errors"))
        .extracting(e -> e.get("field").asString())
        .contains("target.type", "most", "recipe", "candidates.space.x.values", "floops");
    Answer slow =
        api.post(
            study + "/plan",
            "{\"target\":{\"type\":\"bestLoss\",\"flops\":1e18},\"seconds\":60,\"recipe\":\"r\",\"candidates\":{\"space\":{\"x\":{\"type\":\"uniform\",\"low\":0,\"high\":1}}}}");
    assertThat(slow.json().get("errors"))
        .extracting(e -> e.get("rule").asString())
        .anyMatch(r -> r.contains("no run of the study tells how fast"))
        .anyMatch(r -> r.contains("candidates can be counted"));
  }
}
