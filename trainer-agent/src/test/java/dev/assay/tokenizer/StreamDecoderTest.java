package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {

  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final StreamDecoder decoder = new StreamDecoder(tokenizer);

  @Test
  void a_character_comes_when_it_is_whole() {
    int[] ids = tokenizer.encode("é🙂");
    assertThat(decoder.next(ids[0])).isEmpty();
    assertThat(decoder.next(ids[1])).isEqualTo("é");
    assertThat(decoder.next(ids[2]) + decoder.next(ids[3]) + decoder.next(ids[4])).isEmpty();
    assertThat(decoder.next(ids[5])).isEqualTo("🙂");
    assertThat(decoder.end()).isEmpty();
  }

  @Test
  void what_was_held_back_comes_at_the_end_and_the_decoder_starts_anew() {
    assertThat(decoder.next(0xE6)).isEmpty();
    assertThat(decoder.end()).isEqualTo("\uFFFD");
    assertThat(decoder.next('a')).isEqualTo("a");
    assertThat(decoder.next(tokenizer.endOfText())).isEmpty();
  }

  @Property(tries = 2_000)
  void the_parts_are_the_text_of_all_ids(@ForAll @Size(max = 40) byte[] bytes) {
    var text = new StringBuilder();
    for (int id : tokenizer.encode(bytes)) {
      text.append(decoder.next(id));
    }
    assertThat(text.append(decoder.end()).toString())
        .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }
}
