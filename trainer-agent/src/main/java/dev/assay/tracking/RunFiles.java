package dev.assay.tracking;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a run keeps on the server. They are streamed: memory does not grow with them. What
 * is there already is not sent again, and a folder is replaced as a whole: whoever reads it finds
 * all of the old files or all of the new ones, even when an upload is cut off.
 */
public final class RunFiles {

  private static final Logger log = LoggerFactory.getLogger(RunFiles.class);
  private static final int SLOWEST_BYTES_PER_SECOND = 100_000;
  private static final int BUFFER = 1 << 16;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TRIES = 3;
  private static final Pattern DRIVE = Pattern.compile("\\p{Alpha}:");

  /** Beside a folder: where its new files wait for their place. */
  private static final String INCOMING = ".incoming";

  private final Supplier<AssayClient> client;
  private final RunId run;

  /**
   * @param client asked for each transfer, for its patience may change
   */
  public RunFiles(Supplier<AssayClient> client, RunId run) {
    this.client = client;
    this.run = run;
  }

  /**
   * Stores a file, or all files of a folder and of the folders in it; what was there under that
   * path is replaced.
   *
   * @param path below the run, names with {@code /} between them
   * @throws IOException when the files cannot be read
   */
  public void upload(String path, Path fileOrFolder) throws IOException, InterruptedException {
    if (!Files.isDirectory(fileOrFolder)) {
      put(path, fileOrFolder, sha256(fileOrFolder), client.get().artifact(run, path).orElse(null));
      return;
    }
    SortedMap<String, Path> files = filesOf(fileOrFolder);
    if (files.isEmpty()) {
      throw new IOException(fileOrFolder + " has no files to upload");
    }
    var wanted = new TreeMap<String, String>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      wanted.put(file.getKey(), sha256(file.getValue()));
    }
    for (int tries = 0; ; tries++) {
      try {
        if (tries > 0) {
          send(path, files, wanted);
        } // else the run may have all of it, in other folders
        replace(path, wanted);
        return;
      } catch (ServerException.Refused e) {
        if (e.status() != CONFLICT || tries == TRIES) {
          throw e;
        }
        log.debug("{} of run {} lacks content: {}", path, run, e.getMessage());
      }
    }
  }

  /** Sends what is neither in the folder nor waits beside it. */
  private void send(String path, SortedMap<String, Path> files, Map<String, String> wanted)
      throws IOException, InterruptedException {
    Map<String, Wire.ArtifactEntry> there = list(path);
    Map<String, Wire.ArtifactEntry> waiting = list(path + INCOMING);
    Set<String> kept = new HashSet<>();
    there.values().forEach(entry -> kept.add(String.valueOf(entry.sha256())));
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String sha256 = Objects.requireNonNull(wanted.get(file.getKey()));
      if (!kept.contains(sha256)) {
        Wire.ArtifactEntry arrived = waiting.get(file.getKey());
        put(
            path + INCOMING + "/" + file.getKey(),
            file.getValue(),
            sha256,
            arrived == null || arrived.sha256() == null
                ? null
                : new Wire.StoredArtifact(-1, arrived.sha256()));
      }
    }
  }

  private void replace(String path, SortedMap<String, String> wanted) throws InterruptedException {
    var files =
        wanted.entrySet().stream()
            .map(e -> new Wire.ArtifactReplace.File(e.getKey(), e.getValue()))
            .toList();
    client.get().replaceArtifacts(run, path, new Wire.ArtifactReplace(files, path + INCOMING));
  }

  private void put(String path, Path file, String sha256, Wire.@Nullable StoredArtifact there)
      throws IOException, InterruptedException {
    if (there == null || !there.sha256().equals(sha256)) {
      client.get().putArtifact(run, path, file, sha256, timeout(Files.size(file)));
    }
  }

  private static SortedMap<String, Path> filesOf(Path folder) throws IOException {
    var files = new TreeMap<String, Path>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), file);
      }
    }
    return files;
  }

  /**
   * Brings the files that are stored below a path into a folder, in place of those of the same
   * names; those that are here already are not sent again. When they are replaced meanwhile the new
   * ones are brought. When it fails the folder is as it was, unless it is the disk that fails while
   * the files are given their places.
   *
   * @return false when there are none
   * @throws IOException when one cannot be written, has a name that leads out of the folder, or
   *     comes damaged
   */
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    SortedMap<Path, Wire.ArtifactEntry> targets = targets(path, folder);
    if (targets.isEmpty()) {
      return false;
    }
    try (var arrivals = new Arrivals(folder)) {
      for (int tries = 1; !targets.isEmpty(); tries++) {
        try {
          for (Map.Entry<Path, Wire.ArtifactEntry> target : targets.entrySet()) {
            bring(target.getValue(), target.getKey(), arrivals);
          }
          arrivals.place(targets);
          return true;
        } catch (Unlisted e) {
          if (tries == TRIES) {
            throw new IOException(e.getMessage(), e);
          }
          log.debug("{}; the list is asked for again", e.getMessage());
          targets = targets(path, folder);
        }
      }
    }
    return false;
  }

  /** What was listed is not what comes: it was replaced meanwhile, or is damaged. */
  private static final class Unlisted extends Exception {
    Unlisted(String message) {
      super(message);
    }
  }

  /** All of them, before any is written. */
  private SortedMap<Path, Wire.ArtifactEntry> targets(String path, Path folder)
      throws IOException, InterruptedException {
    var targets = new TreeMap<Path, Wire.ArtifactEntry>();
    for (Map.Entry<String, Wire.ArtifactEntry> file : list(path).entrySet()) {
      targets.put(inside(folder, file.getKey()), file.getValue());
    }
    return targets;
  }

  private void bring(Wire.ArtifactEntry entry, Path target, Arrivals arrivals)
      throws IOException, InterruptedException, Unlisted {
    long bytes = entry.bytes() == null ? 0 : entry.bytes();
    String expected = String.valueOf(entry.sha256());
    if (arrivals.get(entry) != null
        || (Files.isRegularFile(target)
            && Files.size(target) == bytes
            && sha256(target).equals(expected))) {
      return;
    }
    Path part = arrivals.next();
    String got;
    try {
      client.get().readArtifact(run, entry.path(), part, bytes, timeout(bytes));
      got = "the SHA-256 " + sha256(part);
    } catch (BoundedBody.TooLong e) {
      got = String.valueOf(e.getMessage());
    } catch (ServerException.Refused e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      got = "nothing";
    }
    if (!got.equals("the SHA-256 " + expected)) {
      Files.deleteIfExists(part);
      throw new Unlisted(
          "%s of run %s came with %s; it is listed with %d bytes and the SHA-256 %s"
              .formatted(entry.path(), run, got, bytes, expected));
    }
    arrivals.put(entry, part);
  }

  /** The files below a folder by their path in it. */
  private SortedMap<String, Wire.ArtifactEntry> list(String folder)
      throws IOException, InterruptedException {
    var files = new TreeMap<String, Wire.ArtifactEntry>();
    Deque<String> folders = new ArrayDeque<>(Set.of(folder));
    while (!folders.isEmpty()) {
      String next = folders.pop();
      @Nullable String cursor = null;
      do {
        Wire.ArtifactPage page = client.get().artifacts(run, next, cursor);
        for (Wire.ArtifactEntry entry : page.items()) {
          if (!entry.path().startsWith(next + "/")) {
            throw new IOException(entry.path() + " is listed as a part of " + next);
          }
          if (entry.kind().equals("folder")) {
            folders.push(entry.path());
          } else {
            files.put(entry.path().substring(folder.length() + 1), entry);
          }
        }
        cursor = page.nextCursor();
      } while (cursor != null);
    }
    return files;
  }

  /** A name that comes from elsewhere never leads out of the folder, on no system. */
  private static Path inside(Path folder, String name) throws IOException {
    try {
      Path root = folder.toAbsolutePath().normalize();
      Path target = root.resolve(name).normalize();
      boolean plain =
          name.indexOf('\\') < 0
              && !DRIVE.matcher(name).lookingAt()
              && Stream.of(name.split("/", -1))
                  .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
      if (plain && target.startsWith(root) && !target.equals(root)) {
        return target;
      }
    } catch (InvalidPathException e) {
      log.debug("{}", e.getMessage());
    }
    throw new IOException("the name " + name + " leads out of the folder; it is not written");
  }

  private static Duration timeout(long bytes) {
    return Duration.ofMinutes(1).plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
