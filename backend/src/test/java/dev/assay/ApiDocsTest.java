package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ApiDocsTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  @Autowired TestApi api;

  private JsonNode docs() {
    return api.get("/v3/api-docs").json();
  }

  private record Request(String name, JsonNode operation) {}

  private List<Request> requests(JsonNode docs) {
    List<Request> requests = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : docs.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        boolean ofRuns =
            path.getKey().startsWith("/api/v1/runs")
                || path.getKey().startsWith("/api/v1/experiments");
        if (ofRuns && METHODS.contains(method.getKey())) {
          requests.add(new Request(method.getKey() + " " + path.getKey(), method.getValue()));
        }
      }
    }
    return requests;
  }

  @Test
  void every_request_of_runs_and_experiments_says_what_it_is_for() {
    assertThat(requests(docs()))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            r -> assertThat(r.operation().path("summary").asString("")).as(r.name()).isNotEmpty());
  }

  @Test
  void every_body_of_fields_has_an_example() {
    JsonNode docs = docs();
    for (Request request : requests(docs)) {
      JsonNode body = request.operation().at("/requestBody/content/application~1json");
      String schema = body.at("/schema/$ref").asString("");
      if (!schema.isEmpty()) {
        boolean given = body.has("example") || body.has("examples");
        assertThat(given || docs.at(schema.substring(1)).has("example"))
            .as(request.name() + " takes " + schema)
            .isTrue();
      }
    }
  }

  @Test
  void the_example_of_a_run_is_accepted() {
    JsonNode example = docs().at("/components/schemas/CreateRequest/example");

    TestApi.Answer answer = api.post("/api/v1/runs", example.toString());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    JsonNode provenance = docs().at("/components/schemas/ProvenanceRequest/example");
    String run = "/api/v1/runs/" + answer.json().get("id").asString();
    assertThat(api.put(run + "/provenance", provenance.toString()).status()).isEqualTo(200);
    JsonNode inputs = docs().at("/components/schemas/InputsRequest/example");
    assertThat(api.put(run + "/inputs", inputs.toString()).status()).isEqualTo(200);
  }

  @Test
  void a_tree_of_params_is_described_as_what_it_is() {
    JsonNode run = docs().at("/components/schemas/RunView/properties");

    assertThat(run.at("/params/type").asString()).isEqualTo("object");
    assertThat(run.at("/params/additionalProperties").isMissingNode()).isFalse();
    assertThat(run.at("/id/format").asString()).isEqualTo("uuid");
  }
}
