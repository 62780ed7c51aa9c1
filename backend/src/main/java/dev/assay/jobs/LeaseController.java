package dev.assay.jobs;

import dev.assay.jobs.Leases.Heartbeat;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The agents' side of the queue. */
@RestController
@RequestMapping("/api/v1")
class LeaseController {
  private static final int LONGEST_WAIT = 50; // proxies cut off what is silent for a minute

  private final Agents agents;
  private final Leases leases;
  private final Clock clock;

  LeaseController(Agents agents, Leases leases, Clock clock) {
    this.agents = agents;
    this.leases = leases;
    this.clock = clock;
  }

  record Registration(
      @NotNull String name,
      @NotNull String host,
      @NotNull String version,
      @NotNull List<@NotNull Device> devices,
      @Nullable List<@NotNull String> labels,
      @Nullable Integer slots,
      @Nullable Instant time,
      @Nullable List<@Valid @NotNull OfferedRecipe> recipes) {
    Agents.Introduction introduction() {
      return new Agents.Introduction(
          name,
          host,
          version,
          devices,
          labels == null ? List.of() : labels,
          slots == null ? 1 : slots,
          recipes == null ? null : schemas(recipes),
          time);
    }
  }

  record OfferedRecipe(@NotNull String name, @NotNull ObjectNode schema) {}

  /**
   * @param time of the server's clock
   * @param version of the server
   */
  record Registered(UUID id, String name, long leaseTtlSeconds, Instant time, String version) {}

  @PostMapping("/agents")
  Registered register(@Valid @RequestBody Registration agent) {
    AgentId id = agents.register(agent.introduction());
    return new Registered(
        id.value(), agent.name(), agents.leaseTtl().toSeconds(), clock.instant(), version());
  }

  /** Of the jar; a server that runs from its classes has none. */
  private static String version() {
    return Optional.ofNullable(LeaseController.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** By name; a name that comes twice is no map. */
  private static Map<String, ObjectNode> schemas(List<OfferedRecipe> recipes) {
    Map<String, ObjectNode> schemas = new LinkedHashMap<>();
    for (OfferedRecipe recipe : recipes) {
      if (schemas.put(recipe.name(), recipe.schema()) != null) {
        throw new Problem.Invalid("recipes.name", recipe.name(), "an agent lists a recipe once");
      }
    }
    return schemas;
  }

  /**
   * @param skewSeconds by how much its clock was ahead of the server's when it registered
   * @param mode whether it takes work
   */
  record AgentView(
      UUID id,
      String name,
      String host,
      String version,
      List<Device> devices,
      List<String> labels,
      int slots,
      @Nullable Double skewSeconds,
      Agent.Mode mode,
      Instant lastSeenAt,
      boolean online,
      List<JobView> jobs) {
    static AgentView of(Agent a) {
      return new AgentView(
          a.id().value(),
          a.name(),
          a.host(),
          a.version(),
          a.devices(),
          a.labels(),
          a.slots(),
          a.skew() == null ? null : a.skew().toMillis() / 1e3,
          a.mode(),
          a.lastSeenAt(),
          a.online(),
          a.jobs().stream().map(JobView::of).toList());
    }
  }

  @GetMapping("/agents")
  Page<AgentView> list(
      @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return agents.list(PageRequest.of(limit, cursor)).map(AgentView::of);
  }

  @PostMapping("/agents/{id}/drain")
  AgentView drain(@PathVariable AgentId id) {
    agents.drain(id);
    return AgentView.of(agents.get(id));
  }

  @PostMapping("/agents/{id}/undrain")
  AgentView undrain(@PathVariable AgentId id) {
    agents.undrain(id);
    return AgentView.of(agents.get(id));
  }

  @PostMapping("/agents/{id}/stop")
  AgentView stop(@PathVariable AgentId id) {
    agents.stop(id);
    return AgentView.of(agents.get(id));
  }

  record LeaseRequest(@Min(0) @Max(LONGEST_WAIT) int waitSeconds, @Nullable Integer slot) {}

  record LeasedJob(UUID id, String recipe, ObjectNode params, UUID runId, int attempt) {}

  record LeaseView(UUID leaseId, Instant expiresAt, long ttlSeconds, LeasedJob job) {}

  @PostMapping("/agents/{id}/lease")
  ResponseEntity<LeaseView> lease(
      @PathVariable AgentId id, @Valid @RequestBody LeaseRequest request)
      throws InterruptedException {
    return agents
        .awaitLease(
            id,
            request.slot() == null ? 0 : request.slot(),
            Duration.ofSeconds(request.waitSeconds()))
        .map(lease -> ResponseEntity.ok(view(lease)))
        .orElseGet(() -> ResponseEntity.noContent().build());
  }

  @DeleteMapping("/agents/{id}/lease")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void stopWaiting(@PathVariable AgentId id, @RequestParam @Nullable Integer slot) {
    agents.stopWaiting(id, slot);
  }

  private LeaseView view(Lease lease) {
    Job job = lease.job();
    return new LeaseView(
        lease.id().value(),
        lease.expiresAt(),
        agents.leaseTtl().toSeconds(),
        new LeasedJob(
            job.id().value(),
            job.recipe(),
            job.params().tree(),
            job.runId().value(),
            job.attempt()));
  }

  record HeartbeatRequest(@Nullable Double progress) {}

  @PostMapping("/leases/{id}/heartbeat")
  Heartbeat.Extended heartbeat(@PathVariable LeaseId id, @RequestBody HeartbeatRequest request) {
    return switch (leases.heartbeat(id, request.progress())) {
      case Heartbeat.Extended extended -> extended;
      case Heartbeat.Lost _ -> throw lost(id);
    };
  }

  record WishView(Wish wish) {}

  @GetMapping("/leases/{id}/wish")
  WishView wish(
      @PathVariable LeaseId id,
      @RequestParam(defaultValue = "GO_ON") Wish after,
      @RequestParam(defaultValue = "0") int waitSeconds)
      throws InterruptedException {
    if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT) {
      throw new Problem.Invalid(
          "waitSeconds", waitSeconds, "a wait lasts 0 to " + LONGEST_WAIT + " seconds");
    }
    return leases
        .awaitWish(id, after, Duration.ofSeconds(waitSeconds))
        .map(WishView::new)
        .orElseThrow(() -> lost(id));
  }

  record FinishRequest(@NotNull Outcome outcome, @Nullable String failure) {}

  @PostMapping("/leases/{id}/finish")
  JobView finish(@PathVariable LeaseId id, @Valid @RequestBody FinishRequest request) {
    return leases
        .finish(id, request.outcome(), request.failure())
        .map(JobView::of)
        .orElseThrow(() -> lost(id));
  }

  record ReleaseRequest(@NotNull String reason) {}

  @PostMapping("/leases/{id}/release")
  JobView release(@PathVariable LeaseId id, @Valid @RequestBody ReleaseRequest request) {
    return leases.release(id, request.reason()).map(JobView::of).orElseThrow(() -> lost(id));
  }

  private static Problem lost(LeaseId id) {
    return new Problem.Conflict(
        "lease " + id + " is over: the job has ended or is somebody else's now");
  }
}
