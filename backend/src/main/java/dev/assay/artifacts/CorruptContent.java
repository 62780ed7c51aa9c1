package dev.assay.artifacts;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What is kept under a digest does not have it any more, or is not there. */
public final class CorruptContent extends ErrorResponseException {
  private final String reason;

  CorruptContent(Sha256 sha256, String reason) {
    super(
        HttpStatus.INTERNAL_SERVER_ERROR,
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "the content %s is damaged in the server's store and is not served: %s"
                .formatted(sha256, reason)),
        null);
    this.reason = "the content " + sha256 + " is damaged: " + reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
