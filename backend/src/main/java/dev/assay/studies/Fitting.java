package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.scaling.BestUse;
import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.Candidate;
import dev.assay.scaling.Envelope;
import dev.assay.scaling.Fit;
import dev.assay.scaling.Fixed;
import dev.assay.scaling.HeldOut;
import dev.assay.scaling.Interval;
import dev.assay.scaling.IsoFlop;
import dev.assay.scaling.KaplanJointLaw;
import dev.assay.scaling.KaplanLaw;
import dev.assay.scaling.ParametricFit;
import dev.assay.scaling.ParametricLaw;
import dev.assay.scaling.Point;
import dev.assay.scaling.Points;
import dev.assay.scaling.PowerLaw;
import dev.assay.scaling.RepeatLaw;
import dev.assay.scaling.RepeatedPoint;
import dev.assay.studies.LawOutcome.Residual;
import dev.assay.studies.LawOutcome.Status;
import dev.assay.studies.StudyOutcome.EnvelopeOutcome;
import dev.assay.studies.StudyOutcome.IsoFlopOutcome;
import dev.assay.studies.StudyOutcome.KaplanJointOutcome;
import dev.assay.studies.StudyOutcome.KaplanOutcome;
import dev.assay.studies.StudyOutcome.Largest;
import dev.assay.studies.StudyOutcome.Power;
import dev.assay.studies.StudyOutcome.PowerOutcome;
import dev.assay.studies.StudyOutcome.RepeatOutcome;
import dev.assay.studies.StudyOutcome.Tuned;
import dev.assay.studies.StudyStore.Fitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fits all laws to the observations that count. A pure function of these, the specification and the
 * training curves.
 */
final class Fitting {
  private static final int MOST_WRONG = 50; // that are told one by one
  private static final int MOST_FOLDS = 5;
  private static final int BUDGETS = 25; // of the frontier
  private static final int MOST_BEST = 300; // of the envelope
  private static final double TARGET = 10; // times the largest C
  private static final double SAME = 1.01; // of N and D
  private static final long MOST_DRAWN = 20_000_000; // losses of resamples
  private static final double SAME_BUDGET = 1.1;
  private static final Pattern POINT = Pattern.compile("points\\[(\\d+)]");

  private final StudySpec spec;
  private final List<Observation> counted;
  private final List<Point> points;

  private Fitting(StudySpec spec, List<Observation> observations) {
    this.spec = spec;
    this.counted = observations.stream().filter(Observation::counts).toList();
    this.points = counted.stream().map(Fitting::point).toList();
  }

  static Point point(Observation o) {
    return new Point(
        Objects.requireNonNull(o.params()),
        Objects.requireNonNull(o.tokens()),
        Objects.requireNonNull(o.lossNats()),
        Objects.requireNonNull(o.flops()));
  }

  static Fitted of(
      StudySpec spec, List<Observation> observations, List<Envelope.Curve> curves, Instant at) {
    return new Fitting(spec, observations).all(observations, curves, at);
  }

  /** Where nothing can be fitted at all. */
  static Fitted refused(
      StudySpec spec, List<Observation> observations, List<Violation> wrong, Instant at) {
    String why = "see what is wrong";
    int counted = (int) observations.stream().filter(Observation::counts).count();
    StudyOutcome outcome =
        new StudyOutcome(
            at,
            counted,
            observations.size() - counted,
            wrong,
            null,
            new IsoFlopOutcome(why, List.of(), List.of(), null, null, null, null),
            new EnvelopeOutcome(why, List.of(), null, null),
            List.of(),
            KaplanJointOutcome.without(why),
            null,
            List.of(),
            List.of(),
            List.of(),
            why,
            null,
            List.of());
    return new Fitted(spec, observations, outcome, null);
  }

