package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.corpus.Batch;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.Phases;
import dev.assay.model.TorchReference;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OptimizerTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(strings = {"withBiases", "withoutBiases"})
  void clip_and_one_step_of_adamw_equal_those_of_pytorch(String name) throws IOException {
    TorchReference reference = TorchReference.read(name);
    var plan = OptimizerPlan.adamW(reference.weightDecay(), reference.beta1(), reference.beta2());
    try (Gpt model = reference.model();
        var clip = new GradientClip(model, reference.maxNorm());
        Optimizer optimizer = Optimizer.of(plan, model);
        NDManager scope = model.newScope()) {
      model.accumulate(reference.batch(), 1, scope, new Phases());
      assertThat((double) clip.apply(scope).getFloat())
          .isCloseTo(reference.gradientNorm(), within(1e-5 * reference.gradientNorm()));
      optimizer.step(reference.lr());
      reference
          .afterOneStep()
          .forEach(
              (parameter, expected) ->
                  assertThat(
                          TorchReference.relativeError(
                              withDefinedStep(
                                  parameter,
                                  TorchReference.doubles(model.parameters().values(parameter))),
                              withDefinedStep(parameter, expected)))
                      .as(parameter)
                      .isLessThan(1e-5));
      assertThat(TorchReference.gradientsOf(model).values())
          .allSatisfy(gradient -> assertThat(gradient).containsOnly(0f));
    }
  }

  /**
   * Without the bias of the keys: adding to all scores of a softmax changes nothing, so that its
   * gradient is zero but for rounding, and AdamW's first step is the sign of that.
   */
  private static double[] withDefinedStep(String parameter, double[] values) {
    double[] kept = values.clone();
    if (parameter.endsWith("qkv.bias")) {
      Arrays.fill(kept, values.length / 3, 2 * values.length / 3, 0);
    }
    return kept;
  }

  @Test
  void gradients_below_the_limit_are_left_alone() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt model = reference.model();
        var clip = new GradientClip(model, 1e6);
        NDManager scope = model.newScope()) {
      model.accumulate(reference.batch(), 1, scope, new Phases());
      var before = TorchReference.gradientsOf(model);
      clip.apply(scope);
      TorchReference.gradientsOf(model)
          .forEach((name, gradient) -> assertThat(gradient).isEqualTo(before.get(name)));
    }
  }

  /** resources/torch/muon.json, made by muon.py beside it in NumPy. */
  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall", "square"})
  void muon_moves_matrices_as_numpy_does(String name) throws IOException {
    JsonNode reference;
    try (var in = OptimizerTest.class.getResourceAsStream("/torch/muon.json")) {
      reference = JSON.readTree(in).get(name);
    }
    long rows = reference.get("rows").asLong();
    long columns = reference.get("columns").asLong();
    try (Gpt model = gpt();
        NDManager scope = model.newScope()) {
      NDArray matrix = scope.create(floats(reference.get("start")), new Shape(rows, columns));
      matrix.setRequiresGradient(true);
      NDArray zeros = matrix.zerosLike();
      backward(matrix, zeros);
      SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
      parameters.put("h.0.x.weight", matrix);
      var plan =
          new OptimizerPlan(
              OptimizerPlan.Kind.MUON, reference.get("weightDecay").asDouble(), 0.9, 0.95, 1);
      try (var muon = new Muon(model, parameters, plan)) {
        for (int step = 0; step < 2; step++) {
          NDArray gradient = scope.zeros(matrix.getShape());
          gradient.set(FloatBuffer.wrap(floats(reference.get("gradients").get(step))));
          backward(matrix, gradient);
          muon.step(reference.get("lr").asDouble());
          double[] expected = JSON.treeToValue(reference.get("after").get(step), double[].class);
          assertThat(
                  TorchReference.relativeError(
                      TorchReference.doubles(matrix.toFloatArray()), expected))
              .isLessThan(1e-5);
          assertThat(matrix.getGradient().toFloatArray()).containsOnly(0f);
        }
      }
    }
  }

  /** The backward pass of a leaf adds to its gradient. */
  private static void backward(NDArray leaf, NDArray gradient) {
    JniUtils.backward((PtNDArray) leaf, (PtNDArray) gradient, false, false);
  }

  private static float[] floats(JsonNode numbers) {
    return JSON.treeToValue(numbers, float[].class);
  }

  private static Gpt gpt() {
    return new Gpt(GptConfig.gpt2(1, 2, 8, 4, 11), ComputeDevice.cpu(), new SplittableRandom(1));
  }

  @Test
  void muon_takes_the_matrices_of_the_blocks_and_adamw_the_rest() {
    try (Gpt model = gpt();
        Optimizer optimizer =
            Optimizer.of(new OptimizerPlan(OptimizerPlan.Kind.MUON, 0.1, 0.9, 0.95, 10), model)) {
      assertThat(optimizer.state().keySet())
          .contains(
              "h.0.attn.qkv.weight.momentum",
              "h.0.mlp.down.weight.momentum",
              "wte.weight.m",
              "h.0.ln_1.weight.v",
              "h.0.attn.qkv.bias.steps")
          .doesNotContain("h.0.attn.qkv.weight.m", "wte.weight.momentum");
    }
  }

  /** With AdamW the first step of all is the learning rate, whatever the gradient. */
  @Test
  void learning_rates_differ_by_layer() {
    var batch = new Batch(1, new long[] {1, 2, 3, 4}, new long[] {2, 3, 4, 5});
    try (Gpt model = gpt();
        NDManager scope = model.newScope()) {
      model.parameters().scaleRates(name -> name.startsWith("w") ? 0 : 0.5);
      List<String> names = List.of("wte.weight", "h.0.mlp.up.bias");
      List<float[]> before = names.stream().map(model.parameters()::values).toList();
      try (Optimizer optimizer = Optimizer.of(OptimizerPlan.adamW(0, 0.9, 0.95), model)) {
        model.accumulate(batch, 1, scope, new Phases());
        optimizer.step(0.01);
      }
      assertThat(model.parameters().values("wte.weight")).isEqualTo(before.getFirst());
      float[] after = model.parameters().values("h.0.mlp.up.bias");
      for (int i = 0; i < after.length; i++) {
        assertThat(Math.abs(after[i] - before.getLast()[i])).isCloseTo(0.005f, within(1e-4f));
      }
    }
  }

  /** A gradient that stays would grow the norm, step by step, until clipping stops all learning. */
  @ParameterizedTest
  @EnumSource
  void parameters_of_learning_rate_zero_keep_no_gradient(OptimizerPlan.Kind kind) {
    var batch = new Batch(1, new long[] {1, 2, 3, 4}, new long[] {2, 3, 4, 5});
    try (Gpt model = gpt();
        NDManager scope = model.newScope()) {
      model.parameters().scaleRates(name -> name.contains("mlp") || name.startsWith("w") ? 0 : 1);
      float[] before = model.parameters().values("h.0.mlp.up.weight");
      try (Optimizer optimizer = Optimizer.of(new OptimizerPlan(kind, 0.1, 0.9, 0.95, 10), model)) {
        model.accumulate(batch, 1, scope, new Phases());
        assertThat(model.parameters().gradient("h.0.mlp.up.weight"))
            .isNotEqualTo(new float[8 * 32]);
        optimizer.step(0.01);
      }
      assertThat(model.parameters().values("h.0.mlp.up.weight")).isEqualTo(before);
      assertThat(TorchReference.gradientsOf(model).values())
          .allSatisfy(gradient -> assertThat(gradient).containsOnly(0f));
    }
  }

  /** Experts stacked in one tensor, tall and wide: each moves as NumPy moves a matrix alone. */
  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall"})
  void muon_moves_each_expert_by_itself(String name) throws IOException {
    JsonNode reference;
    try (var in = OptimizerTest.class.getResourceAsStream("/torch/muon.json")) {
      reference = JSON.readTree(in).get(name);
    }
    int rows = reference.get("rows").asInt();
    int columns = reference.get("columns").asInt();
    int size = rows * columns;
    float[] start = floats(reference.get("start"));
    float[] first = floats(reference.get("gradients").get(0));
    float[] stack = new float[3 * size];
    float[] gradients = new float[3 * size];
    for (int i = 0; i < size; i++) {
      stack[i] = start[i];
      stack[2 * size + i] = start[i];
      gradients[i] = first[i];
      gradients[size + i] = 50 * (i % 3 - 1) + i; // a neighbour of another size
      gradients[2 * size + i] = -1000 * first[i]; // the size of a gradient does not matter
    }
    try (Gpt model = gpt();
        NDManager scope = model.newScope()) {
      NDArray experts = scope.create(stack, new Shape(3, rows, columns));
      experts.setRequiresGradient(true);
      backward(experts, scope.create(gradients, new Shape(3, rows, columns)));
      SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
      parameters.put("h.0.moe.up.weight", experts);
      double decay = reference.get("weightDecay").asDouble();
      double lr = reference.get("lr").asDouble();
      try (var muon =
          new Muon(
              model, parameters, new OptimizerPlan(OptimizerPlan.Kind.MUON, decay, 0.9, 0.95, 1))) {
        muon.step(lr);
      }
      double[] after = JSON.treeToValue(reference.get("after").get(0), double[].class);
      double[] opposite = new double[size];
      for (int i = 0; i < size; i++) {
        // the update is odd in the gradient: start (1 - lr decay) + u where it was - u
        opposite[i] = 2 * start[i] * (1 - lr * decay) - after[i];
      }
      double[] moved = TorchReference.doubles(experts.toFloatArray());
      assertThat(TorchReference.relativeError(Arrays.copyOf(moved, size), after)).isLessThan(1e-5);
      assertThat(
              TorchReference.relativeError(Arrays.copyOfRange(moved, 2 * size, 3 * size), opposite))
          .isLessThan(1e-5);
    }
  }
}
