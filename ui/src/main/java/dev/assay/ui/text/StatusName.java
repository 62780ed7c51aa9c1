package dev.assay.ui.text;

import dev.assay.runs.RunStatus;
import java.util.Locale;

/** What people call the states of a run. */
public final class StatusName {
  private StatusName() {}

  public static String of(RunStatus status) {
    return switch (status) {
      case QUEUED -> "Queued";
      case RUNNING -> "Running";
      case PAUSED -> "Paused";
      case FINISHED -> "Finished";
      case FAILED -> "Failed";
      case KILLED -> "Stopped";
      case LOST -> "Lost contact";
    };
  }

  public static String explanation(RunStatus status) {
    return switch (status) {
      case QUEUED -> "Waits for an agent";
      case RUNNING -> "Runs now";
      case PAUSED -> "Rests until somebody resumes it";
      case FINISHED -> "Ended as planned";
      case FAILED -> "Ended with an error";
      case KILLED -> "Was stopped by somebody";
      case LOST -> "Has not been heard of for a minute; it goes on as soon as it is";
    };
  }

  /** The style class that gives a state its colour. */
  public static String styleClass(RunStatus status) {
    return "is-" + status.name().toLowerCase(Locale.ROOT);
  }
}
