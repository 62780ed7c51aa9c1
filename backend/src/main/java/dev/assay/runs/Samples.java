package dev.assay.runs;

import static dev.assay.schema.Tables.RUN_SAMPLE;

import dev.assay.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Service;

/** Texts that the models of runs wrote. */
@Service
public class Samples {
  private static final int LONGEST = 100_000;

  private final DSLContext db;
  private final Runs runs;
  private final Clock clock;

  Samples(DSLContext db, Runs runs, Clock clock) {
    this.db = db;
    this.runs = runs;
    this.clock = clock;
  }

  /** Keeps a text that the run's model wrote. */
  public Sample add(RunId id, long step, String prompt, String text) {
    if (step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
    if (prompt.length() + text.length() > LONGEST) {
      throw new Problem.Invalid(
          "text", text, "a sample and its prompt have at most " + LONGEST + " characters");
    }
    runs.present(id);
    Instant at = clock.instant();
    // PostgreSQL's text cannot hold the character 0, which an untrained model happily writes
    Sample sample =
        new Sample(step, prompt.replace('\0', '\uFFFD'), text.replace('\0', '\uFFFD'), at);
    db.insertInto(RUN_SAMPLE)
        .set(RUN_SAMPLE.RUN_ID, id.value())
        .set(RUN_SAMPLE.STEP, step)
        .set(RUN_SAMPLE.PROMPT, sample.prompt())
        .set(RUN_SAMPLE.BODY, sample.text())
        .set(RUN_SAMPLE.AT, at.atOffset(ZoneOffset.UTC))
        .execute();
    return sample;
  }

  /** The newest samples of a run first, at most so many. */
  public List<Sample> of(RunId id, int limit) {
    runs.get(id);
    return db.select(RUN_SAMPLE.STEP, RUN_SAMPLE.PROMPT, RUN_SAMPLE.BODY, RUN_SAMPLE.AT)
        .from(RUN_SAMPLE)
        .where(RUN_SAMPLE.RUN_ID.eq(id.value()))
        .orderBy(RUN_SAMPLE.SEQ.desc())
        .limit(limit)
        .fetch(r -> new Sample(r.value1(), r.value2(), r.value3(), r.value4().toInstant()));
  }
}
