package dev.assay.mlflow;

/** A request that MLflow's rules refuse, in MLflow's words: its clients look for them. */
final class Refusal extends RuntimeException {
  private final ErrorCode code;

  Refusal(ErrorCode code, String message) {
    // no stack trace: it is an answer, not a defect
    super(message, null, false, false);
    this.code = code;
  }

  /** The value breaks a rule. */
  static Refusal invalid(String message) {
    return new Refusal(ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  /** What the request names is not there. */
  static Refusal missing(String message) {
    return new Refusal(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
  }

  ErrorCode code() {
    return code;
  }

  /** As clients read it. */
  ErrorBody body() {
    return new ErrorBody(code.name(), String.valueOf(getMessage()));
  }
}
