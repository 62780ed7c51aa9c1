package dev.assay.jobs;

import static dev.assay.jobs.JobRows.LEASED;
import static dev.assay.schema.Tables.AGENT;
import static dev.assay.schema.Tables.JOB;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.fasterxml.uuid.Generators;
import dev.assay.jobs.AgentRows.Seat;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agents that have registered with this server, and how they get work. */
@Service
public class Agents {
  private static final Duration ONLINE_WITHIN = Duration.ofMinutes(1);
  static final Duration SEEN_EVERY = Duration.ofSeconds(20);
  private static final int LONGEST_NAME = 250;
  private static final int MOST_DEVICES = 100;
  private static final int MOST_COUNT = 1_000_000;
  private static final int MOST_SLOTS = 1000;
  private static final int MOST_JOBS_SHOWN = 100;
  private static final Duration MOST_SKEW = Duration.ofDays(100_000);

  /** Hundreds may be called at once, and others need connections to the database too. */
  private static final int MOST_AT_ONCE = 4;

  private final DSLContext db;
  private final TransactionTemplate transaction;
  private final Leases leases;
  private final AgentRows agents;
  private final JobRows rows;
  private final Recipes recipes;
  private final Line line;
  private final Notices notices;
  private final AgentSettings settings;
  private final JsonMapper json;
  private final Clock clock;
  private final Semaphore looking = new Semaphore(MOST_AT_ONCE, true);

  Agents(
      DSLContext db,
      TransactionTemplate transaction,
      Leases leases,
      AgentRows agents,
      JobRows rows,
      Recipes recipes,
      Line line,
      Notices notices,
      AgentSettings settings,
      JsonMapper json,
      Clock clock) {
    this.db = db;
    this.transaction = transaction;
    this.leases = leases;
    this.agents = agents;
    this.rows = rows;
    this.recipes = recipes;
    this.line = line;
    this.notices = notices;
    this.settings = settings;
    this.json = json;
    this.clock = clock;
  }

  /**
   * What an agent says of itself.
   *
   * @param schemas of the params of the recipes that it can do; null when it does not say
   * @param time of its clock; null when it does not say
   */
  record Introduction(
      String name,
      String host,
      String version,
      List<Device> devices,
      List<String> labels,
      int slots,
      @Nullable Map<String, ObjectNode> schemas,
      @Nullable Instant time) {
    Introduction {
      Rules.text("name", name, 1, LONGEST_NAME);
      Rules.text("host", host, 0, LONGEST_NAME);
      Rules.text("version", version, 0, LONGEST_NAME);
      if (devices.size() > MOST_DEVICES) {
        throw new Problem.Invalid(
            "devices", devices.size() + " devices", "an agent has at most " + MOST_DEVICES);
      }
      devices.forEach(Introduction::check);
      labels = Label.require(labels);
      if (slots < 1 || slots > MOST_SLOTS) {
        throw new Problem.Invalid("slots", slots, "an agent has 1 to " + MOST_SLOTS);
      }
    }

    private static void check(Device device) {
      Rules.text("devices.name", device.name(), 0, LONGEST_NAME);
      Label.require("devices.type", device.type());
      if (device.count() < 0 || device.count() > MOST_COUNT) {
        throw new Problem.Invalid("devices.count", device.count(), "it is 0 to " + MOST_COUNT);
      }
      if (device.memoryBytes() < 0) {
        throw new Problem.Invalid("devices.memoryBytes", device.memoryBytes(), "it is 0 or more");
      }
    }
  }

  /**
   * The same name gives the same id: an agent that starts again is the agent it was. One that was
   * told to stop works again; one that was to drain still does.
   */
  AgentId register(Introduction agent) {
    @Nullable Map<String, ObjectNode> schemas = agent.schemas();
    if (schemas != null) {
      recipes.requireSound(schemas);
    }
    AgentId id =
        Objects.requireNonNull(
            transaction.execute(
                t -> {
                  AgentId known = upsert(agent);
                  recipes.replace(known, schemas == null ? Map.of() : schemas);
                  notices.gone(known, null);
                  return known;
                }));
    line.leave(id, null);
    return id;
  }

