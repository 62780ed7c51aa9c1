package dev.assay.tracking;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that did not succeed. */
public sealed class ServerException extends RuntimeException {

  private ServerException(String message) {
    super(message);
  }

  private ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The server said no, and would say it again: a 4xx with its problem detail. */
  public static final class Refused extends ServerException {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final int status;
    private final transient List<Wire.Problem.FieldError> errors;

    Refused(int status, String detail, List<Wire.Problem.FieldError> errors) {
      super(detail);
      this.status = status;
      this.errors = List.copyOf(errors);
    }

    /** All that is wrong, where the server has found several things. */
    public List<Wire.Problem.FieldError> errors() {
      return errors;
    }

    public int status() {
      return status;
    }

    /** Whether another token would help. */
    public boolean isAboutTheToken() {
      return status == UNAUTHORIZED || status == FORBIDDEN;
    }
  }

  /** No server answered, or it had trouble of its own, until patience ended. */
  public static final class Unavailable extends ServerException {

    private final @Nullable Duration retryAfter;

    Unavailable(String message) {
      this(message, null, null);
    }

    Unavailable(String message, @Nullable Throwable cause) {
      this(message, cause, null);
    }

    Unavailable(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    /** How long the server asked not to be asked again. */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }
}
