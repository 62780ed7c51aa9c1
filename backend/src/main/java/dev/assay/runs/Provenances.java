package dev.assay.runs;

import static dev.assay.schema.Tables.RUN_PROVENANCE;
import static org.jooq.impl.DSL.md5;
import static org.jooq.impl.DSL.octetLength;

import dev.assay.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** With which code, by which command and where the runs were executed. */
@Service
public class Provenances {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DSLContext db;
  private final Runs runs;

  Provenances(DSLContext db, Runs runs) {
    this.db = db;
    this.runs = runs;
  }

  /**
   * What is known of a run.
   *
   * @throws Problem.NotFound when there is no such run
   */
  public Provenance of(RunId run) {
    runs.get(run);
    return read(db, run);
  }

  /**
   * What is known of a run in short.
   *
   * @param provenance without how the code differed, which may be long
   * @param diff how long that is and a digest of it, by which it can be told from others; null when
   *     it is not known
   */
  public record Brief(Provenance provenance, @Nullable Diff diff) {
    public record Diff(int bytes, String digest) {}
  }

  /** The same of many runs, in short; those of which nothing is known are left out. */
  public Map<RunId, Brief> brief(Collection<RunId> ids) {
    Field<Integer> bytes = octetLength(RUN_PROVENANCE.DIFF).as("diff_bytes");
    Field<String> digest = md5(RUN_PROVENANCE.DIFF).as("diff_digest");
    List<Field<?>> columns =
        Stream.<Field<?>>concat(
                Stream.of(RUN_PROVENANCE.fields()).filter(f -> !f.equals(RUN_PROVENANCE.DIFF)),
                Stream.of(bytes, digest))
            .toList();
    return db.select(columns)
        .from(RUN_PROVENANCE)
        .where(RUN_PROVENANCE.RUN_ID.in(ids.stream().map(RunId::value).toList()))
        .fetchMap(
            r -> new RunId(r.get(RUN_PROVENANCE.RUN_ID)),
            r ->
                new Brief(
                    provenance(r, null),
                    r.get(digest) == null ? null : new Brief.Diff(r.get(bytes), r.get(digest))));
  }

  /**
   * Adds to what is known of a run; what is known already and is said anew is replaced.
   *
   * @return all that is known now
   */
  @Transactional
  public Provenance add(RunId run, Provenance more) {
    runs.lock(run);
    Provenance all = more.or(read(db, run));
    write(db, run, all);
    return all;
  }

  static Provenance read(DSLContext db, RunId run) {
    return db.selectFrom(RUN_PROVENANCE)
        .where(RUN_PROVENANCE.RUN_ID.eq(run.value()))
        .fetchOptional(Provenances::provenance)
        .orElse(Provenance.UNKNOWN);
  }

  private static Provenance provenance(Record r) {
    return provenance(r, r.get(RUN_PROVENANCE.DIFF));
  }

  private static Provenance provenance(Record r, @Nullable String diff) {
    Provenance.Code code =
        new Provenance.Code(
            r.get(RUN_PROVENANCE.REPOSITORY),
            r.get(RUN_PROVENANCE.REVISION),
            r.get(RUN_PROVENANCE.BRANCH),
            r.get(RUN_PROVENANCE.DIRTY),
            diff,
            r.get(RUN_PROVENANCE.ENTRY_POINT));
    String @Nullable [] command = r.get(RUN_PROVENANCE.COMMAND);
    return new Provenance(
        code,
        command == null ? List.of() : List.of(command),
        r.get(RUN_PROVENANCE.HOST),
        (ObjectNode) JSON.readTree(r.get(RUN_PROVENANCE.ENVIRONMENT).data()));
  }

  static void write(DSLContext db, RunId run, Provenance all) {
    if (all.equals(Provenance.UNKNOWN)) {
      return;
    }
    Provenance.Code code = all.code();
    var row = db.newRecord(RUN_PROVENANCE);
    row.setRunId(run.value());
    row.setRepository(code.repository());
    row.setRevision(code.commit());
    row.setBranch(code.branch());
    row.setDirty(code.dirty());
    row.setDiff(code.diff());
    row.setEntryPoint(code.entryPoint());
    row.setCommand(all.command().toArray(String[]::new));
    row.setHost(all.host());
    row.setEnvironment(JSONB.valueOf(all.environment().toString()));
    db.insertInto(RUN_PROVENANCE).set(row).onDuplicateKeyUpdate().set(row).execute();
  }
}
