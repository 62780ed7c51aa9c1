package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.corpus.FusionBatch;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FusionModelTest {

  private static final FusionBatch BATCH =
      new FusionBatch(
          2,
          new long[] {3, 1, 4, 1, 5, 9, 2, 6},
          new int[] {3, 1},
          new float[] {0.3f, -1.2f, 1.7f, 0.1f},
          new long[] {1, 0});

  /** Of resources/torch/fusion.json, made by fusion.py beside it in PyTorch and float64. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reference(
      int rows,
      int width,
      int features,
      int frequencies,
      int embedding,
      int crosses,
      double[] hidden,
      double[] values,
      long[] labels,
      double[] logits,
      double loss,
      Map<String, double[]> parameters,
      Map<String, double[]> gradients,
      double[] gradientOfHidden) {

    static Reference read() throws IOException {
      try (var in = Reference.class.getResourceAsStream("/torch/fusion.json")) {
        return new JsonMapper().readValue(in, Reference.class);
      }
    }

    FusionModel.Shapes shapes() {
      return new FusionModel.Shapes(features, 2, frequencies, embedding, crosses);
    }
  }

  private static Gpt gpt(int width) {
    return new Gpt(
        GptConfig.gpt2(1, 2, width, 8, 17), ComputeDevice.cpu(), new SplittableRandom(3));
  }

  @Test
  void the_head_has_the_loss_and_the_gradients_of_pytorch() throws IOException {
    Reference reference = Reference.read();
    try (Gpt gpt = gpt(reference.width);
        NDManager scope = gpt.newScope()) {
      var head = new FusionHead(gpt.parameters(), reference.shapes(), reference.width);
      reference.parameters.forEach(
          (name, values) -> gpt.parameters().set(name, VariantsTest.floats(values)));
      NDArray hidden =
          scope.create(
              VariantsTest.floats(reference.hidden), new Shape(reference.rows, reference.width));
      hidden.setRequiresGradient(true);
      NDArray numbers =
          scope.create(
              VariantsTest.floats(reference.values), new Shape(reference.rows, reference.features));
      NDArray logits = head.logits(gpt.kernels(), hidden, numbers);
      NDArray loss = gpt.kernels().call("cross_entropy", logits, scope.create(reference.labels));
      assertThat((double) loss.getFloat()).isCloseTo(reference.loss, within(1e-6));
      assertNear("logits", logits.toFloatArray(), reference.logits);
      Gpt.backward(loss, 1);
      reference.gradients.forEach(
          (name, expected) -> assertNear(name, gpt.parameters().gradient(name), expected));
      assertNear("hidden", hidden.getGradient().toFloatArray(), reference.gradientOfHidden);
    }
  }

  private static void assertNear(String name, float[] actual, double[] expected) {
    assertThat(TorchReference.relativeError(TorchReference.doubles(actual), expected))
        .as(name)
        .isLessThan(1e-5);
  }

  @Test
  void trained_end_to_end_the_transformer_learns_too() {
    try (Gpt gpt = gpt(16);
        FusionModel model =
            new FusionModel(
                gpt,
                FusionModel.Inputs.SEQUENCE_AND_NUMBERS,
                new FusionModel.Shapes(2, 2, 4, 5, 2))) {
      assertThat(GradientCheck.check(model, BATCH))
          .contains("h.0.attn.out.weight", "fusion.periodic.frequencies", "fusion.head.weight");
    }
  }

  @Test
  void without_the_sequence_only_numbers_count() {
    try (Gpt gpt = gpt(16);
        FusionModel model =
            new FusionModel(
                gpt, FusionModel.Inputs.NUMBERS, new FusionModel.Shapes(2, 2, 4, 5, 2))) {
      assertThat(GradientCheck.check(model, BATCH))
          .contains("fusion.periodic.frequencies")
          .allMatch(name -> name.startsWith("fusion."));
      var others =
          new FusionBatch(
              2, new long[8], new int[] {0, 0}, BATCH.features().clone(), BATCH.labels().clone());
      assertThat(model.probabilities(others)).isEqualTo(model.probabilities(BATCH));
    }
  }
}
