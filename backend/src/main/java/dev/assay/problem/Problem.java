package dev.assay.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be done as asked. Its message is written for the person who asked: it
 * carries the value and the rule, and never a secret.
 */
public abstract sealed class Problem extends RuntimeException {

  /** One wrong thing: where it stands in the request, what stands there, what the rule is. */
  public record Violation(String field, String value, String rule) {
    private static final int LONGEST_VALUE_SHOWN = 100;

    public Violation {
      if (value.length() > LONGEST_VALUE_SHOWN) {
        value = value.substring(0, LONGEST_VALUE_SHOWN) + "… (" + value.length() + " characters)";
      }
    }
  }

  private Problem(String message) {
    // no stack trace: it is an answer, not a defect
    super(message, null, false, false);
  }

  /** The request breaks a rule; sending it again changes nothing. */
  public static final class Invalid extends Problem {
    private final transient List<Violation> violations;

    public Invalid(String message, List<Violation> violations) {
      super(message);
      this.violations = List.copyOf(violations);
    }

    public Invalid(String field, @Nullable Object value, String rule) {
      this(List.of(new Violation(field, String.valueOf(value), rule)));
    }

    private Invalid(List<Violation> violations) {
      this(sentence(violations.getFirst()), violations);
    }

    public List<Violation> violations() {
      return violations;
    }

    private static String sentence(Violation v) {
      return v.field() + " is " + (v.value().isEmpty() ? "empty" : v.value()) + ": " + v.rule();
    }
  }

  /** What the request names does not exist. */
  public static final class NotFound extends Problem {
    public NotFound(String kind, Object id) {
      super("there is no " + kind + " " + id);
    }
  }

  /** The request was sound but the state of things does not allow it. */
  public static final class Conflict extends Problem {
    public Conflict(String message) {
      super(message);
    }
  }

  /** What asks is to end, and not to ask again. */
  public static final class Gone extends Problem {
    public Gone(String message) {
      super(message);
    }
  }

  /** Who asks may not do that to this thing. */
  public static final class Forbidden extends Problem {
    public Forbidden(String message) {
      super(message);
    }
  }

  /** The request is larger than the server takes. */
  public static final class TooLarge extends Problem {
    public TooLarge(String message) {
      super(message);
    }
  }

  /** The server has as much to do as it can; the same request may succeed later. */
  public static final class Busy extends Problem {
    private final int retryAfterSeconds;

    public Busy(String message, int retryAfterSeconds) {
      super(message);
      this.retryAfterSeconds = retryAfterSeconds;
    }

    public int retryAfterSeconds() {
      return retryAfterSeconds;
    }
  }

  /**
   * Something that the server needs is away (the database, space on the disk); nothing of the
   * request was kept.
   */
  public static final class Unavailable extends Problem {
    public Unavailable(String message) {
      super(message);
    }
  }
}
