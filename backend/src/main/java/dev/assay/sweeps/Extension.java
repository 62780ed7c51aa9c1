package dev.assay.sweeps;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A greater budget in place of one. */
final class Extension {
  private Extension() {}

  /**
   * What is given replaces what was; what is not stays.
   *
   * @throws Problem.Invalid when nothing is greater, or something is less
   */
  static Budget of(Budget was, Budget given) {
    List<Violation> wrong = new ArrayList<>();
    if (given.trials() == null && given.time() == null && given.flops() == null) {
      wrong.add(new Violation("budget", "empty", "trials, time or flops is given"));
    }
    Budget greater =
        new Budget(
            greater("trials", was.trials(), given.trials(), Object::toString, wrong),
            greater("time", was.time(), given.time(), Durations::text, wrong),
            greater("flops", was.flops(), given.flops(), Past::flops, wrong));
    if (wrong.isEmpty() && greater.equals(was)) {
      String rule = "something of it is greater than it was";
      wrong.add(new Violation("budget", shown(given), rule));
    }
    if (!wrong.isEmpty()) {
      Violation first = wrong.getFirst();
      throw new Problem.Invalid(
          "%s is %s: %s".formatted(first.field(), first.value(), first.rule()), wrong);
    }
    return greater;
  }

  private static <T extends Comparable<T>> @Nullable T greater(
      String name,
      @Nullable T was,
      @Nullable T given,
      Function<T, String> shown,
      List<Violation> wrong) {
    if (given == null) {
      return was;
    }
    if (was == null) {
      String rule = "the sweep has no bound there, which is more";
      wrong.add(new Violation("budget." + name, shown.apply(given), rule));
    } else if (given.compareTo(was) < 0) {
      String rule = "it is not below that of the sweep, which is " + shown.apply(was);
      wrong.add(new Violation("budget." + name, shown.apply(given), rule));
    }
    return given;
  }

  static SweepSpec with(SweepSpec s, Budget budget) {
    return new SweepSpec(
        s.name(),
        s.experiment(),
        s.recipe(),
        s.params(),
        s.space(),
        s.sampler(),
        s.pruner(),
        s.objectives(),
        budget,
        s.parallel(),
        s.repeats(),
        s.seedParam(),
        s.seed(),
        s.patience(),
        s.warmStart(),
        s.priority(),
        s.labels());
  }

  static String shown(Budget budget) {
    List<String> parts = new ArrayList<>();
    if (budget.trials() != null) {
      parts.add(budget.trials() + " trials");
    }
    if (budget.time() != null) {
      parts.add(Durations.text(budget.time()));
    }
    if (budget.flops() != null) {
      parts.add(Past.flops(budget.flops()) + " FLOPs");
    }
    return parts.isEmpty() ? "without bound" : String.join(", ", parts);
  }
}
