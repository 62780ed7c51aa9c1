package dev.assay.importance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ImportanceApiTest {
  @Autowired TestApi api;

  private List<String> record(String experiment, int runs) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      String run =
          api.post(
                  "/api/v1/runs",
                  "{\"experiment\":\"%s\",\"params\":{\"width\":%d,\"seed\":%d,\"batch\":8}}"
                      .formatted(experiment, i % 4, i * 7 % 5))
              .json()
              .get("id")
              .asString();
      api.post(
          "/api/v1/runs/" + run + "/metrics",
          "{\"metrics\":[{\"name\":\"val/loss\",\"steps\":[1,2],\"values\":[%d,%d]}]}"
              .formatted(9, 3 - i % 4));
      ids.add(run);
    }
    return ids;
  }

  @Test
  void it_is_computed_of_what_a_search_finds_or_of_chosen_runs() {
    List<String> ids = record("importance", 24);
    String run = ids.getFirst();
    long experiment = api.get("/api/v1/runs/" + run).json().get("experimentId").asLong();

    Answer answer =
        api.post(
            "/api/v1/importance",
            "{\"experiments\":[%d],\"filter\":\"params.batch = 8\",\"metric\":\"val/loss\"}"
                .formatted(experiment));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode found = answer.json().get("importance");
    assertThat(found.get("params").get(0).get("param").asString()).isEqualTo("width");
    assertThat(found.get("params").get(0).get("spearman").asDouble())
        .isCloseTo(-1, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(found.get("constant").get(0).asString()).isEqualTo("batch");
    assertThat(found.get("runs").asInt()).isEqualTo(24);
    assertThat(answer.json().get("trust").asString()).isEqualTo("GOOD");

    String chosen = "\"" + String.join("\",\"", ids) + "\",\"" + UUID.randomUUID() + "\"";
    Answer same =
        api.post("/api/v1/importance", "{\"runs\":[" + chosen + "],\"metric\":\"val/loss\"}");
    assertThat(same.json().get("importance").get("params")).isEqualTo(found.get("params"));
    assertThat(same.json().get("importance").get("withoutTarget").asInt()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_computed_is_refused_in_words() {
    List<String> ids = record("importance refused", 9);
    String nine = "[\"" + String.join("\",\"", ids) + "\"]";

    Answer few = api.post("/api/v1/importance", "{\"runs\":" + nine + ",\"metric\":\"val/loss\"}");
    assertThat(few.status()).isEqualTo(400);
    assertThat(few.body()).contains("runs is 9: importance is computed of 10 to 10000 runs");

    List<String> more = record("importance refused", 2);
    String eleven = nine.replace("]", ",\"" + String.join("\",\"", more) + "\"]");
    Answer unknown =
        api.post("/api/v1/importance", "{\"runs\":" + eleven + ",\"metric\":\"nope\"}");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body()).contains("runs is 0 with a finite value of metrics.nope");

    assertThat(api.post("/api/v1/importance", "{\"metric\":\"val/loss\"}").body())
        .contains("either runs or experiments are given");
    assertThat(
            api.post(
                    "/api/v1/importance",
                    "{\"experiments\":[1],\"filter\":\"lr <\",\"metric\":\"a\"}")
                .status())
        .isEqualTo(400);
  }
}
