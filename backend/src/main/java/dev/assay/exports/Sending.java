package dev.assay.exports;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Sends files that are made while they are sent. */
@Component
class Sending {
  private final Slots slots;

  Sending(Slots slots) {
    this.slots = slots;
  }

  /** A file, in words for the client. */
  record File(String name, String mediaType) {}

  /** Makes the file. */
  interface Making {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Sends a file. When making it fails after the first bytes are on their way, the connection is
   * broken off: an answer that ended in good order would pass for a whole file.
   *
   * @throws dev.assay.problem.Problem.Busy when too many are being made
   */
  void send(File file, HttpServletRequest request, HttpServletResponse response, Making making)
      throws IOException {
    try (Slots.Slot _ = slots.take()) {
      response.setContentType(file.mediaType());
      response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(file.name(), StandardCharsets.UTF_8)
              .build()
              .toString());
      making.to(response.getOutputStream());
    } catch (IOException | RuntimeException | Error e) {
      if (response.isCommitted()) {
        request.setAttribute(BrokenOff.ATTRIBUTE, e);
      } else {
        response.reset(); // the answer is a problem, not a file
      }
      throw e;
    }
  }
}
