package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Uploads in parts, which may come in any order and again. Nothing is to be seen of one before it
 * is complete. The parts are with the server that took them.
 */
@Service
public class Uploads {
  public static final int MOST_PARTS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  private static final int SECRET_BYTES = 32;
  private static final int MOST_REMEMBERED = 1000;
  private static final int LOCKS = 64;

  private final UploadStore store;
  private final Staging staging;
  private final Artifacts artifacts;
  private final ArtifactSettings settings;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** What is being completed, and what was completed last. */
  private final Map<UploadId, Completion> completions = new ConcurrentHashMap<>();

  private final Queue<UploadId> completed = new ArrayBlockingQueue<>(MOST_REMEMBERED);

  /** An upload has one of them. A part comes before its completion begins, or is refused. */
  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

  Uploads(
      UploadStore store,
      Staging staging,
      Artifacts artifacts,
      ArtifactSettings settings,
      Clock clock) {
    this.store = store;
    this.staging = staging;
    this.artifacts = artifacts;
    this.settings = settings;
    this.clock = clock;
  }

  private record Completion(Upload upload, CompletableFuture<Artifact> artifact) {}

  /**
   * An upload that has begun.
   *
   * @param secret lets whoever has it bring parts, and nothing else; it is not kept and not logged
   */
  public record Ticket(UploadId id, String secret) {
    @Override
    public String toString() {
      return "Ticket[" + id + "]";
    }
  }

  /**
   * A part.
   *
   * @param number 1 to {@value #MOST_PARTS}; the content is the parts by their numbers
   * @param bytes null when that is not said
   * @param sha256 null when it is not to be compared
   */
  public record Part(int number, @Nullable Long bytes, @Nullable Sha256 sha256) {}

  /** What an upload is to become. */
  public record Upload(UploadId id, ArtifactRoot root, ArtifactPath path, NewArtifact what) {}

  /**
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when the run is deleted
   * @throws Problem.TooLarge when the experiment or the server has as much as it may have
   * @throws Problem.Busy when too many uploads are going on
   */
  public Ticket begin(ArtifactRoot root, ArtifactPath path, NewArtifact what) throws IOException {
    artifacts.requireOpen(root);
    artifacts.requireRoom(root, path, what.sha256(), what.bytes() == null ? 0 : what.bytes());
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    UploadId id = UploadId.at(clock.instant());
    store.begin(new Upload(id, root, path.ofFile(), what), text);
    staging.begin(id);
    return new Ticket(id, text);
  }

  /**
   * @throws Problem.NotFound when it is complete, aborted, or abandoned
   */
  public Upload get(UploadId id) {
    return store.find(id).orElseThrow(() -> new Problem.NotFound("upload", id));
  }

  /**
   * The same, and for a while after it was completed too.
   *
   * @throws Problem.NotFound when it is aborted, abandoned, or was completed long ago
   */
  public Upload toComplete(UploadId id) {
    Completion completion = completions.get(id);
    return completion == null ? get(id) : completion.upload();
  }

  /**
   * The upload, for somebody who has no other right to it than its secret.
   *
   * @throws Problem.NotFound when it is not there, it has begun too long ago, or the secret is
   *     another one
   */
  public Upload get(UploadId id, String secret) {
    return store
        .find(id)
        .filter(_ -> clock.instant().isBefore(id.begunAt().plus(settings.partAddressTtl())))
        .filter(_ -> store.isSecretOf(id, secret))
        .orElseThrow(() -> new Problem.NotFound("upload", id));
  }

  /**
   * Takes a part in, durable on return; under the same number again it replaces the one before.
   *
   * @param announced its bytes; null when that is not known
   * @throws Problem.NotFound when there is no such upload
   * @throws Problem.Conflict when its run is deleted, or it is being completed
   * @throws Problem.Invalid when the part breaks off
   * @throws Problem.TooLarge when the artifact would be larger than allowed, or its experiment or
   *     the server would have too much
   */
  public Part putPart(UploadId id, int number, @Nullable Long announced, InputStream body)
      throws IOException {
    if (number < 1 || number > MOST_PARTS) {
      throw new Problem.Invalid("number", number, "parts are numbered 1 to " + MOST_PARTS);
    }
    Upload upload = get(id);
    artifacts.requireOpen(upload.root());
    store.touch(id);
    requireIncomplete(id);
    try {
      return take(upload, number, announced, body);
    } catch (NoSuchFileException e) { // its folder went meanwhile
      throw new Problem.NotFound("upload", id);
    }
  }

