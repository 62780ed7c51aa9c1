package dev.assay.jobs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.team.Account;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Jobs that are submitted again and again. */
@RestController
@RequestMapping("/api/v1/schedules")
class ScheduleController {
  private final Schedules schedules;

  ScheduleController(Schedules schedules) {
    this.schedules = schedules;
  }

  record ScheduleRequest(
      @NotNull String name,
      @NotNull String cron,
      @Nullable String zone,
      @NotNull @Valid JobTemplate job,
      @Nullable Boolean paused) {
    Schedules.Wanted wanted() {
      return new Schedules.Wanted(
          name, cron, zone == null ? "UTC" : zone, job, Boolean.TRUE.equals(paused));
    }
  }

  record ScheduleView(
      UUID id,
      String name,
      String cron,
      String zone,
      ObjectNode job,
      boolean paused,
      @Nullable Instant nextAt,
      @Nullable Instant lastAt,
      @Nullable String lastNote,
      Instant createdAt) {
    static ScheduleView of(Schedule s) {
      return new ScheduleView(
          s.id().value(),
          s.name(),
          s.cron(),
          s.zone(),
          s.job(),
          s.paused(),
          s.nextAt(),
          s.lastAt(),
          s.lastNote(),
          s.createdAt());
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ScheduleView create(
      @Valid @RequestBody ScheduleRequest schedule, @AuthenticationPrincipal Account account) {
    return ScheduleView.of(schedules.create(schedule.wanted(), account.id()));
  }

  @GetMapping
  Page<ScheduleView> list(
      @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return schedules.list(PageRequest.of(limit, cursor)).map(ScheduleView::of);
  }

  @GetMapping("/{id}")
  ScheduleView get(@PathVariable ScheduleId id) {
    return ScheduleView.of(schedules.get(id));
  }

  @PutMapping("/{id}")
  ScheduleView replace(@PathVariable ScheduleId id, @Valid @RequestBody ScheduleRequest schedule) {
    return ScheduleView.of(schedules.replace(id, schedule.wanted()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable ScheduleId id) {
    schedules.delete(id);
  }

  @PostMapping("/{id}/pause")
  ScheduleView pause(@PathVariable ScheduleId id) {
    return ScheduleView.of(schedules.pause(id));
  }

  @PostMapping("/{id}/resume")
  ScheduleView resume(@PathVariable ScheduleId id) {
    return ScheduleView.of(schedules.resume(id));
  }
}
