package dev.assay.models;

import static dev.assay.schema.Tables.RUN_MODEL;
import static org.jooq.impl.DSL.max;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what a new version comes from. */
@Component
class Lineages {
  private static final PageRequest FIRST_FILES = PageRequest.first(100);

  private final DSLContext db;
  private final LoggedModels models;
  private final Artifacts artifacts;
  private final Runs runs;

  Lineages(DSLContext db, LoggedModels models, Artifacts artifacts, Runs runs) {
    this.db = db;
    this.models = models;
    this.artifacts = artifacts;
    this.runs = runs;
  }

  /**
   * @param location where the files are that the source means
   */
  record Resolved(String source, String location, Lineage lineage) {}

  /** A source that is no version of a registered model. */
  Resolved resolve(NewVersion version) {
    return switch (ModelSource.of(version.source())) {
      case ModelSource.OfRun(var run, var path) -> ofRun(version, run, path);
      case ModelSource.OfLoggedModel(var model, var path) -> ofLoggedModel(version, model, path);
      case ModelSource.OfVersion _,
          ModelSource.OfAlias _,
          ModelSource.OfNewest _,
          ModelSource.Elsewhere _ ->
          elsewhere(version);
    };
  }

  private Resolved ofRun(NewVersion version, RunId run, String path) {
    RunId said = version.run() == null ? run : version.run();
    Lineage lineage = new Lineage(said, version.loggedModel(), path, stepOfFiles(run, path));
    return new Resolved(version.source(), version.source(), lineage);
  }

  /** Of the run, when the files at a path were made; null when they do not say. */
  private @Nullable Long stepOfFiles(RunId run, String path) {
    if (!runs.isPresent(run)) {
      return null;
    }
    ArtifactRoot root = ArtifactRoot.of(runs.get(run));
    List<Artifact> files;
    try {
      ArtifactPath at = new ArtifactPath(path);
      files = artifacts.walk(root, at, FIRST_FILES).items();
      if (files.isEmpty() && !at.isTop()) {
        files = List.of(artifacts.get(root, at));
      }
    } catch (Problem.NotFound | Problem.Invalid e) {
      return null; // it may be uploaded later, or is the address of nothing
    }
    return files.stream()
        .map(Artifact::step)
        .filter(Objects::nonNull)
        .max(Long::compare)
        .orElse(null);
  }

  private Resolved ofLoggedModel(NewVersion version, LoggedModelId id, String path) {
    LoggedModel model = models.kept(id);
    RunId run = version.run() == null ? model.run() : version.run();
    boolean isId = version.source().startsWith("models:");
    return new Resolved(
        version.source(),
        isId ? model.location() : version.source(),
        new Lineage(run, id, path, stepOfOutput(id)));
  }

  private Resolved elsewhere(NewVersion version) {
    @Nullable LoggedModelId id = version.loggedModel();
    Lineage lineage =
        id == null
            ? new Lineage(version.run(), null, null, null)
            : new Lineage(
                version.run() == null ? models.kept(id).run() : version.run(),
                id,
                null,
                stepOfOutput(id));
    return new Resolved(version.source(), version.source(), lineage);
  }

  /** Of the run that made it, at which it did. */
  private @Nullable Long stepOfOutput(LoggedModelId id) {
    return db.select(max(RUN_MODEL.STEP))
        .from(RUN_MODEL)
        .where(RUN_MODEL.MODEL_ID.eq(id.value()))
        .and(RUN_MODEL.ROLE.eq(LoggedModels.OUTPUT))
        .fetchOne(0, Long.class);
  }
}
