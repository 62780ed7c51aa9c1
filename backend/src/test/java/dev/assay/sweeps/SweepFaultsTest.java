package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.paging.PageRequest;
import dev.assay.sweeps.SmallAgent.Work;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Agents that die, hand back, fail and come back late, and servers that start anew. */
@ServerTest
class SweepFaultsTest {
  private static final int TRIALS = 40;
  private static final int PARALLEL = 5;

  @Autowired TestApi api;
  @Autowired Sweeps sweeps;
  @Autowired DSLContext db;
  @Autowired ApplicationContext context;

  @Test
  void every_trial_ends_once_the_budget_is_kept_and_no_result_is_lost() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    UserId user =
        new UserId((UUID) Objects.requireNonNull(db.fetchValue("select id from app_user limit 1")));
    Sweep sweep =
        sweeps.create(
            sweeps.parse(
                """
                name: faults
                experiment: sweep faults
                recipe: branin
                objective: loss
                sampler: random
                parallel: 5
                budget: {trials: 40}
                space:
                  x: {type: uniform, low: -5, high: 10}
                  y: {type: uniform, low: 0, high: 15}
                """),
            user);
    Random random = new Random(20);
    List<SmallAgent> agents = new ArrayList<>();
    List<Work> held = new ArrayList<>();
    Map<String, Double> told = new HashMap<>(); // results that the server has taken, by run
    for (int i = 0; i < 3; i++) {
      agents.add(new SmallAgent(api));
    }
    for (int step = 0; step < 3000 && sweeps.get(sweep.id()).endedAt() == null; step++) {
      SmallAgent agent = agents.get(random.nextInt(agents.size()));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> agent.take().ifPresent(held::add);
        case 3, 4 -> act(agent, held, random, told, true);
        case 5 -> act(agent, held, random, told, false);
        default ->
            // another server that knows only what the database has
            context.getAutowireCapableBeanFactory().createBean(SweepLoop.class).advance(sweep.id());
      }
      Sweep now = sweeps.get(sweep.id());
      assertThat(now.running()).isLessThanOrEqualTo(PARALLEL);
      assertThat(now.spent().trials()).isLessThanOrEqualTo(TRIALS);
      if (now.status() == SweepStatus.PAUSED) { // too many failures in a row
        sweeps.resume(sweep.id(), user);
      }
    }
    PageRequest all = PageRequest.first(PageRequest.MAX_LIMIT);
    List<Trial> trials = sweeps.trials(sweep.id(), all).items();
    assertThat(sweeps.get(sweep.id()).status()).isEqualTo(SweepStatus.FINISHED);
    assertThat(trials).hasSize(TRIALS).noneMatch(t -> t.status() == TrialStatus.RUNNING);
    for (Trial trial : trials) {
      Double value = told.get(trial.runs().getFirst().toString());
      assertThat(trial.status() == TrialStatus.FINISHED).isEqualTo(value != null);
      if (value != null) {
        assertThat(trial.values()).containsExactly(value);
      }
    }
    Set<Integer> ended = new HashSet<>();
    sweeps.decisions(sweep.id(), null, all).items().stream()
        .filter(d -> d.kind() == Decision.Kind.TRIAL_ENDED)
        .forEach(d -> assertThat(ended.add(d.trial())).as("trial %s", d.trial()).isTrue());
    assertThat(ended).hasSize(TRIALS);
  }

  /** Ends a job, or dies with it: then its lease expires, and it may come back late. */
  private void act(
      SmallAgent agent, List<Work> held, Random random, Map<String, Double> told, boolean well) {
    if (held.isEmpty()) {
      return;
    }
    Work work = held.get(random.nextInt(held.size()));
    if (well) {
      double value = Branin.at(work.number("x"), work.number("y"));
      held.remove(work);
      agent.log(work, "loss", 1, value);
      if (agent.finish(work) == 200) { // else its lease was lost and somebody else does it
        told.put(work.run(), value);
      }
    } else if (random.nextInt(4) == 0) {
      held.remove(work);
      agent.fail(work, "as chance has it");
    } else {
      // handed back in its name while it goes on, unknowing: it stays among those that are held
      api.post("/api/v1/leases/" + work.lease() + "/release", "{\"reason\":\"spot\"}");
    }
  }
}
