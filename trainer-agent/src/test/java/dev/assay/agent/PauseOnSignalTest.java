package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_pause_that_hangs_keeps_no_second_signal_from_ending_the_process() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var signal =
        new PauseOnSignal(
            () -> {
              begun.countDown();
              await(ended); // as when a terminal takes nothing
            },
            code -> ended.countDown())) {
      Thread first = Thread.ofPlatform().daemon().start(() -> signal.arrived(INT));
      begun.await();
      assertThat(signal.exitCode()).hasValue(130);
      signal.arrived(INT);
      first.join();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
