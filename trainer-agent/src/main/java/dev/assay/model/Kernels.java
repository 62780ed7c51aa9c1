package dev.assay.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The few fused functions that tensors go through, written in TorchScript under {@code
 * resources/kernels} and called from Java. DJL's own operations lack fused attention, cross-entropy
 * and AdamW, and its arithmetic with a {@link Number} gives wrong gradients once garbage has been
 * collected: so all arithmetic of training is here.
 *
 * <p>Use kernels on the thread that loaded them.
 */
public final class Kernels implements AutoCloseable {

  private static final List<String> FILES =
      List.of("embedding", "attention", "mlp", "head", "clip", "adamw", "matmul");

  private final PtSymbolBlock module;
  private final NDManager manager;
  private final boolean gradients;

  /** For training: calls on this thread are recorded for the backward pass from now on. */
  static Kernels forTraining(NDManager manager, GptConfig config) {
    JniUtils.setGradMode(true);
    return new Kernels(manager, config.heads(), config.dropout(), true);
  }

  /** Without dropout and without gradients. */
  public static Kernels forInference(NDManager manager, int heads) {
    return new Kernels(manager, heads, 0, false);
  }

  private Kernels(NDManager parent, int heads, double dropout, boolean gradients) {
    // per thread; the profiling executor would recompile for every new shape
    JniUtils.setGraphExecutorOptimize(false);
    this.manager = parent.newSubManager();
    this.gradients = gradients;
    byte[] archive = TorchScriptArchive.of(code(), Map.of("heads", heads, "dropout", dropout));
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from memory
    }
  }

  /**
   * Calls a kernel that answers one tensor, which belongs to the manager of {@code x}.
   *
   * @param x a tensor of the running step, never a parameter: a parameter's manager would keep the
   *     result for ever
   */
  NDArray call(String kernel, NDArray x, NDArray... others) {
    var inputs = new NDList(others.length + 2);
    inputs.add(x);
    inputs.addAll(List.of(others));
    try (NDArray method = x.getManager().create(0f)) {
      method.setName("module_method:" + kernel); // how DJL is told which method to run
      inputs.add(method);
      return IValueUtils.forward(module, inputs, gradients).get(0);
    }
  }

  /** The matrix product of two square matrices, for measuring. */
  public NDArray matmul(NDArray a, NDArray b) {
    return call("matmul", a, b);
  }

  /** Calls a kernel on values that are no single tensor (lists, numbers); no gradients. */
  public IValue run(String kernel, IValue... inputs) {
    return IValueUtils.runMethod(module, kernel, inputs);
  }

  /** A list of tensors as a kernel's argument; make it once and keep it. */
  public static IValue list(List<NDArray> tensors) {
    return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
  }

  /** The tensor that a kernel answered, in the given manager. */
  public static NDArray tensor(IValue value, NDManager manager) {
    return value.toTensor((PtNDManager) manager);
  }

  private static String code() {
    var text = new StringBuilder();
    for (String file : FILES) {
      text.append(resource("/kernels/" + file + ".ts.py")).append('\n');
    }
    return text.toString();
  }

  private static String resource(String path) {
    try (var in = Kernels.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("kernel " + path + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
