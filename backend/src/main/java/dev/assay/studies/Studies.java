package dev.assay.studies;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.RunId;
import dev.assay.scaling.BestUse;
import dev.assay.search.Configuration;
import dev.assay.sweeps.Sweep;
import dev.assay.team.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The scaling studies there are. */
@Service
public class Studies {
  /** Makes a study; its first fit follows in the background. */
  public Study create(StudySpec spec, UserId by) {
    throw new UnsupportedOperationException();
  }

  /**
   * The one of that id.
   *
   * @throws dev.assay.problem.Problem.NotFound when there is none
   */
  public Study get(StudyId id) {
    throw new UnsupportedOperationException();
  }

  /** Newest first; outcomes without residuals. */
  public Page<Study> list(PageRequest request) {
    throw new UnsupportedOperationException();
  }

  /** Another specification; a fit follows in the background. */
  public Study change(StudyId id, StudySpec spec, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** With its versions and imported rows; runs and sweeps stay. */
  public void delete(StudyId id, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** What was looked at last, by N, then D. */
  public Page<Observation> observations(StudyId id, PageRequest request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds rows of a file whose first line names its columns: params, tokens, loss, and perhaps
   * flops, uniqueTokens and label. Counts in units of one, losses in nats.
   *
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong, by line; nothing is kept then
   */
  public ImportResult importCsv(StudyId id, String csv, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** Takes the imported rows away. */
  public void removeImported(StudyId id, UserId by) {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves a run or row out by hand.
   *
   * @param key of its observation
   * @param reason for people
   */
  public void leaveOut(StudyId id, String key, String reason, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** Takes in again what was left out by hand. */
  public void takeIn(StudyId id, String key, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** Fits now, and waits for it. */
  public Study refit(StudyId id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Answers of the law: take these to ask more than once.
   *
   * @param version null for what was fitted last
   * @throws dev.assay.problem.Problem.Conflict when there is no law with intervals, and why
   */
  public Answers answers(StudyId id, @Nullable Integer version) {
    throw new UnsupportedOperationException();
  }

  public Prediction predict(StudyId id, @Nullable Integer version, double params, double tokens) {
    throw new UnsupportedOperationException();
  }

  /** What a budget is best used for, and what one that is larger by a factor gives. */
  public BestUse.More best(StudyId id, @Nullable Integer version, double flops, double factor) {
    throw new UnsupportedOperationException();
  }

  /** Where a run, perhaps a running one, stands against the law. */
  public RunStanding standing(RunId run, StudyId id) {
    throw new UnsupportedOperationException();
  }

  /** The runs that make an answer surest. */
  public PlanOutcome plan(StudyId id, PlanRequest request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Has runs of a plan done, as a sweep whose grid is exactly these; the study takes them in.
   *
   * @param chosen configurations of the candidates
   */
  public Sweep queue(StudyId id, PlanRequest request, List<Configuration> chosen, UserId by) {
    throw new UnsupportedOperationException();
  }

  /** Keeps what was fitted last as a version. */
  public StudyVersion freeze(StudyId id, String note, UserId by) {
    throw new UnsupportedOperationException();
  }

  public StudyVersion version(StudyId id, int number) {
    throw new UnsupportedOperationException();
  }

  /**
   * The observations with what the law says of them, as a table.
   *
   * @param version null for what was fitted last
   */
  public String exportCsv(StudyId id, @Nullable Integer version) {
    throw new UnsupportedOperationException();
  }
}
