package dev.assay.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.corpus.Batches;
import dev.assay.model.Phases;
import dev.assay.model.Phases.Phase;
import dev.assay.model.Trainable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
  private TrainingState state = TrainingState.START;
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
   * @throws IOException when a checkpoint cannot be read or written
   */
  public Outcome run(TrainingObserver observer, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    try (Optimizer optimizer = Optimizer.of(plan.optimizer(), model);
        var clip = new GradientClip(model, plan.clipNorm())) {
      Optional<Path> last = checkpoints.last();
      if (last.isPresent()) {
        state = Checkpoints.restore(last.get(), model.parameters(), optimizer);
        model.stepped();
      }
      reportedStep = state.step();
      return new Run(observer, wish, optimizer, clip).train();
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
        if (isEvaluationDue() && !evaluate()) {
          return interrupted();
        }
        if (plan.patience() > 0 && state.waited() >= plan.patience()) {
          save();
          return new Outcome.EarlyStopped(state.step(), state.bestStep(), state.bestLoss());
        }
        if (share() >= 1) {
          save();
          return new Outcome.Completed(state.step());
        }
        if (isCheckpointDue()) {
          save();
        }
        if (wish.get() != Wish.GO_ON) {
          return interrupted();
        }
        Optional<Outcome> diverged = step();
        if (diverged.isPresent()) {
          return diverged.get();
        }
      }
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

    private Outcome interrupted() throws IOException, InterruptedException {
      if (wish.get() != Wish.PAUSE) {
        return new Outcome.Stopped(state.step());
      }
      save();
      return new Outcome.Paused(state.step());
    }

    private void save() throws IOException, InterruptedException {
      Path folder = checkpoints.save(model.parameters(), optimizer, state);
      observer.onCheckpoint(state.step(), folder, state.bestStep() == state.step());
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
      List<NDArray> losses = new ArrayList<>(plan.accumulation());
      for (int pass = 0; pass < plan.accumulation(); pass++) {
        long start = System.nanoTime();
        long index = (long) (step - 1) * plan.accumulation() + pass;
        B batch = batches.at(index);
        phases.since(start, Phase.DATA);
        JniUtils.setSeed(mixed(plan.seed() + index));
        losses.add(model.accumulate(batch, 1f / plan.accumulation(), scope, phases));
      }
      return losses.stream().mapToDouble(NDArray::getFloat).sum() / losses.size();
    }

    /** False when it was interrupted before its end. */
    private boolean evaluate() throws InterruptedException {
      double sum = 0;
      long targets = 0;
      for (B batch : validation.batches()) {
        if (wish.get() != Wish.GO_ON) {
          return false;
        }
        int weight = validation.weight().applyAsInt(batch);
        sum += model.evaluationLoss(batch) * weight;
        targets += weight;
      }
      double loss = sum / targets;
      state = state.evaluated(loss, plan.minDelta());
      observer.onEvaluation(state.step(), loss);
      return true;
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
        : state.seconds() * 1e3 / ((Budget.Time) plan.budget()).duration().toMillis();
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
    for (String name : model.parameters().byName().keySet()) {
      if (hasOther(model.parameters().values(name))) {
        return "parameter %s is not finite".formatted(name);
      }
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
