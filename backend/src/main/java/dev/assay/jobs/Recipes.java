package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.AGENT_RECIPE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.problem.Rules;
import dev.assay.runs.Params;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The recipes that agents have said they can do, and what params these take. */
@Service
public class Recipes {
  private static final int MOST_OF_AN_AGENT = 100;
  private static final int MOST_PER_PAGE = 50;
  private static final int MOST_AGENTS = 100;
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

  /**
   * All that some agent has, by name; at most {@value #MOST_PER_PAGE} at once, whatever the limit
   * is.
   */
  public Page<Recipe> list(PageRequest wanted) {
    var request = new PageRequest(Math.min(wanted.limit(), MOST_PER_PAGE), wanted.cursor());
    String after = request.cursor() == null ? "" : request.cursor();
    if (after.indexOf('\0') >= 0) {
      throw PageRequest.foreign(after.replace('\0', '\uFFFD'));
    }
    Map<String, ObjectNode> latest =
        db.select(AGENT_RECIPE.NAME, AGENT_RECIPE.SCHEMA)
            .distinctOn(AGENT_RECIPE.NAME)
            .from(AGENT_RECIPE)
            .join(AGENT)
            .on(AGENT.ID.eq(AGENT_RECIPE.AGENT_ID))
            .where(AGENT_RECIPE.NAME.gt(after))
            .orderBy(AGENT_RECIPE.NAME, field(online()).desc(), AGENT_RECIPE.TOLD_AT.desc())
            .limit(request.limit() + 1)
            .fetchMap(AGENT_RECIPE.NAME, r -> read(r.value2().data()));
    Map<String, List<String>> agents = agentsOf(latest.keySet());
    List<Recipe> recipes =
        latest.entrySet().stream()
            .map(
                e ->
                    new Recipe(
                        e.getKey(), e.getValue(), agents.getOrDefault(e.getKey(), List.of())))
            .toList();
    return Page.of(recipes, request, Recipe::name);
  }

  /** The first of each by name. */
  private Map<String, List<String>> agentsOf(Set<String> recipes) {
    Field<String> recipe = field(name("recipe"), String.class);
    Field<String> agent = field(name("agent"), String.class);
    Field<Integer> place = field(name("place"), Integer.class);
    var placed =
        select(
                AGENT_RECIPE.NAME.as(recipe),
                AGENT.NAME.as(agent),
                rowNumber().over(partitionBy(AGENT_RECIPE.NAME).orderBy(AGENT.NAME)).as(place))
            .from(AGENT_RECIPE)
            .join(AGENT)
            .on(AGENT.ID.eq(AGENT_RECIPE.AGENT_ID))
            .where(AGENT_RECIPE.NAME.in(recipes));
    return db.select(recipe, agent)
        .from(placed.asTable("placed"))
        .where(place.le(MOST_AGENTS))
        .orderBy(place)
        .fetchGroups(recipe, agent);
  }

  /**
   * Params that every agent would refuse are refused here, as far as a schema can tell: those that
   * are online are asked, or when none is the one that told last. Of a recipe that no agent knows
   * nothing can be told.
   *
   * @throws Problem.Invalid with what is wrong in the eyes of the agent that told last
   */
  public void check(String recipe, Params params) {
    Rules.text("recipe", recipe, 1, LONGEST_NAME);
    @Nullable List<Violation> ofTheLatest = null;
    for (String schema : asked(recipe)) {
      List<Violation> violations =
          new ParamSchema(read(schema)).violations("params", params.tree());
      if (violations.isEmpty()) {
        return;
      }
      ofTheLatest = ofTheLatest == null ? violations : ofTheLatest;
    }
    if (ofTheLatest != null) {
      refuse(ofTheLatest, "params of recipe " + recipe);
    }
  }

  /** Of its params, as the agent that is online and told last has it; empty when none has it. */
  public Optional<ObjectNode> schema(String recipe) {
    return asked(recipe).stream().findFirst().map(this::read);
  }

  /** The schemas that decide, the latest first, each once. */
  private Set<String> asked(String recipe) {
    List<String> online = latest(recipe, online(), MOST_AGENTS);
    return new LinkedHashSet<>(online.isEmpty() ? latest(recipe, noCondition(), 1) : online);
  }

  private List<String> latest(String recipe, Condition ofAgents, int most) {
    return db.select(AGENT_RECIPE.SCHEMA)
        .from(AGENT_RECIPE)
        .join(AGENT)
        .on(AGENT.ID.eq(AGENT_RECIPE.AGENT_ID))
        .where(AGENT_RECIPE.NAME.eq(recipe))
        .and(ofAgents)
        .orderBy(AGENT_RECIPE.TOLD_AT.desc())
        .limit(most)
        .fetch(r -> r.value1().data());
  }

  private Condition online() {
    return Agents.online(clock.instant());
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

  private ObjectNode read(String text) {
    return (ObjectNode) json.readTree(text);
  }
}
