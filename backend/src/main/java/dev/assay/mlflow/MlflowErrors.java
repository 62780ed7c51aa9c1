package dev.assay.mlflow;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * On MLflow's addresses whatever went wrong is said as MLflow says it: a refusal as it is, and
 * every problem detail, wherever in the server it was made, translated.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class MlflowErrors implements ResponseBodyAdvice<Object> {
  @ExceptionHandler
  ResponseEntity<ErrorBody> refusal(Refusal refusal) {
    return ResponseEntity.status(refusal.code().status())
        .contentType(MediaType.APPLICATION_JSON)
        .body(refusal.body());
  }

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof ProblemDetail problem
        && request instanceof ServletServerHttpRequest servlet
        && Addresses.cover(servlet.getServletRequest())) {
      return translated(problem, response);
    }
    return body;
  }

  private static ErrorBody translated(ProblemDetail problem, ServerHttpResponse response) {
    ErrorCode code = ErrorCode.of(problem.getStatus());
    response.setStatusCode(code.status());
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    return new ErrorBody(code.name(), String.valueOf(problem.getDetail()));
  }
}
