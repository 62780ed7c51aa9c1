package dev.assay.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.scaling.ParametricLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Runs of an experiment of its own whose losses follow a law, as the recipe here would record. */
final class SmallRuns {
  static final ParametricLaw LAW = new ParametricLaw(1.2, 60, 800, .3, .4);
  static final double[] PARAMS = {1e4, 4e4, 2e5, 8e5};
  static final double[] TOKENS = {1e6, 4e6, 2e7};

  final String experiment = "scaling " + UUID.randomUUID();
  private final TestApi api;

  SmallRuns(TestApi api) {
    this.api = api;
  }

  /** Id of a run that goes on. */
  String start(String name, double params) {
    return created(
        "{\"experiment\":\"%s\",\"name\":\"%s\",\"params\":{\"lr\":%s},\"tags\":{\"predicted.parameters\":\"%s\"}}"
            .formatted(experiment, name, 10 / params, (long) params));
  }

  private String created(String body) {
    Answer created = api.post("/api/v1/runs", body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json().get("id").asString();
  }

  void log(String run, long step, double tokens, double loss) {
    String number = Double.isFinite(loss) ? Double.toString(loss) : "\"" + loss + "\"";
    Answer stored =
        api.post(
            "/api/v1/runs/" + run + "/metrics",
            "{\"metrics\":[{\"name\":\"tokens\",\"steps\":[%d],\"values\":[%s]},{\"name\":\"val/loss\",\"steps\":[%d],\"values\":[%s]}]}"
                .formatted(step, tokens, step, number));
    assertThat(stored.status()).as(stored.body()).isBetween(200, 299);
  }

  void end(String run, String status) {
    Answer ended = api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"" + status + "\"}");
    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
  }

  /** Id of a run that has finished. */
  String finished(String name, double params, double tokens, double loss) {
    String run = start(name, params);
    log(run, 1000, tokens, loss);
    end(run, "FINISHED");
    return run;
  }

  /** Twelve that have finished, of 4 sizes and 3 lengths. */
  List<String> grid(double noise) {
    Random random = new Random(5);
    List<String> runs = new ArrayList<>();
    for (double n : PARAMS) {
      for (double d : TOKENS) {
        double loss = LAW.lossNats(n, d) * Math.exp(noise * random.nextGaussian());
        runs.add(finished("%.0e on %.0e".formatted(n, d), n, d, loss));
      }
    }
    return runs;
  }

  long experimentId() {
    for (var item : api.get("/api/v1/experiments?limit=1000").json().get("items")) {
      if (item.toString().contains(experiment)) {
        return item.path("experiment").path("id").asLong(item.path("id").asLong());
      }
    }
    throw new AssertionError("no run was made");
  }

  String spec(String more) {
    return "{\"name\":\"small\",\"source\":{\"type\":\"search\",\"experiments\":[%d]}%s}"
        .formatted(experimentId(), more);
  }
}
