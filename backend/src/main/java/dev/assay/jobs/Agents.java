package dev.assay.jobs;

import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import com.fasterxml.uuid.Generators;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agents that have registered with this server, and how they get work. */
@Service
public class Agents {
  private static final Duration ONLINE_WITHIN = Duration.ofMinutes(1);
  private static final int LONGEST_NAME = 250;
  private static final int MOST_DEVICES = 100;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Jobs jobs;
  private final Recipes recipes;
  private final QueueSignal signal;
  private final LeaseSettings settings;
  private final JsonMapper json;
  private final Clock clock;
  // whose call waits now, by agent
  private final ConcurrentMap<AgentId, UUID> waiting = new ConcurrentHashMap<>();

  Agents(
      DSLContext db,
      TransactionTemplate transaction,
      Jobs jobs,
      Recipes recipes,
      QueueSignal signal,
      LeaseSettings settings,
      JsonMapper json,
      Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.jobs = jobs;
    this.recipes = recipes;
    this.signal = signal;
    this.settings = settings;
    this.json = json;
    this.clock = clock;
  }

  /**
   * The same name gives the same id: an agent that starts again is the agent it was.
   *
   * @param schemas of the params of the recipes that it can do; null when it does not say
   */
  AgentId register(
      String name,
      String host,
      String version,
      List<Device> devices,
      @Nullable Map<String, ObjectNode> schemas) {
    Rules.text("name", name, 1, LONGEST_NAME);
    Rules.text("host", host, 0, LONGEST_NAME);
    Rules.text("version", version, 0, LONGEST_NAME);
    if (devices.size() > MOST_DEVICES) {
      throw new Problem.Invalid(
          "devices", devices.size() + " devices", "an agent has at most " + MOST_DEVICES);
    }
    if (schemas != null) {
      recipes.requireSound(schemas);
    }
    devices.forEach(device -> Rules.text("devices.name", device.name(), 0, LONGEST_NAME));
    AgentId id =
        Objects.requireNonNull(
            transaction.execute(
                t -> {
                  AgentId agent = upsert(name, host, version, devices, schemas != null);
                  recipes.replace(agent, schemas == null ? Map.of() : schemas);
                  return agent;
                }));
    stopWaiting(id);
    return id;
  }

  private AgentId upsert(
      String name, String host, String version, List<Device> devices, boolean listsRecipes) {
    OffsetDateTime now = now();
    JSONB devicesJson = JSONB.valueOf(json.writeValueAsString(devices));
    return new AgentId(
        db.insertInto(AGENT)
            .set(AGENT.ID, Generators.timeBasedEpochGenerator().generate())
            .set(AGENT.NAME, name)
            .set(AGENT.HOST, host)
            .set(AGENT.VERSION, version)
            .set(AGENT.DEVICES, devicesJson)
            .set(AGENT.LISTS_RECIPES, listsRecipes)
            .set(AGENT.REGISTERED_AT, now)
            .set(AGENT.LAST_SEEN_AT, now)
            .onConflict(AGENT.NAME)
            .doUpdate()
            .set(AGENT.HOST, host)
            .set(AGENT.VERSION, version)
            .set(AGENT.DEVICES, devicesJson)
            .set(AGENT.LISTS_RECIPES, listsRecipes)
            .set(AGENT.LAST_SEEN_AT, now)
            .returning(AGENT.ID)
            .fetchSingle()
            .getId());
  }

  Duration leaseTtl() {
    return settings.ttl();
  }

  /**
   * Waits for work. A later call for the same agent ends this one without any: the agent has
   * started again, and a job given to a process that is no longer there would be lost until its
   * lease expires.
   *
   * @return empty when there was none in that time, or the server is about to stop
   * @throws Problem.NotFound when the agent is not registered
   */
  Optional<Lease> awaitLease(AgentId agent, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    seen(agent);
    UUID turn = Generators.randomBasedGenerator().generate();
    waiting.put(agent, turn);
    try {
      while (turn.equals(waiting.get(agent)) && !signal.isClosed()) {
        long raised = signal.count();
        Optional<Lease> lease = jobs.lease(agent);
        long left = deadline - System.nanoTime();
        if (lease.isPresent() || left <= 0) {
          return lease;
        }
        signal.await(raised, Duration.ofNanos(Math.min(left, settings.poll().toNanos())));
      }
      return Optional.empty();
    } finally {
      waiting.remove(agent, turn);
    }
  }

  /** The agent no longer waits for work. */
  void stopWaiting(AgentId agent) {
    waiting.remove(agent);
  }

  private void seen(AgentId agent) {
    int updated =
        db.update(AGENT).set(AGENT.LAST_SEEN_AT, now()).where(AGENT.ID.eq(agent.value())).execute();
    if (updated == 0) {
      throw new Problem.NotFound("agent", agent);
    }
  }

  /** An agent of which something was heard lately, or that has a job: it is busy with that. */
  static Condition online(Instant now) {
    return AGENT
        .LAST_SEEN_AT
        .gt(now.minus(ONLINE_WITHIN).atOffset(ZoneOffset.UTC))
        .or(
            AGENT.ID.in(
                select(JOB.AGENT_ID).from(JOB).where(JOB.STATUS.eq(JobStatus.LEASED.name()))));
  }

  /** By name. */
  public Page<Agent> list(PageRequest request) {
    Map<String, Job> current = currentJobs();
    List<Agent> agents =
        db.select(
                AGENT.ID,
                AGENT.NAME,
                AGENT.HOST,
                AGENT.VERSION,
                AGENT.DEVICES,
                AGENT.LAST_SEEN_AT,
                field(online(clock.instant())))
            .from(AGENT)
            .where(AGENT.NAME.gt(request.cursor() == null ? "" : request.cursor()))
            .orderBy(AGENT.NAME)
            .limit(request.limit() + 1)
            .fetch(
                r -> {
                  @Nullable Job job = current.get(r.value2());
                  return new Agent(
                      new AgentId(r.value1()),
                      r.value2(),
                      r.value3(),
                      r.value4(),
                      json.readValue(r.value5().data(), new TypeReference<List<Device>>() {}),
                      r.value6().toInstant(),
                      r.value7(),
                      job);
                });
    return Page.of(agents, request, Agent::name);
  }

  private Map<String, Job> currentJobs() {
    return jobs.list(JobStatus.LEASED, PageRequest.first(PageRequest.MAX_LIMIT)).items().stream()
        .collect(
            Collectors.toMap(j -> String.valueOf(j.agent()), Function.identity(), (a, b) -> a));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
