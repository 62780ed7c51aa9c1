package dev.assay.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Our own: problem details everywhere where nobody else speaks. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemDialect implements Dialect {
  private final JsonMapper json;

  ProblemDialect(JsonMapper json) {
    this.json = json;
  }

  @Override
  public boolean covers(HttpServletRequest request) {
    return true;
  }

  @Override
  public boolean onlyReads(HttpServletRequest request) {
    return false;
  }

  @Override
  public void refuse(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setInstance(URI.create(request.getRequestURI()));
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
