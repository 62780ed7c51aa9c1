package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Uploads in parts, which may come in any order and again. Nothing is to be seen of one before it
 * is complete. The parts are with the server that took them.
 */
@Service
public class Uploads {
  public static final int MOST_PARTS = 10_000;

  private static final int SECRET_BYTES = 32;

  private final UploadStore store;
  private final Staging staging;
  private final Artifacts artifacts;
  private final ArtifactSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final Set<UploadId> completing = ConcurrentHashMap.newKeySet();

  Uploads(UploadStore store, Staging staging, Artifacts artifacts, ArtifactSettings settings) {
    this.store = store;
    this.staging = staging;
    this.artifacts = artifacts;
    this.settings = settings;
  }

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
   * @throws Problem.Busy when too many uploads are going on
   */
  public Ticket begin(ArtifactRoot root, ArtifactPath path, NewArtifact what) throws IOException {
    artifacts.requireOpen(root);
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    UploadId id = UploadId.next();
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
   * The upload, for somebody who has no other right to it than its secret.
   *
   * @throws Problem.NotFound when it is not there, or the secret is another one
   */
  public Upload get(UploadId id, String secret) {
    return store
        .find(id)
        .filter(_ -> store.isSecretOf(id, secret))
        .orElseThrow(() -> new Problem.NotFound("upload", id));
  }

  /**
   * Takes a part in, durable on return; under the same number again it replaces the one before.
   *
   * @param announced its bytes; null when that is not known
   * @throws Problem.NotFound when there is no such upload
   * @throws Problem.Invalid when the part breaks off
   * @throws Problem.TooLarge when the artifact would be larger than allowed
   */
  public Part putPart(UploadId id, int number, @Nullable Long announced, InputStream body)
      throws IOException {
    if (number < 1 || number > MOST_PARTS) {
      throw new Problem.Invalid("number", number, "parts are numbered 1 to " + MOST_PARTS);
    }
    store.touch(id);
    requireIncomplete(id);
    long others =
        staging.parts(id).stream()
            .filter(p -> p.number() != number)
            .mapToLong(Staging.Part::bytes)
            .sum();
    Staging.Part part =
        staging.takePart(id, number, body, settings.largest().toBytes() - others, announced);
    store.touch(id); // it may have taken long
    return new Part(part.number(), part.bytes(), part.sha256());
  }

  /** The parts that have come, by their numbers. */
  public List<Part> parts(UploadId id) throws IOException {
    get(id);
    return staging.parts(id).stream()
        .map(p -> new Part(p.number(), p.bytes(), p.sha256()))
        .toList();
  }

  /**
   * Makes the artifact of the parts. Should it fail, the upload is still there.
   *
   * @param parts all of them
   * @throws Problem.Invalid when they are not those that have come
   * @throws Problem.Conflict when it is just being completed
   * @see Artifacts#put
   */
  public Artifact complete(UploadId id, List<Part> parts) throws IOException {
    Upload upload = get(id);
    if (!completing.add(id)) {
      throw beingCompleted(id);
    }
    try {
      store.touch(id);
      List<Staging.Part> present = staging.parts(id);
      requireSame(parts, present);
      Artifact artifact;
      try (Staged staged = staging.join(present, settings.largest().toBytes())) {
        artifact = artifacts.keep(upload.root(), upload.path(), upload.what(), staged);
      }
      end(id);
      return artifact;
    } finally {
      completing.remove(id);
    }
  }

  private void requireIncomplete(UploadId id) {
    if (completing.contains(id)) {
      throw beingCompleted(id);
    }
  }

  private static Problem beingCompleted(UploadId id) {
    return new Problem.Conflict("upload " + id + " is being completed");
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
    requireIncomplete(id);
    end(id);
  }

  private void end(UploadId id) throws IOException {
    store.end(id);
    staging.end(id);
  }
}
