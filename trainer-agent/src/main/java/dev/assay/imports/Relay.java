package dev.assay.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes a file on from one server to another without keeping it. Its length is announced: the HTTP
 * client takes the end of a broken download for the end of the file otherwise.
 */
final class Relay {

  /** A file of another machine. */
  interface Download {
    /** From its beginning. */
    Body open() throws IOException, InterruptedException;
  }

  /**
   * A file that is being read.
   *
   * @param bytes its length; negative when unknown
   */
  record Body(InputStream in, long bytes) {}

  private final Download download;
  private final Progress progress;
  private final long bytes;
  private @Nullable InputStream first;

  /** Why the last try could not read on. */
  private volatile @Nullable String trouble;

  /**
   * @param listedBytes counts when the download does not tell its length
   * @throws IOException when the file is not to be had
   */
  Relay(Download download, long listedBytes, Progress progress)
      throws IOException, InterruptedException {
    this.download = download;
    this.progress = progress;
    Body body = download.open();
    this.first = body.in;
    this.bytes = body.bytes >= 0 ? body.bytes : listedBytes;
    if (bytes < 0) {
      body.in.close();
      throw new IOException("its size is not known");
    }
  }

  long bytes() {
    return bytes;
  }

  /** Why the file could not be read to its end; empty when that was not the trouble. */
  @Nullable String trouble() {
    return trouble;
  }

  BodyPublisher publisher() {
    return bytes == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::next), bytes);
  }

  private @Nullable InputStream next() {
    trouble = null;
    try {
      InputStream in = first == null ? download.open().in : first;
      first = null;
      return new Watched(in);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      trouble = e.getMessage();
    }
    return null; // which fails the request
  }

  private final class Watched extends FilterInputStream {
    private long read;

    Watched(InputStream in) {
      super(Objects.requireNonNull(in));
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      try {
        int n = super.read(buffer, from, length);
        if (n > 0) {
          read += n;
          progress.read(n);
        }
        if (n < 0 ? read < bytes : read > bytes) {
          trouble = "%d bytes came where %d were announced".formatted(read, bytes);
        }
        return n;
      } catch (IOException e) {
        trouble = e.toString();
        throw e;
      }
    }
  }
}
