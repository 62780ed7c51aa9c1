package dev.assay.mlflow;

import dev.assay.models.LoggedModelStatus;

/** How far a logged model has come, in MLflow's words; their numbers are their places here. */
enum LoggedModelState {
  LOGGED_MODEL_STATUS_UNSPECIFIED(LoggedModelStatus.UNSPECIFIED),
  LOGGED_MODEL_PENDING(LoggedModelStatus.PENDING),
  LOGGED_MODEL_READY(LoggedModelStatus.READY),
  LOGGED_MODEL_UPLOAD_FAILED(LoggedModelStatus.FAILED);

  private final LoggedModelStatus status;

  LoggedModelState(LoggedModelStatus status) {
    this.status = status;
  }

  LoggedModelStatus status() {
    return status;
  }

  static LoggedModelState of(LoggedModelStatus status) {
    return switch (status) {
      case UNSPECIFIED -> LOGGED_MODEL_STATUS_UNSPECIFIED;
      case PENDING -> LOGGED_MODEL_PENDING;
      case READY -> LOGGED_MODEL_READY;
      case FAILED -> LOGGED_MODEL_UPLOAD_FAILED;
    };
  }
}
