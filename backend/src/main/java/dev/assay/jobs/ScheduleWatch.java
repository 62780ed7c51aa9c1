package dev.assay.jobs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks for schedules that are due. Every server does it; one of them takes each time. */
@Component
class ScheduleWatch {
  private static final Logger log = LoggerFactory.getLogger(ScheduleWatch.class);

  private final Schedules schedules;

  ScheduleWatch(Schedules schedules) {
    this.schedules = schedules;
  }

  @Scheduled(fixedDelayString = "${assay.schedule.check:1s}")
  void check() {
    try {
      schedules.fire();
    } catch (RuntimeException e) { // the next look may do better
      log.warn("schedules are not looked at for now: {}", e.toString());
      log.debug("why schedules are not looked at", e);
    }
  }
}
