package dev.assay.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records of the REST API as docs/api.md writes them, one for each file of docs/api. Unknown
 * fields in answers are passed over, so that a newer server can be talked to.
 */
public final class Wire {

  /** NaN and the infinities travel as the strings "NaN", "Infinity" and "-Infinity". */
  static final JsonMapper JSON = new JsonMapper();

  private Wire() {}

  /** How a run ends. */
  public enum Outcome {
    FINISHED,
    FAILED,
    KILLED
  }

  /** What somebody wants of the agent that does a job. */
  public enum Wish {
    GO_ON,
    /** Keep a checkpoint and let the job go back to the queue. */
    HAND_BACK,
    /** The same; the job rests until it is resumed. */
    PAUSE,
    STOP
  }

  /** Where a run is in its life. */
  public enum RunStatus {
    QUEUED,
    RUNNING,
    PAUSED,
    FINISHED,
    FAILED,
    KILLED,
    LOST;

    public boolean ended() {
      return switch (this) {
        case FINISHED, FAILED, KILLED -> true;
        case QUEUED, RUNNING, PAUSED, LOST -> false;
      };
    }
  }

  /** Where a job is in its life. */
  public enum JobStatus {
    QUEUED,
    LEASED,
    PAUSED,
    FINISHED,
    FAILED,
    CANCELLED
  }

  public record Device(String type, String name, int count, long memoryBytes) {}

  /**
   * What an agent can do.
   *
   * @param schema JSON schema (2020-12) of the params
   */
  public record Recipe(String name, ObjectNode schema) {}

  /**
   * @param recipes null when it does not say, which makes it be given any job
   * @param labels what jobs may ask for
   * @param slots how many jobs it does at once, at least 1
   * @param time the agent's clock
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AgentRegister(
      String name,
      String version,
      String host,
      List<Device> devices,
      @Nullable List<Recipe> recipes,
      @Nullable List<String> labels,
      @Nullable Integer slots,
      @Nullable Instant time) {}

  /**
   * @param time the server's clock; null from an older server, as the version
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Agent(
      AgentId id,
      String name,
      int leaseTtlSeconds,
      @Nullable Instant time,
      @Nullable String version) {}

  /** What a job takes of an agent. */
  public record Needs(long memoryBytes, List<NeededDevice> devices) {}

  public record NeededDevice(String type, int count) {}

