package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.query.Source;
import dev.assay.scaling.Fixed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a specification has to fulfil; all that is wrong is told at once. */
final class SpecRules {
  static final int LONGEST_NAME = 100;
  private static final int LONGEST_WORD = 600;
  static final int MOST_HYPERPARAMETERS = 10;

  private final List<Violation> wrong = new ArrayList<>();

  private SpecRules() {}

  static void check(
      String name,
      Column params,
      Column tokens,
      @Nullable Column flops,
      Column loss,
      @Nullable Column curve,
      @Nullable Column uniqueTokens,
      List<Column> hyperparameters,
      Rules rules,
      Fixed fixed,
      @Nullable Double targetFlops,
      int resamples) {
    SpecRules found = new SpecRules();
    found.in(() -> dev.assay.problem.Rules.text("name", name, 1, LONGEST_NAME));
    found.column("params", params);
    found.column("tokens", tokens);
    found.column("flops", flops);
    found.column("loss", loss);
    found.column("curve", curve);
    found.column("uniqueTokens", uniqueTokens);
    if (curve != null && kind(curve) != Kind.METRIC) {
      found.add("curve.word", curve.word(), "a curve is a metric, such as metrics.train/loss");
    }
    found.require(
        "hyperparameters",
        hyperparameters.size(),
        hyperparameters.size() <= MOST_HYPERPARAMETERS,
        "there are at most " + MOST_HYPERPARAMETERS);
    for (int i = 0; i < hyperparameters.size(); i++) {
      found.column("hyperparameters[" + i + "]", hyperparameters.get(i));
    }
    @Nullable Double above = rules.lossAbove();
    found.require(
        "rules.lossAbove", above, above == null || above > 0, "a loss in nats is above 0");
    found.wrong.addAll(fixed.violations());
    found.require(
        "targetFlops",
        targetFlops,
        targetFlops == null || targetFlops > 0 && Double.isFinite(targetFlops),
        "a budget is finite and above 0");
    found.require(
        "resamples",
        resamples,
        resamples >= StudySpec.LEAST_RESAMPLES && resamples <= StudySpec.MOST_RESAMPLES,
        "it is %d to %d".formatted(StudySpec.LEAST_RESAMPLES, StudySpec.MOST_RESAMPLES));
    found.throwIfAny();
  }

  private void column(String field, @Nullable Column column) {
    if (column == null) {
      return;
    }
    require(
        field + ".times",
        column.times(),
        column.times() > 0 && Double.isFinite(column.times()),
        "it is finite and above 0");
    String word = field + ".word";
    in(
        () -> {
          dev.assay.problem.Rules.text(word, column.word(), 1, LONGEST_WORD);
          switch (Operand.parse(new Source(word, column.word())).kind()) {
            case METRIC, PARAM, TAG -> {}
            case ATTRIBUTE, DATASET ->
                add(
                    word,
                    column.word(),
                    "a column is params.x, tags.x, metrics.x or one of min, max and mean of that");
          }
        });
  }

  /** Null of one that cannot be read. */
  private static @Nullable Kind kind(Column column) {
    try {
      return Operand.parse(new Source("column", column.word())).kind();
    } catch (Problem.Invalid unreadable) {
      return null;
    }
  }

  private void in(Runnable check) {
    try {
      check.run();
    } catch (Problem.Invalid refused) {
      wrong.addAll(refused.violations());
    }
  }

  private void require(String field, @Nullable Object value, boolean holds, String rule) {
    if (!holds) {
      add(field, value, rule);
    }
  }

  private void add(String field, @Nullable Object value, String rule) {
    wrong.add(new Violation(field, String.valueOf(value), rule));
  }

  private void throwIfAny() {
    if (!wrong.isEmpty()) {
      throw refusal(wrong);
    }
  }

  static Problem.Invalid refusal(List<Violation> wrong) {
    return refusal("study", wrong);
  }

  /**
   * @param what is wrong
   */
  static Problem.Invalid refusal(String what, List<Violation> wrong) {
    Violation first = wrong.getFirst();
    String sentence = "%s is %s: %s".formatted(first.field(), first.value(), first.rule());
    return new Problem.Invalid(
        wrong.size() == 1
            ? sentence
            : "%d things are wrong with the %s, the first: %s"
                .formatted(wrong.size(), what, sentence),
        wrong);
  }

  static void positive(String field, @Nullable Double value, List<Violation> wrong) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      wrong.add(new Violation(field, value + "", "it is finite and above 0"));
    }
  }
}
