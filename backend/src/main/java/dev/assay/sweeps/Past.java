package dev.assay.sweeps;

import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.Outcome;
import dev.assay.search.StopRule;
import dev.assay.search.Tried;
import dev.assay.sweeps.SweepStore.Row;
import dev.assay.sweeps.SweepStore.TrialRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a sweep has tried, and what follows from it. Pure functions: the same rows give the same
 * answers on every server.
 */
record Past(Row sweep, List<TrialRow> trials) {
  /** So many failures one after the other are hardly the fault of the configurations. */
  static final int MOST_FAILURES_IN_A_ROW = 5;

  SweepSpec spec() {
    return sweep.spec();
  }

  long running() {
    return trials.stream().filter(TrialRow::isRunning).count();
  }

  /** What the sampler is to know; a trial that failed is a bad one. */
  Tried tried() {
    List<Outcome> outcomes = new ArrayList<>(sweep.warm());
    List<Configuration> pending = new ArrayList<>();
    List<Configuration> cancelled = new ArrayList<>();
    for (TrialRow row : trials) {
      Configuration configuration = row.trial().configuration();
      switch (row.trial().status()) {
        case RUNNING -> pending.add(configuration);
        case FINISHED, PRUNED, FAILED -> outcomes.add(new Outcome(configuration, values(row)));
        case CANCELLED -> cancelled.add(configuration);
      }
    }
    return new Tried(directions(), outcomes, pending, cancelled, trials.size());
  }

  private static double[] values(TrialRow row) {
    return row.trial().values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Why nothing new is to be started; empty while something is. */
  Optional<String> enough(Spent spent) {
    Budget budget = spec().budget();
    if (budget.trials() != null && trials.size() >= budget.trials()) {
      return Optional.of("the budget of %d trials is spent".formatted(budget.trials()));
    }
    if (budget.time() != null && spent.time().compareTo(budget.time()) >= 0) {
      return Optional.of(
          "the budget of %s is spent: the runs took %s"
              .formatted(Durations.text(budget.time()), Durations.text(spent.time())));
    }
    if (budget.flops() != null && spent.flops() >= budget.flops()) {
      return Optional.of(
          "the budget of %s FLOPs is spent: the runs took %s"
              .formatted(flops(budget.flops()), flops(spent.flops())));
    }
    return outOfPatience();
  }

  static String flops(double flops) {
    return String.format(Locale.ROOT, "%.3g", flops);
  }

  private Optional<String> outOfPatience() {
    @Nullable Integer patience = spec().patience();
    if (patience == null) {
      return Optional.empty();
    }
    List<TrialRow> ended =
        trials.stream()
            .filter(r -> !r.isRunning() && r.trial().status() != TrialStatus.CANCELLED)
            .toList();
    long since = ended.stream().filter(r -> r.trial().number() >= sweep.patientFrom()).count();
    if (since < patience) {
      return Optional.empty(); // somebody has extended it, and wants to see more
    }
    List<Outcome> outcomes =
        ended.stream().map(r -> new Outcome(r.trial().configuration(), values(r))).toList();
    return switch (new StopRule(patience, 0).judge(directions(), outcomes)) {
      case StopRule.Advice.GoOn _ -> Optional.empty();
      case StopRule.Advice.Stop(String reason) -> Optional.of(reason);
    };
  }

  private List<Direction> directions() {
    return spec().objectives().stream().map(Objective::direction).toList();
  }

  /** The last failure, when there were too many in a row since somebody looked at it. */
  Optional<String> failsAlways() {
    Instant since = sweep.resumedAt();
    List<Trial> ended =
        trials.stream()
            .map(TrialRow::trial)
            .filter(t -> t.endedAt() != null && !t.endedAt().isBefore(since))
            .filter(t -> t.status() != TrialStatus.CANCELLED)
            .sorted(
                Comparator.comparing((Trial t) -> Objects.requireNonNull(t.endedAt()))
                    .thenComparing(Trial::number)
                    .reversed())
            .limit(MOST_FAILURES_IN_A_ROW)
            .toList();
    boolean all = ended.stream().allMatch(t -> t.status() == TrialStatus.FAILED);
    return all && ended.size() == MOST_FAILURES_IN_A_ROW
        ? Optional.of(
            "%d trials in a row failed; the last: %s"
                .formatted(MOST_FAILURES_IN_A_ROW, ended.getFirst().ended()))
        : Optional.empty();
  }
}
