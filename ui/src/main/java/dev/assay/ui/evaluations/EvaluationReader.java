package dev.assay.ui.evaluations;

import dev.assay.evaluation.Costs;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.evaluations.Analyses;
import dev.assay.evaluations.Compared;
import dev.assay.evaluations.Diagram;
import dev.assay.evaluations.DiagramRequest;
import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationId;
import dev.assay.evaluations.Evaluations;
import dev.assay.evaluations.Recalibrated;
import dev.assay.evaluations.RecalibrationId;
import dev.assay.evaluations.Recalibrations;
import dev.assay.evaluations.SliceTable;
import dev.assay.evaluations.ThresholdTable;
import dev.assay.evaluations.WalkForward;
import dev.assay.evaluations.Windows;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what the pages of evaluations show. Analyses of many rows take seconds. */
@Component
public class EvaluationReader {
  private static final int MOST_CHOICES = 200;
  private static final int MOST_RECALIBRATIONS = 50;
  private static final List<Double> THRESHOLDS =
      IntStream.rangeClosed(0, 100).mapToObj(i -> i / 100.0).toList();

  private final Evaluations evaluations;
  private final Analyses analyses;
  private final Recalibrations recalibrations;
  private final Runs runs;
  private final Experiments experiments;

  EvaluationReader(
      Evaluations evaluations,
      Analyses analyses,
      Recalibrations recalibrations,
      Runs runs,
      Experiments experiments) {
    this.evaluations = evaluations;
    this.analyses = analyses;
    this.recalibrations = recalibrations;
    this.runs = runs;
    this.experiments = experiments;
  }

  /**
   * @throws Problem.NotFound when there is none of that id
   */
  static EvaluationId id(String text) {
    try {
      return EvaluationId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("evaluation", text);
    }
  }

  /**
   * Newest first.
   *
   * @param run null for those of all runs
   */
  Page<Choice> list(@Nullable RunId run, PageRequest request) {
    Page<Evaluation> page = evaluations.list(run, request);
    return new Page<>(named(page.items()), page.nextCursor());
  }

  private List<Choice> named(List<Evaluation> all) {
    Map<RunId, String> names =
        all.isEmpty()
            ? Map.of()
            : runs.all(all.stream().map(Evaluation::run).distinct().toList()).stream()
                .collect(Collectors.toMap(Run::id, Run::name));
    return all.stream()
        .map(e -> new Choice(e, names.getOrDefault(e.run(), "a run that is gone")))
        .toList();
  }

  EvaluationState read(EvaluationId id) {
    Evaluation evaluation = evaluations.get(id);
    Run run = runs.get(evaluation.run());
    return new EvaluationState(evaluation, run, experiments.get(run.experimentId()));
  }

  /** Others of the same classes, the newest first. */
  List<Choice> alike(Evaluation as) {
    return named(
        evaluations.list(null, PageRequest.first(MOST_CHOICES)).items().stream()
            .filter(e -> !e.id().equals(as.id()) && e.classes().equals(as.classes()))
            .toList());
  }

  /** Of those asked for the ones that are there. */
  List<Choice> find(List<EvaluationId> ids) {
    return named(ids.stream().map(this::found).flatMap(Optional::stream).toList());
  }

  private Optional<Evaluation> found(EvaluationId id) {
    try {
      return Optional.of(evaluations.get(id));
    } catch (Problem.NotFound gone) {
      return Optional.empty();
    }
  }

  Diagram diagram(EvaluationId id, DiagramRequest wish) {
    return analyses.diagram(id, wish);
  }

  /** At every hundredth. */
  ThresholdTable thresholds(EvaluationId id, @Nullable String ofClass, Costs costs) {
    return analyses.thresholds(id, ofClass, THRESHOLDS, costs);
  }

  Windows windows(EvaluationId id, @Nullable Duration length, String metric) {
    return analyses.windows(id, length, List.of(metric));
  }

  WalkForward walkForward(EvaluationId id, Walk walk) {
    return analyses.walkForward(
        id, walk.expanding(), walk.train(), walk.gap(), walk.test(), walk.test());
  }

  SliceTable slices(EvaluationId id, List<String> by, RowLoss loss, MultipleTests correction) {
    return analyses.slices(id, by, loss, correction);
  }

  Compared compare(EvaluationId one, EvaluationId other) {
    return analyses.compare(one, other);
  }

  /** Newest first. */
  List<Recalibrated> recalibrations(EvaluationId judgedOn) {
    return recalibrations.list(judgedOn, PageRequest.first(MOST_RECALIBRATIONS)).items();
  }

  /** What a map makes of probabilities of the positive one of two classes. */
  List<Double> mapped(RecalibrationId id, String map, List<Double> probabilities) {
    return recalibrations.apply(id, map, probabilities.stream().map(List::of).toList()).stream()
        .map(List::getLast)
        .toList();
  }
}
