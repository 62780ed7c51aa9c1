package dev.assay.artifacts;

import dev.assay.database.DataFolder;
import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Where bytes are while they come in: a folder beside the content, on the same file system. An
 * upload in parts has a folder of its own in it, with a file per part.
 */
@Component
class Staging {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long SPACE_IS_LOOKED_AT_EVERY = 64L << 20;
  private static final Pattern PART = Pattern.compile("(\\d+)-(\\p{XDigit}{64})");
  private static final Pattern UPLOAD =
      Pattern.compile("upload-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final DataFolder data;
  private final Path folder;
  private final Transfers transfers;

  /** Bytes of the parts that have come. */
  private final Map<UploadId, Long> partBytes = new ConcurrentHashMap<>();

  Staging(DataFolder data, Transfers transfers) throws IOException {
    this.data = data;
    this.transfers = transfers;
    folder = data.resolve("artifacts").resolve("staging");
    Files.createDirectories(folder);
    sweepAfterStart();
    for (UploadId upload : uploads()) {
      count(upload);
    }
  }

  /** Nobody will end what an earlier process began, but for uploads in parts. */
  private void sweepAfterStart() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path path : left.toList()) {
        if (!UPLOAD.matcher(path.getFileName().toString()).matches()) {
          FileSystemUtils.deleteRecursively(path);
        }
      }
    }
  }

  /**
   * Takes a body in, durable on return.
   *
   * @param most so many bytes at most
   * @param announced how many there must be; null when that is not known
   * @throws Problem.TooLarge when there are more than the most
   * @throws Problem.Invalid when there are fewer or more than announced
   * @throws Problem.Unavailable when the disk has no room for them
   * @throws Problem.Busy when too many bodies are being taken in
   */
  Staged take(InputStream body, long most, @Nullable Long announced) throws IOException {
    return take(newFile(folder), body, most, announced);
  }

  private static Path newFile(Path folder) {
    return folder.resolve("body-" + UploadId.next());
  }

  private Staged take(Path file, InputStream body, long most, @Nullable Long announced)
      throws IOException {
    if (announced != null) {
      requireAtMost(announced, most);
      requireSpace(announced);
    }
    MessageDigest digest = Sha256.newDigest();
    try (Transfers.Transfer _ = transfers.in();
        FileChannel out = create(file)) {
      long bytes = copy(body, out, digest, most);
      if (announced != null && bytes != announced) {
        throw new Problem.Invalid("body", bytes + " bytes", "its Content-Length says " + announced);
      }
      out.force(true);
      return new Staged(file, bytes, Sha256.of(digest.digest()));
    } catch (Throwable e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private long copy(InputStream in, FileChannel out, MessageDigest digest, long most)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    long looked = 0;
    int n = in.read(buffer);
    while (n >= 0) {
      bytes += n;
      requireAtMost(bytes, most);
      if (bytes - looked >= SPACE_IS_LOOKED_AT_EVERY) {
        requireSpace(0);
        looked = bytes;
      }
      digest.update(buffer, 0, n);
      write(out, ByteBuffer.wrap(buffer, 0, n));
      n = in.read(buffer);
    }
    return bytes;
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static void requireAtMost(long bytes, long most) {
    if (bytes > most) {
      throw new Problem.TooLarge(
          "the artifact has %s bytes; the largest has %d (assay.artifacts.largest)"
              .formatted(bytes, most));
    }
  }

  private void requireSpace(long bytes) {
    data.shortageFor(bytes)
        .ifPresent(
            shortage -> {
              throw new Problem.Unavailable(shortage + "; nothing of the upload was kept");
            });
  }

  // --- uploads in parts

  /** A part that has come. */
  record Part(int number, long bytes, Sha256 sha256, Path file) {}

  void begin(UploadId upload) throws IOException {
    Files.createDirectory(folderOf(upload));
    force(folder);
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path folderOf(UploadId upload) {
    return folder.resolve("upload-" + upload);
  }

  /** Takes the bytes of a part in, which is none before {@link #add}. */
  Staged takeFor(UploadId upload, InputStream body, long most, @Nullable Long announced)
      throws IOException {
    return take(newFile(folderOf(upload)), body, most, announced);
  }

  /**
   * Makes staged bytes a part, durable on return; one of the same number that has come before goes.
   * One at a time for an upload.
   */
  Part add(UploadId upload, int number, Staged staged) throws IOException {
    Path parts = folderOf(upload);
    Path file = parts.resolve(number + "-" + staged.sha256());
    Files.move(staged.file(), file, StandardCopyOption.ATOMIC_MOVE);
    for (Part old : parts(upload)) {
      if (old.number() == number && !old.file().equals(file)) {
        Files.deleteIfExists(old.file());
      }
    }
    force(parts);
    count(upload);
    return new Part(number, staged.bytes(), staged.sha256(), file);
  }

  private void count(UploadId upload) throws IOException {
    partBytes.put(upload, parts(upload).stream().mapToLong(Part::bytes).sum());
  }

  /** Bytes of all parts that have come to this server and are not an artifact yet. */
  long partBytes() {
    return partBytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same of some uploads. */
  long partBytes(Set<UploadId> uploads) {
    return uploads.stream().mapToLong(id -> partBytes.getOrDefault(id, 0L)).sum();
  }

  /** The parts that have come, by their numbers. */
  List<Part> parts(UploadId upload) throws IOException {
    List<Part> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folderOf(upload))) {
      for (Path file : files.toList()) {
        Matcher name = PART.matcher(file.getFileName().toString());
        if (name.matches()) {
          parts.add(
              new Part(
                  Integer.parseInt(name.group(1)),
                  Files.size(file),
                  new Sha256(name.group(2)),
                  file));
        }
      }
    }
    parts.sort(Comparator.comparingInt(Part::number));
    return parts;
  }

  /** Makes one of the parts, in their order; they stay. */
  Staged join(List<Part> parts, long most) throws IOException {
    long bytes = parts.stream().mapToLong(Part::bytes).sum();
    requireAtMost(bytes, most);
    requireSpace(bytes);
    Path file = newFile(folder);
    MessageDigest digest = Sha256.newDigest();
    try (Transfers.Transfer _ = transfers.in();
        FileChannel out = create(file)) {
      for (Part part : parts) {
        try (InputStream in = Files.newInputStream(part.file(), LinkOption.NOFOLLOW_LINKS)) {
          copy(in, out, digest, most);
        }
      }
      out.force(true);
      return new Staged(file, bytes, Sha256.of(digest.digest()));
    } catch (Throwable e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  void end(UploadId upload) throws IOException {
    partBytes.remove(upload);
    FileSystemUtils.deleteRecursively(folderOf(upload));
  }

  /** The uploads that have a folder. */
  Set<UploadId> uploads() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> UPLOAD.matcher(name).matches())
          .map(name -> new UploadId(UUID.fromString(name.substring("upload-".length()))))
          .collect(Collectors.toSet());
    }
  }
}
