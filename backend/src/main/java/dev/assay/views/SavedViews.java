package dev.assay.views;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.SAVED_VIEW;
import static org.jooq.impl.DSL.lower;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.team.Account;
import dev.assay.team.Role;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The views of experiments that people have saved. A private one is as if it were not there for
 * others.
 */
@Service
public class SavedViews {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_QUERY = 16_000;
  private static final int MOST_OF_A_USER = 200;
  private static final int MOST_SHOWN = 500;

  private final DSLContext db;
  private final Experiments experiments;
  private final Clock clock;

  SavedViews(DSLContext db, Experiments experiments, Clock clock) {
    this.db = db;
    this.experiments = experiments;
    this.clock = clock;
  }

  /** Somebody's own views of an experiment and those that are shared, by name. */
  public List<SavedView> of(ExperimentId experiment, UserId who) {
    experiments.get(experiment);
    return select()
        .where(SAVED_VIEW.EXPERIMENT_ID.eq(experiment.value()))
        .and(visibleTo(who))
        .orderBy(lower(SAVED_VIEW.NAME), SAVED_VIEW.ID)
        .limit(MOST_SHOWN)
        .fetch(SavedViews::view);
  }

  /**
   * A view of one's own, or a shared one.
   *
   * @throws Problem.NotFound when there is none
   */
  public SavedView get(SavedViewId id, UserId who) {
    return select()
        .where(SAVED_VIEW.ID.eq(id.value()))
        .and(visibleTo(who))
        .fetchOptional(SavedViews::view)
        .orElseThrow(() -> new Problem.NotFound("saved view", id));
  }

  /**
   * Keeps a new view.
   *
   * @throws Problem.Conflict when its owner has one of that name already, or too many
   */
  @Transactional
  public SavedView save(
      ExperimentId experiment, String name, boolean shared, String query, UserId owner) {
    experiments.present(experiment);
    Condition own =
        SAVED_VIEW.OWNER_ID.eq(owner.value()).and(SAVED_VIEW.EXPERIMENT_ID.eq(experiment.value()));
    if (db.fetchCount(SAVED_VIEW, own) >= MOST_OF_A_USER) {
      throw new Problem.Conflict(
          "you have " + MOST_OF_A_USER + " views of this experiment: delete one first");
    }
    return db.insertInto(SAVED_VIEW)
        .set(SAVED_VIEW.EXPERIMENT_ID, experiment.value())
        .set(SAVED_VIEW.OWNER_ID, owner.value())
        .set(SAVED_VIEW.NAME, Rules.text("name", name.strip(), 1, LONGEST_NAME))
        .set(SAVED_VIEW.SHARED, shared)
        .set(SAVED_VIEW.QUERY, Rules.text("query", query, 0, LONGEST_QUERY))
        .set(SAVED_VIEW.UPDATED_AT, now())
        .onConflictDoNothing()
        .returning(SAVED_VIEW.ID)
        .fetchOptional(r -> get(new SavedViewId(r.get(SAVED_VIEW.ID)), owner))
        .orElseThrow(() -> taken(name));
  }

  /**
   * Changes a view; who changes it is its owner, or an administrator if it is shared.
   *
   * @throws Problem.Conflict when its owner has another one of that name
   * @throws Problem.Forbidden when it is somebody else's
   */
  @Transactional
  public SavedView change(SavedViewId id, String name, boolean shared, String query, Account who) {
    SavedView view = own(id, who);
    String wanted = Rules.text("name", name.strip(), 1, LONGEST_NAME);
    try {
      db.update(SAVED_VIEW)
          .set(SAVED_VIEW.NAME, wanted)
          .set(SAVED_VIEW.SHARED, shared)
          .set(SAVED_VIEW.QUERY, Rules.text("query", query, 0, LONGEST_QUERY))
          .set(SAVED_VIEW.UPDATED_AT, now())
          .where(SAVED_VIEW.ID.eq(id.value()))
          .execute();
    } catch (DuplicateKeyException e) {
      throw taken(wanted);
    }
    return get(id, view.owner());
  }

  /**
   * Forgets a view; the same people may as may change it.
   *
   * @throws Problem.Forbidden when it is somebody else's
   */
  @Transactional
  public void delete(SavedViewId id, Account who) {
    own(id, who);
    db.deleteFrom(SAVED_VIEW).where(SAVED_VIEW.ID.eq(id.value())).execute();
  }

  /** Whether somebody may change a view. */
  public static boolean mayChange(SavedView view, Account who) {
    return view.owner().equals(who.id()) || (view.shared() && who.role() == Role.ADMIN);
  }

  private SavedView own(SavedViewId id, Account who) {
    SavedView view = get(id, who.id());
    if (!mayChange(view, who)) {
      throw new Problem.Forbidden(
          "saved view "
              + view.name()
              + " belongs to "
              + view.ownerName()
              + ": save one of your own");
    }
    return view;
  }

  private static Problem taken(String name) {
    return new Problem.Conflict("there is a view named " + name + " already: choose another name");
  }

  private static Condition visibleTo(UserId who) {
    return SAVED_VIEW.SHARED.eq(true).or(SAVED_VIEW.OWNER_ID.eq(who.value()));
  }

  private SelectOnConditionStep<? extends Record> select() {
    return db.select(
            SAVED_VIEW.ID,
            SAVED_VIEW.EXPERIMENT_ID,
            SAVED_VIEW.OWNER_ID,
            APP_USER.NAME,
            SAVED_VIEW.NAME,
            SAVED_VIEW.SHARED,
            SAVED_VIEW.QUERY,
            SAVED_VIEW.UPDATED_AT)
        .from(SAVED_VIEW)
        .join(APP_USER)
        .on(APP_USER.ID.eq(SAVED_VIEW.OWNER_ID));
  }

  private static SavedView view(Record r) {
    return new SavedView(
        new SavedViewId(r.get(SAVED_VIEW.ID)),
        new ExperimentId(r.get(SAVED_VIEW.EXPERIMENT_ID)),
        new UserId(r.get(SAVED_VIEW.OWNER_ID)),
        r.get(APP_USER.NAME),
        r.get(SAVED_VIEW.NAME),
        r.get(SAVED_VIEW.SHARED),
        r.get(SAVED_VIEW.QUERY),
        r.get(SAVED_VIEW.UPDATED_AT).toInstant());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
