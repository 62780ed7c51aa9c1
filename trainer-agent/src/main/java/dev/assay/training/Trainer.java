package dev.assay.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.corpus.Batches;
import dev.assay.model.Phases;
import dev.assay.model.Phases.Phase;
import dev.assay.model.Trainable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The training loop. It runs on the thread that made the model; the tensors of a step live in a
 * scope that is closed at the step's end.
 *
 * <p>What a step does depends on the parameters, the optimiser's moments and the step's number
 * alone: batches are a function of their index, and the engine's generator of random numbers, which
 * dropout draws from, is seeded for each pass. So a training that goes on from a checkpoint does
 * what it would have done without the break, to the bit, on the same machine and build.
 *
 * @param <B> kind of batch
 */
public final class Trainer<B> {

  private final Trainable<B> model;
  private final TrainingPlan plan;
  private final Batches<B> batches;
  private final Validation<B> validation;
  private final Checkpoints checkpoints;
  private final OptionalInt steps;
  private final Phases phases = new Phases();
  private TrainingState state;
  private int reportedStep;

  /**
   * @param flopsPerToken of forward and backward, for a budget of operations
   */
  public Trainer(
      Trainable<B> model,
      TrainingPlan plan,
      Batches<B> batches,
      Validation<B> validation,
      Checkpoints checkpoints,
      double flopsPerToken) {
    this.model = model;
    this.plan = plan;
    this.batches = batches;
    this.validation = validation;
    this.checkpoints = checkpoints;
    this.steps = plan.budget().steps(tokensPerStep(), flopsPerToken);
    this.state = TrainingState.start(plan.seed());
  }

  private long tokensPerStep() {
    return batches.tokensPerBatch() * plan.accumulation();
  }

  /** Optimiser steps in all; empty when only time will tell. */
  public OptionalInt steps() {
    return steps;
  }

  /**
   * Trains to the end of the budget, or until somebody wishes otherwise, which is asked before each
   * step and each batch of an evaluation. Goes on from the last checkpoint where there is one.
   *
   * @throws IOException when a checkpoint cannot be read or written, or is of a training with other
   *     batches or another seed
   */
  public Outcome run(TrainingObserver observer, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    try (Optimizer optimizer = Optimizer.of(plan.optimizer(), model);
        var clip = new GradientClip(model, plan.clipNorm())) {
      Optional<Path> last = checkpoints.last();
      if (last.isPresent()) {
        state = Checkpoints.restore(last.get(), model.parameters(), optimizer);
        requireSameCourse(last.get());
        model.stepped();
      }
      reportedStep = state.step();
      return new Run(observer, wish, optimizer, clip).train();
    }
  }

  /** What would make other steps of those that are left is no going on. */
  private void requireSameCourse(Path checkpoint) throws IOException {
    if (state.tokens() != state.step() * tokensPerStep()) {
      throw new IOException(
          "checkpoint %s has %d tokens after %d steps; the plan has %d a step"
              .formatted(checkpoint, state.tokens(), state.step(), tokensPerStep()));
    }
    if (state.seed() != plan.seed()) {
      throw new IOException(
          "checkpoint %s has seed %d; the plan has %d"
              .formatted(checkpoint, state.seed(), plan.seed()));
    }
  }

  /** One call of {@link Trainer#run}. */
  private final class Run {
    private final TrainingObserver observer;
    private final Supplier<Wish> wish;
    private final Optimizer optimizer;
    private final GradientClip clip;

    Run(TrainingObserver observer, Supplier<Wish> wish, Optimizer optimizer, GradientClip clip) {
      this.observer = observer;
      this.wish = wish;
      this.optimizer = optimizer;
      this.clip = clip;
    }

    Outcome train() throws IOException, InterruptedException {
      while (true) {
        Optional<Outcome> end = turn();
        if (end.isPresent()) {
          return end.get();
        }
      }
    }

    /** Evaluates and saves where that is due, and takes a step; the outcome when it ends here. */
    private Optional<Outcome> turn() throws IOException, InterruptedException {
      if (isEvaluationDue()) {
        Optional<Outcome> end = evaluate();
        if (end.isPresent()) {
          return end;
        }
      }
      if (plan.patience() > 0 && state.waited() >= plan.patience()) {
        return Optional.of(
            saved(new Outcome.EarlyStopped(state.step(), state.bestStep(), state.bestLoss())));
      }
      if (share() >= 1) {
        return Optional.of(saved(new Outcome.Completed(state.step())));
      }
      if (isCheckpointDue()) {
        Optional<Outcome> diverged = save();
        if (diverged.isPresent()) {
          return diverged;
        }
      }
      Optional<Outcome> end = interruption();
      return end.isPresent() ? end : step();
    }

    private boolean isEvaluationDue() {
      boolean due = state.step() % plan.evaluateEvery() == 0 || share() >= 1;
      return due && state.evaluatedStep() != state.step();
    }

    private boolean isCheckpointDue() {
      if (plan.checkpointEvery() == 0 || state.step() == 0) {
        return false;
      }
      boolean isBest = state.bestStep() == state.step();
      return isBest || state.step() % plan.checkpointEvery() == 0;
    }

    /** Asks once: a wish that is taken back a moment later was heard all the same. */
    private Optional<Outcome> interruption() throws IOException, InterruptedException {
      return switch (wish.get()) {
        case GO_ON -> Optional.empty();
        case PAUSE -> Optional.of(saved(new Outcome.Paused(state.step())));
        case STOP -> Optional.of(new Outcome.Stopped(state.step()));
      };
    }