  /**
   * A job to be done; the server has a default for what is null.
   *
   * @param labels that its agent must have
   * @param after jobs that must have finished
   * @param notBefore nobody takes it earlier
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record JobCreate(
      String recipe,
      String experiment,
      String name,
      ObjectNode params,
      int priority,
      @Nullable List<String> labels,
      @Nullable Needs needs,
      @Nullable List<JobId> after,
      @Nullable Integer retries,
      @Nullable Integer backoffSeconds,
      @Nullable Instant notBefore) {

    /** On the server's own terms. */
    public JobCreate(
        String recipe, String experiment, String name, ObjectNode params, int priority) {
      this(recipe, experiment, name, params, priority, null, null, null, null, null, null);
    }
  }

  /**
   * @param waits why it is queued still; null when it only waits for its turn
   */
  public record Job(
      JobId id,
      String recipe,
      ObjectNode params,
      RunId runId,
      JobStatus status,
      @Nullable Wish wish,
      int priority,
      List<String> labels,
      @Nullable Needs needs,
      List<JobId> after,
      int retries,
      int backoffSeconds,
      @Nullable Instant notBefore,
      int attempt,
      @Nullable String agent,
      @Nullable String waits,
      @Nullable String scheduleId,
      Instant createdAt,
      @Nullable Instant endedAt,
      @Nullable String failure) {}

  /**
   * @param waitSeconds how long the server waits for a job to come, 0 to 50
   * @param slot which of the agent's slots waits, from 0
   */
  public record LeaseRequest(int waitSeconds, int slot) {}

  public record Lease(LeaseId leaseId, Instant expiresAt, int ttlSeconds, LeasedJob job) {}

  public record LeasedJob(JobId id, String recipe, ObjectNode params, RunId runId, int attempt) {}

  /**
   * @param progress 0 to 1; null leaves it as it is
   */
  public record Heartbeat(@Nullable Double progress) {}

  public record LeaseExtended(Instant expiresAt, boolean stopRequested, boolean pauseRequested) {}

  public record LeaseWish(Wish wish) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LeaseFinish(Outcome outcome, @Nullable String failure) {}

  public record LeaseRelease(String reason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunCreate(
      String experiment, @Nullable String name, ObjectNode params, Map<String, String> tags) {}

  /**
   * A run that was executed elsewhere.
   *
   * @param heartbeats whether its program sends some: without them it is not lost for a long time
   * @param importedFrom where it was recorded first; a server has one run for each such place
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunImport(
      String experiment,
      @Nullable String name,
      @Nullable RunId parent,
      @Nullable ObjectNode provenance,
      @Nullable Instant startedAt,
      boolean heartbeats,
      String importedFrom) {}

  /**
   * How and when a run ended that was executed elsewhere.
   *
   * @param endedAt null for now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunEnd(Outcome status, @Nullable Instant endedAt) {}

  public record ExperimentCreate(String name, String notes, Map<String, String> tags) {}

  public record Experiment(long id, String name, String notes, Map<String, String> tags) {}

  /**
   * Data that a run was given.
   *
   * @param schema JSON
   * @param profile JSON
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Dataset(
      String name,
      String digest,
      @Nullable String sourceType,
      @Nullable String source,
      @Nullable String schema,
      @Nullable String profile) {}

  /**
   * @param context what the dataset was for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Input(Dataset dataset, @Nullable String context, Map<String, String> tags) {}

  /** At most 1000 of them. */
  public record Inputs(List<Input> inputs) {}

  /**
   * A file that a run has.
   *
   * @param bytes negative when unknown
   * @param sha256 64 hexadecimal digits
   */
  public record StoredArtifact(long bytes, String sha256) {}

  /**
   * What stands in a folder of a run's files.
   *
   * @param path below the run
   * @param kind file or folder
   * @param sha256 64 hexadecimal digits; of a file
   */
  public record ArtifactEntry(
      String path, String kind, @Nullable Long bytes, @Nullable String sha256) {}

  public record ArtifactPage(List<ArtifactEntry> items, @Nullable String nextCursor) {}

  /**
   * What a folder of a run's files is to consist of; its content is among the run's files already.
   *
   * @param from a folder that goes with it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ArtifactReplace(List<File> files, @Nullable String from) {

    /**
     * @param path below the folder
     */
    public record File(String path, String sha256) {}
  }

  /**
   * Predictions among a run's files, to be evaluated.
   *
   * @param artifact their path below the run
   * @param split of the data
   * @param splitBy how they were separated from what was trained on: time, random or given
   * @param step of the run at which its metrics stand; null for the last one that the run has
   * @param classes in the order of the probabilities; null for what the file says
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EvaluationCreate(
      String artifact,
      String name,
      String split,
      String splitBy,
      @Nullable Long step,
      @Nullable List<String> classes) {}

  public record RunStart(ObjectNode params, Map<String, String> tags) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunFinish(Outcome status, @Nullable String failure) {}

  public record Run(
      RunId id,
      long experimentId,
      String name,
      @Nullable RunId parent,
      @Nullable String group,
      RunStatus status,
      ObjectNode params,
      Map<String, String> tags,
      @Nullable Double progress,
      String createdBy,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant heartbeatAt,
      @Nullable String failure,
      @Nullable String lastLines,
      @Nullable String learnt,
      @Nullable String importedFrom,
      @Nullable Instant archivedAt,
      @Nullable Instant deletedAt,
      @Nullable RunId forkedFrom,
      @Nullable Long forkStep) {}

  /** Columns of one metric, of equal length; times in milliseconds since 1970. */
  public record MetricColumns(
      String name, List<Long> steps, List<Long> times, List<Double> values) {}

  public record Metrics(List<MetricColumns> metrics) {}

  public record MetricsStored(int stored) {}

  public record MetricList(List<Metric> metrics) {

    /** A metric of a run with its last point by step. */
    public record Metric(
        String name,
        long points,
        long lastStep,
        Instant lastTime,
        double lastValue,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double mean) {}
  }

  /**
   * A line that a run wrote.
   *
   * @param time milliseconds since 1970
   * @param text at most 16,384 characters
   */
  public record LogLine(long time, LogStream stream, String text) {}

  /** At most 10,000 of them. */
  public record LogLines(List<LogLine> lines) {}

  public record LinesStored(int stored, long firstLine) {}

  public record Sample(int step, String prompt, String text) {}

  public record SampleList(List<Item> items) {

    public record Item(int step, String prompt, String text, Instant at) {}
  }

  /** Why a request was refused (RFC 9457). */
  public record Problem(
      @Nullable String type,
      @Nullable String title,
      int status,
      @Nullable String detail,
      @Nullable String instance,
      @Nullable List<FieldError> errors) {

    public record FieldError(String field, @Nullable String value, String rule) {}
  }
}
