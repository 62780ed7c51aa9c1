package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Against NumPy and scikit-learn: resources/torch/calibration.json, by calibration.py beside it.
 */
class ClassificationTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static JsonNode reference(String name) throws IOException {
    try (var in = ClassificationTest.class.getResourceAsStream("/torch/calibration.json")) {
      return JSON.readTree(in).get(name);
    }
  }

  private static Classification classification(JsonNode reference) {
    int classes = reference.get("classes").asInt();
    double[] logits = JSON.treeToValue(reference.get("logits"), double[].class);
    int[] targets = JSON.treeToValue(reference.get("targets"), int[].class);
    var probabilities = new float[logits.length];
    for (int row = 0; row < targets.length; row++) {
      double[] z = Arrays.copyOfRange(logits, row * classes, (row + 1) * classes);
      double most = Arrays.stream(z).max().orElseThrow();
      double sum = Arrays.stream(z).map(x -> Math.exp(x - most)).sum();
      for (int k = 0; k < classes; k++) {
        probabilities[row * classes + k] = (float) (Math.exp(z[k] - most) / sum);
      }
    }
    return new Classification(classes, probabilities, targets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "twoClasses"})
  void scores_are_those_of_the_reference(String name) throws IOException {
    JsonNode reference = reference(name);
    Classification classification = classification(reference);
    assertThat(classification.logLoss()).isCloseTo(reference.get("nll").asDouble(), within(1e-6));
    assertThat(classification.brier()).isCloseTo(reference.get("brier").asDouble(), within(1e-6));
    assertThat(classification.calibration().accuracy())
        .isCloseTo(reference.get("accuracy").asDouble(), within(1e-12));
    assertThat(classification.calibration().expectedError())
        .isCloseTo(reference.get("ece").asDouble(), within(1e-6));
  }

  @Test
  void a_confidence_of_one_is_in_the_last_bin() throws IOException {
    JsonNode reference = reference("saturated");
    assertThat(classification(reference).calibration().expectedError())
        .isCloseTo(reference.get("ece").asDouble(), within(1e-6));
  }

  @Test
  void ranking_counts_ties_as_scikit_learn_does() throws IOException {
    JsonNode reference = reference("binary");
    var ranking =
        new Ranking(
            JSON.treeToValue(reference.get("scores"), double[].class),
            JSON.treeToValue(reference.get("labels"), int[].class));
    assertThat(ranking.auroc()).isCloseTo(reference.get("auroc").asDouble(), within(1e-12));
    Ranking.Interval interval = ranking.auroc(500, new SplittableRandom(1));
    assertThat(interval.value()).isEqualTo(ranking.auroc());
    assertThat(interval.low()).isLessThan(interval.value()).isGreaterThan(0.6);
    assertThat(interval.high()).isGreaterThan(interval.value()).isLessThan(0.95);
  }

  /** Predicted are 0, 0, 1, 1, 2. */
  @Test
  void macro_f1_is_the_mean_over_the_classes() {
    float[] p = {.8f, .1f, .1f, .8f, .1f, .1f, .1f, .8f, .1f, .1f, .8f, .1f, .1f, .1f, .8f};
    int[] labels = {0, 0, 0, 1, 1};
    // class 2 is said once and never true: F1 is 0
    assertThat(new Classification(3, p, labels).macroF1())
        .isCloseTo((4 / 5.0 + 2 / 4.0 + 0) / 3, within(1e-12));
  }

  @Test
  void scores_that_differ_by_chance_only_have_an_interval_around_zero() {
    var random = new SplittableRandom(5);
    int[] labels = random.ints(2000, 0, 2).toArray();
    double[] noise = random.doubles(2000).toArray();
    double[] good = new double[2000];
    Arrays.setAll(good, i -> labels[i] + random.nextDouble() * 1.5);
    var byChance = new Ranking(noise, labels);
    Ranking.Interval none =
        byChance.aurocAbove(
            new Ranking(random.doubles(2000).toArray(), labels), 300, new SplittableRandom(1));
    assertThat(none.low()).isLessThan(0);
    assertThat(none.high()).isGreaterThan(0);
    Ranking.Interval better =
        new Ranking(good, labels).aurocAbove(byChance, 300, new SplittableRandom(1));
    assertThat(better.low()).isGreaterThan(0.3);
  }
}
