package dev.assay.evaluations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.evaluation.Beta;
import dev.assay.evaluation.BinaryMap;
import dev.assay.evaluation.Histogram;
import dev.assay.evaluation.Isotonic;
import dev.assay.evaluation.MulticlassMap;
import dev.assay.evaluation.Platt;
import dev.assay.evaluation.Temperature;
import dev.assay.evaluation.Vector;
import dev.assay.problem.Problem;
import dev.assay.team.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecalibratingTest {
  private static final int FEW = 10; // resamples
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Too sure: what is said to be 1 happens in 8 cases of 10. */
  private static final Predictions FIT = MadePredictions.binary(2000, 1, p -> 0.2 + 0.6 * p);

  private static final Predictions JUDGE = MadePredictions.binary(1500, 2, p -> 0.2 + 0.6 * p);
  private static final Predictions CLASSES = MadePredictions.classes(800, 4, 3, 0.5);
  private static final Predictions OTHER_CLASSES = MadePredictions.classes(600, 4, 4, 0.5);
  private static final List<BinaryMap> MAPS =
      List.of(
          new Temperature(1.2378385934866643),
          new Platt(-0.1 / 3, 1e-300),
          new Beta(0, Math.PI, -5e-324),
          new Isotonic(new double[] {0, 1 / 3.0, 1}, new double[] {0.1, 2 / 3.0, 1}),
          new Histogram(new double[] {0.1, Math.nextUp(0.5)}, new double[] {0.2, 0.5, 1 / 7.0}));

  private static double estimate(List<Score> scores, String key) {
    return scores.stream()
        .filter(score -> score.key().equals(key))
        .findFirst()
        .orElseThrow()
        .interval()
        .estimate();
  }

  private static Recalibrated kept(Recalibrating.Result result, Predictions rows) {
    return new Recalibrated(
        RecalibrationId.next(),
        EvaluationId.next(),
        EvaluationId.next(),
        rows.classes(),
        result.before(),
        result.maps(),
        new ArtifactPath("evaluations/test/recalibration.json"),
        Instant.EPOCH,
        new UserId(new UUID(0, 1)));
  }

  @Test
  void maps_are_worth_something_on_rows_that_they_have_not_seen() {
    Recalibrating.Result result = Recalibrating.of(FIT, JUDGE, FEW);
    assertThat(result.maps())
        .extracting(Recalibrated.Judged::name)
        .containsExactlyInAnyOrder("temperature", "platt", "beta", "isotonic", "histogram");
    List<Double> losses =
        result.maps().stream().map(judged -> estimate(judged.after(), "log_loss")).toList();
    assertThat(losses).isSorted();
    assertThat(losses.getFirst()).isLessThan(estimate(result.before(), "log_loss") - 0.02);
    List<Score> best = result.maps().getFirst().after();
    assertThat(estimate(best, "ece")).isLessThan(estimate(result.before(), "ece") / 2);
    assertThat(best).allSatisfy(s -> assertThat(s.interval().low()).as(s.key()).isNotNaN());
    Recalibrating.Result ofClasses = Recalibrating.of(CLASSES, OTHER_CLASSES, FEW);
    assertThat(ofClasses.maps()).extracting(Recalibrated.Judged::name).contains("vector");
    assertThat(estimate(ofClasses.maps().getFirst().after(), "log_loss"))
        .isLessThan(estimate(ofClasses.before(), "log_loss"));
  }

  @Test
  void the_same_rows_are_refused_whatever_their_order() {
    assertThatThrownBy(() -> Recalibrating.of(FIT, FIT, FEW))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("name an evaluation of another split");
    Predictions named = MadePredictions.with(FIT, MadePredictions.ids(i -> "row " + i));
    int[] backwards = IntStream.range(0, 2000).map(i -> 1999 - i).toArray();
    assertThatThrownBy(() -> Recalibrating.of(named, named.only(backwards), FEW))
        .hasMessageContaining("the same rows");
  }

  @Test
  void rows_that_both_have_are_counted_and_refused() {
    Predictions named = MadePredictions.with(FIT, MadePredictions.ids(i -> "row " + i));
    Predictions overlapping = named.only(IntStream.range(1200, 2000).toArray());
    Predictions before = named.only(IntStream.range(0, 1203).toArray());
    assertThatThrownBy(() -> Recalibrating.of(before, overlapping, FEW))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("3 of the same rows");
    Predictions rest = named.only(IntStream.range(0, 1200).toArray());
    assertThat(Recalibrating.of(rest, overlapping, FEW).maps()).isNotEmpty();
  }

  @Test
  void rows_that_are_numbered_in_each_file_are_not_the_same() {
    Predictions fit = MadePredictions.with(FIT, MadePredictions.ids(Integer::toString));
    Predictions judge = MadePredictions.with(JUDGE, MadePredictions.ids(Integer::toString));
    assertThat(Recalibrating.of(fit, judge, FEW).maps()).isNotEmpty();
  }

  @Test
  void another_models_forecasts_of_the_same_rows_are_refused() {
    Predictions other = FIT.with(new Platt(0.5, 0).apply(FIT.headline()));
    assertThatThrownBy(() -> Recalibrating.of(other, FIT, FEW))
        .hasMessageContaining("the same rows");
  }

  // JSON -----------------------------------------------------------------------------------------

  @Test
  void a_map_is_the_same_to_the_last_bit_when_it_comes_back() {
    for (BinaryMap map : MAPS) {
      JsonNode there = JSON.readTree(JSON.writeValueAsString(MapJson.write(map)));
      BinaryMap back = MapJson.binary(there);
      assertThat(back).usingRecursiveComparison().isEqualTo(map);
      for (double p : new double[] {0, 1e-300, 0.1, Math.nextUp(0.1), 0.4, 0.5, 1}) {
        assertThat(back.apply(p)).isEqualTo(map.apply(p));
      }
    }
    MulticlassMap vector = new Vector(new double[] {1 / 3.0, 2, -1e-17}, new double[] {0.1, 7, 0});
    JsonNode there = JSON.readTree(JSON.writeValueAsString(MapJson.write(vector)));
    assertThat(MapJson.multiclass(there)).usingRecursiveComparison().isEqualTo(vector);
  }

  /** What somebody would write who has the file and no server: NumPy's functions, spelled out. */
  @Test
  void the_exported_formulas_give_the_same_without_this_code() {
    Recalibrating.Result result = Recalibrating.of(FIT, JUDGE, FEW);
    for (Recalibrated.Judged judged : result.maps()) {
      JsonNode map = JSON.readTree(JSON.writeValueAsString(judged.map()));
      assertThat(map.get("formula").asString()).isNotEmpty();
      for (double p : new double[] {0.001, 0.2, 0.55, 0.98}) {
        assertThat(byHand(map, p))
            .as(judged.name())
            .isCloseTo(MapJson.binary(map).apply(p), within(1e-14));
      }
    }
  }

  private static double byHand(JsonNode map, double p) {
    double logit = Math.log(p / (1 - p));
    return switch (map.get("formula").asString().split(";", 2)[0]) {
      case "1 / (1 + exp(-logit(p) / temperature))" ->
          1 / (1 + Math.exp(-logit / map.get("temperature").asDouble()));
      case "1 / (1 + exp(-(slope * logit(p) + offset)))" ->
          1 / (1 + Math.exp(-(number(map, "slope") * logit + number(map, "offset"))));
      case "numpy.interp(p, x, y)" -> interp(p, numbers(map, "x"), numbers(map, "y"));
      case "values[numpy.searchsorted(edges, p, side='left')]" ->
          numbers(map, "values")[
              (int) Arrays.stream(numbers(map, "edges")).filter(edge -> edge < p).count()];
      case String beta
          when beta.startsWith("1 / (1 + exp(-(a * log(p) - b * log(1 - p) + c)))") -> {
        double z =
            number(map, "a") * Math.log(p) - number(map, "b") * Math.log(1 - p) + number(map, "c");
        yield 1 / (1 + Math.exp(-z));
      }
      case String other -> throw new AssertionError(other);
    };
  }

  private static double number(JsonNode map, String name) {
    return map.get(name).asDouble();
  }

  private static double[] numbers(JsonNode map, String name) {
    return map.get(name).valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static double interp(double p, double[] x, double[] y) {
    int i = 0;
    while (i < x.length && x[i] < p) {
      i++;
    }
    if (i == 0 || i == x.length) {
      return y[Math.min(i, x.length - 1)];
    }
    return y[i - 1] + (y[i] - y[i - 1]) * (p - x[i - 1]) / (x[i] - x[i - 1]);
  }

  @Test
  void vector_scaling_by_hand_is_a_softmax() {
    JsonNode map =
        Recalibrating.of(CLASSES, OTHER_CLASSES, FEW).maps().stream()
            .filter(judged -> judged.name().equals("vector"))
            .findFirst()
            .orElseThrow()
            .map();
    double[] p = {0.1, 0.2, 0.3, 0.4};
    double[] s = numbers(map, "slopes");
    double[] b = numbers(map, "offsets");
    double[] e =
        IntStream.range(0, 4).mapToDouble(k -> Math.exp(s[k] * Math.log(p[k]) + b[k])).toArray();
    double sum = Arrays.stream(e).sum();
    double[] mapped = MapJson.multiclass(map).apply(p, 4);
    for (int k = 0; k < 4; k++) {
      assertThat(mapped[k]).isCloseTo(e[k] / sum, within(1e-14));
    }
  }

  // Applying -------------------------------------------------------------------------------------

  @Test
  void probabilities_are_mapped_in_the_shape_in_which_they_come() {
    Recalibrated made = kept(Recalibrating.of(FIT, JUDGE, FEW), JUDGE);
    BinaryMap platt =
        MapJson.binary(
            made.maps().stream()
                .filter(m -> m.name().equals("platt"))
                .findFirst()
                .orElseThrow()
                .map());
    double mapped = platt.apply(0.9);
    assertThat(Applying.of(made, "platt", List.of(List.of(0.9), List.of(0.1, 0.9))))
        .containsExactly(List.of(mapped), List.of(1 - mapped, mapped));
    assertThat(Applying.of(made, null, List.of(List.of(0.9))))
        .containsExactly(List.of(MapJson.binary(made.maps().getFirst().map()).apply(0.9)));
    Recalibrated classes = kept(Recalibrating.of(CLASSES, OTHER_CLASSES, FEW), CLASSES);
    List<Double> row = Applying.of(classes, null, List.of(List.of(.1, .2, .3, .4))).getFirst();
    assertThat(row.stream().mapToDouble(x -> x).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void what_is_no_probability_is_told_with_its_row() {
    Recalibrated made = kept(Recalibrating.of(FIT, JUDGE, FEW), JUDGE);
    assertThatThrownBy(() -> Applying.of(made, null, List.of(List.of(.5), List.of(1.2))))
        .hasMessage("probabilities[1][0] is 1.2: a number from 0 to 1 is expected");
    assertThatThrownBy(() -> Applying.of(made, null, List.of(List.of(.5, .2))))
        .hasMessageContaining("probabilities[0] is a sum of 0.7");
    assertThatThrownBy(() -> Applying.of(made, null, List.of(List.of(.5, .2, .3))))
        .hasMessageContaining("probabilities[0] is 3 numbers");
    assertThatThrownBy(() -> Applying.of(made, "spline", List.of()))
        .hasMessageContaining("map is spline: maps are ");
    List<List<Double>> many = Collections.nCopies(100_001, List.of(0.5));
    assertThatThrownBy(() -> Applying.of(made, null, many)).hasMessageContaining("100,000");
  }
}