  private AgentId upsert(Introduction agent) {
    OffsetDateTime now = now();
    JSONB devices = JSONB.valueOf(json.writeValueAsString(agent.devices()));
    @Nullable Long skew = skewMillis(agent.time());
    boolean listsRecipes = agent.schemas() != null;
    String[] labels = agent.labels().toArray(String[]::new);
    AgentId id =
        new AgentId(
            db.insertInto(AGENT)
                .set(AGENT.ID, Generators.timeBasedEpochGenerator().generate())
                .set(AGENT.NAME, agent.name())
                .set(AGENT.HOST, agent.host())
                .set(AGENT.VERSION, agent.version())
                .set(AGENT.DEVICES, devices)
                .set(AGENT.LABELS, labels)
                .set(AGENT.SLOTS, agent.slots())
                .set(AGENT.SKEW_MILLIS, skew)
                .set(AGENT.LISTS_RECIPES, listsRecipes)
                .set(AGENT.REGISTERED_AT, now)
                .set(AGENT.LAST_SEEN_AT, now)
                .onConflict(AGENT.NAME)
                .doUpdate()
                .set(AGENT.HOST, agent.host())
                .set(AGENT.VERSION, agent.version())
                .set(AGENT.DEVICES, devices)
                .set(AGENT.LABELS, labels)
                .set(AGENT.SLOTS, agent.slots())
                .set(AGENT.SKEW_MILLIS, skew)
                .set(AGENT.LISTS_RECIPES, listsRecipes)
                .set(AGENT.LAST_SEEN_AT, now)
                .returning(AGENT.ID)
                .fetchSingle()
                .getId());
    db.update(AGENT)
        .set(AGENT.WANTED, Agent.Mode.WORK.name())
        .where(AGENT.ID.eq(id.value()))
        .and(AGENT.WANTED.eq(Agent.Mode.STOP.name()))
        .execute();
    return id;
  }

  /** Bounded, for a clock can stand anywhere. */
  private @Nullable Long skewMillis(@Nullable Instant time) {
    if (time == null) {
      return null;
    }
    long seconds = time.getEpochSecond() - clock.instant().getEpochSecond();
    if (Math.abs(seconds) > MOST_SKEW.toSeconds()) {
      return Long.signum(seconds) * MOST_SKEW.toMillis();
    }
    return Duration.between(clock.instant(), time).toMillis();
  }

  Duration leaseTtl() {
    return leases.ttl();
  }

  /**
   * Waits for work. A later call for the same slot of the agent ends this one without any: the
   * agent has started again, and a job given to a process that is no longer there would be lost
   * until its lease expires.
   *
   * @return empty when there was none in that time, or the server is about to stop
   * @throws Problem.NotFound when the agent is not registered
   * @throws Problem.Gone when it was told to stop
   */
  Optional<Lease> awaitLease(AgentId agent, int slot, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    try (Line.Place place = line.enter(agent, slot)) {
      place.waits(atMost.isPositive());
      while (!place.isOver()) {
        Optional<Lease> lease = look(agent, slot, place);
        long left = deadline - System.nanoTime();
        if (lease.isPresent() || left <= 0 || !place.await(Duration.ofNanos(left))) {
          return lease;
        }
      }
      return Optional.empty();
    }
  }

  private Optional<Lease> look(AgentId agent, int slot, Line.Place place)
      throws InterruptedException {
    looking.acquire();
    try {
      return place.isOver() ? Optional.empty() : lease(agent, slot, place);
    } finally {
      looking.release();
    }
  }

  /** Where there is nothing for it that takes one question, for it is so nearly all of the time. */
  private Optional<Lease> lease(AgentId agent, int slot, Line.Place place) {
    Seat seat = seat(agent);
    if (slot < 0 || slot >= seat.slots()) {
      throw new Problem.Invalid(
          "slot", slot, "the agent has registered slots 0 to " + (seat.slots() - 1));
    }
    if (seat.lastSeenAt().isBefore(clock.instant().minus(SEEN_EVERY))) {
      seen(AGENT.ID.eq(agent.value()));
    }
    return switch (seat.wanted()) {
      case STOP -> throw new Problem.Gone("agent " + agent + " was told to stop, and is to end");
      case DRAIN -> nothing(place, Offer.NOTHING);
      case WORK ->
          switch (place.worthwhile(seat.room())) {
            case Line.Look.None _ -> nothing(place, seat.room());
            case Line.Look.At(Set<JobId> jobs) -> work(agent, slot, place, Leases.oneOf(jobs));
            case Line.Look.AtAll _ -> work(agent, slot, place, noCondition());
          };
    };
  }

  private static Optional<Lease> nothing(Line.Place place, Offer room) {
    place.offers(room);
    return Optional.empty();
  }

  /** The agent's row is locked meanwhile, and what it may take looked at again. */
  private Optional<Lease> work(AgentId agent, int slot, Line.Place place, Condition which) {
    return Objects.requireNonNull(
        transaction.execute(
            t -> {
              seen(AGENT.ID.eq(agent.value()));
              Seat seat = seat(agent);
              Offer room = seat.wanted() == Agent.Mode.WORK ? seat.room() : Offer.NOTHING;
              Optional<Lease> lease = leases.lease(agent, slot, room, which);
              lease.ifPresentOrElse(l -> place.got(l.job().id()), () -> place.offers(room));
              return lease;
            }));
  }

  private Seat seat(AgentId agent) {
    return agents.seat(agent).orElseThrow(() -> new Problem.NotFound("agent", agent));
  }

  private void seen(Condition which) {
    db.update(AGENT).set(AGENT.LAST_SEEN_AT, now()).where(which).execute();
  }

  /** Those that wait here are there, and need not say so each for itself. */
  void seeThoseWhoWait() {
    UUID[] waiting = line.agents().stream().map(AgentId::value).toArray(UUID[]::new);
    if (waiting.length > 0) {
      seen(
          AGENT.ID.in( // who is locked is being seen; in an order, for other servers do the same
              select(AGENT.ID)
                  .from(AGENT)
                  .where(AGENT.ID.eq(any(waiting)))
                  .orderBy(AGENT.ID)
                  .forUpdate()
                  .skipLocked()));
    }
  }

