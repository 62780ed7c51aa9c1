package dev.assay.sweeps;

import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.jobs.Jobs.NewJob;
import dev.assay.jobs.Terms;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiments;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.search.Configuration;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import dev.assay.search.Pruners;
import dev.assay.search.SamplerKind;
import dev.assay.search.Samplers;
import dev.assay.search.Suggestion;
import dev.assay.search.Verdict;
import dev.assay.sweeps.SweepStore.Counts;
import dev.assay.sweeps.SweepStore.End;
import dev.assay.sweeps.SweepStore.Row;
import dev.assay.sweeps.SweepStore.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what is due for a sweep. Each step is a transaction under the sweep's lock that begins with
 * what the database has, so that doing it again, on another server or after a crash, changes
 * nothing.
 */
@Component
class SweepLoop {
  /** Tags of the runs of a sweep. */
  static final String SWEEP_TAG = "sweep";

  static final String TRIAL_TAG = "sweep.trial";
  private static final Logger log = LoggerFactory.getLogger(SweepLoop.class);
  private static final Pattern DOT = Pattern.compile("\\.");

  private final SweepStore store;
  private final Results results;
  private final Jobs jobs;
  private final Runs runs;
  private final Experiments experiments;
  private final TransactionTemplate transaction;

  SweepLoop(
      SweepStore store,
      Results results,
      Jobs jobs,
      Runs runs,
      Experiments experiments,
      TransactionTemplate transaction) {
    this.store = store;
    this.results = results;
    this.jobs = jobs;
    this.runs = runs;
    this.experiments = experiments;
    this.transaction = transaction;
  }

  /** Collects what has ended, prunes, starts what is next, and ends the sweep when that is due. */
  void advance(SweepId id) {
    transaction.executeWithoutResult(_ -> collect(store.lock(id)));
    try {
      while (Boolean.TRUE.equals(transaction.execute(_ -> startNext(store.lock(id))))) {}
    } catch (Problem e) { // the recipe or the experiment does not take it, and will not later
      log.warn("sweep {} rests: {}", id, e.getMessage());
      transaction.executeWithoutResult(
          _ -> rest(store.lock(id), "the next trial could not be queued: " + e.getMessage()));
    } finally {
      settle(id);
    }
  }

  private void collect(Row sweep) {
    List<TrialRow> running = store.running(sweep.id());
    List<TrialRow> left = new ArrayList<>();
    for (TrialRow row : running) {
      Optional<End> end = results.end(sweep.spec(), row);
      if (end.isPresent()) {
        keepRestOf(sweep, row);
        end(sweep, row, end.get());
      } else {
        left.add(row);
      }
    }
    if (!(sweep.spec().pruner() instanceof PrunerSpec.None)) {
      judge(sweep, left);
    }
  }

  /** What it reported since it was looked at last: others are compared with it. */
  private void keepRestOf(Row sweep, TrialRow row) {
    if (!(sweep.spec().pruner() instanceof PrunerSpec.None)) {
      store.keep(sweep.id(), results.curve(sweep.spec(), row));
    }
  }

  void end(Row sweep, TrialRow row, End end) {
    if (store.end(sweep.id(), row.trial().number(), end)) {
      store.decide(
          sweep.id(),
          row.trial().number(),
          end.status() == TrialStatus.PRUNED ? Decision.Kind.PRUNED : Decision.Kind.TRIAL_ENDED,
          end.reason());
    }
  }

  /** Looks at those trials that have reported something since they were looked at last. */
  private void judge(Row sweep, List<TrialRow> running) {
    @Nullable List<LearningCurve> all = null;
    for (TrialRow row : running) {
      LearningCurve curve = results.curve(sweep.spec(), row);
      if (lastStep(curve) > lastStep(row.curve())) {
        store.keep(sweep.id(), curve);
        all = all == null ? curves(sweep.id()) : all;
        all.removeIf(c -> c.trial() == curve.trial());
        judge(sweep, row, curve, List.copyOf(all));
        all.add(curve);
        all.sort(Comparator.comparingInt(LearningCurve::trial));
      }
    }
  }

  /** The curves of all trials but one. */
  List<LearningCurve> others(SweepId id, int trial) {
    List<LearningCurve> others = curves(id);
    others.removeIf(c -> c.trial() == trial);
    return others;
  }

  private List<LearningCurve> curves(SweepId id) {
    return new ArrayList<>(store.curves(id));
  }

