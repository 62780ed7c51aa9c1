package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseOnSignalTest {

  private static final int INT = 2;
  private static final int TERM = 15;

  @Test
  void the_first_signal_pauses_and_the_second_ends_at_once() {
    List<String> done = new ArrayList<>();
    try (var signal =
        new PauseOnSignal(() -> done.add("pause"), code -> done.add("exit " + code))) {
      assertThat(signal.exitCode()).isEmpty();
      signal.arrived(TERM);
      assertThat(done).containsExactly("pause");
      signal.arrived(INT);
      assertThat(done).containsExactly("pause", "exit 130");
      assertThat(signal.exitCode()).hasValue(143);
    }
  }
}
