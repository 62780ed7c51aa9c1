package dev.assay.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

@ExtendWith(OutputCaptureExtension.class)
class ProblemHandlerTest {
  @RestController
  static class Failing {
    private final Exception failure;

    Failing(Exception failure) {
      this.failure = failure;
    }

    @GetMapping("/failing")
    String fail() throws Exception {
      throw failure;
    }
  }

  private static MockHttpServletResponse answer(Exception failure) throws Exception {
    MockMvc mvc =
        MockMvcBuilders.standaloneSetup(new Failing(failure))
            .setControllerAdvice(new ProblemHandler())
            .build();
    return mvc.perform(get("/failing")).andReturn().getResponse();
  }

  @Test
  void a_database_that_is_away_is_503_and_one_line_in_the_log(CapturedOutput output)
      throws Exception {
    SQLException closed = new SQLException("An I/O error\n occurred", "08006", new IOException());
    List<Exception> failures =
        List.of(
            new CannotCreateTransactionException("x", new SQLTransientConnectionException("pool")),
            new DataAccessResourceFailureException("x", closed),
            new TransientDataAccessResourceException("x", new SQLException("y", "57P01")),
            new org.jooq.exception.DataAccessException(
                "x", new SQLException("y", "08003", new IOException("Connection reset by peer"))));
    for (Exception failure : failures) {
      MockHttpServletResponse answer = answer(failure);
      assertThat(answer.getStatus()).as(failure.toString()).isEqualTo(503);
      assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
      assertThat(answer.getContentType()).startsWith("application/problem+json");
    }
    assertThat(output.getAll().lines().filter(l -> l.contains("the database does not answer")))
        .hasSize(failures.size());
    assertThat(output).doesNotContain("\tat ");
  }

  @Test
  void a_database_with_a_full_disk_is_503_and_says_so(CapturedOutput output) throws Exception {
    SQLException full = new SQLException("could not extend file", "53100");
    for (Exception failure :
        List.of(
            new DataAccessResourceFailureException("x", full),
            new org.jooq.exception.DataAccessException("x", full))) {
      MockHttpServletResponse answer = answer(failure);
      assertThat(answer.getStatus()).isEqualTo(503);
      assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
      assertThat(answer.getContentAsString())
          .contains("the disk of the database is full; nothing of the request was kept");
    }
    assertThat(output).contains("the database has no room on its disk").doesNotContain("\tat ");
  }

  @Test
  void a_failed_statement_is_a_defect(CapturedOutput output) throws Exception {
    assertThat(
            answer(new DataAccessResourceFailureException("x", new SQLException("none", "42P01")))
                .getStatus())
        .isEqualTo(500);
    assertThat(output).contains("unexpected failure");
  }

  @Test
  void a_client_that_went_away_is_neither_answered_nor_logged(CapturedOutput output)
      throws Exception {
    for (Exception gone :
        List.of(
            new ClientAbortException("x"),
            new AsyncRequestNotUsableException("x"),
            new IllegalStateException(new IOException("Broken pipe")))) {
      assertThat(answer(gone).getContentAsString()).isEmpty();
    }
    assertThat(output).doesNotContain("unexpected failure").doesNotContain("\tat ");
  }

  @RestController
  static class Streaming {
    private final Exception failure;

    Streaming(Exception failure) {
      this.failure = failure;
    }

    @GetMapping("/failing")
    void fail(HttpServletResponse response) throws Exception {
      response.getOutputStream().write(1);
      response.flushBuffer();
      throw failure;
    }
  }

  private static MockHttpServletResponse brokenOff(Exception failure) throws Exception {
    MockMvc mvc =
        MockMvcBuilders.standaloneSetup(new Streaming(failure))
            .setControllerAdvice(new ProblemHandler())
            .build();
    return mvc.perform(get("/failing")).andReturn().getResponse();
  }

  @Test
  void an_answer_on_its_way_is_broken_off_by_whatever_fails() throws Exception {
    for (Exception failure :
        List.of(
            new Problem.Unavailable("the store is away"),
            new CannotCreateTransactionException("x", new SQLTransientConnectionException("pool")),
            new DataAccessResourceFailureException("x", new SQLException("full", "53100")),
            new IOException("Connection reset"), // while a store of ours was read
            new IllegalStateException("x"))) {
      assertThatThrownBy(() -> brokenOff(failure), "%s", failure)
          .satisfies(thrown -> assertThat(root(thrown)).isSameAs(root(failure)));
    }
    assertThat(brokenOff(new ClientAbortException("x")).getContentAsByteArray()).hasSize(1);
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }

  @Test
  void a_reset_connection_to_elsewhere_is_a_defect() throws Exception {
    assertThat(answer(new IOException("Connection reset")).getStatus()).isEqualTo(500);
  }
}
