package dev.assay.ui.agents;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.jobs.Schedule;
import dev.assay.jobs.Schedules;
import dev.assay.ui.parts.LiveList;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job that is submitted again and again: when next, and what came of the last time. */
final class ScheduleRow extends LiveList.Row<Schedule> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.UK);

  private final Span name = new Span();
  private final Span when = new Span();
  private final Span next = new Span();
  private final Span note = new Span();
  private final Button change = new Button("", _ -> change());
  private final Schedules schedules;
  private @Nullable Schedule shown;

  ScheduleRow(Schedules schedules, boolean mayEdit) {
    this.schedules = schedules;
    addClassName("schedule-row");
    when.addClassName("soft");
    note.addClassName("soft");
    change.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    change.setVisible(mayEdit);
    Div names = new Div(name, when);
    names.addClassName("stack");
    Div times = new Div(next, note);
    times.addClassName("stack");
    add(names, times, change);
  }

  @Override
  public void show(Schedule schedule) {
    shown = schedule;
    name.setText(schedule.name());
    when.setText(schedule.cron() + ", " + schedule.zone());
    when.setTitle("Second, minute, hour, day of month, month, day of week");
    next.setText(
        schedule.paused()
            ? "Paused"
            : schedule.nextAt() == null
                ? "No further time"
                : "Next " + TIME.format(schedule.nextAt().atZone(ZoneId.of(schedule.zone()))));
    note.setText(
        schedule.lastNote() == null
            ? ""
            : "Last time nothing was submitted: " + schedule.lastNote());
    change.setText(schedule.paused() ? "Resume" : "Pause");
    change.setAriaLabel(change.getText() + " " + schedule.name());
  }

  private void change() {
    if (shown != null) {
      show(shown.paused() ? schedules.resume(shown.id()) : schedules.pause(shown.id()));
    }
  }
}
