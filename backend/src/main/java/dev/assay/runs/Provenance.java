package dev.assay.runs;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * With which code, by which command and where a run was executed.
 *
 * @param command the words of the command line; empty when unknown
 * @param host the machine's name
 * @param environment what else is known: devices, versions of libraries
 */
public record Provenance(
    Code code, List<String> command, @Nullable String host, ObjectNode environment) {
  private static final int LONGEST_COMMAND = 100_000;
  private static final int LONGEST_ENVIRONMENT = 1_000_000;
  private static final int LONGEST_NAME = 1000;

  public static final Provenance UNKNOWN =
      new Provenance(Code.UNKNOWN, List.of(), null, JsonNodeFactory.instance.objectNode());

  /**
   * The state of the code.
   *
   * @param commit of the version control system
   * @param dirty whether the code differed from the commit
   * @param diff how it differed
   * @param entryPoint the program or module that was started
   */
  public record Code(
      @Nullable String repository,
      @Nullable String commit,
      @Nullable String branch,
      @Nullable Boolean dirty,
      @Nullable String diff,
      @Nullable String entryPoint) {
    private static final int LONGEST_DIFF = 4_000_000;

    public static final Code UNKNOWN = new Code(null, null, null, null, null, null);

    public Code {
      name("code.repository", repository);
      name("code.commit", commit);
      name("code.branch", branch);
      name("code.entryPoint", entryPoint);
      if (diff != null) {
        Rules.text("code.diff", diff, 0, LONGEST_DIFF);
      }
    }

    private Code or(Code other) {
      return new Code(
          Provenance.or(repository, other.repository),
          Provenance.or(commit, other.commit),
          Provenance.or(branch, other.branch),
          Provenance.or(dirty, other.dirty),
          Provenance.or(diff, other.diff),
          Provenance.or(entryPoint, other.entryPoint));
    }
  }

  public Provenance {
    command = List.copyOf(command);
    Rules.text("command", String.join(" ", command), 0, LONGEST_COMMAND);
    name("host", host);
    String text = environment.toString();
    if (text.length() > LONGEST_ENVIRONMENT || text.contains("\\u0000")) {
      throw new Problem.Invalid(
          "environment",
          text,
          "it has at most %d characters, none of them U+0000".formatted(LONGEST_ENVIRONMENT));
    }
  }

  /** What this says, and where it says nothing, the other. */
  Provenance or(Provenance other) {
    ObjectNode both = other.environment.deepCopy();
    both.setAll(environment);
    return new Provenance(
        code.or(other.code),
        command.isEmpty() ? other.command : command,
        or(host, other.host),
        both);
  }

  private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
    return value == null ? other : value;
  }

  private static void name(String field, @Nullable String text) {
    if (text != null) {
      Rules.text(field, text, 0, LONGEST_NAME);
    }
  }
}
