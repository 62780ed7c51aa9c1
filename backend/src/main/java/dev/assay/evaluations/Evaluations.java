package dev.assay.evaluations;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.NewArtifact;
import dev.assay.evaluations.Incoming.Received;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** The evaluations there are. */
@Service
public class Evaluations {
  private static final ArtifactPath FOLDER = new ArtifactPath("evaluations");
  private static final String FILE = "predictions.parquet";
  private static final String PARQUET = "application/vnd.apache.parquet";

  private final EvaluationStore store;
  private final RecalibrationStore recalibrations;
  private final EvaluationLoop loop;
  private final Incoming incoming;
  private final Artifacts artifacts;
  private final Runs runs;
  private final Series series;
  private final TransactionTemplate transaction;

  Evaluations(
      EvaluationStore store,
      RecalibrationStore recalibrations,
      EvaluationLoop loop,
      Incoming incoming,
      Artifacts artifacts,
      Runs runs,
      Series series,
      TransactionTemplate transaction) {
    this.store = store;
    this.recalibrations = recalibrations;
    this.loop = loop;
    this.incoming = incoming;
    this.artifacts = artifacts;
    this.runs = runs;
    this.series = series;
    this.transaction = transaction;
  }

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
    return taken(run, spec, format, body, by).evaluation();
  }

  /**
   * The same of a file that the run has; its format is told by its name.
   *
   * @throws Problem.NotFound when the run has no such file
   */
  public Evaluation createFromArtifact(RunId run, EvaluationSpec spec, ArtifactPath file, UserId by)
      throws IOException {
    return takenFromArtifact(run, spec, file, by).evaluation();
  }

  /**
   * @param isNew false when it was there already
   */
  record Taken(Evaluation evaluation, boolean isNew) {}

  Taken taken(RunId run, EvaluationSpec spec, FileFormat format, InputStream body, UserId by)
      throws IOException {
    Run of = runs.present(run);
    EvaluationId id = EvaluationId.next();
    try (Received received = incoming.take(id, body)) {
      if (store.same(run, spec, received.digest()).isEmpty()) {
        keep(of, id, spec, format, received, by);
        loop.wake();
      }
      EvaluationId kept = store.same(run, spec, received.digest()).orElse(id);
      return new Taken(get(kept), kept.equals(id));
    }
  }

  Taken takenFromArtifact(RunId run, EvaluationSpec spec, ArtifactPath file, UserId by)
      throws IOException {
    Artifact artifact = artifacts.get(ArtifactRoot.of(runs.present(run)), file);
    FileFormat format = FileFormat.of(file.name());
    incoming.requireAtMost(artifact.bytes());
    Optional<EvaluationId> same = store.same(run, spec, artifact.sha256());
    if (same.isPresent()) {
      return new Taken(get(same.get()), false);
    }
    try (InputStream body = artifacts.open(artifact)) {
      return taken(run, spec, format, body, by);
    }
  }

  /** What is in the database and what is among the artifacts comes at once, or not at all. */
  private void keep(
      Run run,
      EvaluationId id,
      EvaluationSpec spec,
      FileFormat format,
      Received received,
      UserId by)
      throws IOException {
    EvaluationStore.Head head = incoming.read(received, format, spec);
    Long given = spec.step();
    long step = given == null ? lastStep(run.id()) : given;
    EvaluationStore.New evaluation =
        new EvaluationStore.New(id, run.id(), spec, step, head, received.digest(), by);
    NewArtifact file = new NewArtifact(PARQUET, Files.size(received.rows()), null, step);
    try (InputStream body = Files.newInputStream(received.rows())) {
      artifacts.put(
          ArtifactRoot.of(run),
          FOLDER.child(spec.name()).child(FILE),
          file,
          body,
          kept -> replace(evaluation, kept));
    }
  }

  /**
   * Takes the place of the one that has the name, unless that came from the same file meanwhile.
   * The files of the run are locked.
   */
  private void replace(EvaluationStore.New evaluation, Artifact kept) {
    RunId run = evaluation.run();
    if (store.same(run, evaluation.spec(), evaluation.source()).isPresent()) {
      return;
    }
    store
        .named(run, evaluation.spec().name())
        .ifPresent(
            replaced -> {
              deleteRecalibrations(replaced);
              store.delete(replaced);
            });
    store.insert(evaluation, kept);
  }

  private long lastStep(RunId run) {
    return series.metrics(run).stream().mapToLong(MetricSummary::lastStep).max().orElse(0);
  }

  /**
   * The one of that id.
   *
   * @throws Problem.NotFound when there is none
   */
  public Evaluation get(EvaluationId id) {
    return store.get(id);
  }

  /**
   * Newest first; reports without what is of each class.
   *
   * @param run null for those of all runs that are not deleted
   * @throws Problem.NotFound when there is no such run
   */
  public Page<Evaluation> list(@Nullable RunId run, PageRequest page) {
    if (run != null) {
      runs.get(run);
    }
    return Page.of(store.list(run, page), page, evaluation -> evaluation.id().toString());
  }

  /**
   * Ends the computation, which hears of it within a few seconds; the rows are kept.
   *
   * @throws Problem.Conflict when it has ended
   */
  public Evaluation cancel(EvaluationId id, UserId by) {
    if (!store.cancel(id)) {
      throw new Problem.Conflict(
          "evaluation %s is %s: only what waits or is computed can be cancelled"
              .formatted(id, get(id).status()));
    }
    return get(id);
  }

  /**
   * Computes anew; until then the last report stays.
   *
   * @throws Problem.Conflict when it waits already, or is being computed
   */
  public Evaluation recompute(EvaluationId id, UserId by) {
    if (!store.queue(id)) {
      throw new Problem.Conflict("evaluation %s is %s already".formatted(id, get(id).status()));
    }
    loop.wake();
    return get(id);
  }

  /**
   * Deletes it with its rows and recalibrations; metrics of the run stay.
   *
   * @throws Problem.NotFound when there is none, or another one has taken its place meanwhile
   * @throws Problem.Conflict when the run is deleted
   */
  public void delete(EvaluationId id, UserId by) {
    Evaluation evaluation = get(id);
    ArtifactRoot root = ArtifactRoot.of(runs.present(evaluation.run()));
    transaction.executeWithoutResult(
        _ -> {
          deleteFile(root, evaluation.artifact()); // first, for who replaces it locks them first
          deleteRecalibrations(id);
          if (!store.delete(id)) { // another one has its place, and these are its rows
            throw new Problem.NotFound("evaluation", id);
          }
        });
  }

  /** Their files; what the database has of them goes with the evaluation. */
  private void deleteRecalibrations(EvaluationId id) {
    for (RecalibrationStore.OfRun file : recalibrations.files(id)) {
      deleteFile(ArtifactRoot.of(runs.get(file.run())), file.path());
    }
  }

  private void deleteFile(ArtifactRoot root, ArtifactPath path) {
    try {
      artifacts.delete(root, path);
    } catch (Problem.NotFound e) {
      // somebody has deleted it among the files of the run
    }
  }
}
