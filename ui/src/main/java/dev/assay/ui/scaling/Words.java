package dev.assay.ui.scaling;

import dev.assay.problem.Problem.Violation;
import dev.assay.runs.ExperimentId;
import dev.assay.scaling.Standing;
import dev.assay.studies.Column;
import dev.assay.studies.LawOutcome;
import dev.assay.studies.Rules;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudySource;
import dev.assay.studies.StudySpec;
import dev.assay.sweeps.SweepId;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people call the parts of a study. */
final class Words {
  private Words() {}

  /** How far a study has come. */
  enum Status {
    FITTING("Fitting", "Its laws are fitted for the first time.", "is-running"),
    WRONG("Not yet", "No law can be fitted to its observations yet.", "is-lost"),
    CONVERGED("Converged", "The fit came to a minimum within the bounds.", "is-finished"),
    AT_BOUND(
        "At a bound",
        "The observations do not say where a parameter is; read its interval with care.",
        "is-lost"),
    NOT_IDENTIFIABLE(
        "Not identifiable", "Other parameters fit as well as those that were found.", "is-failed");

    private final String label;
    private final String explanation;
    private final String styleClass;

    Status(String label, String explanation, String styleClass) {
      this.label = label;
      this.explanation = explanation;
      this.styleClass = styleClass;
    }

    String label() {
      return label;
    }

    String explanation() {
      return explanation;
    }

    /** The one that gives it its colour. */
    String styleClass() {
      return styleClass;
    }

    static Status of(@Nullable StudyOutcome outcome) {
      if (outcome == null) {
        return FITTING;
      }
      @Nullable LawOutcome law = outcome.law();
      if (law == null) {
        return WRONG;
      }
      return switch (law.status()) {
        case CONVERGED -> CONVERGED;
        case AT_BOUND -> AT_BOUND;
        case NOT_IDENTIFIABLE -> NOT_IDENTIFIABLE;
      };
    }
  }

  /** What more there is to say of a status. */
  static String reason(@Nullable StudyOutcome outcome) {
    Status status = Status.of(outcome);
    if (outcome != null && !outcome.wrong().isEmpty()) {
      return sentence(outcome.wrong().getFirst());
    }
    @Nullable LawOutcome law = outcome == null ? null : outcome.law();
    if (law != null && !law.bounds().isEmpty()) {
      return Sentences.of(String.join("; ", law.bounds()));
    }
    return law != null && law.why() != null ? Sentences.of(law.why()) : status.explanation();
  }

  /** What is wrong and what helps: {@code points is 3: there are 5 parameters to fit; add runs}. */
  static String sentence(Violation violation) {
    return "%s is %s: %s".formatted(violation.field(), violation.value(), violation.rule());
  }

  /**
   * Where the runs of a study come from.
   *
   * @param experiment its name
   * @param sweep its name
   */
  static String source(
      StudySource source,
      Function<ExperimentId, String> experiment,
      Function<SweepId, String> sweep) {
    return switch (source) {
      case StudySource.Search(List<ExperimentId> in, String filter) ->
          (filter.isBlank() ? "All runs" : "Runs with " + filter)
              + (in.isEmpty()
                  ? ""
                  : " of " + in.stream().map(experiment).collect(Collectors.joining(", ")));
      case StudySource.OfSweep of -> "Runs of the sweep " + sweep.apply(of.sweep());
      case StudySource.Imported _ -> "Imported points";
    };
  }

  /** Which observations do not count. */
  static List<String> rules(Rules rules) {
    List<String> all = new ArrayList<>();
    all.add("Runs without a finite loss are left out.");
    if (rules.unfinished()) {
      all.add("Runs that have not finished are left out.");
    }
    if (rules.lossAbove() != null) {
      all.add(
          "Runs with a loss above %s nats are left out, as diverged."
              .formatted(Numbers.brief(rules.lossAbove())));
    }
    if (rules.untuned()) {
      all.add("Of runs of the same params and tokens only the best counts; the others tuned it.");
    }
    return all;
  }

  /** The columns that N, D, C and L are read from. */
  static List<String> columns(StudySpec spec) {
    List<String> all = new ArrayList<>();
    all.add("N from " + column(spec.params()));
    all.add("D from " + column(spec.tokens()));
    all.add(spec.flops() == null ? "C as 6 N D" : "C from " + column(spec.flops()));
    all.add("L from " + column(spec.loss()));
    return all;
  }

  private static String column(Column column) {
    return column.times() == 1
        ? column.word()
        : column.word() + " × " + Numbers.brief(column.times());
  }

  static String of(Standing standing) {
    return switch (standing) {
      case BELOW -> "Better than the law";
      case ON -> "On the law";
      case ABOVE -> "Worse than the law";
    };
  }

  static String styleClass(Standing standing) {
    return switch (standing) {
      case BELOW -> "is-finished";
      case ON -> "is-running";
      case ABOVE -> "is-lost";
    };
  }

  /** A variable of a law, as Kaplan's laws name it. */
  static String variable(String variable) {
    return switch (variable) {
      case "params" -> "N";
      case "tokens" -> "D";
      case "flops" -> "C";
      default -> variable;
    };
  }
}
