package dev.assay.jobs;

import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.CorruptContent;
import dev.assay.problem.Problem;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.Runs;
import dev.assay.series.History;
import dev.assay.team.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets the work of a job go on from a checkpoint in a run of its own. A recipe that goes on from
 * {@code checkpoints/last} among the files of its run finds the checkpoint there.
 */
@Service
public class Forks {
  /** Where a recipe keeps its newest checkpoint, and looks for one to go on from. */
  static final ArtifactPath LAST = new ArtifactPath("checkpoints/last");

  private static final ArtifactPath BEST = new ArtifactPath("checkpoints/best");
  private static final String STATE = "training.json";
  private static final int LONGEST_STATE = 1 << 16;

  private final Jobs jobs;
  private final Recipes recipes;
  private final Runs runs;
  private final RunLifecycle lifecycle;
  private final History history;
  private final Artifacts artifacts;
  private final JsonMapper json;

  Forks(
      Jobs jobs,
      Recipes recipes,
      Runs runs,
      RunLifecycle lifecycle,
      History history,
      Artifacts artifacts,
      JsonMapper json) {
    this.jobs = jobs;
    this.recipes = recipes;
    this.runs = runs;
    this.lifecycle = lifecycle;
    this.history = history;
    this.artifacts = artifacts;
    this.json = json;
  }

  /**
   * What a fork is to be.
   *
   * @param step the checkpoint is of this one or an earlier one
   * @param name null for one made from its id
   */
  public record Wanted(long step, @Nullable String name, Params params) {}

  /** The checkpoints that a run keeps, the newest first. */
  public List<Checkpoint> checkpoints(Run run) {
    ArtifactRoot root = ArtifactRoot.of(run);
    return Stream.of(LAST, BEST)
        .flatMap(folder -> step(root, folder).map(step -> new Checkpoint(folder, step)).stream())
        .sorted(Comparator.comparing(Checkpoint::step).reversed())
        .toList();
  }

  /** What a checkpoint says of itself; empty when there is none. */
  private Optional<Long> step(ArtifactRoot root, ArtifactPath folder) {
    try {
      Artifact state = artifacts.get(root, folder.child(STATE));
      if (state.bytes() > LONGEST_STATE) {
        return Optional.empty();
      }
      try (InputStream in = artifacts.open(state)) {
        JsonNode step = json.readTree(in).path("step");
        return step.isIntegralNumber() && step.canConvertToLong() && step.longValue() >= 0
            ? Optional.of(step.longValue())
            : Optional.empty();
      }
    } catch (Problem.NotFound | CorruptContent | JacksonException e) {
      return Optional.empty(); // one that cannot be read cannot be gone on from
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts a job into the queue that goes on from the newest checkpoint at or before a step. Its run
   * begins with the history of the other up to that checkpoint.
   *
   * @throws Problem.Invalid when the recipe does not take the params
   * @throws Problem.Conflict when the run records no job, keeps no such checkpoint, or is deleted
   */
  public Job fork(RunId from, Wanted wanted, UserId by) {
    Run origin = runs.present(from);
    Job job =
        jobs.of(from)
            .orElseThrow(
                () -> new Problem.Conflict("run " + from + " records no job that could go on"));
    Checkpoint checkpoint = checkpoint(origin, wanted.step());
    recipes.check(job.recipe(), wanted.params());
    Run fork = history.queueFork(from, checkpoint.step(), wanted.name(), by);
    try {
      artifacts.copy(ArtifactRoot.of(origin), checkpoint.folder(), ArtifactRoot.of(fork), LAST);
      var work =
          new Jobs.Work(
              job.recipe(), wanted.params(), job.terms().withAfter(List.of()).withNotBefore(null));
      return jobs.submit(work, fork.id(), by);
    } catch (RuntimeException e) {
      lifecycle.delete(fork.id());
      lifecycle.purge(fork.id());
      throw e;
    }
  }

  private Checkpoint checkpoint(Run origin, long atMost) {
    List<Checkpoint> kept = checkpoints(origin);
    return kept.stream()
        .filter(c -> c.step() <= atMost)
        .findFirst()
        .orElseThrow(
            () ->
                new Problem.Conflict(
                    kept.isEmpty()
                        ? "run "
                            + origin.id()
                            + " keeps no checkpoint that its recipe could go on from"
                        : "run %s keeps no checkpoint at or before step %d, but at %s"
                            .formatted(
                                origin.id(),
                                atMost,
                                kept.stream()
                                    .map(c -> String.valueOf(c.step()))
                                    .distinct()
                                    .collect(Collectors.joining(" and ")))));
  }
}
