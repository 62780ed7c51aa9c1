package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.AGENT_RECIPE;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.problem.Rules;
import dev.assay.runs.Params;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
<<<<<<< HEAD
import org.jooq.JSONB;
=======
import org.jooq.JSON;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
>>>>>>> wt-newrun
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The recipes that agents have said they can do, and what params these take. */
@Service
public class Recipes {
  private static final int MOST_OF_AN_AGENT = 100;
  static final int LONGEST_NAME = 100;
  private static final int LONGEST_SCHEMA = 64 * 1024;

  private final DSLContext db;
  private final JsonMapper json;
  private final Clock clock;

  Recipes(DSLContext db, JsonMapper json, Clock clock) {
    this.db = db;
    this.json = json;
    this.clock = clock;
  }

  /** All that some agent has, by name. */
  public Page<Recipe> list(PageRequest request) {
    String after = request.cursor() == null ? "" : request.cursor();
    if (after.indexOf('\0') >= 0) {
      throw PageRequest.foreign(after.replace('\0', '\uFFFD'));
    }
    Map<String, ObjectNode> latest =
        db.select(AGENT_RECIPE.NAME, AGENT_RECIPE.SCHEMA)
            .distinctOn(AGENT_RECIPE.NAME)
            .from(AGENT_RECIPE)
            .where(AGENT_RECIPE.NAME.gt(after))
            .orderBy(AGENT_RECIPE.NAME, AGENT_RECIPE.TOLD_AT.desc())
            .limit(request.limit() + 1)
            .fetchMap(AGENT_RECIPE.NAME, r -> schema(r.value2()));
    Map<String, List<String>> agents =
        db.select(AGENT_RECIPE.NAME, AGENT.NAME)
            .from(AGENT_RECIPE)
            .join(AGENT)
            .on(AGENT.ID.eq(AGENT_RECIPE.AGENT_ID))
            .where(AGENT_RECIPE.NAME.in(latest.keySet()))
            .orderBy(AGENT.NAME)
            .fetchGroups(AGENT_RECIPE.NAME, AGENT.NAME);
    List<Recipe> recipes =
        latest.entrySet().stream()
            .map(
                e ->
                    new Recipe(
                        e.getKey(), e.getValue(), agents.getOrDefault(e.getKey(), List.of())))
            .toList();
    return Page.of(recipes, request, Recipe::name);
  }

  /**
   * Params that an agent would refuse are refused here, as far as a schema can tell. Of a recipe
   * that no agent knows nothing can be told.
   *
   * @throws Problem.Invalid with all that is wrong
   */
  void check(String recipe, Params params) {
    Rules.text("recipe", recipe, 1, LONGEST_NAME);
    Optional<ObjectNode> schema =
        db.select(AGENT_RECIPE.SCHEMA)
            .from(AGENT_RECIPE)
            .where(AGENT_RECIPE.NAME.eq(recipe))
            .orderBy(AGENT_RECIPE.TOLD_AT.desc())
            .limit(1)
            .fetchOptional(r -> schema(r.value1()));
    if (schema.isEmpty()) {
      return;
    }
    refuse(
        new ParamSchema(schema.get()).violations("params", params.tree()),
        "params of recipe " + recipe);
  }

  /**
   * Recipes that an agent is about to offer.
   *
   * @param schemas by the recipe's name
   * @throws Problem.Invalid when they are too many, too long, or no schemas
   */
  void requireSound(Map<String, ObjectNode> schemas) {
    if (schemas.size() > MOST_OF_AN_AGENT) {
      throw new Problem.Invalid(
          "recipes", schemas.size() + " recipes", "an agent has at most " + MOST_OF_AN_AGENT);
    }
    schemas.forEach(
        (name, schema) -> {
          Rules.text("recipes.name", name, 1, LONGEST_NAME);
          String field = "recipes." + name + ".schema";
          String text = schema.toString();
          if (text.length() > LONGEST_SCHEMA) {
            throw new Problem.Invalid(
                field, text.length() + " characters", "a schema has at most " + LONGEST_SCHEMA);
          }
          if (text.contains("\\u0000")) {
            throw new Problem.Invalid(
                field, "text with U+0000", "it must not contain the character U+0000");
          }
          refuse(ParamSchema.violationsOfSchema(field, schema), "schema of recipe " + name);
        });
  }

  private static void refuse(List<Violation> violations, String what) {
    if (violations.size() == 1) {
      Violation only = violations.getFirst();
      throw new Problem.Invalid(only.field(), only.value(), only.rule());
    }
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      throw new Problem.Invalid(
          "%d of the %s are wrong; %s is %s: %s"
              .formatted(violations.size(), what, first.field(), first.value(), first.rule()),
          violations);
    }
  }

  /** What the agent can do from now on; to be called in a transaction. */
  void replace(AgentId agent, Map<String, ObjectNode> schemas) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    db.deleteFrom(AGENT_RECIPE).where(AGENT_RECIPE.AGENT_ID.eq(agent.value())).execute();
    schemas.forEach(
        (name, schema) ->
            db.insertInto(AGENT_RECIPE)
                .set(AGENT_RECIPE.AGENT_ID, agent.value())
                .set(AGENT_RECIPE.NAME, name)
                .set(AGENT_RECIPE.SCHEMA, JSON.valueOf(schema.toString()))
                .set(AGENT_RECIPE.TOLD_AT, now)
                .execute());
  }

  private ObjectNode schema(JSON text) {
    return (ObjectNode) json.readTree(text.data());
  }
}