  /**
   * The agent no longer waits for work, at whichever server it did.
   *
   * @param slot null for all of its slots
   */
  void stopWaiting(AgentId agent, @Nullable Integer slot) {
    line.leave(agent, slot);
    notices.gone(agent, slot);
  }

  /** It ends what it does and begins nothing until it is to work again. */
  public void drain(AgentId agent) {
    want(agent, Agent.Mode.DRAIN);
  }

  /** It works again. */
  public void undrain(AgentId agent) {
    want(agent, Agent.Mode.WORK);
  }

  /** It hands back what it does, and ends. */
  public void stop(AgentId agent) {
    want(agent, Agent.Mode.STOP);
  }

  private void want(AgentId agent, Agent.Mode mode) {
    transaction.executeWithoutResult(
        t -> {
          int updated =
              db.update(AGENT)
                  .set(AGENT.WANTED, mode.name())
                  .where(AGENT.ID.eq(agent.value()))
                  .execute();
          if (updated == 0) {
            throw new Problem.NotFound("agent", agent);
          }
          if (mode == Agent.Mode.STOP) {
            leases.handBackAllOf(agent);
          }
          notices.agent(agent);
        });
  }

  /**
   * Forgets the agents of which nothing was heard for long and that have no job: where each pod is
   * an agent of its own there would be ever more of them. One that comes back all the same is told
   * that it is unknown, and registers again.
   *
   * @return how many
   */
  int forgetSilent() {
    return db.deleteFrom(AGENT)
        .where(AGENT.LAST_SEEN_AT.lt(now().minus(settings.keep())))
        .and(notExists(selectOne().from(JOB).where(LEASED).and(JOB.AGENT_ID.eq(AGENT.ID))))
        .execute();
  }

  /** An agent of which something was heard lately, or that has a job: it is busy with that. */
  static Condition online(Instant now) {
    return AGENT
        .LAST_SEEN_AT
        .gt(now.minus(ONLINE_WITHIN).atOffset(ZoneOffset.UTC))
        .or(AGENT.ID.in(select(JOB.AGENT_ID).from(JOB).where(LEASED)));
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Agent get(AgentId id) {
    List<Agent> found = agents(AGENT.ID.eq(id.value()), 1);
    if (found.isEmpty()) {
      throw new Problem.NotFound("agent", id);
    }
    return found.getFirst();
  }

  /** By name. */
  public Page<Agent> list(PageRequest request) {
    String after = request.cursor() == null ? "" : request.cursor();
    if (after.indexOf('\0') >= 0) {
      throw PageRequest.foreign(after.replace('\0', '\uFFFD'));
    }
    return Page.of(agents(AGENT.NAME.gt(after), request.limit() + 1), request, Agent::name);
  }

  private List<Agent> agents(Condition which, int most) {
    var found =
        db.select(
                AGENT.ID,
                AGENT.NAME,
                AGENT.HOST,
                AGENT.VERSION,
                AGENT.DEVICES,
                AGENT.LABELS,
                AGENT.SLOTS,
                AGENT.SKEW_MILLIS,
                AGENT.WANTED,
                AGENT.LAST_SEEN_AT,
                field(online(clock.instant())).as("online"))
            .from(AGENT)
            .where(which)
            .orderBy(AGENT.NAME)
            .limit(most)
            .fetch();
    Map<UUID, List<Job>> doing = jobsOf(found.getValues(AGENT.ID));
    return found.map(r -> agent(r, doing.getOrDefault(r.get(AGENT.ID), List.of())));
  }

  private Agent agent(Record r, List<Job> jobs) {
    @Nullable Long skew = r.get(AGENT.SKEW_MILLIS);
    return new Agent(
        new AgentId(r.get(AGENT.ID)),
        r.get(AGENT.NAME),
        r.get(AGENT.HOST),
        r.get(AGENT.VERSION),
        agents.devices(r),
        List.of(r.get(AGENT.LABELS)),
        r.get(AGENT.SLOTS),
        skew == null ? null : Duration.ofMillis(skew),
        Agent.Mode.valueOf(r.get(AGENT.WANTED)),
        r.get(AGENT.LAST_SEEN_AT).toInstant(),
        r.get("online", Boolean.class),
        jobs);
  }

  private Map<UUID, List<Job>> jobsOf(List<UUID> agents) {
    Map<UUID, List<Job>> jobs = new HashMap<>();
    rows.all()
        .where(LEASED)
        .and(JOB.AGENT_ID.in(agents))
        .orderBy(JOB.ID)
        .forEach(
            r -> {
              List<Job> own = jobs.computeIfAbsent(r.get(JOB.AGENT_ID), _ -> new ArrayList<>());
              if (own.size() < MOST_JOBS_SHOWN) {
                own.add(rows.job(r));
              }
            });
    return jobs;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
