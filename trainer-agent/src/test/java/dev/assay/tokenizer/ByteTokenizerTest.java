package dev.assay.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteTokenizerTest {

  private final ByteTokenizer tokenizer = new ByteTokenizer();

  @Property(tries = 200)
  void any_bytes_come_back(@ForAll byte[] bytes) {
    assertThat(tokenizer.bytes(tokenizer.encode(bytes))).isEqualTo(bytes);
  }

  @Test
  void text_comes_back_without_its_end() {
    int[] ids = tokenizer.encode("naïve 漢字 🙂");
    assertThat(tokenizer.decode(ids)).isEqualTo("naïve 漢字 🙂");
    assertThat(tokenizer.decode(new int[] {104, 105, tokenizer.endOfText()})).isEqualTo("hi");
  }

  @Test
  void an_unknown_id_is_refused() {
    assertThatThrownBy(() -> tokenizer.decode(new int[] {257}))
        .hasMessage("token id 257 is unknown; ids are 0 to 256");
  }
}
