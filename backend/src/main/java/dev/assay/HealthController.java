package dev.assay;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The one address that is open to everybody: whether the server and its database are up. */
@RestController
class HealthController {
  private static final int ANSWER_WITHIN_SECONDS = 2;

  private final DataSource database;
  private CompletableFuture<Boolean> question = CompletableFuture.completedFuture(false);

  HealthController(DataSource database) {
    this.database = database;
  }

  @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<String> health() {
    boolean answers =
        question()
            .copy() // the time-out is the caller's, not the question's
            .completeOnTimeout(false, ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
            .join();
    return answers
        ? ResponseEntity.ok("OK")
        : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body("database away");
  }

  /** All who ask at the same time share one: anybody may ask, and connections are few. */
  private synchronized CompletableFuture<Boolean> question() {
    if (question.isDone()) {
      question = CompletableFuture.supplyAsync(this::answers, Thread::startVirtualThread);
    }
    return question;
  }

  private boolean answers() {
    try (Connection connection = database.getConnection()) {
      // an empty query with a limit on the socket's wait, which a statement's time-out is not
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }
}
