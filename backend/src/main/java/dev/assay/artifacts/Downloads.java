package dev.assay.artifacts;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Artifacts as answers to requests. They are strangers' files: a browser saves them, and should it
 * show one all the same, nothing in it runs.
 */
@Component
public class Downloads {
  private static final Logger log = LoggerFactory.getLogger(Downloads.class);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FILES_AT_ONCE = 500;

  private final Artifacts artifacts;
  private final Transfers transfers;

  Downloads(Artifacts artifacts, Transfers transfers) {
    this.artifacts = artifacts;
    this.transfers = transfers;
  }

  private record Slice(long from, long length) {}

  /**
   * Sends an artifact, or the range of it that is asked for, or nothing when it is there already.
   * An answer with damaged content is broken off before its last byte.
   *
   * @throws Problem.NotFound when there is no such artifact
   * @throws CorruptContent when its content is damaged, and that is known before it is sent
   */
  public void send(
      ArtifactRoot root,
      ArtifactPath path,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Artifact artifact = artifacts.get(root, path);
    String tag = "\"" + artifact.sha256() + "\"";
    describe(artifact, tag, response);
    if (new ServletWebRequest(request, response).checkNotModified(tag)) {
      return;
    }
    Optional<HttpRange> range = range(request, tag);
    Slice slice = range.map(r -> slice(r, artifact.bytes())).orElse(new Slice(0, artifact.bytes()));
    if (range.isPresent() && slice.length() <= 0) {
      response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + artifact.bytes());
      response.sendError(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value());
      return;
    }
    try (Transfers.Transfer _ = transfers.out();
        InputStream content = open(artifact, slice)) {
      if (range.isPresent()) {
        response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
        response.setHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes %d-%d/%d"
                .formatted(slice.from(), slice.from() + slice.length() - 1, artifact.bytes()));
      }
      response.setContentType(artifact.mediaType());
      response.setContentLengthLong(slice.length());
      if (!request.getMethod().equals("HEAD")) {
        copy(artifact, content, response.getOutputStream());
      }
    }
  }

  private static void describe(Artifact artifact, String tag, HttpServletResponse response) {
    makeSafe(response, artifact.path().name());
    response.setHeader(HttpHeaders.ETAG, tag);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    response.setHeader(
        "Repr-Digest",
        "sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(artifact.sha256().bytes())));
  }

  private static void makeSafe(HttpServletResponse response, String name) {
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(name, StandardCharsets.UTF_8).build().toString());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
  }

  /** The one range that is asked for; several, or what is none, are answered with all. */
  private static Optional<HttpRange> range(HttpServletRequest request, String tag) {
    String condition = request.getHeader(HttpHeaders.IF_RANGE);
    if (condition != null && !condition.equals(tag)) {
      return Optional.empty();
    }
    try {
      List<HttpRange> ranges = HttpRange.parseRanges(request.getHeader(HttpHeaders.RANGE));
      return ranges.size() == 1 ? Optional.of(ranges.getFirst()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Slice slice(HttpRange range, long bytes) {
    long from = range.getRangeStart(bytes);
    return new Slice(from, Math.min(range.getRangeEnd(bytes), bytes - 1) - from + 1);
  }

  private InputStream open(Artifact artifact, Slice slice) throws IOException {
    return slice.length() == artifact.bytes()
        ? artifacts.open(artifact)
        : artifacts.open(artifact, slice.from(), slice.length());
  }

  private static void copy(Artifact artifact, InputStream content, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      int n = content.read(buffer);
      while (n >= 0) {
        out.write(buffer, 0, n);
        n = content.read(buffer);
      }
    } catch (CorruptContent e) {
      log.error("sending {} is broken off: {}", artifact.path(), e.getMessage());
      out.flush(); // from here on it cannot become another answer
      throw new IOException("damaged content", e);
    }
  }

  /**
   * Sends all that is in a folder as a zip.
   *
   * @throws Problem.NotFound when there is nothing
   */
  public void sendArchive(ArtifactRoot root, ArtifactPath folder, HttpServletResponse response)
      throws IOException {
    Page<Artifact> page = artifacts.walk(root, folder, PageRequest.first(FILES_AT_ONCE));
    if (page.items().isEmpty()) {
      throw new Problem.NotFound("folder", folder + " of " + root);
    }
    try (Transfers.Transfer _ = transfers.out()) {
      makeSafe(response, (folder.isTop() ? root.id().toString() : folder.name()) + ".zip");
      response.setContentType("application/zip");
      ZipOutputStream zip = new ZipOutputStream(response.getOutputStream());
      zip.setLevel(Deflater.BEST_SPEED); // most of what is large is compressed, or random
      int prefix = folder.isTop() ? 0 : folder.value().length() + 1;
      boolean more = true;
      while (more) {
        for (Artifact artifact : page.items()) {
          add(artifact, artifact.path().value().substring(prefix), zip);
        }
        String cursor = page.nextCursor();
        more = cursor != null;
        if (more) {
          page = artifacts.walk(root, folder, new PageRequest(FILES_AT_ONCE, cursor));
        }
      }
      zip.finish(); // closes nothing: an archive that breaks off must not look whole
    }
  }

  private void add(Artifact artifact, String name, ZipOutputStream zip) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(artifact.createdAt().toEpochMilli());
    zip.putNextEntry(entry);
    try (InputStream content = artifacts.open(artifact)) {
      copy(artifact, content, zip);
    } catch (CorruptContent e) {
      zip.flush();
      throw new IOException("damaged content", e);
    }
    zip.closeEntry();
  }
}
