package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.tokenizer.CharTokenizer.Unknown;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CharTokenizerTest {

  @Test
  void ids_are_the_characters_in_the_order_of_their_code_points() {
    CharTokenizer tokenizer = CharTokenizer.of(List.of("ba🙂", "a漢"), Unknown.REFUSED);
    assertThat(tokenizer.characters()).isEqualTo("ab漢🙂");
    assertThat(tokenizer.encode("🙂ab")).containsExactly(3, 0, 1);
    assertThat(tokenizer.endOfText()).isEqualTo(4);
    assertThat(tokenizer.vocabulary()).isEqualTo(5);
    assertThat(tokenizer.decode(new int[] {2, 3, 4, 0})).isEqualTo("漢🙂a");
    assertThat(tokenizer.byteLength(2)).isEqualTo(3);
    assertThat(tokenizer.byteLength(4)).isZero();
  }

  @Test
  void an_unknown_character_is_refused_or_one_id() {
    CharTokenizer strict = CharTokenizer.of(List.of("abc"), Unknown.REFUSED);
    assertThatThrownBy(() -> strict.encode("abx"))
        .hasMessage("character U+0078 (x) is not among the 3 of the vocabulary");
    CharTokenizer lenient = CharTokenizer.of(List.of("abc"), Unknown.ONE_ID);
    assertThat(lenient.vocabulary()).isEqualTo(5);
    assertThat(lenient.encode("axy🙂")).containsExactly(0, 3, 3, 3);
    assertThat(lenient.decode(new int[] {0, 3, 4})).isEqualTo("a\uFFFD");
    assertThatThrownBy(() -> lenient.decode(new int[] {5}))
        .hasMessage("token id 5 is unknown; ids are 0 to 4");
  }

  @Property(tries = 1_000)
  void any_text_comes_back_from_its_own_vocabulary(@ForAll String text) throws IOException {
    CharTokenizer tokenizer = CharTokenizer.of(List.of(text), Unknown.REFUSED);
    int[] ids = tokenizer.encode(text);
    assertThat(tokenizer.bytes(ids))
        .isEqualTo(new ByteTokenizer().bytes(new ByteTokenizer().encode(text)));
    var streamed = new Ids(1);
    tokenizer.encode(new StringReader(text), streamed::add);
    assertThat(streamed.from(0)).isEqualTo(ids);
  }
}
