package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExpressionTest {
  private static final Map<String, JsonNode> VALUES = new HashMap<>();

  static {
    Spaces.json(
            "{'width': 512, 'heads': 8, 'opt': 'sgd', 'nesterov': true, 'lr': 0.001,"
                + " 'model.depth': 6, 'batch-size': 32, 'none': null, 'list': [1]}")
        .forEachEntry(VALUES::put);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "width % heads == 0",
        "opt == 'sgd' and lr < 0.01",
        "opt == \"adamw\" or nesterov",
        "not (opt == 'adamw')",
        "not opt == 'adamw' and width != 511",
        "opt in ['adamw', 'sgd']",
        "opt not in ['adamw', 'lion']",
        "heads in [-8, 8]",
        "1 + 2 * 3 == 7",
        "(1 + 2) * 3 == 9",
        "-2 ** 2 == -4", // as in Python
        "2 ** 3 ** 2 == 512",
        "2 ** -1 == 0.5",
        "10 - 4 - 3 == 3",
        "-7 % 3 == 2", // as in Python
        "7 / 2 == 3.5",
        "min(width, heads, 3) == 3 and max(1, 2) == 2",
        "abs(-1.5) == 1.5 and exp(0) == 1 and log(1) == 0",
        "log(lr) < -6",
        "model.depth >= 6 and model.depth <= 6",
        "`batch-size` == 32",
        "false or true and true",
        "'a' < 'b'",
        "1e3 == 1000 and .5 == 0.5",
        "absent != 3 or true",
        "not absent == 3",
        "if(width > 8, heads, width) == 8 and if(nesterov, 'a', 'b') == 'a'",
        "if(absent > 1, 1, 2) == 2",
        "if(opt == 'sgd', nesterov)",
      })
  void holds(String text) {
    assertThat(Expression.parse(text).holds(VALUES)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "absent == 3",
        "absent != 3",
        "absent",
        "absent + 1 > 0",
        "min(absent, 1) < 2",
        "absent in [1]",
        "none == 3",
        "none != 3",
        "list != 3",
        "opt < 3",
        "opt == 3",
        "opt + 1 > 0",
        "width % 0 == 0",
        "width % 0 != width % 0 and false",
        "lr / 0 < 1",
        "if(opt == 'adamw', nesterov)",
        "if(absent > 1, 1) < 2",
      })
  void does_not_hold(String text) {
    assertThat(Expression.parse(text).holds(VALUES)).isFalse();
  }

  @Test
  void names_are_told_in_their_order() {
    assertThat(Expression.parse("b.c > 1 and `a-b` == 'x' or b.c < min(z, 3)").names())
        .containsExactly("b.c", "a-b", "z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "a = 1 | at character 3: a comparison is written ==",
        "a == 1 && b == 2 | at character 8: logic is written and, or, not",
        "a == 'x | at character 6: the quote ' is not closed",
        "(a == 1 | at character 8: a closing bracket is expected, and not the end",
        "a == | at character 5: a value or a name is expected, and not the end",
        "a == 1 b | at character 8: and, or, or the end is expected, and not b",
        "1 < a < 3 | at character 7: a < b < c is written a < b and b < c",
        "sqrt(a) > 1 | at character 1: there is no function sqrt; there are min max abs log exp if",
        "log(a, 2) > 1 | at character 1: log is of one number",
        "max(a) > 1 | at character 1: max is of two or more numbers",
        "if(a) > 1 | at character 1: if is of a condition, what then holds, and what else if there is"
            + " something",
        "if(a > 1, 1, 'x') > 1 | at character 14: a number is expected, and not a text",
        "if(3, 1, 2) > 1 | at character 4: a condition is expected, and not a number",
        "a in [1, b] | at character 10: a value is expected, and not b",
        "a in [] | at character 7: a value is expected, and not ]",
        "a in 3 | at character 6: a list such as [1, 2] is expected, and not 3",
        "a in [-'x'] | at character 7: a number is expected after -",
        "a > 1e999 | at character 5: 1e999 is too large a number",
        "a # b | at character 3: the character # is not part of an expression",
        // kinds
        "a + 1 | at character 1: a condition is expected, and not a number",
        "'x' + 1 > 2 | at character 1: a number is expected, and not a text",
        "not 3 | at character 5: a condition is expected, and not a number",
        "a and 'x' | at character 7: a condition is expected, and not a text",
        "1 == 'x' | at character 1: a number cannot be compared with a text",
        "true < false | at character 1: true and false have no order",
        "a + 1 in [1, 'x'] | at character 14: a text is not a number, as what stands before the"
            + " list is",
        "-'x' > 1 | at character 2: a number is expected, and not a text",
        "abs(true) > 1 | at character 5: a number is expected, and not true or false",
      })
  void refusal_names_the_character(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOfSatisfying(
            Problem.Invalid.class,
            refused -> {
              assertThat(refused.violations()).hasSize(1);
              assertThat(refused.violations().getFirst().rule()).isEqualTo(message);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not ", "-", "2 ** ", "abs("})
  void what_is_nested_too_deep_is_refused(String part) {
    assertThatThrownBy(() -> Expression.parse(part.repeat(150) + "a"))
        .hasMessageContaining("nested more than 40 deep");
  }

  @Test
  void brackets_beside_each_other_are_not_nested() {
    String flat = "(a == 1)" + " or (a == 2)".repeat(80);

    assertThat(Expression.parse(flat).holds(Map.of("a", VALUES.get("width")))).isFalse();
    assertThat(Expression.parse("1" + "+1".repeat(400) + " == 401").holds(Map.of())).isTrue();
  }

  @Test
  void what_is_too_long_is_refused() {
    assertThatThrownBy(() -> Expression.parse("a" + " or a".repeat(200)))
        .hasMessageContaining("at most 1000 characters");
  }
}
