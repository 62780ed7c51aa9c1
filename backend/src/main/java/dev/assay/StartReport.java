package dev.assay;

import dev.assay.database.CannotStart;
import dev.assay.problem.Problem;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one line why the server does not start, where that is known; else Spring says it at
 * length.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartReport implements SpringBootExceptionReporter {
  @Override
  public boolean reportException(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      @Nullable String reason =
          switch (cause) {
            case CannotStart cannot -> cannot.getMessage();
            case Problem problem -> problem.getMessage();
            case PortInUseException port ->
                "port " + port.getPort() + " is taken; choose another with --port";
            case FlywayException flyway ->
                "the tables of the database cannot be made or updated: " + flyway.getMessage();
            case SQLException sql -> "the database does not take connections: " + sql.getMessage();
            default -> null;
          };
      if (reason != null) {
        System.err.println("assay: " + reason.strip().replaceAll("\\s*\\R\\s*", "; "));
        return true;
      }
    }
    return false;
  }
}