    private Outcome saved(Outcome outcome) throws IOException, InterruptedException {
      return save().orElse(outcome);
    }

    /** Keeps a checkpoint, or answers why there is nothing worth keeping. */
    private Optional<Outcome> save() throws IOException, InterruptedException {
      Optional<Outcome> diverged =
          otherParameter().map(suspect -> new Outcome.Diverged(state.step(), suspect));
      if (diverged.isEmpty()) {
        Path folder = checkpoints.save(model.parameters(), optimizer, state);
        observer.onCheckpoint(state.step(), folder, state.bestStep() == state.step());
      }
      return diverged;
    }

    /** The outcome when this was the last; empty when the training goes on. */
    private Optional<Outcome> step() throws InterruptedException {
      long start = System.nanoTime();
      int step = state.step() + 1;
      double lr = lr(step);
      try (NDManager scope = model.newScope()) {
        double loss = accumulate(step, scope);
        long before = System.nanoTime();
        double norm = clip.apply(scope).getFloat();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
          return Optional.of(new Outcome.Diverged(state.step(), suspect(loss, lr)));
        }
        optimizer.step(lr);
        model.stepped();
        long end = phases.since(before, Phase.OPTIMIZER);
        state = state.stepped(tokensPerStep(), (end - start) / 1e9);
        if (step == 1 || step % plan.reportEvery() == 0 || share() >= 1) {
          observer.onStep(report(loss, lr, norm));
          phases.since(end, Phase.LOGGING);
        }
      }
      return Optional.empty();
    }

    private double accumulate(int step, NDManager scope) {
      double loss = 0;
      for (int pass = 0; pass < plan.accumulation(); pass++) {
        long start = System.nanoTime();
        long index = (long) (step - 1) * plan.accumulation() + pass;
        B batch = batches.at(index);
        phases.since(start, Phase.DATA);
        JniUtils.setSeed(mixed(mixed(plan.seed()) + index)); // seeds 1 and 2 have nothing in common
        boolean isLast = pass == plan.accumulation() - 1; // its tensors are looked at later
        NDManager own = isLast ? scope : scope.newSubManager();
        loss += model.accumulate(batch, 1f / plan.accumulation(), own, phases).getFloat();
        if (!isLast) {
          own.close(); // the memory of one pass is that of all
        }
      }
      return loss / plan.accumulation();
    }

    /** The outcome when it was interrupted, or the loss is no number. */
    private Optional<Outcome> evaluate() throws IOException, InterruptedException {
      double sum = 0;
      long targets = 0;
      for (B batch : validation.batches()) {
        Optional<Outcome> end = interruption();
        if (end.isPresent()) {
          return end;
        }
        int weight = validation.weight().applyAsInt(batch);
        sum += model.evaluationLoss(batch) * weight;
        targets += weight;
      }
      double loss = sum / targets;
      if (!Double.isFinite(loss)) {
        return Optional.of(new Outcome.Diverged(state.step(), suspectOfEvaluation(loss)));
      }
      state = state.evaluated(loss, plan.minDelta());
      observer.onEvaluation(state.step(), loss);
      return Optional.empty();
    }
  }

  private double lr(int step) {
    return steps.isPresent()
        ? plan.schedule().at(step, steps.getAsInt())
        : plan.schedule().at(step, share());
  }

  /** Of the budget that is spent, 0 to 1. */
  private double share() {
    return steps.isPresent()
        ? (double) state.step() / steps.getAsInt()
        : state.seconds() / ((Budget.Time) plan.budget()).seconds();
  }

  private TrainingObserver.Step report(double loss, double lr, double norm) {
    int since = state.step() - reportedStep;
    reportedStep = state.step();
    Map<Phase, Double> each = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      each.put(phase, phases.seconds(phase) / since);
    }
    double seconds = phases.totalSeconds() / since;
    phases.reset();
    return new TrainingObserver.Step(
        state.step(),
        loss,
        lr,
        norm,
        state.tokens(),
        tokensPerStep() / seconds,
        seconds,
        each,
        Math.min(1, share()),
        model.diagnostics());
  }

  /** What to look at first when the loss is no number. */
  private String suspect(double loss, double lr) {
    Optional<String> parameter = otherParameter();
    if (parameter.isPresent()) {
      return parameter.get();
    }
    if (!Double.isFinite(loss)) {
      return "the forward pass overflows with finite parameters; the learning rate, %.3g, is the suspect"
          .formatted(lr);
    }
    for (String name : model.parameters().trainable().keySet()) {
      if (hasOther(model.parameters().gradient(name))) {
        return "the gradient of %s is not finite; the learning rate is %.3g".formatted(name, lr);
      }
    }
    return "the gradients' norm overflows; the learning rate, %.3g, is the suspect".formatted(lr);
  }

  private String suspectOfEvaluation(double loss) {
    return otherParameter()
        .orElseGet(
            () ->
                "the validation loss is %s with finite parameters; the learning rate, %.3g, is the suspect"
                    .formatted(loss, lr(Math.max(1, state.step()))));
  }

  /** Says which is the first parameter that is not finite, if one is. */
  private Optional<String> otherParameter() {
    for (String name : model.parameters().byName().keySet()) {
      if (hasOther(model.parameters().values(name))) {
        return Optional.of("parameter %s is not finite".formatted(name));
      }
    }
    return Optional.empty();
  }

  private static boolean hasOther(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return true;
      }
    }
    return false;
  }

  /** Bits spread over the whole word (the finaliser of SplitMix64, Steele et al. 2014). */
  private static long mixed(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) & Integer.MAX_VALUE;
  }
}
