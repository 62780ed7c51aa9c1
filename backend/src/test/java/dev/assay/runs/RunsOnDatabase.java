package dev.assay.runs;

import java.time.Clock;
import java.time.Duration;
import org.jooq.DSLContext;
import org.springframework.context.ApplicationEventPublisher;

/** Runs and what puts them away on a database, without the rest of the server. */
public final class RunsOnDatabase {
  public final Experiments experiments;
  public final Runs runs;
  public final RunLifecycle lifecycle;
  public final Recording recording;
  private final DSLContext db;
  private final Clock clock;

  public RunsOnDatabase(DSLContext db, ApplicationEventPublisher events, Clock clock) {
    this.db = db;
    this.clock = clock;
    experiments = new Experiments(db, clock);
    runs = new Runs(db, experiments, events, clock);
    recording = new Recording(runs);
    lifecycle = new RunLifecycle(db, runs, experiments, events, clock);
  }

  Retention retention(Duration trash) {
    return new Retention(db, experiments, lifecycle, new RetentionSettings(trash), clock);
  }
}
