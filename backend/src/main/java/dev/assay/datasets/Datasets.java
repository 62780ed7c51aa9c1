package dev.assay.datasets;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.NewArtifact;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Inputs;
import dev.assay.runs.Run;
import dev.assay.runs.Runs;
import dev.assay.tables.FileFormat;
import dev.assay.tables.Findings;
import dev.assay.tables.RowReader;
import dev.assay.team.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** The data sets there are: a name, and versions of it that do not change. */
@Service
public class Datasets {
  private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);
  private static final int MOST_RUNS = 100;

  private final DatasetStore store;
  private final StoredFiles files;
  private final Profiling profiling;
  private final Drifts drifts;
  private final Artifacts artifacts;
  private final Inputs inputs;
  private final Runs runs;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Datasets(
      DatasetStore store,
      StoredFiles files,
      Profiling profiling,
      Drifts drifts,
      Artifacts artifacts,
      Inputs inputs,
      Runs runs,
      TransactionTemplate transaction,
      Clock clock) {
    this.store = store;
    this.files = files;
    this.profiling = profiling;
    this.drifts = drifts;
    this.artifacts = artifacts;
    this.inputs = inputs;
    this.runs = runs;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Takes a version in, durable on return; its profile follows in the background. The content of a
   * version that is there is that version. Not to be called inside a transaction.
   *
   * @param bytes how many there are; null when that is not known
   * @throws Problem.Invalid when it is no table of that format, has no rows, or not the time column
   *     that was named; nothing is kept then
   * @throws IOException when the body breaks off
   */
  public Uploaded upload(NewDatasetVersion what, @Nullable Long bytes, InputStream body, UserId by)
      throws IOException {
    ArtifactPath path = new ArtifactPath(what.fileName());
    DatasetVersionId id = store.begin(what, by);
    boolean isKept = false;
    try {
      ArtifactRoot root = ArtifactRoot.ofDataset(id.value());
      Artifact file = artifacts.put(root, path, new NewArtifact(null, bytes, null, null), body);
      look(id, what);
      Uploaded uploaded = store.complete(id, file);
      isKept = uploaded.isNew();
      profiling.soon(uploaded.version().id());
      return uploaded;
    } finally {
      if (!isKept) {
        discard(id);
      }
    }
  }

  /** The first rows tell most mistakes while somebody waits; all others come with the profile. */
  private void look(DatasetVersionId id, NewDatasetVersion what) throws IOException {
    Findings findings = new Findings(what.format());
    try (StoredFiles.Copy copy = files.copy(id, what.fileName());
        RowReader rows = RowReader.open(copy.file(), what.format(), findings)) {
      if (!rows.next()) {
        findings.throwIfAny();
        throw new Problem.Invalid("file", what.fileName(), "it has no rows");
      }
      // a key of JSON lines may come later
      if (what.timeColumn() != null && what.format() != FileFormat.JSON_LINES) {
        rows.column(what.timeColumn());
      }
    }
  }

  private void discard(DatasetVersionId id) {
    purge(id); // first: as long as the row is there, it is tried again
    store.discard(id);
  }

  /** What a process that ended was just taking in. */
  @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
  void discardAbandoned() {
    store.abandoned(clock.instant().minus(LONGEST_UPLOAD)).forEach(this::discard);
  }

  /** Newest first. */
  public Page<RegisteredDataset> list(PageRequest request) {
    return Page.of(store.list(request), request, dataset -> dataset.id().toString());
  }

  /** Names of those whose name has this part, in whatever case; newest first. */
  public SequencedMap<DatasetId, String> named(String part, int most) {
    return store.named(part, most);
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  public RegisteredDataset get(DatasetId id) {
    return store.get(id);
  }

  /** Newest first. */
  public Page<DatasetVersion> versions(DatasetId id, PageRequest request) {
    store.get(id);
    return Page.of(
        store.versions(id, request), request, version -> Integer.toString(version.number()));
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  public DatasetVersion version(DatasetId id, int number) {
    return store.get(id, number);
  }

  /**
   * What its columns look like.
   *
   * @throws Problem.Conflict while there is no profile, with the reason
   */
  public Profile profile(DatasetId id, int number) {
    DatasetVersion version = store.get(id, number);
    return store.profile(version.id()).orElseThrow(() -> Drifts.withoutProfile(version));
  }

  /** Makes a profile that failed anew. */
  public DatasetVersion profileAgain(DatasetId id, int number) {
    DatasetVersion version = store.get(id, number);
    store.again(version.id());
    profiling.soon(version.id());
    return store.get(id, number);
  }

  /** The bytes as they came. */
  public InputStream open(DatasetVersion version) throws IOException {
    return artifacts.open(
        ArtifactRoot.ofDataset(version.id().value()), new ArtifactPath(version.fileName()));
  }

  /**
   * A version, or a window of it, that is compared.
   *
   * @param version its number
   */
  public record Side(int version, Window window) {}

  /**
   * How the columns of two sides differ, most first. Their files are read for it.
   *
   * @throws Problem.Invalid when a window has no rows, or its version no column of times
   * @throws Problem.Conflict while one has no profile
   * @throws Problem.Busy when others wait for as much
   */
  public DriftReport drift(DatasetId id, Side reference, Side current) {
    return drifts.between(
        store.get(id, reference.version()),
        reference.window(),
        store.get(id, current.version()),
        current.window());
  }

  /** Runs that said they were given it, by its name and digest, newest first; at most 100. */
  public List<Run> runs(DatasetId id, int number) {
    DatasetVersion version = store.get(id, number);
    return runs.all(inputs.given(version.name(), version.sha256().hex(), MOST_RUNS));
  }

  /** With all versions and their files. */
  public void delete(DatasetId id) {
    transaction.executeWithoutResult(_ -> store.delete(id).forEach(this::purge));
  }

  /** A version with its file; its number is not given again. */
  public void delete(DatasetId id, int number) {
    DatasetVersion version = store.get(id, number);
    transaction.executeWithoutResult(
        _ -> {
          store.delete(version.id());
          purge(version.id());
        });
  }

  private void purge(DatasetVersionId id) {
    artifacts.purge(ArtifactRoot.ofDataset(id.value()));
  }
}
