package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class ClockCheckTest {
  @Autowired DSLContext db;

  private Optional<String> complaint(Duration ahead) {
    return new ClockCheck(db, Clock.offset(Clock.systemUTC(), ahead)).complaint();
  }

  @Test
  void a_clock_that_differs_from_the_databases_by_more_than_two_seconds_is_complained_of() {
    assertThat(complaint(Duration.ofSeconds(90)).orElseThrow())
        .matches("this server's clock is (89|90) s ahead of the database's: .*");
    assertThat(complaint(Duration.ofSeconds(-90)).orElseThrow())
        .matches("this server's clock is (90|91) s behind the database's: .*");
    assertThat(complaint(Duration.ofSeconds(10))).isPresent();
    assertThat(complaint(Duration.ZERO)).isEmpty();
  }
}
