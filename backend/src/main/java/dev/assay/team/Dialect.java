package dev.assay.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** How a family of addresses is spoken to. */
public interface Dialect {
  boolean covers(HttpServletRequest request);

  /**
   * Whether a request whose method says otherwise changes nothing, so that a VIEWER may send it.
   */
  boolean onlyReads(HttpServletRequest request);

  /** Answers a request that is not let in. */
  void refuse(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException;
}
