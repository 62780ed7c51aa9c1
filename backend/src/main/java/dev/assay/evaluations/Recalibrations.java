package dev.assay.evaluations;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.team.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Maps that make probabilities truer, fitted on one evaluation and judged on another. */
@Service
public class Recalibrations {
  /**
   * Fits all maps, and keeps them with what they were worth on rows that they have not seen.
   *
   * @throws Problem.Invalid when both are of the same rows, or of different classes
   */
  public Recalibrated create(EvaluationId fitOn, EvaluationId judgeOn, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** Those that were judged on this evaluation, newest first. */
  public Page<Recalibrated> list(EvaluationId judgedOn, PageRequest page) {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  public Recalibrated get(RecalibrationId id) {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  public void delete(RecalibrationId id, UserId by) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param map its name; null for the best
   * @param probabilities at most 100,000 rows: of two classes that of the positive one, or both
   * @return in the same shape
   */
  public List<List<Double>> apply(
      RecalibrationId id, @Nullable String map, List<List<Double>> probabilities) {
    throw new UnsupportedOperationException();
  }
}