  /** Whether the trial goes on. */
  boolean judge(Row sweep, TrialRow before, LearningCurve curve, List<LearningCurve> others) {
    SweepSpec spec = sweep.spec();
    int number = curve.trial();
    Verdict verdict =
        Pruners.of(spec.pruner()).judge(curve, others, spec.objectives().getFirst().direction());
    return switch (verdict) {
      case Verdict.GoOn goOn -> {
        if (hasReachedRung(spec.pruner(), before.curve(), curve)) {
          store.decide(sweep.id(), number, Decision.Kind.WENT_ON, goOn.reason());
        }
        yield true;
      }
      case Verdict.Prune prune -> {
        TrialRow now =
            new TrialRow(before.trial(), before.outside(), curve, before.seconds(), before.flops());
        List<Double> values = results.soFar(spec, now);
        end(sweep, now, results.ended(TrialStatus.PRUNED, values, prune.reason(), now));
        yield false;
      }
    };
  }

  /** Of pruners that look at every step nobody wants to read each time that nothing was done. */
  private static boolean hasReachedRung(
      PrunerSpec pruner, LearningCurve before, LearningCurve now) {
    return switch (pruner) {
      case PrunerSpec.None _, PrunerSpec.Median _ -> false;
      case PrunerSpec.Asha _, PrunerSpec.Hyperband _ ->
          Stretches.of(pruner, lastStep(now)) > Stretches.of(pruner, lastStep(before));
    };
  }

  private static long lastStep(LearningCurve curve) {
    return curve.steps().length == 0 ? -1 : curve.steps()[curve.steps().length - 1];
  }

  /** What the sweep has taken, with what runs now. */
  Spent spent(Row sweep, Counts counts) {
    List<RunId> alive =
        store.running(sweep.id()).stream().flatMap(row -> row.trial().runs().stream()).toList();
    Results.Took now = alive.isEmpty() ? new Results.Took(0, 0) : results.took(alive);
    return new Spent(
        counts.all(),
        Durations.ofSeconds(counts.seconds() + now.seconds()),
        counts.flops() + now.flops());
  }

  /** Starts a trial when one is due, or ends the sweep when that is; whether more may be due. */
  private boolean startNext(Row sweep) {
    Counts counts = store.counts(sweep.id());
    if (sweep.status() != SweepStatus.RUNNING
        || counts.of(TrialStatus.RUNNING) >= sweep.spec().parallel()) {
      return false;
    }
    Past past = new Past(sweep, store.trials(sweep.id()));
    Optional<String> failing = past.failsAlways();
    if (failing.isPresent()) {
      rest(sweep, failing.get());
      return false;
    }
    Optional<String> enough = past.enough(spent(sweep, counts));
    if (enough.isPresent()) {
      endWhenIdle(past, enough.get());
      return false;
    }
    if (sweep.spec().recipe() == null) {
      return false; // a program outside asks when it wants one
    }
    return switch (suggest(past)) {
      case Suggestion.Next(Configuration configuration, String reason) -> {
        start(sweep, past.trials().size(), configuration, reason, Tries.AN_AGENT);
        yield true;
      }
      case Suggestion.Exhausted(String reason) -> {
        if (sweep.spec().sampler() != null) {
          endWhenIdle(past, reason);
        }
        yield false;
      }
    };
  }

  static Suggestion suggest(Past past) {
    SweepSpec spec = past.spec();
    if (spec.sampler() == null) {
      return new Suggestion.Exhausted("configurations come from programs outside only");
    }
    try {
      return Samplers.of(spec.sampler()).suggest(spec.space(), past.tried(), spec.seed());
    } catch (ArithmeticException e) { // numbers that no model can be fitted to
      log.warn("sweep {}: {} could suggest nothing", past.sweep().id(), spec.sampler(), e);
      return Samplers.of(SamplerKind.RANDOM).suggest(spec.space(), past.tried(), spec.seed());
    }
  }

  private void rest(Row sweep, String reason) {
    if (store.become(sweep.id(), SweepStatus.PAUSED, reason, SweepStatus.RUNNING)) {
      store.decide(sweep.id(), null, Decision.Kind.PAUSED, reason);
    }
  }

  private void endWhenIdle(Past past, String reason) {
    SweepId id = past.sweep().id();
    if (past.running() == 0
        && store.become(id, SweepStatus.FINISHED, reason, SweepStatus.RUNNING)) {
      store.decide(id, null, Decision.Kind.ENDED, reason);
    }
  }

