package dev.assay.runs;

import static dev.assay.schema.Tables.RUN_SAMPLE;

import dev.assay.problem.Problem;
import java.time.Clock;
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
    Sample sample = checked(new Sample(step, prompt, text, clock.instant()));
    runs.present(id);
    db.insertInto(RUN_SAMPLE)
        .set(RUN_SAMPLE.RUN_ID, id.value())
        .set(RUN_SAMPLE.STEP, step)
        .set(RUN_SAMPLE.PROMPT, sample.prompt())
        .set(RUN_SAMPLE.BODY, sample.text())
        .set(RUN_SAMPLE.AT, sample.at().atOffset(ZoneOffset.UTC))
        .execute();
    return sample;
  }

  /** A sample as it is kept. */
  static Sample checked(Sample given) {
    if (given.step() < 0) {
      throw new Problem.Invalid("step", given.step(), "steps start at 0");
    }
    if (given.prompt().length() + given.text().length() > LONGEST) {
      throw new Problem.Invalid(
          "text", given.text(), "a sample and its prompt have at most " + LONGEST + " characters");
    }
    // PostgreSQL's text cannot hold the character 0, which an untrained model happily writes
    return new Sample(
        given.step(),
        given.prompt().replace('\0', '\uFFFD'),
        given.text().replace('\0', '\uFFFD'),
        given.at());
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
