package dev.assay.corpus;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** Points in time as data files have them. */
final class Times {

  /** So many seconds are in the year 5138, so many milliseconds in 1973. */
  private static final double FIRST_MILLISECONDS = 1e11;

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,17}(\\.\\d*)?");

  private Times() {}

  /**
   * ISO-8601, in UTC where it tells no offset, or a number as {@link #sinceEpoch} takes it.
   *
   * @throws DateTimeException when it is neither
   */
  static Instant parse(String text) {
    String time = text.strip();
    if (NUMBER.matcher(time).matches()) {
      return sinceEpoch(Double.parseDouble(time));
    }
    TemporalAccessor parsed =
        (time.indexOf('T') < 0 && time.indexOf(' ') < 0
                ? DateTimeFormatter.ISO_DATE
                : DateTimeFormatter.ISO_DATE_TIME)
            .parseBest(
                time.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    return switch (parsed) {
      case OffsetDateTime at -> at.toInstant();
      case LocalDateTime at -> at.toInstant(ZoneOffset.UTC);
      case LocalDate at -> at.atStartOfDay().toInstant(ZoneOffset.UTC);
      default -> throw new DateTimeException("no time: " + text);
    };
  }

  /**
   * So many seconds since 1970, from 10¹¹ on milliseconds.
   *
   * @throws DateTimeException when it is 10¹⁷ or more, which no time is
   */
  static Instant sinceEpoch(double number) {
    if (!(Math.abs(number) < 1e17)) {
      throw new DateTimeException("no time: " + number);
    }
    double seconds = Math.abs(number) < FIRST_MILLISECONDS ? number : number / 1000;
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }
}
