package dev.assay.ui.scaling;

import dev.assay.scaling.Interval;
import dev.assay.scaling.KaplanJointLaw;
import dev.assay.scaling.KaplanLaw;
import dev.assay.scaling.RepeatLaw;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudyOutcome.KaplanJointOutcome;
import dev.assay.studies.StudyOutcome.KaplanOutcome;
import dev.assay.studies.StudyOutcome.PowerOutcome;
import dev.assay.studies.StudyOutcome.RepeatOutcome;
import dev.assay.ui.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of the laws beside L(N, D) and the best use of budgets, a sentence each. */
final class OtherLaws {
  private OtherLaws() {}

  static List<String> of(StudyOutcome outcome) {
    List<String> all = new ArrayList<>();
    outcome.kaplan().forEach(kaplan -> all.add(kaplan(kaplan)));
    @Nullable KaplanJointOutcome joint = outcome.kaplanJoint();
    if (joint != null) {
      all.add(kaplan(joint));
    }
    if (outcome.envelope().whyNot() != null) {
      all.add("No envelope of training curves (approach 1): " + outcome.envelope().whyNot() + ".");
    }
    if (outcome.isoFlop().whyNot() != null) {
      all.add("No parabolas (approach 2): " + outcome.isoFlop().whyNot() + ".");
    }
    @Nullable RepeatOutcome repeats = outcome.repeats();
    if (repeats != null) {
      all.add(repeats(repeats));
    }
    outcome.hyperparameters().forEach(tuned -> all.add(tuned(tuned)));
    return all;
  }

  private static String kaplan(KaplanOutcome kaplan) {
    String of = Words.variable(kaplan.variable());
    @Nullable KaplanLaw law = kaplan.law();
    if (law == null) {
      return "Kaplan’s L(%s) could not be fitted: %s.".formatted(of, kaplan.why());
    }
    KaplanLaw.@Nullable Sure sure = kaplan.intervals();
    return "Kaplan’s %s%s%s"
        .formatted(
            Formula.words(law, of),
            sure == null ? "" : "; exponent " + range(sure.exponent()),
            bounds(kaplan.bounds()));
  }

  private static String kaplan(KaplanJointOutcome kaplan) {
    @Nullable KaplanJointLaw law = kaplan.law();
    if (law == null) {
      return "Kaplan’s L(N, D) could not be fitted: %s.".formatted(kaplan.why());
    }
    KaplanJointLaw.@Nullable Sure sure = kaplan.intervals();
    return "Kaplan’s %s%s%s"
        .formatted(
            Formula.words(law),
            sure == null
                ? ""
                : "; α_N %s, α_D %s"
                    .formatted(range(sure.alphaParams()), range(sure.alphaTokens())),
            bounds(kaplan.bounds()));
  }

  private static String repeats(RepeatOutcome repeats) {
    @Nullable RepeatLaw law = repeats.law();
    if (law == null) {
      return "The law of repeated data could not be fitted: " + repeats.why() + ".";
    }
    RepeatLaw.@Nullable Sure sure = repeats.intervals();
    return "Repeated data: after R = %s repetitions%s another is worth 1/e of new tokens (R_D*)."
        .formatted(
            Numbers.brief(law.tokenDecay()),
            sure == null ? "" : " (%s)".formatted(range(sure.tokenDecay())));
  }

  private static String tuned(PowerOutcome tuned) {
    StudyOutcome.@Nullable Power law = tuned.law();
    return law == null
        ? "No power law of %s: %s.".formatted(tuned.word(), tuned.whyNot())
        : "Best %s, exponent %s"
            .formatted(
                Formula.words(law.law(), tuned.word()),
                FrontierTab.sure(law.law().exponent(), law.exponent()));
  }

  private static String range(Interval interval) {
    return Amounts.range(interval, Amounts::nats);
  }

  private static String bounds(List<String> bounds) {
    return bounds.isEmpty() ? "" : ", at a bound: " + String.join("; ", bounds);
  }
}
