package dev.assay.series;

/**
 * Times in milliseconds since 1970.
 *
 * @param from inclusive
 * @param to inclusive
 */
record TimeRange(long from, long to) {
  static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
}
