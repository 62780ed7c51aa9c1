package dev.assay.jobs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.golden;
import static dev.assay.schema.Tables.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RecipesTest {
  @Autowired TestApi api;
  @Autowired DSLContext db;

  @BeforeEach
  void no_agents_and_no_jobs() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    db.execute("update job set agent_id = null");
    db.execute("delete from agent");
  }

  private Answer register(String name, String recipes) {
    return api.post(
        "/api/v1/agents",
        "{\"name\":\"%s\",\"version\":\"1\",\"host\":\"h\",\"devices\":[]%s}"
            .formatted(name, recipes.isEmpty() ? "" : ",\"recipes\":" + recipes));
  }

  private String agent(String name, String recipes) {
    Answer registered = register(name, recipes);
    assertThat(registered.status()).as(registered.body()).isEqualTo(200);
    return registered.json().get("id").asString();
  }

  private static String recipe(String name, String schema) {
    return "{\"name\":\"" + name + "\",\"schema\":" + schema + "}";
  }

  private Answer submit(String recipe, String params) {
    return api.post(
        "/api/v1/jobs",
        "{\"recipe\":\"%s\",\"experiment\":\"recipes\",\"params\":%s}".formatted(recipe, params));
  }

  private Answer lease(String agent) {
    return api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":0}");
  }

  @Test
  void recipes_of_all_agents_are_listed_with_the_latest_schema() {
    JsonNode shown = JSON.readTree(golden("recipe-list.response.json"));
    agent("local", "[" + recipe("pretrain", shown.at("/items/0/schema").toString()) + "]");
    assertThat(api.get("/api/v1/recipes").json()).isEqualTo(shown);

    agent("a", "[" + recipe("pretrain", "{\"title\":\"newer\"}") + "," + recipe("ask", "{}") + "]");

    JsonNode listed = api.get("/api/v1/recipes").json();
    assertThat(listed.at("/items").findValuesAsString("name")).containsExactly("ask", "pretrain");
    assertThat(listed.at("/items/1/schema/title").asString()).isEqualTo("newer");
    assertThat(listed.at("/items/1/agents").toString()).isEqualTo("[\"a\",\"local\"]");

    JsonNode first = api.get("/api/v1/recipes?limit=1").json();
    assertThat(first.at("/items").findValuesAsString("name")).containsExactly("ask");
    JsonNode second =
        api.get("/api/v1/recipes?limit=1&cursor=" + first.get("nextCursor").asString()).json();
    assertThat(second.at("/items").findValuesAsString("name")).containsExactly("pretrain");
    assertThat(second.get("nextCursor").isNull()).isTrue();
  }

  @Test
  void a_schema_keeps_the_order_of_its_params() {
    String schema =
        "{\"properties\":{\"training\":{},\"model\":{},\"seed\":{},\"data\":{}},\"additionalProperties\":false}";
    agent("a", "[" + recipe("pretrain", schema) + "]");

    assertThat(api.get("/api/v1/recipes").json().at("/items/0/schema").toString())
        .isEqualTo(schema);
  }

  @Test
  void what_an_agent_says_when_it_starts_again_takes_the_place_of_what_it_said() {
    agent("a", "[" + recipe("old", "{}") + "]");
    agent("a", "[" + recipe("new", "{}") + "]");

    assertThat(api.get("/api/v1/recipes").json().at("/items").findValuesAsString("name"))
        .containsExactly("new");
  }

  @Test
  void a_job_goes_to_an_agent_that_has_its_recipe() {
    String other = agent("other", "[" + recipe("distil", "{}") + "]");
    String none = agent("none", "[]");
    String fitting = agent("fitting", "[" + recipe("bake", "{}") + "]");
    String job = submit("bake", "{}").json().get("id").asString();

    assertThat(lease(other).status()).isEqualTo(204);
    assertThat(lease(none).status()).isEqualTo(204);
    assertThat(lease(fitting).json().at("/job/id").asString()).isEqualTo(job);
  }

  @Test
  void an_agent_that_lists_nothing_takes_any_job_even_behind_one_that_nobody_can_do() {
    String picky = agent("picky", "[" + recipe("bake", "{}") + "]");
    Answer unheardOf = submit("unheard-of", "{\"any\":1}");
    assertThat(unheardOf.status()).as("agents may come later").isEqualTo(201);
    String bake = submit("bake", "{}").json().get("id").asString();
    assertThat(lease(picky).json().at("/job/id").asString()).isEqualTo(bake);

    String older = agent("older", "");
    assertThat(lease(older).json().at("/job/id")).isEqualTo(unheardOf.json().get("id"));
  }

  @Test
  void params_that_break_the_schema_are_refused_with_all_that_is_wrong() {
    agent(
        "a",
        "["
            + recipe(
                "pretrain",
                """
                {"type":"object","required":["corpus"],"additionalProperties":false,"properties":{
                 "corpus":{"type":"string"},"steps":{"type":"integer","minimum":1},
                 "model":{"type":"object","properties":{"norm":{"enum":["rms","layer"]},
                   "name":{"type":"string","maxLength":1}}}}}""")
            + "]");
    int runs = db.fetchCount(RUN);

    Answer refused =
        submit(
            "pretrain", "{\"steps\":0,\"model\":{\"norm\":\"batch\",\"name\":\"A1\"},\"stpes\":3}");

    assertThat(refused.status()).isEqualTo(400);
    List<String> wrong = new ArrayList<>();
    refused
        .json()
        .get("errors")
        .forEach(e -> wrong.add(e.get("field").asString() + " " + e.get("value").asString()));
    assertThat(wrong)
        .as(refused.body())
        .containsExactlyInAnyOrder(
            "params.corpus missing",
            "params.steps 0",
            "params.model.norm batch",
            "params.model.name A1",
            "params.stpes 3");
    assertThat(refused.body()).contains("minimum value of 1");
    assertThat(db.fetchCount(RUN)).isEqualTo(runs);
    assertThat(submit("pretrain", "{\"corpus\":\"x\",\"steps\":1}").status()).isEqualTo(201);
  }

  @Test
  void what_is_no_schema_is_refused() {
    assertThat(register("a", "[" + recipe("x", "{\"type\":\"lump\"}") + "]").body())
        .contains("recipes.x.schema.type");
    assertThat(register("a", "[" + recipe("x", "[]") + "]").status()).isEqualTo(400);
    assertThat(register("a", "[" + recipe("", "{}") + "]").body())
        .contains("recipes.name is empty: it has 1 to 100 characters");
    assertThat(register("a", "[" + recipe("x", "{}") + "," + recipe("x", "{}") + "]").body())
        .contains("recipes.name is x: an agent lists a recipe once");
    assertThat(
            register(
                    "a",
                    "[" + recipe("x", "{\"description\":\"" + "x".repeat(65_536) + "\"}") + "]")
                .body())
        .contains("a schema has at most 65536");
    assertThat(api.get("/api/v1/recipes").json().get("items")).isEmpty();
  }

  /** One that takes 2^n steps, were it looked at. */
  private static String doubling(int n) {
    StringBuilder definitions = new StringBuilder("\"d0\":{\"type\":\"object\"}");
    for (int i = 1; i <= n; i++) {
      String before = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
      definitions.append(",\"d%d\":{\"allOf\":[%s,%s]}".formatted(i, before, before));
    }
    return "{\"$defs\":{%s},\"$ref\":\"#/$defs/d%d\"}".formatted(definitions, n);
  }

  private void assertRefused(String schema, String place) {
    Answer refused = register("a", "[" + recipe("x", schema) + "]");
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    List<String> fields = new ArrayList<>();
    refused.json().get("errors").forEach(e -> fields.add(e.get("field").asString()));
    assertThat(fields).contains("recipes.x.schema." + place);
  }

  @Test
  @Timeout(60)
  void a_schema_refers_to_nothing_and_tries_nothing_in_several_ways() {
    assertRefused(doubling(40), "$defs");
    assertRefused(doubling(40), "$ref");
    assertRefused("{\"$ref\":\"classpath:application.properties\"}", "$ref");
    assertRefused("{\"properties\":{\"b\":{\"$ref\":\"#\"}}}", "properties.b.$ref");
    assertRefused("{\"items\":{\"$dynamicRef\":\"#a\"}}", "items.$dynamicRef");
    assertRefused("{\"additionalProperties\":{\"$anchor\":\"a\"}}", "additionalProperties.$anchor");
    for (String keyword :
        List.of(
            "$id",
            "$dynamicAnchor",
            "definitions",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "then",
            "patternProperties",
            "propertyNames",
            "dependentSchemas",
            "contains",
            "prefixItems",
            "unevaluatedProperties",
            "pattern",
            "uniqueItems",
            "$vocabulary")) {
      assertRefused("{\"" + keyword + "\":{}}", keyword);
    }
    assertRefused("{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}", "$schema");
    assertRefused("{\"items\":{\"$schema\":\"" + SchemaKeywords.DIALECT + "\"}}", "items.$schema");
    assertRefused("{\"items\":".repeat(20) + "{}" + "}".repeat(20), "items" + ".items".repeat(19));
    assertThat(register("a", "[" + recipe("x", "{\"not\":{}}") + "]").body())
        .contains("recipes.x.schema.not is {}: a schema of params has these keywords only: ");
  }

  @Test
  void what_looks_like_a_keyword_but_is_a_name_or_a_value_is_none() {
    agent(
        "a",
        "["
            + recipe(
                "x",
                """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                 "properties":{"$ref":{"type":["string","null"],"minLength":1,"default":null},
                   "not":{"enum":["if",{"$ref":"#"}],"default":{"$ref":"#"}}},
                 "additionalProperties":false}""")
            + "]");
    assertThat(submit("x", "{\"$ref\":\"y\",\"not\":\"if\"}").status()).isEqualTo(201);
    assertThat(submit("x", "{\"not\":\"y\"}").status()).isEqualTo(400);
  }

  @Test
  void the_order_of_properties_stays() {
    agent("a", "[" + recipe("x", "{\"properties\":{\"ccc\":{},\"bb\":{},\"a\":{}}}") + "]");

    assertThat(api.get("/api/v1/recipes").json().at("/items/0/schema/properties").propertyNames())
        .containsExactly("ccc", "bb", "a");
  }

  private static String steps(int least) {
    return "[" + recipe("x", "{\"properties\":{\"steps\":{\"minimum\":" + least + "}}}") + "]";
  }

  private void lastSeen(String agent, String ago) {
    db.execute(
        "update agent set last_seen_at = now() - ?::interval where id = ?::uuid", ago, agent);
  }

  private int shownLeast() {
    return api.get("/api/v1/recipes").json().at("/items/0/schema/properties/steps/minimum").asInt();
  }

  @Test
  void params_are_taken_when_one_of_the_agents_that_are_online_takes_them() {
    agent("lenient", steps(1));
    String strict = agent("strict", steps(5));

    assertThat(submit("x", "{\"steps\":1}").status()).isEqualTo(201);
    assertThat(submit("x", "{\"steps\":0}").body())
        .as("in the eyes of the one that told last")
        .contains("params.steps is 0: must have a minimum value of 5");
    assertThat(shownLeast()).isEqualTo(5);
    lastSeen(strict, "2 minutes");
    assertThat(shownLeast()).isEqualTo(1);
  }

  @Test
  void an_agent_that_is_gone_does_not_rule_unless_all_are() {
    String lenient = agent("lenient", steps(1));
    String strict = agent("strict", steps(5));
    lastSeen(lenient, "2 minutes");
    assertThat(submit("x", "{\"steps\":1}").status()).isEqualTo(400);

    lastSeen(strict, "2 minutes");
    assertThat(submit("x", "{\"steps\":1}").status()).isEqualTo(400);
    assertThat(submit("x", "{\"steps\":5}").status()).isEqualTo(201);
    assertThat(lease(lenient).json().at("/job/params/steps").asInt()).isEqualTo(5);
    lastSeen(lenient, "2 minutes");
    assertThat(submit("x", "{\"steps\":1}").status()).as("busy, and so online").isEqualTo(201);
  }

  @Test
  void a_page_has_at_most_fifty_recipes_and_a_recipe_a_hundred_agents() {
    List<String> recipes = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      recipes.add(recipe("r%02d".formatted(i), "{}"));
    }
    agent("a000", "[" + String.join(",", recipes) + "]");
    for (int i = 1; i <= 100; i++) {
      agent("a%03d".formatted(i), "[" + recipe("r00", "{}") + "]");
    }

    JsonNode page = api.get("/api/v1/recipes?limit=1000").json();
    assertThat(page.get("items")).hasSize(50);
    List<String> agents = new ArrayList<>();
    page.at("/items/0/agents").forEach(name -> agents.add(name.asString()));
    assertThat(agents).hasSize(100).startsWith("a000").endsWith("a099").isSorted();
    String next = "/api/v1/recipes?cursor=" + page.get("nextCursor").asString();
    assertThat(api.get(next).json().at("/items").findValuesAsString("name")).containsExactly("r50");
  }
}
