package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

@Timeout(60)
class ShutdownTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final AnnotationConfigApplicationContext server =
      new AnnotationConfigApplicationContext(QueueSignal.class, WishSignal.class);
  private final QueueSignal queue = server.getBean(QueueSignal.class);
  private final WishSignal wishes = server.getBean(WishSignal.class);

  @Test
  void those_who_wait_are_sent_away_when_the_server_is_about_to_stop() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        WishSignal.Wait wait = wishes.enter(new LeaseId(UUID.randomUUID()))) {
      var forWork =
          threads.submit(
              () -> {
                queue.await(0, LONG);
                return queue.isClosed();
              });
      var forWish =
          threads.submit(
              () -> {
                wait.await(LONG);
                return wait.isOver();
              });
      server.close();

      assertThat(forWork.get()).isTrue();
      assertThat(forWish.get()).isTrue();
    }
  }

  @Test
  void nobody_waits_at_a_server_that_is_about_to_stop() throws Exception {
    server.close();

    queue.await(queue.count(), LONG);
    try (WishSignal.Wait late = wishes.enter(new LeaseId(UUID.randomUUID()))) {
      late.await(LONG);
      assertThat(late.isOver()).isTrue();
    }
  }
}