  /** To be called in a transaction that has the sweep's lock. */
  void cancelAll(Row sweep, String reason) {
    for (TrialRow row : store.running(sweep.id())) {
      List<Double> values = results.soFar(sweep.spec(), row);
      end(sweep, row, results.ended(TrialStatus.CANCELLED, values, reason, row));
    }
  }

  /** Who tries a configuration. */
  enum Tries {
    AN_AGENT,
    /** A program outside, which tells what came of it. */
    OUTSIDE
  }

  /** To be called in a transaction that has the sweep's lock. */
  void start(Row sweep, int number, Configuration configuration, String reason, Tries who) {
    store.insert(sweep.id(), number, configuration, reason, who == Tries.OUTSIDE);
    store.decide(sweep.id(), number, Decision.Kind.SUGGESTED, reason);
    @Nullable String recipe = sweep.spec().recipe();
    if (who == Tries.AN_AGENT && recipe != null) {
      String experiment = experiments.get(sweep.experiment()).name();
      Terms terms =
          Terms.PLAIN.withPriority(sweep.spec().priority()).withLabels(sweep.spec().labels());
      for (int repeat = 0; repeat < sweep.spec().repeats(); repeat++) {
        NewRun run = run(sweep, number, configuration, repeat);
        Job job = jobs.submit(new NewJob(recipe, experiment, run, terms), sweep.by());
        store.addRun(sweep.id(), number, repeat, job.runId());
      }
    }
  }

  static NewRun run(Row sweep, int number, Configuration configuration, int repeat) {
    SweepSpec spec = sweep.spec();
    String name = "%s #%d".formatted(spec.name(), number);
    return new NewRun(
        spec.repeats() == 1 ? name : "%s.%d".formatted(name, repeat + 1),
        params(spec, configuration, repeat),
        Map.of(SWEEP_TAG, sweep.id().toString(), TRIAL_TAG, Integer.toString(number)));
  }

  /**
   * The params of a trial: the fixed ones, above them those of its configuration. Repeats of the
   * same number have the same seed in all trials, so that trials differ by less of chance.
   */
  static Params params(SweepSpec spec, Configuration configuration, int repeat) {
    ObjectNode tree = spec.params().tree().deepCopy();
    configuration.values().forEach((name, value) -> set(tree, name, value));
    if (spec.seedParam() != null) {
      set(tree, spec.seedParam(), JsonNodeFactory.instance.numberNode(spec.seed() + repeat));
    }
    return Params.of(tree);
  }

  private static void set(ObjectNode tree, String name, JsonNode value) {
    List<String> path = DOT.splitAsStream(name).toList();
    ObjectNode parent = tree;
    for (String step : path.subList(0, path.size() - 1)) {
      parent = parent.get(step) instanceof ObjectNode inner ? inner : parent.putObject(step);
    }
    parent.set(path.getLast(), value);
  }

  /**
   * Ends the jobs and runs of trials that have ended before these. After the commit: a job may end
   * just then.
   */
  void settle(SweepId id) {
    for (TrialRow row : store.unsettled(id)) {
      for (RunId run : row.trial().runs()) {
        jobs.recordedBy(run).ifPresentOrElse(this::cancel, () -> end(run, row.trial()));
      }
      store.settle(id, row.trial().number());
    }
  }

  /** The run of a program outside, which may have left it. */
  private void end(RunId run, Trial trial) {
    if (!runs.get(run).status().hasEnded()) {
      boolean isDone = trial.status() == TrialStatus.FINISHED;
      RunStatus status =
          isDone
              ? RunStatus.FINISHED
              : trial.status() == TrialStatus.FAILED ? RunStatus.FAILED : RunStatus.KILLED;
      try {
        runs.finish(run, status, isDone ? null : trial.ended());
      } catch (Problem.Conflict e) {
        log.debug("run {} has ended by itself", run);
      }
    }
  }

  private void cancel(Job job) {
    switch (job.status()) {
      case FINISHED, FAILED, CANCELLED -> {}
      case QUEUED, LEASED, PAUSED -> {
        try {
          jobs.cancel(job.id());
        } catch (Problem.Conflict e) {
          log.debug("job {} has ended by itself", job.id());
        }
      }
    }
  }
}
