package dev.assay.mlflow;

import org.springframework.http.HttpStatus;

/** MLflow's names of what can be wrong, each with its HTTP status. */
enum ErrorCode {
  INVALID_PARAMETER_VALUE(HttpStatus.BAD_REQUEST),
  BAD_REQUEST(HttpStatus.BAD_REQUEST),
  RESOURCE_ALREADY_EXISTS(HttpStatus.BAD_REQUEST),
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),
  PERMISSION_DENIED(HttpStatus.FORBIDDEN),
  RESOURCE_DOES_NOT_EXIST(HttpStatus.NOT_FOUND),
  ENDPOINT_NOT_FOUND(HttpStatus.NOT_FOUND),
  RESOURCE_CONFLICT(HttpStatus.CONFLICT),
  REQUEST_LIMIT_EXCEEDED(HttpStatus.TOO_MANY_REQUESTS),
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
  INVALID_STATE(HttpStatus.INTERNAL_SERVER_ERROR),
  TEMPORARILY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE);

  private final HttpStatus status;

  ErrorCode(HttpStatus status) {
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }

  /** What MLflow would call a problem that the server answers with this status. */
  static ErrorCode of(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404 -> RESOURCE_DOES_NOT_EXIST;
      case 405 -> ENDPOINT_NOT_FOUND;
      case 409 -> RESOURCE_CONFLICT;
      case 429 -> REQUEST_LIMIT_EXCEEDED;
      case 503 -> TEMPORARILY_UNAVAILABLE;
      default -> httpStatus >= 500 ? INTERNAL_ERROR : INVALID_PARAMETER_VALUE;
    };
  }
}
