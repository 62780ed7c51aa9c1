package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an answer that is not a success holds. */
record ErrorBody(@JsonProperty("error_code") String errorCode, String message) {}
