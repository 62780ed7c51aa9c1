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
  private static final AgentId AGENT = new AgentId(UUID.randomUUID());

  private final AnnotationConfigApplicationContext server =
      new AnnotationConfigApplicationContext(Line.class, WishSignal.class);
  private final Line line = server.getBean(Line.class);
  private final WishSignal wishes = server.getBean(WishSignal.class);

  @Test
  void those_who_wait_are_sent_away_when_the_server_is_about_to_stop() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        Line.Place place = line.enter(AGENT, 0);
        WishSignal.Wait wait = wishes.enter(new LeaseId(UUID.randomUUID()))) {
      var forWork =
          threads.submit(
              () -> {
                place.await(LONG);
                return place.isOver();
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

    try (Line.Place late = line.enter(AGENT, 0)) {
      late.await(LONG);
      assertThat(late.isOver()).isTrue();
    }
    try (WishSignal.Wait late = wishes.enter(new LeaseId(UUID.randomUUID()))) {
      late.await(LONG);
      assertThat(late.isOver()).isTrue();
    }
  }
}
