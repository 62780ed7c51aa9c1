package dev.assay.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private static Filter parse(String text) {
    return ParsedFilter.parse(new Source("filter", text)).filter();
  }

  /** As a fully bracketed text: what belongs together is seen. */
  private static String shown(Filter filter) {
    return switch (filter) {
      case Filter.And(var all) -> joined(all, " and ");
      case Filter.Or(var any) -> joined(any, " or ");
      case Filter.Not(var inner) -> "not " + shown(inner);
      case Filter.IsNull(var operand) -> operand + " is null";
      case Filter.In(var operand, var literals) ->
          operand + " in " + literals.stream().map(ParserTest::shown).toList();
      case Filter.Compare(var operand, var comparison, var literal) ->
          operand + " " + comparison + " " + shown(literal);
    };
  }

  private static String joined(List<Filter> filters, String word) {
    return filters.stream().map(ParserTest::shown).collect(Collectors.joining(word, "(", ")"));
  }

  private static String shown(Literal literal) {
    return switch (literal) {
      case Literal.Text(var value, var _) -> "'" + value + "'";
      case Literal.Number(var _, var written, var _) -> written;
      case Literal.Span(var value, var _) -> value.toString();
      case Literal.Flag(var value, var _) -> Boolean.toString(value);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "metrics.loss < 0.1 | metrics.loss < 0.1",
        "metrics.loss<0.1 | metrics.loss < 0.1",
        "metric.loss>=1e-3 | metrics.loss >= 1e-3",
        "params.lr = '0.1' | params.lr = '0.1'",
        "parameter.lr = \"0.1\" | params.lr = '0.1'",
        "tags.x ILIKE '%a%' | tags.x ILIKE '%a%'",
        "tag.`my tag` like 'a' | tags.my tag LIKE 'a'",
        "metrics.\"val loss\" > -1 | metrics.val loss > -1",
        "metrics.train/loss_1-2@x > 1 | metrics.train/loss_1-2@x > 1",
        "params.model.layers = 4 | params.model.layers = 4",
        "attributes.status = 'FINISHED' | attributes.status = 'FINISHED'",
        "attr.status != 'FINISHED' | attributes.status != 'FINISHED'",
        "run.status = 'a' | attributes.status = 'a'",
        "status = 'a' | attributes.status = 'a'",
        "`Run name` = 'a' | attributes.Run name = 'a'",
        "tags.x = 'it''s' | tags.x = 'it's'",
        "dataset.name IN ('a', 'b') | datasets.name in ['a', 'b']",
        "run_id not in ('a') | not attributes.run_id in ['a']",
        "tags.x is null | tags.x is null",
        "tags.x IS NOT NULL | not tags.x is null",
        "tags.x not like 'a' | not tags.x LIKE 'a'",
        "start_time > -7d | attributes.start_time > PT-168H",
        "duration < 90s | attributes.duration < PT1M30S",
        "dirty = true | attributes.dirty = true",
        "min(metrics.loss) < 1 | min(metrics.loss) < 1",
        "MEAN( metrics.`a b` ) < 1 | mean(metrics.a b) < 1",
        "last(metrics.loss) < 1 | metrics.loss < 1",
        "a = 'x' and b = 'y' and c = 'z' | (attributes.a = 'x' and attributes.b = 'y' and attributes.c = 'z')",
        "a = 'x' or b = 'y' and c = 'z' | (attributes.a = 'x' or (attributes.b = 'y' and attributes.c = 'z'))",
        "(a = 'x' or b = 'y') and c = 'z' | ((attributes.a = 'x' or attributes.b = 'y') and attributes.c = 'z')",
        "not a = 'x' and b = 'y' | (not attributes.a = 'x' and attributes.b = 'y')",
        "not (a = 'x' and not b = 'y') | not (attributes.a = 'x' and not attributes.b = 'y')",
        "((a = 'x')) | attributes.a = 'x'",
      })
  void a_filter_is_read(String text, String meaning) {
    assertThat(shown(parse(text))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void an_empty_filter_means_everything(String text) {
    assertThat(parse(text)).isEqualTo(Filter.EVERYTHING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "metrics.loss < | at character 15 (its end) | a value: a number, or a text in quotes",
        "metrics.loss ~= 1 | at character 14 (~= 1) | the character ~ is not part of the language",
        "metrics.loss = abc | at character 16 (abc) | abc is no number; a text stands in quotes",
        "metrics. = 1 | at character 1 (metrics. = 1) | there is no name after metrics.",
        "metrcs.loss = 1 | at character 1 (metrcs.loss = 1) | not with metrcs.",
        "tags.x = 'a | at character 10 ('a) | the quote ' is not closed",
        "a = 'x' b = 'y' | at character 9 (b = 'y') | expected is and, or, or the end of the filter, not b",
        "(a = 'x' | at character 9 (its end) | a closing bracket, not the end",
        "a = 'x') | at character 8 ()) | the end of the filter, not )",
        "a in ('x' | at character 10 (its end) | a comma or a closing bracket",
        "a in 'x' | at character 6 ('x') | an opening bracket",
        "a not = 'x' | at character 7 (= 'x') | in, like or ilike, not =",
        "a is 'x' | at character 6 ('x') | expected is null",
        "and a = 'x' | at character 5 (a = 'x') | a comparison",
        "min(params.x) < 1 | at character 1 (min(params.x) < 1) | min is of a metric: min(metrics.loss)",
        "a ! 'x' | at character 3 (! 'x') | the character ! is not part",
        "metrics.x = 0x10 | at character 13 (0x10) | 0x10 is no number",
        "metrics.x = NaN | at character 13 (NaN) | NaN is no number",
      })
  void what_is_wrong_is_pointed_at(String text, String place, String rule) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageStartingWith("filter " + place)
        .hasMessageContaining(rule);
  }

  @Test
  void what_would_take_too_much_is_refused() {
    assertThatThrownBy(() -> parse("(".repeat(60) + "a = 'x'" + ")".repeat(60)))
        .hasMessageContaining("nested more than 50 deep");
    assertThatThrownBy(() -> parse("not ".repeat(60) + "a = 'x'"))
        .hasMessageContaining("nested more than 50 deep");
    assertThatThrownBy(() -> parse(repeated("a = 'x'", 501)))
        .hasMessageContaining("more than 500 conditions");
    String many =
        Stream.iterate(0, i -> i + 1)
            .limit(41)
            .map(i -> "metrics.m" + i + " > 0")
            .collect(Collectors.joining(" and "));
    assertThatThrownBy(() -> parse(many)).hasMessageContaining("more than 40 different things");
    assertThatThrownBy(() -> parse("x".repeat(100_001)))
        .hasMessageContaining("it has at most 100000 characters");
    assertThatThrownBy(() -> parse("tags.x = 'a\0'")).hasMessageContaining("U+0000");
  }

  private static String repeated(String condition, int times) {
    return String.join(" or ", java.util.Collections.nCopies(times, condition));
  }

  @Test
  void an_order_is_read() {
    Order order = Order.parse(new Source("orderBy[0]", "min(metrics.`val loss`) DESC"));
    assertThat(order.operand().toString()).isEqualTo("min(metrics.val loss)");
    assertThat(order.descending()).isTrue();
    assertThat(Order.parse(new Source("orderBy[0]", "params.lr")).descending()).isFalse();
    assertThatThrownBy(() -> Order.parse(new Source("orderBy[3]", "params.lr down")))
        .hasMessageStartingWith("orderBy[3] at character 11 (down)");
  }

  @Test
  void a_span_has_a_unit() {
    assertThat(((Filter.Compare) parse("start_time > -2w")).literal())
        .isEqualTo(new Literal.Span(Duration.ofDays(-14), 13));
  }

  @Provide
  Arbitrary<String> almostFilters() {
    return Arbitraries.of(
            "metrics.",
            "loss",
            "params.lr",
            "tags.`a b`",
            "\"",
            "'",
            "`",
            "(",
            ")",
            "in",
            "is",
            "not",
            "null",
            "and",
            "or",
            "=",
            "!=",
            "<",
            ">=",
            "like",
            "ilike",
            "1",
            "-3.5e8",
            "-7d",
            "'text'",
            "true",
            ",",
            "min(",
            "status",
            "start_time",
            "\uD83D\uDE00",
            "\uD800",
            "\\",
            "%",
            ".",
            "é",
            "1e999",
            "999999w")
        .list()
        .ofMaxSize(15)
        .map(words -> String.join(" ", words));
  }

  @Property
  void any_text_is_a_filter_or_is_refused(@ForAll("almostFilters") String almost) {
    readOrRefused(almost);
  }

  @Property
  void any_characters_are_a_filter_or_are_refused(@ForAll String text) {
    readOrRefused(text);
  }

  private static void readOrRefused(String text) {
    try {
      assertThat(parse(text)).isNotNull();
    } catch (Problem.Invalid refused) {
      assertThat(refused.violations()).hasSize(1);
    }
  }
}
