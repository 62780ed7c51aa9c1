package dev.assay.tables;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The times of one column, to the millisecond. All are in the format of the first one:
 *
 * <ul>
 *   <li>ISO 8601 with an offset, which may differ from row to row: {@code 2026-03-01T12:00:00Z},
 *       {@code 2026-03-01 12:00:00.5+01:00};
 *   <li>the same without an offset, where a zone is given. Of an hour that clocks show twice it is
 *       the first; one that they leave out is refused;
 *   <li>dates, which begin in the zone that is given, else in UTC;
 *   <li>seconds, milliseconds, microseconds or nanoseconds since 1970: which of them follows from
 *       the size, as each has moments from 1973 to 5138. Digits of a calendar, such as
 *       20260301120000, are refused: as milliseconds they would be of the year 2612.
 * </ul>
 */
public final class Timestamps {
  private static final String EXPECTED =
      "a time is expected: ISO 8601 such as 2026-03-01T12:00:00Z, a date, or seconds,"
          + " milliseconds, microseconds or nanoseconds since 1970";

  private static final String CALENDAR_DIGITS =
      "these may be the digits of a date and a time, or milliseconds since 1970; write a date and"
          + " a time as 2026-03-01T12:00:00Z";

  /** The least number of seconds; of the other units it is 1,000 times as much each. */
  private static final double LEAST_SECONDS = 1e8;

  private enum Format {
    WITH_OFFSET("a time with an offset"),
    WITHOUT_OFFSET("a time without an offset"),
    DATE("a date"),
    SECONDS("seconds since 1970"),
    MILLISECONDS("milliseconds since 1970"),
    MICROSECONDS("microseconds since 1970"),
    NANOSECONDS("nanoseconds since 1970");

    private final String words;

    Format(String words) {
      this.words = words;
    }
  }

  /** A time as it is written; a local one in ms as if in UTC. */
  private record Written(Format format, long millis) {}

  private final String column;
  private final @Nullable ZoneId zone;
  private final Findings findings;
  private @Nullable Format first;
  private long firstLine;

  /**
   * @param zone of times that have none, null where all must have one
   */
  public Timestamps(String column, @Nullable ZoneId zone, Findings findings) {
    this.column = column;
    this.zone = zone;
    this.findings = findings;
  }

  /**
   * The time of a row in ms since 1970; nothing where it is wrong, which the findings have then.
   */
  public OptionalLong read(RowReader rows, int at) {
    @Nullable Written written = written(rows, at);
    if (written == null) {
      return wrong(rows, at, isCalendar(rows.number(at)) ? CALENDAR_DIGITS : EXPECTED);
    }
    Format format = written.format();
    if (first == null) {
      first = format;
      firstLine = rows.line();
    }
    if (format != first) {
      String rule =
          "it is %s, %s has %s; a column has one format"
              .formatted(format.words, findings.place(firstLine), first.words);
      return wrong(rows, at, rule);
    }
    return switch (format) {
      case WITHOUT_OFFSET -> local(rows, at, written.millis());
      case DATE -> OptionalLong.of(startOfDay(written.millis()));
      case WITH_OFFSET, SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS ->
          OptionalLong.of(written.millis());
    };
  }

  private OptionalLong wrong(RowReader rows, int at, String rule) {
    findings.add(column, rows.line(), rows.shown(at), rule);
    return OptionalLong.empty();
  }

  private static @Nullable Written written(RowReader rows, int at) {
    return switch (rows.kind(at)) {
      case INSTANT -> new Written(Format.WITH_OFFSET, rows.millis(at));
      case LOCAL_TIME -> new Written(Format.WITHOUT_OFFSET, rows.millis(at));
      case DATE -> new Written(Format.DATE, rows.millis(at));
      case TEXT, NUMBER -> parse(rows.shown(at).strip());
      case BOOLEAN, MISSING -> null;
    };
  }

