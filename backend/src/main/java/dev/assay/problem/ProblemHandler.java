package dev.assay.problem;

import dev.assay.problem.Problem.Violation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns what went wrong into a problem detail (RFC 9457); the one place that does. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  @ExceptionHandler
  @Nullable ResponseEntity<Object> problem(Problem problem, WebRequest request) {
    if (isOnItsWay(request)) {
      log.warn(
          "the answer to {} is broken off: {}", request.getDescription(false), oneLine(problem));
      throw problem;
    }
    HttpHeaders headers = new HttpHeaders();
    HttpStatus status =
        switch (problem) {
          case Problem.Invalid _ -> HttpStatus.BAD_REQUEST;
          case Problem.NotFound _ -> HttpStatus.NOT_FOUND;
          case Problem.Conflict _ -> HttpStatus.CONFLICT;
          case Problem.Gone _ -> HttpStatus.GONE;
          case Problem.Forbidden _ -> HttpStatus.FORBIDDEN;
          case Problem.TooLarge _ -> HttpStatus.CONTENT_TOO_LARGE;
          case Problem.Busy busy -> {
            headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(busy.retryAfterSeconds()));
            yield HttpStatus.TOO_MANY_REQUESTS;
          }
          case Problem.Unavailable _ -> {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
            yield HttpStatus.SERVICE_UNAVAILABLE;
          }
        };
    List<Violation> violations =
        problem instanceof Problem.Invalid invalid ? invalid.violations() : List.of();
    return answer(
        problem, status, String.valueOf(problem.getMessage()), violations, headers, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> defect(Exception e, WebRequest request) throws Exception {
    if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
      throw e; // Spring Security answers these
    }
    if (isOnItsWay(request) && inChain(e, ProblemHandler::clientGone).isEmpty()) {
      log.warn("the answer to {} is broken off", request.getDescription(false), e);
      throw e;
    }
    // in this order: a connection to the database can break like one to a client
    Optional<Throwable> away = inChain(e, ProblemHandler::databaseAway);
    if (away.isPresent()) {
      log.warn("the database does not answer: {}", oneLine(away.get()));
      return problem(
          new Problem.Unavailable("the database does not answer; the request was not completed"),
          request);
    }
    if (inChain(e, ProblemHandler::textWithZero).isPresent()) {
      return problem(
          new Problem.Invalid("request", "U+0000", "no text contains this character"), request);
    }
    Optional<Problem.Unavailable> full = DiskFull.in(e);
    if (full.isPresent()) {
      log.warn("the database has no room on its disk: {}", oneLine(e));
      return problem(full.get(), request);
    }
    if (inChain(e, ProblemHandler::clientGone).isPresent()) {
      return gone(e, request);
    }
    String reference = UUID.randomUUID().toString();
    log.error("unexpected failure {} on {}", reference, request.getDescription(false), e);
    String detail = "something went wrong in the server; its log has the cause under " + reference;
    return answer(
        e, HttpStatus.INTERNAL_SERVER_ERROR, detail, List.of(), new HttpHeaders(), request);
  }

  /**
   * Whether a part of the answer is sent already. A failure is thrown on then: so the server breaks
   * the connection off, and nobody takes the part for all.
   */
  private static boolean isOnItsWay(WebRequest request) {
    return request instanceof ServletWebRequest web
        && web.getResponse() instanceof HttpServletResponse response
        && response.isCommitted();
  }

  private static boolean databaseAway(Throwable e) {
    return switch (e) {
      case CannotGetJdbcConnectionException _ -> true;
      case SQLTransientConnectionException _ -> true;
      case SQLNonTransientConnectionException _ -> true;
      case SQLException sql -> {
        String state = String.valueOf(sql.getSQLState());
        // connection exceptions; it is stopping, has crashed, is starting
        yield state.startsWith("08") || List.of("57P01", "57P02", "57P03").contains(state);
      }
      default -> false;
    };
  }

  /** Whatever text of a request came as far as the database, which cannot keep this character. */
  private static boolean textWithZero(Throwable e) {
    return e instanceof SQLException sql && "22021".equals(sql.getSQLState());
  }

  /** Whether nobody takes the answer, or brings the request; Tomcat says so of all its streams. */
  private static boolean clientGone(Throwable e) {
    return switch (e) {
      case AsyncRequestNotUsableException _ -> true;
      case ClientAbortException _ -> true;
      // of writing; a connection that is reset may be one to a store of ours
      case IOException io ->
          String.valueOf(io.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
      default -> false;
    };
  }

  private static Optional<Throwable> inChain(Throwable e, Predicate<Throwable> wanted) {
    for (@Nullable Throwable x = e; x != null; x = x.getCause()) {
      if (wanted.test(x)) {
        return Optional.of(x);
      }
    }
    return Optional.empty();
  }

  private static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** Nobody is there to read an answer. */
  private static @Nullable ResponseEntity<Object> gone(Exception e, WebRequest request) {
    log.debug("a client went away during {}: {}", request.getDescription(false), oneLine(e));
    if (!isOnItsWay(request)
        && request instanceof ServletWebRequest web
        && web.getResponse() instanceof HttpServletResponse response) {
      response.setStatus(HttpStatus.BAD_REQUEST.value()); // never 200 for what was not done
    }
    return null;
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotWritable(
      HttpMessageNotWritableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return inChain(e, ProblemHandler::clientGone).isPresent()
        ? gone(e, request)
        : super.handleHttpMessageNotWritable(e, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (inChain(e, ProblemHandler::clientGone).isPresent()) {
      return gone(e, request);
    }
    if (e.getMostSpecificCause() instanceof Problem problem) {
      return problem(problem, request);
    }
    Violation violation =
        switch (e.getMostSpecificCause()) {
          case UnrecognizedPropertyException x ->
              new Violation(
                  path(x), x.getPropertyName(), "the fields here are " + x.getKnownPropertyIds());
          case InvalidFormatException x ->
              new Violation(path(x), String.valueOf(x.getValue()), expected(x.getTargetType()));
          case DatabindException x ->
              new Violation(path(x), "not of the right type", x.getOriginalMessage());
          case JacksonException x ->
              new Violation("body", where(x.getLocation()), "it must be whole, valid JSON");
          default -> new Violation("body", "missing", "a JSON body is expected");
        };
    return problem(
        new Problem.Invalid(violation.field(), violation.value(), violation.rule()), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<Violation> violations =
        e.getBindingResult().getFieldErrors().stream().map(ProblemHandler::violation).toList();
    if (violations.isEmpty()) {
      return super.handleMethodArgumentNotValid(e, headers, status, request);
    }
    Violation first = violations.getFirst();
    String message = first.field() + " is " + first.value() + ": it " + first.rule();
    return problem(new Problem.Invalid(message, violations), request);
  }

  private static Violation violation(FieldError e) {
    Object value = e.getRejectedValue();
    return new Violation(
        e.getField(), value == null ? "missing" : value.toString(), e.getDefaultMessage() + "");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String rule =
        e.getRequiredType() == null ? "it has the wrong type" : expected(e.getRequiredType());
    return problem(
        new Problem.Invalid(e.getPropertyName() + "", String.valueOf(e.getValue()), rule), request);
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "it is one of " + List.of(type.getEnumConstants());
    }
    if (type.getSimpleName().equals("ExperimentId")
        || Number.class.isAssignableFrom(type)
        || type.isPrimitive()) {
      return "a number is expected";
    }
    return type.getSimpleName().endsWith("Id") || type == UUID.class
        ? "a UUID is expected"
        : "a " + type.getSimpleName() + " is expected";
  }

  private static String path(DatabindException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String where(@Nullable TokenStreamLocation at) {
    return at == null
        ? "not JSON"
        : "broken at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private @Nullable ResponseEntity<Object> answer(
      Exception cause,
      HttpStatus status,
      String detail,
      List<Violation> violations,
      HttpHeaders headers,
      WebRequest request) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    if (request instanceof ServletWebRequest web) {
      HttpServletRequest http = web.getRequest();
      body.setInstance(URI.create(http.getRequestURI()));
    }
    if (!violations.isEmpty()) {
      body.setProperty("errors", violations);
    }
    // null when the answer is on its way already: nothing can be added to it
    return handleExceptionInternal(cause, body, headers, status, request);
  }
}
