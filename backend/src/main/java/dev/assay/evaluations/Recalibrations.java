package dev.assay.evaluations;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.NewArtifact;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Maps that make probabilities truer, fitted on one evaluation and judged on another. */
@Service
public class Recalibrations {
  private static final ArtifactPath FOLDER = new ArtifactPath("evaluations");
  private static final int LENGTH_OF_SHORT_ID = 12;

  private final Evaluations evaluations;
  private final LoadedPredictions predictions;
  private final Computations computations;
  private final RecalibrationStore store;
  private final Artifacts artifacts;
  private final Runs runs;
  private final Clock clock;

  Recalibrations(
      Evaluations evaluations,
      LoadedPredictions predictions,
      Computations computations,
      RecalibrationStore store,
      Artifacts artifacts,
      Runs runs,
      Clock clock) {
    this.evaluations = evaluations;
    this.predictions = predictions;
    this.computations = computations;
    this.store = store;
    this.artifacts = artifacts;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * Fits all maps, and keeps them with what they are worth on rows that they have not seen; as JSON
   * among the artifacts of the run that was judged, too. Not to be called inside a transaction.
   *
   * @throws Problem.Invalid when both are of the same rows or split, or of different classes
   * @throws Problem.Conflict when one of them is deleted meanwhile, or the run is deleted
   * @throws Problem.Busy when too many wait
   */
  public Recalibrated create(EvaluationId fitOn, EvaluationId judgeOn, UserId by) {
    Evaluation fit = evaluations.get(fitOn);
    Evaluation judge = evaluations.get(judgeOn);
    check(fit, judge);
    ArtifactRoot root = ArtifactRoot.of(runs.present(judge.run()));
    Recalibrating.Result result =
        computations.compute(
            () ->
                Recalibrating.of(
                    predictions.of(fitOn), predictions.of(judgeOn), Recalibrating.RESAMPLES));
    RecalibrationId id = RecalibrationId.next();
    Recalibrated made =
        new Recalibrated(
            id,
            fitOn,
            judgeOn,
            judge.classes(),
            result.before(),
            result.maps(),
            path(judge, id),
            clock.instant().truncatedTo(ChronoUnit.MICROS), // as the database has it
            by);
    keep(root, made, RecalibrationFile.of(made, fit, judge));
    return made;
  }

  private static void check(Evaluation fit, Evaluation judge) {
    if (fit.id().equals(judge.id()) || fit.digest().equals(judge.digest())) {
      throw new Problem.Invalid(
          "fittedOn",
          fit.id(),
          "these are the rows that are judged; a map is judged on rows that it has not seen");
    }
    if (fit.run().equals(judge.run()) && fit.spec().split().equals(judge.spec().split())) {
      throw new Problem.Invalid(
          "fittedOn",
          fit.id(),
          "both are of the split %s; a map is judged on another split than it was fitted on"
              .formatted(judge.spec().split()));
    }
    if (!fit.classes().equals(judge.classes())) {
      throw new Problem.Invalid(
          "fittedOn",
          "classes " + String.join(", ", fit.classes()),
          "the evaluation that is judged has " + String.join(", ", judge.classes()));
    }
  }

  /** The last digits: the first ones are those of all that is made at that time. */
  private static ArtifactPath path(Evaluation judge, RecalibrationId id) {
    String text = id.toString();
    return FOLDER
        .child(judge.spec().name())
        .child("recalibration-" + text.substring(text.length() - LENGTH_OF_SHORT_ID) + ".json");
  }

  private void keep(ArtifactRoot root, Recalibrated made, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    NewArtifact file = new NewArtifact("application/json", (long) bytes.length, null, null);
    try {
      artifacts.put(
          root, made.artifact(), file, new ByteArrayInputStream(bytes), _ -> insert(made));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void insert(Recalibrated made) {
    if (!store.insert(made)) {
      throw new Problem.Conflict("one of the evaluations was deleted or replaced meanwhile");
    }
  }

  /**
   * Those that were judged on this evaluation, newest first.
   *
   * @throws Problem.NotFound when there is no such evaluation
   */
  public Page<Recalibrated> list(EvaluationId judgedOn, PageRequest page) {
    evaluations.get(judgedOn);
    return Page.of(store.list(judgedOn, page), page, made -> made.id().toString());
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  public Recalibrated get(RecalibrationId id) {
    return store.find(id).orElseThrow(() -> new Problem.NotFound("recalibration", id));
  }

  /**
   * With its file.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when the run is deleted
   */
  public void delete(RecalibrationId id, UserId by) {
    Recalibrated made = get(id);
    Evaluation judged = evaluations.get(made.judgedOn());
    try {
      artifacts.delete(ArtifactRoot.of(runs.present(judged.run())), made.artifact());
    } catch (Problem.NotFound e) {
      // somebody has deleted it among the files of the run
    }
    store.delete(id);
  }

  /**
   * @param map its name; null for the best
   * @param probabilities at most 100,000 rows: of two classes that of the positive one, or both
   * @return in the same shape
   * @throws Problem.Invalid when there is no such map, or with the rows that are wrong
   */
  public List<List<Double>> apply(
      RecalibrationId id, @Nullable String map, List<List<Double>> probabilities) {
    return Applying.of(get(id), map, probabilities);
  }
}
