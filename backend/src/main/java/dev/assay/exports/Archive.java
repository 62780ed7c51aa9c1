package dev.assay.exports;

import dev.assay.artifacts.Artifact;
import dev.assay.problem.Problem;
import dev.assay.runs.Input;
import dev.assay.runs.Provenance;
import dev.assay.runs.Retention;
import dev.assay.runs.Run;
import dev.assay.runs.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The archive of an experiment: a zip whose entries stand in this order, so that it is written and
 * read as a stream. Each has the CRC-32 of the zip format; the last one says what there was, so
 * that an archive that was cut off is told from a whole one.
 *
 * <pre>
 *   manifest.json                  format, version, the experiment
 *   runs/ID/run.json               for each run, oldest first: all but what follows
 *   runs/ID/samples.jsonl
 *   runs/ID/metrics.frames         column frames, one after the other, as POST /runs/{id}/metrics takes them
 *   runs/ID/log.jsonl
 *   runs/ID/files/N.json           for each artifact: path, size, digest
 *   runs/ID/files/N.content        its bytes, unless an earlier one has the same
 *   end.json                       counts
 * </pre>
 */
final class Archive {
  static final String FORMAT = "assay-archive";
  static final int VERSION = 1;

  /** Of one run, besides its points, log, samples and files. */
  static final int LARGEST_RUN_BYTES = 64 << 20;

  static final int LONGEST_LINE_BYTES = 1 << 20;
  static final int MOST_ENTRIES = 2_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a later minor version
          .build();

  private Archive() {}

  /** What an entry is, by its name. */
  enum Kind {
    MANIFEST("manifest\\.json"),
    RUN("runs/(ID)/run\\.json"),
    SAMPLES("runs/(ID)/samples\\.jsonl"),
    METRICS("runs/(ID)/metrics\\.frames"),
    LOG("runs/(ID)/log\\.jsonl"),
    FILE("runs/(ID)/files/\\d{1,9}\\.json"),
    CONTENT("runs/(ID)/files/\\d{1,9}\\.content"),
    END("end\\.json");

    private final Pattern name;

    Kind(String name) {
      this.name =
          Pattern.compile(name.replace("ID", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    }

    Pattern pattern() {
      return name;
    }
  }

  /**
   * What the archive is of.
   *
   * @param runs how many there were when it was begun
   */
  record Manifest(
      String format, int version, String madeBy, Instant madeAt, int runs, Head experiment) {
    Manifest {
      if (!FORMAT.equals(format)) {
        throw new Problem.Invalid("format", format, "it is " + FORMAT);
      }
      if (version != VERSION) {
        throw new Problem.Invalid(
            "version", version, "this server reads version " + VERSION + " of archives");
      }
      if (experiment == null) {
        throw new Problem.Invalid("experiment", "missing", "an archive is of an experiment");
      }
    }
  }

  /** The experiment itself. */
  record Head(
      long id,
      String name,
      String notes,
      Map<String, String> tags,
      Instant createdAt,
      Retention.Rules retention) {
    Head {
      required(name, notes, tags, createdAt, retention);
    }

    /** Tells the experiment from all others, of whatever server. */
    String origin() {
      return "assay:experiment/" + id + "@" + createdAt;
    }
  }

  /**
   * A run.
   *
   * @param user who recorded it
   */
  record Recorded(
      UUID id,
      String name,
      String user,
      Instant createdAt,
      @Nullable UUID parent,
      @Nullable String group,
      @Nullable UUID forkedFrom,
      @Nullable Long forkStep,
      RunStatus status,
      @Nullable Double progress,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String failure,
      @Nullable String lastLines,
      @Nullable Instant archivedAt,
      @Nullable Instant deletedAt,
      @Nullable String learnt,
      @Nullable String importedFrom,
      String notes,
      ObjectNode params,
      Map<String, String> tags,
      Provenance provenance,
      List<Input> inputs) {
    Recorded {
      required(id, user, createdAt, status, notes, params, tags, provenance, inputs);
    }

    static Recorded of(Run run, String notes, Provenance provenance, List<Input> inputs) {
      return new Recorded(
          run.id().value(),
          run.name(),
          run.createdBy(),
          run.createdAt(),
          run.parent() == null ? null : run.parent().value(),
          run.group(),
          run.forkedFrom() == null ? null : run.forkedFrom().value(),
          run.forkStep(),
          run.status(),
          run.progress(),
          run.startedAt(),
          run.endedAt(),
          run.failure(),
          run.lastLines(),
          run.archivedAt(),
          run.deletedAt(),
          run.learnt(),
          run.importedFrom(),
          notes,
          run.params().tree(),
          run.tags(),
          provenance,
          inputs);
    }

    /** Where the copy of a run says that it came from; a server has one copy of each. */
    static String origin(UUID run) {
      return "assay:" + run;
    }
  }

  /** A file of a run. */
  record Kept(String path, long bytes, String sha256, String mediaType, @Nullable Long step) {
    Kept {
      required(path, sha256, mediaType);
    }

    static Kept of(Artifact a) {
      return new Kept(a.path().value(), a.bytes(), a.sha256().hex(), a.mediaType(), a.step());
    }
  }

  /** What there was; of {@code entries}, this one is not counted. */
  record End(long entries, int runs, long points, long logLines, long files) {}

  /** What Jackson finds missing in a record it leaves null. */
  private static void required(@Nullable Object... fields) {
    for (Object field : fields) {
      Objects.requireNonNull(field);
    }
  }

  static byte[] json(Object value) {
    return JSON.writeValueAsBytes(value);
  }

  /**
   * @throws Problem.Invalid when it is not what is expected there
   */
  static <T> T parse(byte[] json, Class<T> type, String entry) {
    try {
      T value = JSON.readValue(json, type);
      if (value == null) {
        throw invalid(entry, "null", "an object is expected");
      }
      return value;
    } catch (JacksonException e) {
      Throwable cause = e.getCause();
      throw invalid(
          entry,
          cause instanceof Problem ? cause.getMessage() + "" : "not what is expected",
          "it is as an export has written it");
    }
  }

  /** The refusal of an archive for one of its entries. */
  static Problem.Invalid invalid(String entry, String what, String rule) {
    return new Problem.Invalid("archive: " + entry, what, rule);
  }
}