  private Fitted all(List<Observation> observations, List<Envelope.Curve> curves, Instant at) {
    List<Violation> wrong = named(Points.violations(points, spec.fixed()));
    @Nullable Fit<ParametricLaw> fit =
        wrong.isEmpty() ? ParametricFit.of(points, spec.fixed()) : null;
    Fit.@Nullable Found<ParametricLaw> found = fit == null ? null : found(fit);
    Answer<Bootstrap> bootstrap =
        found == null
            ? new Answer<>(null, null)
            : attempt(
                () -> {
                  checkWork();
                  return Bootstrap.of(points, spec.fixed(), found, spec.resamples(), spec.seed());
                });
    @Nullable LawOutcome law = fit == null ? null : law(fit, bootstrap);
    @Nullable Bootstrap resampled = bootstrap.value();
    double target = target();
    @Nullable List<HeldOut.Score> comparison = attempt(this::comparison).value();
    Answer<List<Largest>> largest = attempt(this::largest);
    @Nullable List<Largest> predicted = largest.value();
    StudyOutcome outcome =
        new StudyOutcome(
            at,
            counted.size(),
            observations.size() - counted.size(),
            wrong,
            law,
            isoFlop(found == null ? null : found.law(), target),
            envelope(curves),
            kaplan(),
            kaplanJoint(),
            areSomeRepeated() ? repeats() : null,
            spec.hyperparameters().stream().map(column -> hyperparameter(column.word())).toList(),
            comparison == null ? List.of() : comparison,
            predicted == null ? List.of() : predicted,
            largest.whyNot(),
            resampled == null ? null : resampled.bestUse(target),
            resampled == null ? List.of() : frontier(resampled, target));
    return new Fitted(spec, observations, outcome, resampled);
  }

  /** Intervals of ten thousand runs with ten thousand resamples would keep a server for hours. */
  private void checkWork() {
    if ((long) points.size() * spec.resamples() > MOST_DRAWN) {
      throw new Problem.Invalid(
          "resamples",
          spec.resamples(),
          "with %d runs at most %d are drawn".formatted(points.size(), MOST_DRAWN / points.size()));
    }
  }

  private boolean areSomeRepeated() {
    return spec.uniqueTokens() != null
        || counted.stream().anyMatch(observation -> observation.uniqueTokens() != null);
  }

  /** One of both is null. */
  private record Answer<T>(@Nullable T value, @Nullable String whyNot) {}

  private <T> Answer<T> attempt(Supplier<T> supplier) {
    try {
      return new Answer<>(supplier.get(), null);
    } catch (Problem.Invalid refused) {
      Violation first = named(refused.violations().getFirst());
      return new Answer<>(
          null, "%s is %s: %s".formatted(first.field(), first.value(), first.rule()));
    }
  }

  // What is wrong, in the words of runs
  // ------------------------------------------------------------

  private List<Violation> named(List<Violation> violations) {
    List<Violation> named = new ArrayList<>();
    for (Violation v : violations.subList(0, Math.min(MOST_WRONG, violations.size()))) {
      named.add(named(v));
    }
    int more = violations.size() - named.size();
    if (more > 0) {
      named.add(new Violation("points", more + " more", "are wrong in such ways"));
    }
    return named;
  }

  private Violation named(Violation v) {
    return new Violation(named(v.field()), v.value(), named(v.rule()));
  }

  /** {@code points[3].tokens} is the tokens of a run that has a name. */
  private String named(String text) {
    return POINT
        .matcher(text)
        .replaceAll(
            match -> {
              int i = Integer.parseInt(match.group(1));
              return Matcher.quoteReplacement(
                  i < counted.size() ? name(counted.get(i)) : match.group());
            });
  }

  private static String name(Observation o) {
    return o.run() == null ? "row %s (%s)".formatted(o.key(), o.label()) : "run " + o.label();
  }

  // L(N, D) --------------------------------------------------------------------------------------

  static Fit.@Nullable Found<ParametricLaw> found(Fit<ParametricLaw> fit) {
    return switch (fit) {
      case Fit.Converged<ParametricLaw>(var found) -> found;
      case Fit.AtBound<ParametricLaw>(var found, var _) -> found;
      case Fit.NotIdentifiable<ParametricLaw> _ -> null;
    };
  }

  private LawOutcome law(Fit<ParametricLaw> fit, Answer<Bootstrap> bootstrap) {
    return switch (fit) {
      case Fit.Converged<ParametricLaw>(var found) ->
          law(Status.CONVERGED, List.of(), found, bootstrap);
      case Fit.AtBound<ParametricLaw>(var found, var which) ->
          law(Status.AT_BOUND, which, found, bootstrap);
      case Fit.NotIdentifiable<ParametricLaw>(String why) ->
          new LawOutcome(
              Status.NOT_IDENTIFIABLE,
              List.of(),
              why,
              null,
              Double.NaN,
              Double.NaN,
              Map.of(),
              List.of());
    };
  }

