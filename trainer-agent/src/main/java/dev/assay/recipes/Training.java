package dev.assay.recipes;

import dev.assay.corpus.Batches;
import dev.assay.model.Phases.Phase;
import dev.assay.model.Trainable;
import dev.assay.tracking.ServerException;
import dev.assay.training.Checkpoints;
import dev.assay.training.Outcome;
import dev.assay.training.Trainer;
import dev.assay.training.TrainingObserver;
import dev.assay.training.TrainingPlan;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model as a run: its metrics, what it costs beside what was predicted, its checkpoints in
 * the run's folder and with the run.
 *
 * @param <B> kind of batch
 */
final class Training<B> {

  private static final Logger log = LoggerFactory.getLogger(Training.class);

  /** Where the newest checkpoint is stored with a run. */
  static final String LAST = "checkpoints/last";

  /** Where the one with the lowest validation loss is. */
  static final String BEST = "checkpoints/best";

  /** Told after each evaluation, with the model as it is then; ends soon when that is wished. */
  @FunctionalInterface
  interface Evaluated {
    void at(int step, double lossNats, Supplier<Wish> wish) throws InterruptedException;
  }

  /**
   * What is trained, and how.
   *
   * @param keepLast checkpoints that stay beside the best
   * @param extras what a checkpoint needs beside the weights
   */
  record Work<B>(
      Trainable<B> model,
      TrainingPlan plan,
      Batches<B> batches,
      Validation<B> validation,
      int keepLast,
      Checkpoints.Extras extras) {}

  private final Work<B> work;
  private final Resources resources;
  private final RunRecorder run;
  private final Evaluated evaluated;
  private final Path folder;
  private @Nullable Path owed; // a checkpoint that the server could not take
  private final Checkpoints checkpoints;
  private int steps;

  /**
   * @param folder the run's own
   */
  Training(Work<B> work, Resources resources, Path folder, RunRecorder run, Evaluated evaluated) {
    this.work = work;
    this.resources = resources;
    this.run = run;
    this.evaluated = evaluated;
    this.folder = folder;
    this.checkpoints = new Checkpoints(folder.resolve("checkpoints"), work.keepLast, work.extras);
  }

  /** After how many steps the newest checkpoint was kept. */
  int steps() {
    return steps;
  }

  /** The newest checkpoint in the folder of a run. */
  Path lastCheckpoint() throws IOException {
    return checkpoints.last().orElseThrow();
  }

  /**
   * Trains, from the last checkpoint where there is one in the folder or with the run.
   *
   * @throws TrainingFailed when the loss is no number any more
   */
  Recipe.Ending run(Supplier<Wish> wish) throws IOException, InterruptedException {
    fetchCheckpoint();
    var trainer =
        new Trainer<>(
            work.model,
            work.plan,
            work.batches,
            work.validation,
            checkpoints,
            resources.flopsPerToken());
    resources.measurePeak();
    Outcome outcome = trainer.run(new Journal(wish), wish);
    if (owed != null) {
      run.upload(LAST, owed);
    }
    run.tags(resources.measured());
    return switch (outcome) {
      case Outcome.Completed c -> Recipe.Ending.DONE;
      case Outcome.EarlyStopped(int steps, int best, double loss) -> {
        run.tags(
            Map.of(
                "early_stop", "after step %d; best %.4f at step %d".formatted(steps, loss, best)));
        yield Recipe.Ending.DONE;
      }
      case Outcome.Paused p -> Recipe.Ending.PAUSED;
      case Outcome.Stopped s -> Recipe.Ending.STOPPED;
      case Outcome.Diverged diverged -> throw new TrainingFailed(diverged.message());
    };
  }

  /**
   * A run that another machine began, or went on with, has its newest checkpoint with the server.
   * Of one that is here too no byte is brought.
   */
  private void fetchCheckpoint() throws IOException, InterruptedException {
    Path fetched = folder.resolve("fetched");
    Folders.delete(fetched); // what was cut off
    Optional<Path> here = checkpoints.last();
    if (here.isPresent()) {
      Folders.link(here.get(), fetched);
    } else {
      Files.createDirectories(fetched);
    }
    boolean isNewer =
        run.download(LAST, fetched)
            && (here.isEmpty() || Checkpoints.step(fetched) > Checkpoints.step(here.get()));
    if (isNewer) {
      checkpoints.adopt(fetched);
    } else {
      Folders.delete(fetched);
    }
  }

  /** Records what the trainer tells. */
  private final class Journal implements TrainingObserver {
    private final Supplier<Wish> wish;

    Journal(Supplier<Wish> wish) {
      this.wish = wish;
    }

    @Override
    public void onStep(Step step) throws InterruptedException {
      int at = step.step();
      run.metric("train/loss", at, step.lossNats());
      run.metric("lr", at, step.lr());
      run.metric("grad_norm", at, step.gradientNorm());
      run.metric("tokens", at, step.tokens());
      run.metric("tokens_per_second", at, step.tokensPerSecond());
      run.metric("step_time", at, step.stepSeconds());
      for (Map.Entry<Phase, Double> phase : step.phaseSeconds().entrySet()) {
        String name = phase.getKey().name().toLowerCase(Locale.ROOT);
        run.metric("time/" + name, at, phase.getValue());
      }
      for (Map.Entry<String, Double> more : step.more().entrySet()) {
        run.metric(more.getKey(), at, more.getValue());
      }
      for (Map.Entry<String, Double> used : resources.at(step).entrySet()) {
        run.metric(used.getKey(), at, used.getValue());
      }
      run.progress(step.share());
    }

    @Override
    public void onEvaluation(int step, double lossNats) throws InterruptedException {
      run.metric("val/loss", step, lossNats);
      evaluated.at(step, lossNats, wish);
    }

    @Override
    public void onCheckpoint(int step, Path checkpoint, boolean best)
        throws IOException, InterruptedException {
      steps = step;
      try {
        run.upload(LAST, checkpoint);
        if (best) {
          run.upload(BEST, checkpoint);
        }
        owed = null;
      } catch (ServerException.Unavailable e) { // it is here, and the training goes on
        log.warn("checkpoint {} is not stored with the run yet: {}", checkpoint, e.getMessage());
        owed = checkpoint;
      }
    }
  }
}