  private OptionalLong local(RowReader rows, int at, long millis) {
    if (zone == null) {
      return wrong(rows, at, "it has no zone; write an offset or Z, or say which zone is meant");
    }
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(millis, 1_000L),
            (int) Math.floorMod(millis, 1_000L) * 1_000_000,
            ZoneOffset.UTC);
    if (zone.getRules().getValidOffsets(time).isEmpty()) {
      return wrong(rows, at, "clocks in %s leave this time out".formatted(zone));
    }
    return OptionalLong.of(time.atZone(zone).toInstant().toEpochMilli());
  }

  private long startOfDay(long millis) {
    return zone == null
        ? millis
        : LocalDate.ofEpochDay(Math.floorDiv(millis, 86_400_000L))
            .atStartOfDay(zone)
            .toInstant()
            .toEpochMilli();
  }

  private static @Nullable Written parse(String text) {
    return text.length() >= 10 && text.charAt(4) == '-' && text.charAt(7) == '-'
        ? new Iso(text).parse()
        : sinceEpoch(text);
  }

  private static @Nullable Written sinceEpoch(String text) {
    double number = Decimals.parse(text);
    double size = Math.abs(number) / LEAST_SECONDS;
    if (!(size >= 1 && size < 1e12) || isCalendar(number)) {
      return null;
    }
    if (size < 1e3) {
      return new Written(Format.SECONDS, Math.round(number * 1e3)); // 0.123 is no double
    }
    if (size < 1e6) {
      return new Written(Format.MILLISECONDS, (long) Math.floor(number));
    }
    if (size < 1e9) {
      return new Written(Format.MICROSECONDS, (long) Math.floor(number / 1e3));
    }
    BigDecimal exact = new BigDecimal(text).movePointLeft(6); // 19 digits are no double
    return new Written(Format.NANOSECONDS, exact.setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  /** Whether it reads as {@code yyyyMMddHHmm[ss]} of the years 1900 to 2100. */
  private static boolean isCalendar(double number) {
    if (number != Math.rint(number)) {
      return false;
    }
    long digits = (long) number;
    boolean hasSeconds = digits >= 10_000_000_000_000L;
    long minutes = hasSeconds ? digits / 100 : digits;
    long day = minutes / 10_000;
    long year = day / 10_000;
    int month = (int) (day / 100 % 100);
    return (year >= 1900 && year <= 2100)
        && (month >= 1 && month <= 12)
        && YearMonth.of((int) year, month).isValidDay((int) (day % 100))
        && minutes / 100 % 100 < 24
        && minutes % 100 < 60
        && (!hasSeconds || digits % 100 < 60);
  }

  /** {@code yyyy-MM-dd[(T| )HH:mm[:ss[.fraction]][Z|±HH[[:]mm]]]}. */
  private static final class Iso {
    private final String text;
    private int at;
    private boolean right = true;

    Iso(String text) {
      this.text = text;
    }

    @Nullable Written parse() {
      int year = number(4);
      require("-");
      int month = number(2);
      require("-");
      int day = number(2);
      long days;
      try {
        days = LocalDate.of(year, month, day).toEpochDay();
      } catch (DateTimeException e) {
        return null;
      }
      long millis = days * 86_400_000L;
      if (at == text.length()) {
        return right ? new Written(Format.DATE, millis) : null;
      }
      require("Tt ");
      millis += timeOfDay();
      if (at == text.length()) {
        return right ? new Written(Format.WITHOUT_OFFSET, millis) : null;
      }
      millis -= offset();
      return right && at == text.length() ? new Written(Format.WITH_OFFSET, millis) : null;
    }

    private long timeOfDay() {
      int hour = number(2);
      require(":");
      int minute = number(2);
      int second = 0;
      long fraction = 0;
      if (is(":")) {
        at++;
        second = number(2);
        if (is(".,")) {
          at++;
          fraction = fraction();
        }
      }
      right = right && hour < 24 && minute < 60 && second < 60;
      return ((hour * 60L + minute) * 60 + second) * 1_000 + fraction;
    }

    /** In ms; what is less is left out. */
    private long fraction() {
      int from = at;
      long millis = 0;
      for (int scale = 100; is("0123456789"); scale /= 10) {
        millis += (long) scale * (text.charAt(at++) - '0');
      }
      right = right && at > from;
      return millis;
    }

    private long offset() {
      if (is("Zz")) {
        at++;
        return 0;
      }
      boolean minus = is("-");
      require("+-");
      int hours = number(2);
      int minutes = 0;
      if (at < text.length()) {
        if (is(":")) {
          at++;
        }
        minutes = number(2);
      }
      right = right && hours <= 18 && minutes < 60;
      long millis = (hours * 60L + minutes) * 60_000;
      return minus ? -millis : millis;
    }

    private boolean is(String characters) {
      return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
    }

    private void require(String characters) {
      right = right && is(characters);
      at++;
    }

    private int number(int digits) {
      int value = 0;
      for (int i = 0; i < digits; i++) {
        int digit = at < text.length() ? text.charAt(at) - '0' : -1;
        right = right && digit >= 0 && digit <= 9;
        value = value * 10 + digit;
        at++;
      }
      return value;
    }
  }
}
