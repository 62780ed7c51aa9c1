package dev.assay.jobs;

import static dev.assay.jobs.JobRows.LEASED;
import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.AGENT_RECIPE;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What agents can take, as it is kept. */
@Component
class AgentRows {
  private static final Field<String[]> RECIPES =
      array(select(AGENT_RECIPE.NAME).from(AGENT_RECIPE).where(AGENT_RECIPE.AGENT_ID.eq(AGENT.ID)))
          .as("recipes");

  private static final Condition DOES = LEASED.and(JOB.AGENT_ID.eq(AGENT.ID));

  private static final Field<Long[]> TAKEN_MEMORY =
      array(select(JOB.MEMORY_BYTES).from(JOB).where(DOES).orderBy(JOB.ID)).as("taken_memory");

  private static final Field<JSONB[]> TAKEN_DEVICES =
      array(select(JOB.DEVICES).from(JOB).where(DOES).orderBy(JOB.ID)).as("taken_devices");

  private final DSLContext db;
  private final JobRows jobs;
  private final JsonMapper json;

  AgentRows(DSLContext db, JobRows jobs, JsonMapper json) {
    this.db = db;
    this.jobs = jobs;
    this.json = json;
  }

  /** What there is of agents, each once, without regard to what they do now. */
  List<Offer> offers(Condition which) {
    return db.selectDistinct(AGENT.LABELS, AGENT.LISTS_RECIPES, AGENT.DEVICES, RECIPES)
        .from(AGENT)
        .where(which)
        .fetch(this::offer);
  }

  /**
   * An agent as it is now.
   *
   * @param room what is left of it beside its leases
   */
  record Seat(Agent.Mode wanted, int slots, Instant lastSeenAt, Offer room) {}

  Optional<Seat> seat(AgentId agent) {
    return db.select(AGENT.WANTED, AGENT.SLOTS, AGENT.LAST_SEEN_AT, AGENT.LABELS)
        .select(AGENT.LISTS_RECIPES, AGENT.DEVICES, RECIPES, TAKEN_MEMORY, TAKEN_DEVICES)
        .from(AGENT)
        .where(AGENT.ID.eq(agent.value()))
        .fetchOptional(
            r ->
                new Seat(
                    Agent.Mode.valueOf(r.get(AGENT.WANTED)),
                    r.get(AGENT.SLOTS),
                    r.get(AGENT.LAST_SEEN_AT).toInstant(),
                    room(r)));
  }

  private Offer room(Record r) {
    Offer room = offer(r);
    Long[] memory = r.get(TAKEN_MEMORY);
    JSONB[] devices = r.get(TAKEN_DEVICES);
    for (int i = 0; i < memory.length; i++) {
      room = room.without(jobs.needs(memory[i], devices[i]));
    }
    return room;
  }

  private Offer offer(Record r) {
    @Nullable Set<String> recipes = r.get(AGENT.LISTS_RECIPES) ? Set.of(r.get(RECIPES)) : null;
    return Offer.of(List.of(r.get(AGENT.LABELS)), recipes, devices(r));
  }

  List<Device> devices(Record r) {
    return json.readValue(r.get(AGENT.DEVICES).data(), new TypeReference<List<Device>>() {});
  }
}
