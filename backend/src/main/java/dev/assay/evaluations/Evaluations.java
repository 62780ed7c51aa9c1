package dev.assay.evaluations;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The evaluations there are. */
@Service
public class Evaluations {
  /**
   * Keeps predictions of a run, durable on return; what is said about them is computed in the
   * background. The same content and specification of a name again is the evaluation that is there;
   * other content of the same name replaces it, with its rows, its recalibrations and its id. A
   * file that is refused leaves nothing. Not to be called inside a transaction.
   *
   * @throws Problem.Invalid with what is wrong and the lines where
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it is deleted
   * @throws Problem.TooLarge when the file, or what is in it, is larger than allowed
   * @throws Problem.Busy when others are being taken in
   * @throws IOException when the body breaks off
   */
  public Evaluation create(
      RunId run, EvaluationSpec spec, FileFormat format, InputStream body, UserId by)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The same of a file that the run has; its format is told by its name.
   *
   * @throws Problem.NotFound when the run has no such file
   */
  public Evaluation createFromArtifact(RunId run, EvaluationSpec spec, ArtifactPath file, UserId by)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Evaluation get(EvaluationId id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Newest first; reports without what is of each class.
   *
   * @param run null for those of all runs that are not deleted
   * @throws Problem.NotFound when there is no such run
   */
  public Page<Evaluation> list(@Nullable RunId run, PageRequest page) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the computation, which hears of it within a few seconds; the rows are kept.
   *
   * @throws Problem.Conflict when it has ended
   */
  public Evaluation cancel(EvaluationId id, UserId by) {
    throw new UnsupportedOperationException();
  }

  /**
   * Computes anew; until then the last report stays.
   *
   * @throws Problem.Conflict when it waits already, or is being computed
   */
  public Evaluation recompute(EvaluationId id, UserId by) {
    throw new UnsupportedOperationException();
  }

  /**
   * Deletes it with its rows and recalibrations; metrics of the run stay.
   *
   * @throws Problem.Conflict when the run is deleted
   */
  public void delete(EvaluationId id, UserId by) {
    throw new UnsupportedOperationException();
  }
}
