package dev.assay.imports;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.PointBuffer;
import dev.assay.tracking.RunId;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one run. What breaks a rule of the server is left out and counted. */
final class RunWriter {

  static final int CONFLICT = 409;

  /** So many points wait for their request. */
  static final int POINTS_A_REQUEST = 50_000;

  private static final int MOST_METRICS = 10_000;

  /** So many names of metrics are kept in mind, those that are left out among them. */
  private static final int MOST_NAMES = 50_000;

  private static final long LAST_TIME = 253_402_300_799_999L; // 9999-12-31T23:59:59.999Z
  private static final int SLOWEST_BYTES_PER_SECOND = 100_000;

  private final AssayClient client;
  private final Importer importer;
  private final Summary summary;
  private final Batches batches;
  private final ImportedRun run;
  private final RunId id;

  private final Map<String, Metric> metrics = new HashMap<>();

  private int taken;
  private @Nullable PointBuffer buffer;
  private long requests;
  private long sent;

  /** Whether there may be points of the same metric and step among those that were sent. */
  private boolean mayReplace;

  /** What is known of the points of a metric. */
  private static final class Metric {
    final boolean isTaken;
    long points;
    long greatestStep;

    Metric(boolean isTaken) {
      this.isTaken = isTaken;
    }
  }

  RunWriter(AssayClient client, Importer importer, Batches batches, ImportedRun run, RunId id) {
    this.client = client;
    this.importer = importer;
    this.summary = importer.summary();
    this.batches = batches;
    this.run = run;
    this.id = id;
  }

  void params(Map<String, String> params) throws InterruptedException {
    batches.send(
        "params",
        params.entrySet(),
        RunWriter::length,
        param -> param.getKey() + " of " + run.label(),
        some -> {
          ObjectNode tree = JsonNodeFactory.instance.objectNode();
          some.forEach(param -> tree.put(param.getKey(), param.getValue()));
          client.addParams(id, tree);
        });
  }

  void tags(Map<String, String> tags) throws InterruptedException {
    batches.send(
        "tags",
        tags.entrySet(),
        RunWriter::length,
        tag -> tag.getKey() + " of " + run.label(),
        some -> client.addTags(id, map(some)));
  }

  /**
   * @param notes Markdown
   */
  void notes(String notes) throws InterruptedException {
    if (!notes.isBlank()) {
      batches.send(
          "notes",
          List.of(notes),
          String::length,
          _ -> "of " + run.label(),
          one -> client.describe(id, one.getFirst()));
    }
  }

  void inputs(List<Wire.Input> inputs) throws InterruptedException {
    batches.send(
        "inputs",
        inputs,
        RunWriter::length,
        input -> input.dataset().name() + " of " + run.label(),
        some -> client.addInputs(id, new Wire.Inputs(some)));
  }

  static long length(Map.Entry<String, String> entry) {
    return (long) entry.getKey().length() + entry.getValue().length();
  }

