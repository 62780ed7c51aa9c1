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
import java.util.Arrays;
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
      List.of(
          "common",
          "embedding",
          "attention",
          "mlp",
          "moe",
          "head",
          "lora",
          "fusion",
          "parts",
          "clip",
          "adamw",
          "muon",
          "matmul");

  private final PtSymbolBlock module;
  private final NDManager manager;
  private final boolean gradients;

  /** For training: calls on this thread are recorded for the backward pass from now on. */
  static Kernels forTraining(NDManager manager, GptConfig config, Execution.Precision precision) {
    JniUtils.setGradMode(true);
    return new Kernels(
        manager, attributes(config, precision, config.dropout(), capacityFactor(config)), true);
  }

  /** Without dropout, without gradients, and with room for all tokens at all experts. */
  static Kernels forInference(NDManager manager, GptConfig config, Execution.Precision precision) {
    return new Kernels(manager, attributes(config, precision, 0, 0), false);
  }

  /** For those that have nothing to do with a model. */
  static Kernels plain(NDManager manager) {
    return forInference(manager, GptConfig.gpt2(1, 1, 1, 1, 2), Execution.Precision.F32);
  }

  private static double capacityFactor(GptConfig config) {
    return config.hasExperts() ? config.experts().capacityFactor() : 0;
  }

  /** What the kernels see as {@code self.NAME}. */
  private static Map<String, Number> attributes(
      GptConfig config, Execution.Precision precision, double dropout, double capacityFactor) {
    return Map.ofEntries(
        Map.entry("heads", config.heads()),
        Map.entry("kv_heads", config.kvHeads()),
        Map.entry("window", config.window()),
        Map.entry("learned", flag(config.positions() == GptConfig.Positions.LEARNED)),
        Map.entry("rope", flag(config.positions() == GptConfig.Positions.ROPE)),
        Map.entry("rms", flag(config.norm() == GptConfig.Norm.RMS)),
        Map.entry("qk_norm", flag(config.qkNorm())),
        Map.entry("activation", config.activation().ordinal()),
        Map.entry("top_k", config.experts().topK()),
        Map.entry("bf16", flag(precision == Execution.Precision.BF16)),
        Map.entry("dropout", dropout),
        Map.entry("capacity_factor", capacityFactor));
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }

  private Kernels(NDManager parent, Map<String, Number> attributes, boolean gradients) {
    // per thread; the profiling executor would recompile for every new shape
    JniUtils.setGraphExecutorOptimize(false);
    this.manager = parent.newSubManager();
    this.gradients = gradients;
    byte[] archive = TorchScriptArchive.of(code(), attributes);
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
    return callAll(kernel, x, others).get(0);
  }

  /** The same for a kernel that answers several tensors. */
  NDList callAll(String kernel, NDArray x, NDArray... others) {
    var inputs = new NDList(others.length + 2);
    inputs.add(x);
    inputs.addAll(List.of(others));
    try (NDArray method = x.getManager().create(0f)) {
      method.setName("module_method:" + kernel); // how DJL is told which method to run
      inputs.add(method);
      return IValueUtils.forward(module, inputs, gradients);
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

  /** The same of parameters that lie in an array. */
  static IValue[] values(NDArray... tensors) {
    return Arrays.stream(tensors)
        .map(tensor -> IValue.from((PtNDArray) tensor))
        .toArray(IValue[]::new);
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
