package dev.assay.artifacts;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Recording;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Service;

/** The files of runs, models and data sets. Content that is there twice is kept once. */
@Service
public class Artifacts {
  /** Content up to this many bytes is checked before the first of them is given away. */
  static final int CHECKED_AT_ONCE = 1 << 20;

  private static final int MOST_REPLACED = 1000;

  private static final Logger log = LoggerFactory.getLogger(Artifacts.class);

  private final ArtifactStore store;
  private final ContentStore contents;
  private final Staging staging;
  private final UploadStore uploads;
  private final ArtifactSettings settings;
  private final Runs runs;
  private final Recording recording;
  private final Clock clock;

  Artifacts(
      ArtifactStore store,
      ContentStore contents,
      Staging staging,
      UploadStore uploads,
      ArtifactSettings settings,
      Runs runs,
      Recording recording,
      Clock clock) {
    this.store = store;
    this.contents = contents;
    this.staging = staging;
    this.uploads = uploads;
    this.settings = settings;
    this.runs = runs;
    this.recording = recording;
    this.clock = clock;
  }

  /**
   * Keeps a file, durable on return; under the same path again it replaces the one before. Should
   * anything fail, what was there before is there still. A run that has ended takes artifacts too.
   * Not to be called inside a transaction.
   *
   * @throws Problem.Invalid when the bytes are not those that were announced
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when the run is deleted, or a file would be where a folder is
   * @throws Problem.TooLarge when it is larger than allowed, or its experiment or the server would
   *     have too much
   * @throws Problem.Busy when too many bodies are being taken in
   * @throws Problem.Unavailable when the disk is full, or the store is away
   * @throws IOException when the body breaks off
   */
  public Artifact put(ArtifactRoot root, ArtifactPath path, NewArtifact what, InputStream body)
      throws IOException {
    Artifact kept = put(root, path, what, body, _ -> {});
    signOfLife(root);
    return kept;
  }

  /**
   * The same with what is true if the file is there: both or neither. What the server keeps so does
   * not tell that a run is alive.
   *
   * @param with is called in the transaction that gives the file its name
   * @see #put(ArtifactRoot, ArtifactPath, NewArtifact, InputStream)
   */
  public Artifact put(
      ArtifactRoot root,
      ArtifactPath path,
      NewArtifact what,
      InputStream body,
      Consumer<Artifact> with)
      throws IOException {
    requireOpen(root);
    path.ofFile();
    requireRoom(root, path, what.sha256(), what.bytes() == null ? 0 : what.bytes());
    try (Staged staged = staging.take(body, settings.largest().toBytes(), what.bytes())) {
      return keep(root, path, what, staged, with);
    }
  }

  /**
   * Whether there is room for so many bytes more beside what there is and the parts that have come.
   * Only the digest could tell that they are there already.
   *
   * @throws Problem.TooLarge when there is not
   */
  void requireRoom(ArtifactRoot root, ArtifactPath path, @Nullable Sha256 sha256, long bytes) {
    ExperimentId experiment = root.experiment();
    if (settings.mostBytesPerExperiment() != null && experiment != null) {
      long parts = staging.partBytes(uploads.of(experiment));
      store.requireRoomInExperiment(root, path, bytes + parts);
    }
    if (settings.mostBytes() != null) {
      store.requireRoomInServer(sha256, bytes, staging.partBytes());
    }
  }

  /**
   * @throws Problem.NotFound when it is a run that is not there
   * @throws Problem.Conflict when it is a run that is deleted
   */
  void requireOpen(ArtifactRoot root) {
    switch (root.kind()) {
      case RUN -> runs.present(new RunId(root.id()));
      case MODEL, DATASET -> {} // its own feature knows
    }
  }

  /** Keeps a file whose bytes have come. */
  Artifact keep(ArtifactRoot root, ArtifactPath path, NewArtifact what, Staged staged)
      throws IOException {
    Artifact kept = keep(root, path, what, staged, _ -> {});
    signOfLife(root);
    return kept;
  }

  private Artifact keep(
      ArtifactRoot root,
      ArtifactPath path,
      NewArtifact what,
      Staged staged,
      Consumer<Artifact> with)
      throws IOException {
    if (what.sha256() != null && !what.sha256().equals(staged.sha256())) {
      throw new Problem.Invalid(
          "body",
          "%d bytes with the SHA-256 %s".formatted(staged.bytes(), staged.sha256()),
          "it was announced as " + what.sha256());
    }
    Artifact artifact =
        new Artifact(
            path,
            staged.bytes(),
            staged.sha256(),
            what.mediaType() == null ? mediaType(path) : what.mediaType(),
            what.step(),
            clock.instant());
    keepContent(staged);
    if (!store.put(root, artifact, with)) {
      throw collected(staged);
    }
    return artifact;
  }

  private void signOfLife(ArtifactRoot root) {
    if (root.kind() == ArtifactRoot.Kind.RUN) {
      recording.signOfLife(new RunId(root.id()));
    }
  }

  /**
   * Makes a folder consist of certain files of the same root and nothing else, all at once: whoever
   * reads it finds the old files or the new ones.
   *
   * @param wanted digests by the path that the content gets; below the folder, at most {@value
   *     #MOST_REPLACED}
   * @param from what is below it is deleted with that; null for nothing
   * @throws Problem.Conflict when the root has no such content, or is deleted
   * @throws Problem.Invalid when the folder is the top, or {@code from} is in it or above it
   */
  public void replace(
      ArtifactRoot root,
      ArtifactPath folder,
      Map<ArtifactPath, Sha256> wanted,
      @Nullable ArtifactPath from) {
    requireOpen(root);
    folder.ofFile();
    if (wanted.isEmpty() || wanted.size() > MOST_REPLACED) {
      throw new Problem.Invalid(
          "files", wanted.size() + " files", "a folder is replaced by 1 to " + MOST_REPLACED);
    }
    if (from != null && (overlap(from, folder) || from.isTop())) {
      throw new Problem.Invalid("from", from, "it is a folder beside " + folder);
    }
    store.replace(root, folder, wanted, from);
    signOfLife(root);
  }

