package dev.assay.query;

import java.time.Duration;

/** A value in a filter; {@code at} is where it begins in the text, from 0. */
public sealed interface Literal {
  int at();

  /** In single or double quotes. */
  record Text(String value, int at) implements Literal {}

  /**
   * @param written as it stands in the filter
   */
  record Number(double value, String written, int at) implements Literal {}

  /** {@code 90s}, {@code 2h}; as a time, {@code -7d} is seven days ago. */
  record Span(Duration value, int at) implements Literal {}

  /** {@code true} or {@code false}. */
  record Flag(boolean value, int at) implements Literal {}
}
