package dev.assay.artifacts;

import static dev.assay.schema.Tables.ARTIFACT_ROOT;
import static dev.assay.schema.Tables.ARTIFACT_UPLOAD;

import dev.assay.artifacts.Uploads.Upload;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** Uploads in parts, in PostgreSQL. */
@Component
class UploadStore {
  private static final int MOST_UPLOADS = 10_000;
  private static final int RETRY_AFTER_SECONDS = 60;

  private final DSLContext db;
  private final ArtifactStore artifacts;
  private final Clock clock;

  UploadStore(DSLContext db, ArtifactStore artifacts, Clock clock) {
    this.db = db;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  void begin(Upload upload, String secret) {
    if (db.fetchCount(ARTIFACT_UPLOAD) >= MOST_UPLOADS) {
      throw new Problem.Busy(MOST_UPLOADS + " uploads are going on", RETRY_AFTER_SECONDS);
    }
    artifacts.make(upload.root());
    Sha256 expected = upload.what().sha256();
    db.insertInto(ARTIFACT_UPLOAD)
        .set(ARTIFACT_UPLOAD.ID, upload.id().value())
        .set(ARTIFACT_UPLOAD.ROOT_ID, upload.root().id())
        .set(ARTIFACT_UPLOAD.PATH, upload.path().value())
        .set(ARTIFACT_UPLOAD.MEDIA_TYPE, upload.what().mediaType())
        .set(ARTIFACT_UPLOAD.EXPECTED_SHA256, expected == null ? null : expected.bytes())
        .set(ARTIFACT_UPLOAD.STEP, upload.what().step())
        .set(ARTIFACT_UPLOAD.SECRET_HASH, hash(secret))
        .set(ARTIFACT_UPLOAD.TOUCHED_AT, ArtifactStore.utc(clock.instant()))
        .execute();
  }

  /** A secret of 256 random bits needs no slow hash. */
  private static byte[] hash(String secret) {
    return Sha256.newDigest().digest(secret.getBytes(StandardCharsets.UTF_8));
  }

  boolean isSecretOf(UploadId id, String secret) {
    return db.fetchExists(
        ARTIFACT_UPLOAD,
        ARTIFACT_UPLOAD.ID.eq(id.value()).and(ARTIFACT_UPLOAD.SECRET_HASH.eq(hash(secret))));
  }

  Optional<Upload> find(UploadId id) {
    return db.select(
            ARTIFACT_ROOT.KIND,
            ARTIFACT_ROOT.ID,
            ARTIFACT_ROOT.EXPERIMENT_ID,
            ARTIFACT_UPLOAD.PATH,
            ARTIFACT_UPLOAD.MEDIA_TYPE,
            ARTIFACT_UPLOAD.EXPECTED_SHA256,
            ARTIFACT_UPLOAD.STEP)
        .from(ARTIFACT_UPLOAD)
        .join(ARTIFACT_ROOT)
        .on(ARTIFACT_ROOT.ID.eq(ARTIFACT_UPLOAD.ROOT_ID))
        .where(ARTIFACT_UPLOAD.ID.eq(id.value()))
        .fetchOptional(r -> upload(id, r));
  }

  private static Upload upload(UploadId id, Record r) {
    byte[] expected = r.get(ARTIFACT_UPLOAD.EXPECTED_SHA256);
    return new Upload(
        id,
        new ArtifactRoot(
            ArtifactRoot.Kind.valueOf(r.get(ARTIFACT_ROOT.KIND)),
            r.get(ARTIFACT_ROOT.ID),
            new ExperimentId(r.get(ARTIFACT_ROOT.EXPERIMENT_ID))),
        new ArtifactPath(r.get(ARTIFACT_UPLOAD.PATH)),
        new NewArtifact(
            r.get(ARTIFACT_UPLOAD.MEDIA_TYPE),
            null,
            expected == null ? null : Sha256.of(expected),
            r.get(ARTIFACT_UPLOAD.STEP)));
  }

  /**
   * It goes on.
   *
   * @throws Problem.NotFound when there is no such upload
   */
  void touch(UploadId id) {
    int touched =
        db.update(ARTIFACT_UPLOAD)
            .set(ARTIFACT_UPLOAD.TOUCHED_AT, ArtifactStore.utc(clock.instant()))
            .where(ARTIFACT_UPLOAD.ID.eq(id.value()))
            .execute();
    if (touched == 0) {
      throw new Problem.NotFound("upload", id);
    }
  }

  /** Those to an experiment. */
  Set<UploadId> of(ExperimentId experiment) {
    return db.select(ARTIFACT_UPLOAD.ID)
        .from(ARTIFACT_UPLOAD)
        .join(ARTIFACT_ROOT)
        .on(ARTIFACT_ROOT.ID.eq(ARTIFACT_UPLOAD.ROOT_ID))
        .where(ARTIFACT_ROOT.EXPERIMENT_ID.eq(experiment.value()))
        .fetchSet(r -> new UploadId(r.value1()));
  }

  void end(UploadId id) {
    db.deleteFrom(ARTIFACT_UPLOAD).where(ARTIFACT_UPLOAD.ID.eq(id.value())).execute();
  }

  /** Uploads to which nothing was added since. */
  List<UploadId> untouchedSince(Instant time) {
    return db.select(ARTIFACT_UPLOAD.ID)
        .from(ARTIFACT_UPLOAD)
        .where(ARTIFACT_UPLOAD.TOUCHED_AT.lt(ArtifactStore.utc(time)))
        .fetch(r -> new UploadId(r.value1()));
  }
}
