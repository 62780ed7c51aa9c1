package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.assay.corpus.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * One model on several devices of this process: each computes the gradients of a part of the batch,
 * which are added up on the first; after a step the others get its parameters.
 *
 * <p>A replica lives on a thread of its own, since a model is used by the thread that made it; the
 * first lives on the caller's.
 */
public final class DataParallel implements Trainable<Batch> {

  private final Gpt first;
  private final List<Replica> others = new ArrayList<>();

  /** A copy of the model with the thread it lives on. */
  private static final class Replica {
    private final ExecutorService thread;
    private final Gpt model;

    Replica(Supplier<Gpt> maker, int number) {
      thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("replica-" + number).factory());
      model = call(maker::get);
    }

    <T> Future<T> submit(Callable<T> work) {
      return thread.submit(work);
    }

    <T> T call(Callable<T> work) {
      return await(submit(work));
    }

    void run(Runnable work) {
      await(thread.submit(work));
    }

    void close() {
      run(model::close);
      thread.shutdown();
    }
  }

  /**
   * @param replicas make one model each, all of the same shape, on devices of their own; at least
   *     one
   */
  public DataParallel(List<Supplier<Gpt>> replicas) {
    first = replicas.getFirst().get();
    if (first.config().dropout() > 0 && replicas.size() > 1) {
      first.close();
      throw new IllegalArgumentException(
          "dropout is %s; must be 0 with several replicas, which share one generator"
              .formatted(first.config().dropout()));
    }
    for (int i = 1; i < replicas.size(); i++) {
      others.add(new Replica(replicas.get(i), i));
    }
    stepped();
  }

  @Override
  public NDArray accumulate(Batch batch, float weight, NDManager scope, Phases phases) {
    List<Batch> parts = batch.split(1 + others.size());
    int all = Math.max(1, batch.targetCount());
    List<Future<Double>> elsewhere = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) {
      Replica replica = others.get(i - 1);
      Batch part = parts.get(i);
      elsewhere.add(replica.submit(() -> share(replica.model, part, weight, all)));
    }
    Batch mine = parts.getFirst();
    float portion = (float) mine.targetCount() / all;
    double loss = first.accumulate(mine, weight * portion, scope, phases).getFloat() * portion;
    for (Future<Double> part : elsewhere) {
      loss += await(part);
    }
    addGradients(parts.size() - 1, scope);
    return scope.create((float) loss);
  }

  /** A replica's part of the mean loss. */
  private static double share(Gpt model, Batch part, float weight, int all) {
    float portion = (float) part.targetCount() / all;
    try (NDManager scope = model.newScope()) {
      return (double) model.accumulate(part, weight * portion, scope, new Phases()).getFloat()
          * portion;
    }
  }

  /** Moves the gradients of the first so many others to the first model. */
  private void addGradients(int count, NDManager scope) {
    for (Replica replica : others.subList(0, count)) {
      Map<String, NDArray> there = replica.model.parameters().trainable();
      List<NDArray> here = there.keySet().stream().map(first.parameters()::named).toList();
      List<NDArray> from =
          Parameters.gradients(there.values(), scope).stream()
              .map(gradient -> gradient.toDevice(first.execution().device().djl(), false))
              .toList();
      run("add_all", Parameters.gradients(here, scope), from);
      replica.run(() -> zero(replica.model));
    }
  }

  private static void zero(Gpt model) {
    try (NDManager scope = model.newScope();
        IValue list =
            Kernels.list(Parameters.gradients(model.parameters().trainable().values(), scope))) {
      model.kernels().run("zero_all", list).close();
    }
  }

  private void run(String kernel, List<NDArray> to, List<NDArray> from) {
    try (IValue left = Kernels.list(to);
        IValue right = Kernels.list(from)) {
      first.kernels().run(kernel, left, right).close();
    }
  }

  /** The others get the parameters of the first. */
  @Override
  public void stepped() {
    for (Replica replica : others) {
      replica.run(() -> copyParameters(replica.model));
    }
  }

  private void copyParameters(Gpt to) {
    try (NDManager scope = to.newScope()) {
      List<NDArray> from = new ArrayList<>();
      for (NDArray parameter : first.parameters().byName().values()) {
        NDArray there = parameter.toDevice(to.execution().device().djl(), false);
        if (there != parameter) {
          there.attach(scope); // a copy, which would else stay as long as the model
        }
        from.add(there);
      }
      try (IValue left = Kernels.list(List.copyOf(to.parameters().byName().values()));
          IValue right = Kernels.list(from)) {
        to.kernels().run("copy_all", left, right).close();
      }
    }
  }

  private static <T> T await(Future<T> work) {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a replica computed", e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException("a replica failed: " + cause.getMessage(), cause);
    }
  }

  @Override
  public double evaluationLoss(Batch batch) {
    return first.evaluationLoss(batch);
  }

  /** The model that the others follow. */
  public Gpt first() {
    return first;
  }

  @Override
  public Parameters parameters() {
    return first.parameters();
  }

  @Override
  public Kernels kernels() {
    return first.kernels();
  }

  @Override
  public NDManager newScope() {
    return first.newScope();
  }

  @Override
  public Map<String, Double> diagnostics() {
    return first.diagnostics();
  }

  @Override
  public void close() {
    others.forEach(Replica::close);
    first.close();
  }
}
