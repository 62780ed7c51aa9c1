package dev.assay.runs;

import static dev.assay.schema.Tables.DATASET;
import static dev.assay.schema.Tables.RUN;
import static dev.assay.schema.Tables.RUN_INPUT;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import dev.assay.problem.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The datasets that the runs were given. */
@Service
public class Inputs {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_AT_ONCE = 1000;

  private final DSLContext db;
  private final Runs runs;

  Inputs(DSLContext db, Runs runs) {
    this.db = db;
    this.runs = runs;
  }

  /**
   * Records what a run was given; the same dataset for the same purpose is recorded once.
   *
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it is deleted
   */
  @Transactional
  public void add(RunId run, List<Input> inputs) {
    if (inputs.size() > MOST_AT_ONCE) {
      throw new Problem.Invalid(
          "inputs", inputs.size() + " inputs", "at most " + MOST_AT_ONCE + " are added at once");
    }
    ExperimentId experiment = runs.present(run).experimentId();
    List<Input> sorted = // so that no two programs wait for each other
        inputs.stream()
            .sorted(
                Comparator.comparing((Input i) -> i.dataset().name())
                    .thenComparing(i -> i.dataset().digest()))
            .toList();
    for (Input input : sorted) {
      db.insertInto(RUN_INPUT)
          .set(RUN_INPUT.RUN_ID, run.value())
          .set(RUN_INPUT.DATASET_ID, dataset(experiment, input.dataset()))
          .set(RUN_INPUT.CONTEXT, input.context())
          .set(RUN_INPUT.TAGS, JSONB.valueOf(JSON.writeValueAsString(input.tags())))
          .onConflictDoNothing()
          .execute();
    }
  }

  /** What no run was given is of no use; a dataset that is just being given is left alone. */
  @EventListener
  void forgetUnused(RunPurged event) {
    db.deleteFrom(DATASET)
        .where(
            DATASET.ID.in(
                db.select(DATASET.ID)
                    .from(DATASET)
                    .where(
                        notExists(
                            selectOne().from(RUN_INPUT).where(RUN_INPUT.DATASET_ID.eq(DATASET.ID))))
                    .forUpdate()
                    .skipLocked()))
        .execute();
  }

  private long dataset(ExperimentId experiment, Dataset dataset) {
    return db.insertInto(DATASET)
        .set(DATASET.EXPERIMENT_ID, experiment.value())
        .set(DATASET.NAME, dataset.name())
        .set(DATASET.DIGEST, dataset.digest())
        .set(DATASET.SOURCE_TYPE, dataset.sourceType())
        .set(DATASET.SOURCE, dataset.source())
        .set(DATASET.SCHEMA, dataset.schema())
        .set(DATASET.PROFILE, dataset.profile())
        .onConflict(DATASET.EXPERIMENT_ID, DATASET.NAME, DATASET.DIGEST)
        .doUpdate() // changes nothing, but returns the id
        .set(DATASET.NAME, dataset.name())
        .returning(DATASET.ID)
        .fetchSingle(r -> r.getId());
  }

  /**
   * What a run was given.
   *
   * @throws Problem.NotFound when there is no such run
   */
  public List<Input> of(RunId run) {
    runs.get(run);
    return of(List.of(run)).getOrDefault(run, List.of());
  }

  /** Runs that were given a dataset and are not deleted, newest first. */
  public List<RunId> given(String name, String digest, int most) {
    return db.selectDistinct(RUN.ID)
        .from(DATASET)
        .join(RUN_INPUT)
        .on(RUN_INPUT.DATASET_ID.eq(DATASET.ID))
        .join(RUN)
        .on(RUN.ID.eq(RUN_INPUT.RUN_ID))
        .where(DATASET.NAME.eq(name))
        .and(DATASET.DIGEST.eq(digest))
        .and(RUN.DELETED_AT.isNull())
        .orderBy(RUN.ID.desc())
        .limit(most)
        .fetch(r -> new RunId(r.value1()));
  }

  /** What runs were given; those that were given nothing are left out. */
  public Map<RunId, List<Input>> of(Collection<RunId> all) {
    List<UUID> ids = all.stream().map(RunId::value).toList();
    return db.select(
            RUN_INPUT.RUN_ID,
            DATASET.NAME,
            DATASET.DIGEST,
            DATASET.SOURCE_TYPE,
            DATASET.SOURCE,
            DATASET.SCHEMA,
            DATASET.PROFILE,
            RUN_INPUT.CONTEXT,
            RUN_INPUT.TAGS)
        .from(RUN_INPUT)
        .join(DATASET)
        .on(DATASET.ID.eq(RUN_INPUT.DATASET_ID))
        .where(RUN_INPUT.RUN_ID.in(ids))
        .orderBy(DATASET.ID, RUN_INPUT.CONTEXT)
        .fetchGroups(r -> new RunId(r.value1()), Inputs::input);
  }

  private static Input input(Record r) {
    Dataset dataset =
        new Dataset(
            r.get(DATASET.NAME),
            r.get(DATASET.DIGEST),
            r.get(DATASET.SOURCE_TYPE),
            r.get(DATASET.SOURCE),
            r.get(DATASET.SCHEMA),
            r.get(DATASET.PROFILE));
    Map<String, String> tags =
        JSON.readValue(r.get(RUN_INPUT.TAGS).data(), new TypeReference<Map<String, String>>() {});
    return new Input(dataset, r.get(RUN_INPUT.CONTEXT), tags);
  }
}
