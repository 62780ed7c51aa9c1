package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "5.0E-4 | 0.0005",
        "1.0 | 1",
        "0.123456789 | 0.123456789",
        "1e-30 | 1E-30",
        "1337 | 1337",
        "true | true",
        "null | null",
        "\"adamw\" | adamw",
        "[0.9,0.95] | [0.9,0.95]"
      })
  void values_are_written_as_people_write_them(String json, String expected) {
    assertThat(ParamText.exact(TestApi.JSON.readTree(json))).isEqualTo(expected);
  }
}
