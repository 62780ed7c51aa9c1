package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusNameTest {
  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void people_never_read_the_names_in_the_code(RunStatus status) {
    assertThat(StatusName.of(status)).isNotEqualTo(status.name()).isNotBlank();
    assertThat(StatusName.explanation(status)).isNotBlank();
  }
}
