package dev.assay.tracking;

/** A request that did not succeed. */
public sealed class ServerException extends RuntimeException {

  private ServerException(String message) {
    super(message);
  }

  private ServerException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The server said no, and would say it again: a 4xx with its problem detail. */
  public static final class Refused extends ServerException {

    private final int status;

    Refused(int status, String detail) {
      super(detail);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** No server answered, or it had trouble of its own, until patience ended. */
  public static final class Unavailable extends ServerException {

    Unavailable(String message) {
      super(message);
    }

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
