package dev.assay.exports;

import dev.assay.database.DataFolder;
import dev.assay.exports.Archive.Kind;
import dev.assay.exports.ArchiveReader.Entry;
import dev.assay.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Keeps an archive in a file while it comes, and reads all of it meanwhile: what is damaged, cut
 * off or no archive at all is refused before anything is made of it.
 */
@Component
class ArchiveCheck {
  private static final long SPACE_IS_LOOKED_AT_EVERY = 64L << 20;

  private final DataFolder data;
  private final ExportSettings settings;

  ArchiveCheck(DataFolder data, ExportSettings settings) {
    this.data = data;
    this.settings = settings;
  }

  /**
   * Takes an archive in.
   *
   * @param file that does not exist yet; should anything fail it may be there in part
   * @throws Problem.Invalid when it is no whole archive
   * @throws Problem.TooLarge when it is larger than allowed, as it comes or decompressed
   * @throws Problem.Unavailable when the disk has no room for it
   */
  Archive.Manifest receive(InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      InputStream copied = new Copied(body, out);
      Archive.Manifest manifest = check(new ArchiveReader(copied, settings.mostUnpacked()));
      copied.transferTo(
          OutputStream.nullOutputStream()); // the zip's directory, which says nothing new
      return manifest;
    }
  }

  private static Archive.Manifest check(ArchiveReader archive) throws IOException {
    @Nullable Entry first = archive.next();
    if (first == null || first.kind() != Kind.MANIFEST) {
      throw Archive.invalid(
          "the first entry",
          first == null ? "missing" : first.name(),
          "the archive of an experiment is a zip that begins with manifest.json");
    }
    Archive.Manifest manifest = archive.json(Archive.Manifest.class);
    @Nullable UUID run = null;
    int runs = 0;
    for (@Nullable Entry entry = archive.next(); entry != null; entry = archive.next()) {
      switch (entry.kind()) {
        case MANIFEST -> throw misplaced(entry);
        case RUN -> {
          run = entry.run();
          runs++;
        }
        case SAMPLES, METRICS, LOG, FILE, CONTENT -> {
          if (run == null || !run.equals(entry.run())) {
            throw misplaced(entry);
          }
        }
        case END -> {
          compare(archive.json(Archive.End.class), archive.entries() - 1, runs);
          if (archive.next() != null) {
            throw misplaced(entry);
          }
          return manifest;
        }
      }
    }
    throw Archive.invalid(
        "end.json", "missing", "the archive is cut short: it ends with that entry");
  }

  private static Problem.Invalid misplaced(Entry entry) {
    return Archive.invalid(
        entry.name(), "out of place", "entries stand in the order in which they are written");
  }

  private static void compare(Archive.End end, long entries, int runs) {
    if (end.entries() != entries || end.runs() != runs) {
      throw Archive.invalid(
          "end.json",
          "of %d entries and %d runs".formatted(end.entries(), end.runs()),
          "the archive has %d and %d".formatted(entries, runs));
    }
  }

  /** Copies what is read from it. */
  private final class Copied extends FilterInputStream {
    private final OutputStream copy;
    private long bytes;
    private long looked;

    Copied(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = in.read(buffer, offset, length);
      if (n > 0) {
        bytes += n;
        requireRoom();
        copy.write(buffer, offset, n);
      }
      return n;
    }

    private void requireRoom() {
      DataSize largest = settings.largestArchive();
      if (bytes > largest.toBytes()) {
        throw new Problem.TooLarge(
            "the archive is larger than %d MB (assay.exports.largest-archive)"
                .formatted(largest.toMegabytes()));
      }
      if (bytes - looked >= SPACE_IS_LOOKED_AT_EVERY) {
        looked = bytes;
        data.shortageFor(0)
            .ifPresent(
                shortage -> {
                  throw new Problem.Unavailable(shortage + "; nothing of the archive was kept");
                });
      }
    }
  }
}
