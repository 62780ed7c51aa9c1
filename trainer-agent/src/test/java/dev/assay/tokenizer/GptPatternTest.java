package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The reference is java.util.regex with GPT-2's regular expression. */
class GptPatternTest {

  private static final Pattern PATTERN =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static List<String> byRegex(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PATTERN.matcher(text);
    while (matcher.find()) {
      parts.add(matcher.group());
    }
    return parts;
  }

  private static List<String> byScanner(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int end = GptPattern.end(bytes, at, bytes.length);
      parts.add(new String(bytes, at, end - at, StandardCharsets.UTF_8));
      at = end;
    }
    return parts;
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> few =
        Arbitraries.of(
            "'",
            "s",
            "t",
            "r",
            "e",
            "v",
            "m",
            "l",
            "d",
            "S",
            " ",
            "  ",
            "\n",
            "\t",
            "a",
            "Z",
            "7",
            "-",
            "!",
            "é",
            "ß",
            "漢",
            "字",
            "١",
            "Ⅷ",
            "½",
            "\u0301",
            "\u00A0",
            "\u2003",
            "\u3000",
            "\u0085",
            "\u001C",
            "\u200B",
            "\u2028",
            "𝒜",
            "𝟙",
            "😀",
            "\u0378",
            "\uDBFF\uDFFF");
    Arbitrary<String> any =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(9, few), net.jqwik.api.Tuple.of(1, any))
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 20_000)
  void splits_as_the_regular_expression_does(@ForAll("texts") String text) {
    assertThat(byScanner(text)).isEqualTo(byRegex(text));
  }

  @Test
  void every_character_is_of_the_kind_it_is_in_the_regular_expression() {
    var text = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        text.append("a").appendCodePoint(c).append("7").appendCodePoint(c).append("- ");
      }
    }
    assertThat(byScanner(text.toString())).isEqualTo(byRegex(text.toString()));
  }

  @Test
  void mixed_text_is_split_as_by_the_regular_expression() throws Exception {
    for (String text : MixedText.all()) {
      assertThat(byScanner(text)).isEqualTo(byRegex(text));
    }
  }

  @Test
  void a_part_of_more_than_a_mebibyte_is_split_at_a_whole_character() {
    String text = "漢".repeat(800_000);
    assertThat(byScanner(text)).hasSize(3).allMatch(part -> part.matches("漢+"));
    assertThat(byScanner(" ".repeat(GptPattern.LONGEST + 5) + "a"))
        .extracting(String::length)
        .containsExactly(GptPattern.LONGEST, 4, 2);
  }
}
