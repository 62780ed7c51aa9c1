package dev.assay.jobs;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * When a schedule is due.
 *
 * @param cron six fields: second, minute, hour, day of month, month, day of week; as Spring's
 *     {@link CronExpression} reads them
 */
record Timetable(CronExpression cron, ZoneId zone) {
  private static final int LONGEST = 100;

  /**
   * @throws Problem.Invalid when one of them cannot be read
   */
  static Timetable parse(String cron, String zone) {
    Rules.text("cron", cron, 1, LONGEST);
    Rules.text("zone", zone, 1, LONGEST);
    return new Timetable(expression(cron), zone(zone));
  }

  private static CronExpression expression(String cron) {
    try {
      return CronExpression.parse(cron);
    } catch (IllegalArgumentException e) {
      throw new Problem.Invalid(
          "cron",
          cron,
          "it has six fields, second minute hour day-of-month month day-of-week, such as 0 30 3 * *"
              + " MON-FRI: "
              + e.getMessage());
    }
  }

  private static ZoneId zone(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new Problem.Invalid("zone", zone, "it is a time zone such as Europe/Berlin or UTC");
    }
  }

  /** Null when there is none. */
  @Nullable Instant after(Instant time) {
    @Nullable ZonedDateTime next = cron.next(time.atZone(zone));
    return next == null ? null : next.toInstant();
  }
}