  private LawOutcome law(
      Status status,
      List<String> bounds,
      Fit.Found<ParametricLaw> found,
      Answer<Bootstrap> bootstrap) {
    @Nullable Bootstrap resampled = bootstrap.value();
    List<Residual> residuals = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      Observation o = counted.get(i);
      Point p = points.get(i);
      double fitted = found.law().lossNats(p.params(), p.tokens());
      residuals.add(
          new Residual(
              o.key(),
              o.label(),
              p.params(),
              p.tokens(),
              p.lossNats(),
              fitted,
              found.logResiduals()[i]));
    }
    return new LawOutcome(
        status,
        bounds,
        bootstrap.whyNot(),
        found.law(),
        found.objective(),
        found.condition(),
        resampled == null ? Map.of() : intervals(resampled),
        residuals);
  }

  private static Map<String, Interval> intervals(Bootstrap bootstrap) {
    Map<String, Interval> intervals = new LinkedHashMap<>();
    intervals.put("E", bootstrap.of(ParametricLaw::floorNats));
    intervals.put("A", bootstrap.of(ParametricLaw::a));
    intervals.put("B", bootstrap.of(ParametricLaw::b));
    intervals.put("alpha", bootstrap.of(ParametricLaw::alpha));
    intervals.put("beta", bootstrap.of(ParametricLaw::beta));
    intervals.put("paramsExponent", bootstrap.of(ParametricLaw::paramsExponent));
    return intervals;
  }

  private double most(ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).max().orElse(Double.NaN);
  }

  private double target() {
    @Nullable Double target = spec.targetFlops();
    return target == null ? TARGET * most(Point::flops) : target;
  }

  private List<BestUse> frontier(Bootstrap bootstrap, double target) {
    double low = points.stream().mapToDouble(Point::flops).min().orElseThrow();
    double high = Math.max(target, most(Point::flops));
    List<BestUse> frontier = new ArrayList<>();
    for (int i = 0; i < BUDGETS; i++) {
      frontier.add(bootstrap.bestUse(low * Math.pow(high / low, i / (BUDGETS - 1.0))));
    }
    return frontier;
  }

  // Other laws -----------------------------------------------------------------------------------

  private IsoFlopOutcome isoFlop(@Nullable ParametricLaw law, double target) {
    Answer<IsoFlop> found = attempt(() -> IsoFlop.of(points));
    @Nullable IsoFlop curves = found.value();
    if (curves == null) {
      return new IsoFlopOutcome(found.whyNot(), List.of(), List.of(), null, null, null, null);
    }
    IsoFlop.@Nullable Bias bias =
        law == null ? null : attempt(() -> IsoFlop.bias(points, law, target)).value();
    return new IsoFlopOutcome(
        null,
        curves.curves(),
        curves.left(),
        Power.of(curves.params()),
        Power.of(curves.tokens()),
        target,
        bias);
  }

  private EnvelopeOutcome envelope(List<Envelope.Curve> curves) {
    if (spec.curve() == null) {
      return new EnvelopeOutcome("the study has no column of curves", List.of(), null, null);
    }
    long runs = counted.stream().filter(o -> o.run() != null).count();
    if (runs > Curves.MOST) {
      return new EnvelopeOutcome(
          "the curves of at most %d runs are read, these are %d".formatted(Curves.MOST, runs),
          List.of(),
          null,
          null);
    }
    Answer<Envelope> found = attempt(() -> Envelope.of(curves));
    @Nullable Envelope envelope = found.value();
    if (envelope == null) {
      return new EnvelopeOutcome(found.whyNot(), List.of(), null, null);
    }
    List<Envelope.Best> best = envelope.best();
    int every = Math.ceilDiv(best.size(), MOST_BEST);
    List<Envelope.Best> shown = new ArrayList<>();
    for (int i = 0; i < best.size(); i += every) {
      shown.add(best.get(i));
    }
    return new EnvelopeOutcome(
        null, shown, Power.of(envelope.params()), Power.of(envelope.tokens()));
  }

  private List<KaplanOutcome> kaplan() {
    return List.of(
        kaplan("params", Point::params, SAME),
        kaplan("tokens", Point::tokens, SAME),
        kaplan("flops", Point::flops, SAME_BUDGET));
  }

  private KaplanJointOutcome kaplanJoint() {
    Answer<Fit<KaplanJointLaw>> fit = attempt(() -> KaplanJointLaw.fit(points));
    @Nullable Fit<KaplanJointLaw> fitted = fit.value();
    if (fitted == null) {
      return KaplanJointOutcome.without(Objects.requireNonNull(fit.whyNot()));
    }
    return switch (fitted) {
      case Fit.Converged<KaplanJointLaw>(var found) ->
          kaplanJoint(Status.CONVERGED, List.of(), found);
      case Fit.AtBound<KaplanJointLaw>(var found, var which) ->
          kaplanJoint(Status.AT_BOUND, which, found);
      case Fit.NotIdentifiable<KaplanJointLaw>(String why) ->
          new KaplanJointOutcome(Status.NOT_IDENTIFIABLE, List.of(), why, null, null, Double.NaN);
    };
  }

  private KaplanJointOutcome kaplanJoint(
      Status status, List<String> bounds, Fit.Found<KaplanJointLaw> found) {
    KaplanJointLaw.@Nullable Sure sure =
        attempt(
                () -> {
                  checkWork();
                  return KaplanJointLaw.sure(points, found, spec.resamples(), spec.seed());
                })
            .value();
    return new KaplanJointOutcome(status, bounds, null, found.law(), sure, found.objective());
  }

  /** Through the runs that nothing else holds back, see {@link #best}. */
  private KaplanOutcome kaplan(String variable, ToDoubleFunction<Point> x, double same) {
    List<Point> best = best(points, x, same);
    double[] values = best.stream().mapToDouble(x).toArray();
    double[] losses = best.stream().mapToDouble(Point::lossNats).toArray();
    @Nullable Double floor = spec.fixed().floorNats();
    Answer<Fit<KaplanLaw>> fit = attempt(() -> KaplanLaw.fit(values, losses, floor));
    @Nullable Fit<KaplanLaw> fitted = fit.value();
    if (fitted == null) {
      return new KaplanOutcome(variable, null, List.of(), fit.whyNot(), null, null, Double.NaN);
    }
    return switch (fitted) {
      case Fit.Converged<KaplanLaw>(var found) ->
          kaplan(variable, Status.CONVERGED, List.of(), values, losses, found);
      case Fit.AtBound<KaplanLaw>(var found, var which) ->
          kaplan(variable, Status.AT_BOUND, which, values, losses, found);
      case Fit.NotIdentifiable<KaplanLaw>(String why) ->
          new KaplanOutcome(
              variable, Status.NOT_IDENTIFIABLE, List.of(), why, null, null, Double.NaN);
    };
  }

  private KaplanOutcome kaplan(
      String variable,
      Status status,
      List<String> bounds,
      double[] values,
      double[] losses,
      Fit.Found<KaplanLaw> found) {
    KaplanLaw.@Nullable Sure sure =
        attempt(
                () ->
                    KaplanLaw.sure(
                        values,
                        losses,
                        spec.fixed().floorNats(),
                        found,
                        spec.resamples(),
                        spec.seed()))
            .value();
    return new KaplanOutcome(variable, status, bounds, null, found.law(), sure, found.objective());
  }

  /**
   * Of the runs of each x the one of least loss, if no smaller x has a lower one. A law of one
   * variable supposes that there is plenty of the others: these are nearest to that.
   *
   * @param same factor within which two x are one
   */
  static List<Point> best(List<Point> points, ToDoubleFunction<Point> x, double same) {
    List<Point> best = new ArrayList<>();
    double start = Double.NaN;
    boolean isThere = false; // one of this x
    for (Point p : points.stream().sorted(Comparator.comparingDouble(x)).toList()) {
      if (!(x.applyAsDouble(p) <= start * same)) {
        start = x.applyAsDouble(p);
        isThere = false;
      }
      if (best.isEmpty() || p.lossNats() < best.getLast().lossNats()) {
        if (isThere) {
          best.removeLast();
        }
        best.add(p);
        isThere = true;
      }
    }
    return best;
  }

  /** Runs that saw tokens again, and a law of those that did not. */
  private record Repeated(List<RepeatedPoint> runs, Fit<RepeatLaw> fit) {}

  private RepeatOutcome repeats() {
    Answer<Repeated> answer = attempt(this::fitRepeats);
    @Nullable Repeated repeated = answer.value();
    if (repeated == null) {
      return new RepeatOutcome(null, List.of(), answer.whyNot(), null, null, Double.NaN);
    }
    return switch (repeated.fit()) {
      case Fit.Converged<RepeatLaw>(var found) ->
          repeats(Status.CONVERGED, List.of(), repeated.runs(), found);
      case Fit.AtBound<RepeatLaw>(var found, var which) ->
          repeats(Status.AT_BOUND, which, repeated.runs(), found);
      case Fit.NotIdentifiable<RepeatLaw>(String why) ->
          new RepeatOutcome(Status.NOT_IDENTIFIABLE, List.of(), why, null, null, Double.NaN);
    };
  }

  private RepeatOutcome repeats(
      Status status, List<String> bounds, List<RepeatedPoint> runs, Fit.Found<RepeatLaw> found) {
    RepeatLaw.@Nullable Sure sure =
        attempt(() -> RepeatLaw.sure(runs, found, spec.resamples(), spec.seed())).value();
    return new RepeatOutcome(status, bounds, null, found.law(), sure, found.objective());
  }

  /**
   * The decays of the runs that saw tokens again, above a law of those that did not. One that does
   * not say how many of its tokens are different has seen each once.
   */
  private Repeated fitRepeats() {
    List<RepeatedPoint> repeated = new ArrayList<>();
    List<Point> once = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      Point point = points.get(i);
      @Nullable Double told = counted.get(i).uniqueTokens();
      double unique = told == null ? point.tokens() : Math.min(told, point.tokens());
      if (unique == point.tokens()) {
        once.add(point);
      } else {
        repeated.add(new RepeatedPoint(point, unique));
      }
    }
    Fit<ParametricLaw> base = ParametricFit.of(once, spec.fixed());
    Fit.@Nullable Found<ParametricLaw> found = found(base);
    if (found == null) {
      throw new Problem.Invalid(
          "the runs without repetition",
          once.size() + " in number",
          base instanceof Fit.NotIdentifiable<ParametricLaw>(String why) ? why : "");
    }
    return new Repeated(repeated, RepeatLaw.fit(repeated, found.law()));
  }

  private PowerOutcome hyperparameter(String word) {
    List<Tuned> tuned = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      @Nullable Double value = counted.get(i).hyperparameters().get(word);
      if (value != null) {
        tuned.add(new Tuned(counted.get(i).key(), points.get(i).flops(), value));
      }
    }
    Answer<PowerLaw> law =
        attempt(
            () ->
                PowerLaw.of(
                    tuned.stream().mapToDouble(Tuned::flops).toArray(),
                    tuned.stream().mapToDouble(Tuned::value).toArray()));
    @Nullable PowerLaw power = law.value();
    return new PowerOutcome(word, law.whyNot(), power == null ? null : Power.of(power), tuned);
  }

  // Held out -------------------------------------------------------------------------------------

  private List<HeldOut.Score> comparison() {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(Candidate.parametric("L(N, D)", spec.fixed()));
    if (!spec.fixed().equals(Fixed.NOTHING)) {
      candidates.add(Candidate.parametric("L(N, D), nothing fixed", Fixed.NOTHING));
    }
    @Nullable Double floor = spec.fixed().floorNats();
    candidates.add(Candidate.kaplan("L(N)", Point::params, floor));
    candidates.add(Candidate.kaplan("L(D)", Point::tokens, floor));
    candidates.add(Candidate.kaplan("L(C)", Point::flops, floor));
    candidates.add(Candidate.kaplanJoint("L(N, D) of Kaplan et al."));
    int folds = Math.clamp(points.size(), 2, MOST_FOLDS);
    return HeldOut.compare(points, candidates, folds, spec.seed());
  }

  private List<Largest> largest() {
    Map<Point, Observation> byPoint = new HashMap<>();
    for (int i = 0; i < counted.size(); i++) {
      byPoint.put(points.get(i), counted.get(i));
    }
    Function<HeldOut.Predicted, Largest> named =
        p -> {
          Observation o = Objects.requireNonNull(byPoint.get(p.point()));
          return new Largest(
              o.key(),
              o.label(),
              p.point().params(),
              p.point().tokens(),
              p.point().flops(),
              p.point().lossNats(),
              p.lossNats(),
              p.logError());
        };
    return HeldOut.largest(points, Candidate.parametric("L(N, D)", spec.fixed())).stream()
        .map(named)
        .toList();
  }
}