  private Part take(Upload upload, int number, @Nullable Long announced, InputStream body)
      throws IOException {
    UploadId id = upload.id();
    Map<Boolean, Long> bytes =
        staging.parts(id).stream()
            .collect(
                Collectors.partitioningBy(
                    p -> p.number() == number, Collectors.summingLong(Staging.Part::bytes)));
    long others = bytes.getOrDefault(false, 0L);
    long replaced = bytes.getOrDefault(true, 0L);
    artifacts.requireRoom(
        upload.root(), upload.path(), null, (announced == null ? 0 : announced) - replaced);
    try (Staged staged =
        staging.takeFor(id, body, settings.largest().toBytes() - others, announced)) {
      synchronized (lockOf(id)) {
        requireIncomplete(id);
        store.touch(id); // it may have taken long
        Staging.Part part = staging.add(id, number, staged);
        return new Part(part.number(), part.bytes(), part.sha256());
      }
    }
  }

  private Object lockOf(UploadId id) {
    return locks.get(Math.floorMod(id.hashCode(), LOCKS));
  }

  /** The parts that have come, by their numbers. */
  public List<Part> parts(UploadId id) throws IOException {
    get(id);
    return staging.parts(id).stream()
        .map(p -> new Part(p.number(), p.bytes(), p.sha256()))
        .toList();
  }

  /**
   * Makes the artifact of the parts. Should it fail, the upload is still there. Again, as by a
   * client that has lost the answer, it waits for the first to end, and gives the same artifact.
   *
   * @param parts all of them
   * @throws Problem.Invalid when they are not those that have come
   * @see Artifacts#put
   */
  public Artifact complete(UploadId id, List<Part> parts) throws IOException {
    Completion mine = new Completion(toComplete(id), new CompletableFuture<>());
    Completion first;
    synchronized (lockOf(id)) {
      first = completions.putIfAbsent(id, mine);
    }
    if (first != null) {
      return outcome(first);
    }
    try {
      Artifact artifact = join(mine.upload(), parts);
      mine.artifact().complete(artifact);
      remember(id);
      return artifact;
    } catch (Throwable e) {
      completions.remove(id);
      mine.artifact().completeExceptionally(e);
      throw e;
    }
  }

  private static Artifact outcome(Completion completion) throws IOException {
    try {
      return completion.artifact().join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case Problem problem -> throw problem;
        case IOException io -> throw new IOException(io);
        case null, default -> throw e;
      }
    }
  }

  private void remember(UploadId id) {
    while (!completed.offer(id)) {
      UploadId oldest = completed.poll();
      if (oldest != null) {
        completions.remove(oldest);
      }
    }
  }

  private Artifact join(Upload upload, List<Part> parts) throws IOException {
    UploadId id = upload.id();
    store.touch(id);
    List<Staging.Part> present = staging.parts(id);
    requireSame(parts, present);
    Artifact artifact;
    try (Staged staged = staging.join(present, settings.largest().toBytes())) {
      artifact = artifacts.keep(upload.root(), upload.path(), upload.what(), staged);
    }
    try {
      end(id);
    } catch (IOException e) { // it is an artifact all the same
      log.warn("the parts of upload {} are left for later: {}", id, e.toString());
    }
    return artifact;
  }

  private void requireIncomplete(UploadId id) {
    Completion completion = completions.get(id);
    if (completion != null && !completion.artifact().isDone()) {
      throw new Problem.Conflict("upload " + id + " is being completed");
    }
  }

  private static void requireSame(List<Part> wanted, List<Staging.Part> present) {
    List<Integer> numbers = present.stream().map(Staging.Part::number).toList();
    if (!wanted.stream().map(Part::number).sorted().toList().equals(numbers)) {
      throw new Problem.Invalid(
          "parts",
          wanted.stream().map(Part::number).toList(),
          "the parts that have come are " + numbers);
    }
    for (Part part : wanted) {
      Sha256 found = present.get(numbers.indexOf(part.number())).sha256();
      if (part.sha256() != null && !part.sha256().equals(found)) {
        throw new Problem.Invalid(
            "parts", part.sha256(), "part %d has the SHA-256 %s".formatted(part.number(), found));
      }
    }
    if (wanted.isEmpty()) {
      throw new Problem.Invalid("parts", "empty", "an upload has at least one part");
    }
  }

  /** Gives an upload up; does nothing when it is not there. */
  public void abort(UploadId id) throws IOException {
    synchronized (lockOf(id)) {
      requireIncomplete(id);
      end(id);
    }
  }

  private void end(UploadId id) throws IOException {
    store.end(id);
    staging.end(id);
  }
}
