package dev.assay.mlflow;

import dev.assay.team.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** How those who are not let in read it on MLflow's addresses. */
@Component
class MlflowDialect implements Dialect {
  private final JsonMapper json;

  MlflowDialect(JsonMapper json) {
    this.json = json;
  }

  @Override
  public boolean covers(HttpServletRequest request) {
    return Addresses.cover(request);
  }

  @Override
  public boolean onlyReads(HttpServletRequest request) {
    return Addresses.onlyRead(request);
  }

  @Override
  public void refuse(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    json.writeValue(
        response.getOutputStream(), new ErrorBody(ErrorCode.of(status.value()).name(), detail));
  }
}
