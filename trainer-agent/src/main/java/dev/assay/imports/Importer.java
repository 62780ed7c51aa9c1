package dev.assay.imports;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.RunId;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a source has to a server. It can be ended at any time and be done again: a run that
 * has ended is not touched again, and of one that has not, what comes a second time changes
 * nothing. For one import.
 */
public final class Importer {

  private final AssayClient client;
  private final Progress progress;
  private final Summary summary;
  private final BooleanSupplier stop;
  private final boolean artifacts;
  private final boolean deletedToo;
  private final Batches batches;

  private final Map<String, RunId> byOrigin = new HashMap<>();
  private final List<Child> orphans = new ArrayList<>();

  /** Experiments of which something is known that no run has brought yet. */
  private final Map<String, Wire.ExperimentCreate> experiments = new HashMap<>();

  private final Set<String> usedExperiments = new HashSet<>();

  private record Child(RunId run, String label, String parent) {}

  /** The import was told to stop. */
  public static final class Stopped extends RuntimeException {
    Stopped() {
      super("stopped");
    }
  }

  /**
   * @param stop asked between requests
   * @param artifacts whether files are brought too
   * @param deletedToo whether runs are brought that are deleted where they come from
   */
  public Importer(
      AssayClient client,
      Progress progress,
      Summary summary,
      BooleanSupplier stop,
      boolean artifacts,
      boolean deletedToo) {
    this.client = client;
    this.progress = progress;
    this.summary = summary;
    this.stop = stop;
    this.artifacts = artifacts;
    this.deletedToo = deletedToo;
    this.batches = new Batches(summary);
  }

  /**
   * Brings all that a source has.
   *
   * @throws Stopped when it was told to
   * @throws ServerException when the server cannot be asked any more
   * @throws Source.Unreachable when the source cannot be asked any more
   */
  public void run(Source source) throws IOException, InterruptedException {
    try {
      source.read(this);
      makeEmptyExperiments();
      findParents();
    } finally {
      progress.end();
    }
  }

  Summary summary() {
    return summary;
  }

  Progress progress() {
    return progress;
  }

  boolean bringsArtifacts() {
    return artifacts;
  }

  boolean bringsDeleted() {
    return deletedToo;
  }

  void checkStop() {
    if (stop.getAsBoolean()) {
      throw new Stopped();
    }
  }

  /** What is known of an experiment; it reaches the server with the first of its runs. */
  void experiment(String name, Map<String, String> tags, String notes) {
    experiments.put(name, new Wire.ExperimentCreate(name, notes, tags));
  }

  /** What there is to bring of a run. */
  interface Content {
    void write(RunWriter run) throws IOException, InterruptedException;
  }

  /**
   * Brings a run. Should it turn out to be unreadable, or be refused, it is left out and the others
   * are brought all the same.
   */
  void run(ImportedRun run, Content content) throws InterruptedException {
    try {
      Optional<RunWriter> writer = open(run);
      if (writer.isPresent()) {
        content.write(writer.get());
      }
    } catch (ServerException.Refused e) {
      leftOut(run, e);
    } catch (IOException | UncheckedIOException e) {
      leftOutUnread("runs", run.label(), e);
    }
    progress.runDone();
  }

  /** Something could not be read. */
  void leftOutUnread(String what, String name, Exception e) {
    summary.leftOut(what, "cannot be read", 1, name + ": " + e.getMessage());
  }

  private void leftOut(ImportedRun run, ServerException.Refused e) {
    if (e.isAboutTheToken()) {
      throw e;
    }
    summary.leftOut("runs", "refused by the server", 1, run.label() + ": " + e.getMessage());
  }

  /** A run to write to; empty when it is there already, or was refused. */
  Optional<RunWriter> open(ImportedRun run) throws InterruptedException {
    checkStop();
    usedExperiments.add(run.experiment());
    Wire.Run there;
    try {
      there = client.importRun(wire(run));
    } catch (ServerException.Refused e) {
      leftOut(run, e);
      return Optional.empty();
    }
    RunId id = there.id();
    byOrigin.put(run.origin(), id);
    String parent = run.parent();
    if (parent != null && there.parent() == null && there.deletedAt() == null) {
      orphans.add(new Child(id, run.label(), parent));
    }
    if (there.deletedAt() != null || there.status().ended()) {
      if (run.deleted() && there.deletedAt() == null) {
        client.delete(id); // was cut off before
      }
      summary.runThere();
      return Optional.empty();
    }
    describeExperiment(run.experiment(), there.experimentId());
    return Optional.of(new RunWriter(client, this, batches, run, id));
  }

  private Wire.RunImport wire(ImportedRun run) {
    @Nullable RunId parent = run.parent() == null ? null : byOrigin.get(run.parent());
    return new Wire.RunImport(
        run.experiment(),
        run.name(),
        parent,
        run.provenance(),
        run.startedAt(),
        false,
        run.origin());
  }

  private void describeExperiment(String name, long id) throws InterruptedException {
    Wire.ExperimentCreate known = experiments.remove(name);
    if (known == null || (known.tags().isEmpty() && known.notes().isEmpty())) {
      return;
    }
    tagExperiment(id, known.tags());
    String notes = known.notes();
    // what somebody has written here meanwhile counts for more
    if (!notes.isEmpty() && client.experiment(id).notes().isEmpty()) {
      batches.send(
          "notes",
          List.of(notes),
          String::length,
          _ -> "of experiment " + name,
          one -> client.describeExperiment(id, one.getFirst()));
    }
  }

  private void tagExperiment(long id, Map<String, String> tags) throws InterruptedException {
    batches.send(
        "tags",
        tags.entrySet(),
        RunWriter::length,
        tag -> tag.getKey() + " of experiment " + id,
        some -> client.tagExperiment(id, RunWriter.map(some)));
  }

  private void makeEmptyExperiments() throws InterruptedException {
    for (Wire.ExperimentCreate experiment : experiments.values()) {
      if (usedExperiments.contains(experiment.name())) {
        continue; // all of its runs were there already
      }
      try {
        client.createExperiment(experiment);
      } catch (ServerException.Refused e) {
        if (e.isAboutTheToken()) {
          throw e;
        }
        if (e.status() != RunWriter.CONFLICT) { // there is one of that name
          summary.leftOut("experiments", "refused by the server", 1, "" + e.getMessage());
        }
      }
    }
  }

  /** Runs that came before those that they are a part of. */
  private void findParents() throws InterruptedException {
    for (Child child : orphans) {
      RunId parent = byOrigin.get(child.parent);
      if (parent == null) {
        summary.leftOut(
            "parents",
            "not among what was imported",
            1,
            "%s of %s".formatted(child.parent, child.label));
        continue;
      }
      try {
        client.setParent(child.run, parent);
      } catch (ServerException.Refused e) {
        summary.leftOut("parents", "refused by the server", 1, child.label + ": " + e.getMessage());
      }
    }
  }
}
