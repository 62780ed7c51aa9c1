package dev.assay.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batch;
import dev.assay.model.Gpt;
import dev.assay.model.Phases;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The training loop. It runs on the thread that made the model; the tensors of a step live in a
 * scope that is closed at the step's end.
 */
public final class Trainer {

  private final Gpt model;
  private final TrainingPlan plan;
  private final Supplier<Batch> batches;
  private final List<Batch> validation;
  private final CosineSchedule schedule;
  private final Phases phases = new Phases();

  /**
   * @param batches an endless supply to train on
   * @param validation the same batches at each evaluation
   */
  public Trainer(Gpt model, TrainingPlan plan, Supplier<Batch> batches, List<Batch> validation) {
    this.model = model;
    this.plan = plan;
    this.batches = batches;
    this.validation = validation;
    this.schedule = CosineSchedule.of(plan);
  }

  /**
   * @param steps optimiser steps done
   * @param complete whether all of them are, and the evaluation after the last
   */
  public record Progress(int steps, boolean complete) {}

  /**
   * Trains until the plan's last step or until told to stop, which is asked before each step and
   * each batch of an evaluation.
   *
   * @return how far it came
   */
  public Progress run(TrainingObserver observer, BooleanSupplier stop) throws InterruptedException {
    var clock = new Stopwatch();
    try (var optimizer = new AdamW(model, plan.weightDecay(), plan.beta1(), plan.beta2());
        var clip = new GradientClip(model, plan.clipNorm())) {
      if (!evaluate(0, observer, stop)) {
        return new Progress(0, false);
      }
      for (int step = 1; step <= plan.steps(); step++) {
        if (stop.getAsBoolean()) {
          return new Progress(step - 1, false);
        }
        clock.resume();
        step(step, optimizer, clip, clock, observer);
        clock.pause();
        boolean due = step % plan.evaluateEvery() == 0 || step == plan.steps();
        if (due && !evaluate(step, observer, stop)) {
          return new Progress(step, false);
        }
      }
    }
    return new Progress(plan.steps(), true);
  }

  private void step(
      int step, AdamW optimizer, GradientClip clip, Stopwatch clock, TrainingObserver observer)
      throws InterruptedException {
    try (NDManager scope = model.newScope()) {
      List<NDArray> losses = new ArrayList<>(plan.accumulation());
      for (int pass = 0; pass < plan.accumulation(); pass++) {
        losses.add(forwardBackward(batches.get(), scope));
      }
      NDArray norm = clip.apply(scope);
      double lr = schedule.at(step);
      optimizer.step(lr);
      clock.lap();
      if (step == 1 || step % plan.reportEvery() == 0 || step == plan.steps()) {
        observer.onStep(report(step, mean(losses), lr, norm.getFloat(), clock));
      }
    }
  }

  private NDArray forwardBackward(Batch batch, NDManager scope) {
    return model.accumulate(batch, 1f / plan.accumulation(), scope, phases);
  }

  private TrainingObserver.Step report(
      int step, double loss, double lr, double norm, Stopwatch clock) {
    long tokensPerStep = (long) plan.batch() * plan.accumulation() * model.config().context();
    double seconds = clock.secondsPerLap();
    clock.reset();
    return new TrainingObserver.Step(
        step, loss, lr, norm, step * tokensPerStep, tokensPerStep / seconds, seconds);
  }

  /** False when it was stopped before its end. */
  private boolean evaluate(int step, TrainingObserver observer, BooleanSupplier stop)
      throws InterruptedException {
    double sum = 0;
    long tokens = 0;
    for (Batch batch : validation) {
      if (stop.getAsBoolean()) {
        return false;
      }
      sum += model.evaluationLoss(batch) * batch.tokens();
      tokens += batch.tokens();
    }
    observer.onEvaluation(step, sum / tokens);
    return true;
  }

  private static double mean(List<NDArray> losses) {
    double sum = 0;
    for (NDArray loss : losses) {
      sum += loss.getFloat();
    }
    return sum / losses.size();
  }

  /** Time spent on steps; stands still during evaluations. */
  private static final class Stopwatch {
    private long resumedAt = System.nanoTime();
    private long nanos;
    private int laps;

    void resume() {
      resumedAt = System.nanoTime();
    }

    void pause() {
      nanos += System.nanoTime() - resumedAt;
      resumedAt = System.nanoTime();
    }

    void lap() {
      pause();
      laps++;
    }

    double secondsPerLap() {
      return nanos / 1e9 / laps;
    }

    void reset() {
      nanos = 0;
      laps = 0;
    }
  }
}
