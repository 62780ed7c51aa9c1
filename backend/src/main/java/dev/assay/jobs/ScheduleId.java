package dev.assay.jobs;

import java.util.UUID;

public record ScheduleId(UUID value) {
  public static ScheduleId of(String text) {
    return new ScheduleId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