  /**
   * Gives a folder of one root to another, where it has none yet; the content is there once.
   *
   * @throws Problem.Conflict when what gets it is deleted, or has a file where the folder would be
   * @throws Problem.TooLarge when its experiment would have too much
   */
  public void copy(ArtifactRoot from, ArtifactPath folder, ArtifactRoot to, ArtifactPath toFolder) {
    requireOpen(to);
    toFolder.ofFile();
    @Nullable String cursor = null;
    do {
      Page<Artifact> page =
          store.walk(from, folder, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      for (Artifact file : page.items()) {
        String relative =
            file.path().value().substring(folder.isTop() ? 0 : folder.value().length() + 1);
        if (!store.put(to, file.at(toFolder.child(relative), clock.instant()))) {
          throw new Problem.Conflict("%s was replaced meanwhile".formatted(file.path()));
        }
      }
      cursor = page.nextCursor();
    } while (cursor != null);
  }

  private static boolean overlap(ArtifactPath a, ArtifactPath b) {
    return (a + "/").startsWith(b + "/") || (b + "/").startsWith(a + "/");
  }

  /** A store that takes long must not outlast the claim: the bytes would be nobody's. */
  private void keepContent(Staged staged) throws IOException {
    Instant begun = clock.instant();
    store.claim(staged.sha256(), staged.bytes());
    contents.keep(staged);
    if (clock.instant().isAfter(begun.plus(settings.keepUnreferenced().dividedBy(2)))) {
      store.claim(staged.sha256(), staged.bytes());
      if (!contents.has(staged.sha256(), staged.bytes())) {
        throw collected(staged);
      }
    }
  }

  /** The claim is made again, so that what is left of the content is collected in its turn. */
  private Problem collected(Staged staged) {
    store.claim(staged.sha256(), staged.bytes());
    return new Problem.Unavailable("the content was collected while it came; send it again");
  }

  private static String mediaType(ArtifactPath path) {
    return MediaTypeFactory.getMediaType(path.name())
        .orElse(MediaType.APPLICATION_OCTET_STREAM)
        .toString();
  }

  /**
   * The artifact of that path.
   *
   * @throws Problem.NotFound when there is none
   */
  public Artifact get(ArtifactRoot root, ArtifactPath path) {
    return store
        .find(root, path)
        .orElseThrow(() -> new Problem.NotFound("artifact", path + " of " + root));
  }

  /**
   * All bytes of an artifact.
   *
   * @throws Problem.NotFound when there is none
   * @see #open(Artifact)
   */
  public InputStream open(ArtifactRoot root, ArtifactPath path) throws IOException {
    return open(get(root, path));
  }

  /**
   * All bytes of an artifact. Reading fails before the last of them when they are not those that
   * were put; content up to 1 MB fails here.
   *
   * @throws CorruptContent when they are not there, too
   * @throws Problem.Unavailable when the store is away
   */
  public InputStream open(Artifact artifact) throws IOException {
    long bytes = artifact.bytes();
    if (bytes == 0) {
      return InputStream.nullInputStream();
    }
    try {
      InputStream checked =
          new CheckedStream(
              contents.open(artifact.sha256(), bytes, 0, bytes), artifact.sha256(), bytes);
      if (bytes > CHECKED_AT_ONCE) {
        return checked;
      }
      try (checked) {
        return new ByteArrayInputStream(checked.readAllBytes());
      }
    } catch (CorruptContent e) {
      log.error("{} is asked for: {}", artifact.path(), e.getMessage());
      throw e;
    }
  }

  /**
   * Some of the bytes of an artifact; not checked against the digest, for that takes all of them.
   *
   * @param from at least 0
   * @param length at least 0; {@code from + length} is at most the artifact's bytes
   */
  public InputStream open(Artifact artifact, long from, long length) throws IOException {
    if (from < 0 || length < 0 || from + length > artifact.bytes()) {
      throw new Problem.Invalid(
          "range", from + "+" + length, "the artifact has " + artifact.bytes() + " bytes");
    }
    return length == 0
        ? InputStream.nullInputStream()
        : contents.open(artifact.sha256(), artifact.bytes(), from, length);
  }

  /** What is in a folder, by name; nothing when there is no such folder. */
  public Page<Entry> list(ArtifactRoot root, ArtifactPath folder, PageRequest request) {
    return store.list(root, folder, request);
  }

  /** The files below a folder, those in folders in it too, by path. */
  public Page<Artifact> walk(ArtifactRoot root, ArtifactPath folder, PageRequest request) {
    return store.walk(root, folder, request);
  }

  /**
   * Deletes a file, or all that is in a folder.
   *
   * @throws Problem.NotFound when there is nothing of that path
   * @throws Problem.Conflict when the run is deleted
   */
  public void delete(ArtifactRoot root, ArtifactPath path) {
    requireOpen(root);
    if (store.delete(root, path) == 0) {
      throw new Problem.NotFound("artifact", path + " of " + root);
    }
  }

  /**
   * Deletes all artifacts of a model or data set that is deleted for good; those of a run go with
   * the run.
   */
  public void purge(ArtifactRoot root) {
    store.purge(root.id());
  }
}
