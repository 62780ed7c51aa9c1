package dev.assay.tracking;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** Where a line of a run's log came from. */
public enum LogStream {
  STDOUT,
  STDERR,
  /** Written by the program that runs the job, not by the job. */
  LOG;

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static LogStream of(String wireName) {
    return Arrays.stream(values())
        .filter(stream -> stream.wireName().equals(wireName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "stream is " + wireName + "; must be stdout, stderr or log"));
  }
}