  private static long length(Wire.Input input) {
    Wire.Dataset data = input.dataset();
    return length(data.source()) + length(data.schema()) + length(data.profile());
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  static Map<String, String> map(Collection<Map.Entry<String, String>> entries) {
    Map<String, String> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  /**
   * A point, to be sent with others. At a step that the metric has a point at already it takes that
   * one's place.
   */
  void point(String metric, long step, long timeMillis, double value) throws InterruptedException {
    if (step < 0 || step > PointBuffer.LARGEST_STEP) {
      leftOutPoint("steps are from 0 to 2^53", metric, "step " + step);
      return;
    }
    if (timeMillis < 0 || timeMillis > LAST_TIME) {
      leftOutPoint("times are from 1970 to the year 9999", metric, "time " + timeMillis + " ms");
      return;
    }
    Metric known = metrics.get(metric);
    if (known == null) {
      known = metric(metric);
    }
    if (!known.isTaken) {
      summary.leftOut("points", "of metrics that are left out", 1, metric);
      return;
    }
    mayReplace |= known.points++ > 0 && step <= known.greatestStep;
    known.greatestStep = Math.max(known.greatestStep, step);
    PointBuffer points = buffer == null ? new PointBuffer() : buffer;
    buffer = points;
    points.add(metric, step, timeMillis, value);
    if (points.size() == POINTS_A_REQUEST) {
      flush();
    }
  }

  private Metric metric(String name) {
    var metric = new Metric(taken < MOST_METRICS && isName(name));
    if (metric.isTaken) {
      taken++;
    } else {
      summary.leftOut("metrics", why(name), 1, "%s of %s".formatted(name, run.label()));
    }
    if (metrics.size() < MOST_NAMES) {
      metrics.put(name, metric);
    }
    return metric;
  }

  private static boolean isName(String metric) {
    try {
      new PointBuffer().add(metric, 0, 0, 0);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String why(String metric) {
    return isName(metric)
        ? "a run has at most 10,000 of them"
        : "names are 1 to 250 letters, digits, spaces or any of _ . - / :";
  }

  private void leftOutPoint(String why, String metric, String what) {
    summary.leftOut("points", why, 1, "%s of %s of %s".formatted(what, metric, run.label()));
  }

  /** Sends the points that wait. */
  void flush() throws InterruptedException {
    if (buffer == null) {
      return;
    }
    importer.checkStop();
    int points = buffer.size();
    byte[] frame = buffer.toFrame();
    buffer = null;
    try {
      client.storePoints(id, key(frame), points, frame);
      sent += points;
      importer.progress().points(points);
    } catch (ServerException.Refused e) {
      if (e.isAboutTheToken()) {
        throw e;
      }
      summary.leftOut(
          "points", "refused by the server", points, run.label() + ": " + e.getMessage());
    }
  }

  /**
   * The same when the same points come again at the same place of an import that is done again, and
   * only then: the server then knows that it has them. They may be others, if the run went on.
   */
  private UUID key(byte[] frame) {
    MessageDigest digest = LocalFiles.sha256();
    digest.update((id + " " + requests++ + " ").getBytes(StandardCharsets.UTF_8));
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(frame));
    return new UUID(hash.getLong(), hash.getLong());
  }

  /** A file of this machine, unless the server has it. */
  void artifact(String path, Path file) throws InterruptedException {
    importer.checkStop();
    try {
      long bytes = Files.size(file);
      Optional<Wire.StoredArtifact> there = client.artifact(id, path);
      if (there.isPresent()
          && there.get().bytes() == bytes
          && there.get().sha256().equals(LocalFiles.sha256(file))) {
        summary.artifactThere();
      } else {
        client.putArtifact(id, path, BodyPublishers.ofFile(file), timeout(bytes));
        summary.artifact(bytes);
      }
      importer.progress().read(bytes);
    } catch (IOException e) {
      importer.leftOutUnread("artifacts", path + " of " + run.label(), e);
    } catch (ServerException.Refused e) {
      leftOutArtifact(path, e);
    }
  }

  /**
   * A file of another machine, unless the server has one of that size.
   *
   * @param bytes its size; negative when it is not said, as of an empty one
   */
  void artifact(String path, long bytes, Relay.Download download) throws InterruptedException {
    importer.checkStop();
    try {
      Optional<Wire.StoredArtifact> there = client.artifact(id, path);
      if (there.isPresent() && there.get().bytes() == Math.max(0, bytes)) {
        summary.artifactThere();
        return;
      }
      relay(path, new Relay(download, bytes, importer.progress()));
    } catch (IOException e) {
      importer.leftOutUnread("artifacts", path + " of " + run.label(), e);
    } catch (ServerException.Refused e) {
      leftOutArtifact(path, e);
    }
  }

  private void relay(String path, Relay relay) throws InterruptedException {
    try {
      client.putArtifact(id, path, relay.publisher(), timeout(relay.bytes()));
      summary.artifact(relay.bytes());
    } catch (ServerException.Unavailable e) {
      if (relay.trouble() == null) {
        throw e;
      }
      summary.leftOut("artifacts", "cannot be read", 1, path + ": " + relay.trouble());
    }
  }

  private void leftOutArtifact(String path, ServerException.Refused e) {
    if (e.isAboutTheToken()) {
      throw e;
    }
    summary.leftOut(
        "artifacts",
        "refused by the server",
        1,
        "%s of %s: %s".formatted(path, run.label(), e.getMessage()));
  }

  private static Duration timeout(long bytes) {
    return Duration.ofMinutes(1).plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }

  /**
   * The run is whole and ended so.
   *
   * @param endedAt null for when it was started or imported
   */
  void finish(Wire.Outcome status, @Nullable Instant endedAt) throws InterruptedException {
    flush();
    countReplaced();
    client.finish(id, new Wire.RunEnd(status, endedAt == null ? run.startedAt() : endedAt));
    if (run.deleted()) {
      client.delete(id);
    }
    summary.runDone();
  }

  /** The run goes on where it comes from. */
  void leaveOpen() throws InterruptedException {
    flush();
    countReplaced();
    if (run.deleted()) {
      client.delete(id);
    }
    summary.runGoesOn();
  }

  /** The server tells how many points a run has; those that were sent beyond them were replaced. */
  private void countReplaced() throws InterruptedException {
    if (!mayReplace) {
      summary.points(sent);
      return;
    }
    long there =
        client.metrics(id).metrics().stream().mapToLong(Wire.MetricList.Metric::points).sum();
    summary.points(Math.min(sent, there));
    summary.leftOut(
        "points",
        "of a step that has a later one: the last point of a step is kept",
        sent - there,
        run.label());
  }
}
