package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ui.text.Ansi.Piece;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnsiTest {
  private static String text(String line) {
    return Ansi.parse(line).stream().map(Piece::text).collect(Collectors.joining());
  }

  @Test
  void text_without_sequences_is_one_piece() {
    assertThat(Ansi.parse("a <b>c</b>")).containsExactly(new Piece("a <b>c</b>", ""));
    assertThat(Ansi.parse("")).isEmpty();
  }

  @Test
  void colours_and_weights_become_classes() {
    assertThat(Ansi.parse("\u001B[31mred\u001B[0m, \u001B[1;94mbold and blue\u001B[22m blue"))
        .containsExactly(
            new Piece("red", "ansi-1"),
            new Piece(", ", ""),
            new Piece("bold and blue", "ansi-12 ansi-bold"),
            new Piece(" blue", "ansi-12"));
    assertThat(Ansi.parse("\u001B[2;4mx\u001B[24my\u001B[mz"))
        .containsExactly(
            new Piece("x", "ansi-dim ansi-underlined"),
            new Piece("y", "ansi-dim"),
            new Piece("z", ""));
  }

  @Test
  void of_larger_palettes_the_sixteen_colours_are_known() {
    assertThat(Ansi.parse("\u001B[38;5;9mx")).containsExactly(new Piece("x", "ansi-9"));
    assertThat(Ansi.parse("\u001B[38:5:3mx")).containsExactly(new Piece("x", "ansi-3"));
    assertThat(Ansi.parse("\u001B[38;5;200;1mx")).containsExactly(new Piece("x", "ansi-bold"));
    assertThat(Ansi.parse("\u001B[38;2;1;4;31;4mx"))
        .containsExactly(new Piece("x", "ansi-underlined"));
    assertThat(Ansi.parse("\u001B[48;5;1mx\u001B[38m")).containsExactly(new Piece("x", ""));
  }

  @Test
  void other_sequences_and_control_characters_are_left_out() {
    assertThat(text("\u001B[2Ka\u001B[10;3Hb\u001B]0;title\u0007c\u001B(Bd\u001B7e"))
        .isEqualTo("abcde");
    assertThat(text("\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\")).isEqualTo("link");
    assertThat(text("a\u0008b\u0007c\td")).isEqualTo("abc\td");
    assertThat(text("cut off \u001B[3")).isEqualTo("cut off [3");
    assertThat(text("\u001B[999999999999mx")).isEqualTo("x");
  }

  @Test
  void what_a_carriage_return_overwrites_is_gone() {
    assertThat(text("10 %\r50 %\r100 %")).isEqualTo("100 %");
    assertThat(text("10 %\r50 %\r")).isEqualTo("50 %");
    assertThat(text("a\r\nb\r\n")).isEqualTo("a\nb");
  }

  @Test
  void very_many_changes_of_style_are_not_shown() {
    assertThat(Ansi.parse("\u001B[31ma\u001B[32mb".repeat(500))).hasSize(101);
    assertThat(text("\u001B[31ma\u001B[32mb".repeat(500))).isEqualTo("ab".repeat(500));
  }
}
