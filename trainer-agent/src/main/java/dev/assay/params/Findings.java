package dev.assay.params;

import java.util.List;
import java.util.stream.Stream;

/** Takes what the rules about several params find. */
public final class Findings {

  private final String prefix;
  private final List<Violation> violations;

  /**
   * @param prefix of the record's params: empty, or ending with a dot
   * @param violations what is wrong already; is added to
   */
  Findings(String prefix, List<Violation> violations) {
    this.prefix = prefix;
    this.violations = violations;
  }

  /**
   * A rule.
   *
   * @param param which is wrong if it does not hold
   * @param value of it
   * @param rule how the value must be: {@code must divide the width, 128}
   * @param others that the rule looks at; it is passed over when one of them is wrong by itself
   */
  public void require(boolean holds, String param, Object value, String rule, String... others) {
    boolean blurred = Stream.concat(Stream.of(param), Stream.of(others)).anyMatch(this::isWrong);
    if (!holds && !blurred) {
      violations.add(new Violation(prefix + param, String.valueOf(value), rule));
    }
  }

  /**
   * Rules of a record that is made of these params: what its constructor refuses is wrong here.
   * Does nothing when one of this record's params is wrong.
   *
   * @param making throws {@link IllegalArgumentException} with a message for people
   */
  public void attempt(Runnable making) {
    if (isWrong("")) {
      return;
    }
    try {
      making.run();
    } catch (IllegalArgumentException e) {
      violations.add(new Violation("", "", String.valueOf(e.getMessage())));
    }
  }

  /** Whether the param, one it is in, or one in it is wrong. */
  private boolean isWrong(String param) {
    String path = prefix + param;
    String within = path.isEmpty() || path.endsWith(".") ? path : path + ".";
    return violations.stream()
        .map(Violation::param)
        .anyMatch(
            wrong ->
                wrong.equals(path) || wrong.startsWith(within) || path.startsWith(wrong + "."));
  }
}
