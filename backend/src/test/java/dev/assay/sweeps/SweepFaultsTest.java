package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.jobs.Expiry;
import dev.assay.paging.PageRequest;
import dev.assay.sweeps.SmallAgent.Work;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Agents that die, hand back, fail and come back late, and servers that start anew. */
@ServerTest
class SweepFaultsTest {
  private static final int PARALLEL = 3;
  private static final int TRIALS = 10;
  private static final double FLOPS = 100;
  private static final double FLOPS_OF_A_RUN = 9;

  @Autowired TestApi api;
  @Autowired Sweeps sweeps;
  @Autowired DSLContext db;
  @Autowired ApplicationContext context;

  private UserId user = new UserId(new UUID(0, 0));

  @BeforeEach
  void nothing_waits() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    user =
        new UserId((UUID) Objects.requireNonNull(db.fetchValue("select id from app_user limit 1")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void every_trial_ends_once_the_budget_is_kept_and_no_result_is_lost(long seed) {
    boolean byFlops = seed % 2 == 0;
    Sweep sweep =
        sweeps.create(
            sweeps.parse(
                """
                name: faults
                experiment: sweep faults
                recipe: branin
                objective: loss
                sampler: random
                seed: %d
                parallel: %d
                budget: {%s}
                space:
                  x: {type: uniform, low: -5, high: 10}
                  y: {type: uniform, low: 0, high: 15}
                """
                    .formatted(seed, PARALLEL, byFlops ? "flops: " + FLOPS : "trials: " + TRIALS)),
            user);
    History history = new History(sweep.id(), new Random(seed));
    history.play();

    PageRequest all = PageRequest.first(PageRequest.MAX_LIMIT);
    List<Trial> trials = sweeps.trials(sweep.id(), all).items();
    Sweep ended = sweeps.get(sweep.id());
    assertThat(ended.status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(trials).noneMatch(t -> t.status() == TrialStatus.RUNNING);
    if (byFlops) {
      assertThat(ended.spent().flops()).isBetween(FLOPS, FLOPS + PARALLEL * FLOPS_OF_A_RUN);
    } else {
      assertThat(trials).hasSize(TRIALS);
    }
    for (Trial trial : trials) {
      Double value = history.told.get(trial.runs().getFirst().toString());
      assertThat(trial.status() == TrialStatus.FINISHED).isEqualTo(value != null);
      if (value != null) {
        assertThat(trial.values()).containsExactly(value);
      }
    }
    List<Integer> ends =
        sweeps.decisions(sweep.id(), null, all).items().stream()
            .filter(d -> d.kind() == Decision.Kind.TRIAL_ENDED)
            .map(d -> Objects.requireNonNull(d.trial()))
            .toList();
    assertThat(ends).doesNotHaveDuplicates().hasSameSizeAs(trials);
  }

  /** What happens, as chance has it. */
  private final class History {
    private final SweepId sweep;
    private final Random random;
    private final List<SmallAgent> agents = new ArrayList<>();
    private final List<Work> held = new ArrayList<>(); // as the agents think
    private final Map<String, Double> told = new HashMap<>(); // what was acknowledged, by run

    History(SweepId sweep, Random random) {
      this.sweep = sweep;
      this.random = random;
      for (int i = 0; i < 3; i++) {
        agents.add(new SmallAgent(api));
      }
    }

    void play() {
      for (int step = 0; step < 3000 && sweeps.get(sweep).endedAt() == null; step++) {
        happen();
        Sweep now = sweeps.get(sweep);
        assertThat(now.running()).isLessThanOrEqualTo(PARALLEL);
        if (now.status() == SweepStatus.PAUSED) { // too many failures in a row
          sweeps.resume(sweep, user);
        }
      }
    }

    private void happen() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> agents.get(random.nextInt(3)).take().ifPresent(held::add);
        case 3, 4, 5 -> any().ifPresent(this::finish);
        case 6 -> any().ifPresent(this::lose);
        case 7 -> any().ifPresent(this::fail);
        default ->
            // another server that knows only what the database has
            context.getAutowireCapableBeanFactory().createBean(SweepLoop.class).advance(sweep);
      }
    }

    private Optional<Work> any() {
      return held.isEmpty() ? Optional.empty() : Optional.of(held.get(random.nextInt(held.size())));
    }

    private void finish(Work work) {
      SmallAgent agent = agents.getFirst();
      held.remove(work);
      double value = Branin.at(work.number("x"), work.number("y"));
      boolean isHeld = agent.tryLog(work, "flops", 1, FLOPS_OF_A_RUN).status() == 200;
      // one that comes back late would spoil the result, if it could
      boolean isStored = agent.tryLog(work, "loss", 1, isHeld ? value : -1e6).status() == 200;
      boolean isTaken = agent.finish(work) == 200;
      assertThat(List.of(isHeld, isStored, isTaken)).containsOnly(isHeld);
      if (isTaken) {
        assertThat(told.put(work.run(), value)).as("a second result of %s", work.run()).isNull();
      }
    }

    /** Its lease expires, or is handed back, while it goes on, unknowing. */
    private void lose(Work work) {
      if (random.nextBoolean()) {
        api.post("/api/v1/leases/" + work.lease() + "/release", "{\"reason\":\"spot\"}");
      } else {
        db.execute(
            "update job set lease_expires_at = now() - interval '1 second' where lease_id = ?",
            UUID.fromString(work.lease()));
        Expiry.of(context);
      }
    }

    private void fail(Work work) {
      if (random.nextInt(3) == 0) {
        held.remove(work);
        agents.getFirst().fail(work, "as chance has it");
      }
    }
  }
}
