package dev.assay.evaluations;

import static dev.assay.evaluations.MadePredictions.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Costs;
import dev.assay.evaluation.Multiclass;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnalysesTest {
  private static final Predictions CALIBRATED = MadePredictions.binary(3000, 1, p -> p);
  private static final Predictions CLASSES = MadePredictions.classes(900, 3, 2, 0.4);
  private static final DiagramRequest FIFTEEN = DiagramRequest.DEFAULT;

  // Diagrams -------------------------------------------------------------------------------------

  @Test
  void curve_of_true_forecasts_stays_within_its_bands() {
    Diagram diagram = Drawing.of(CALIBRATED, FIFTEEN);
    assertThat(diagram.title()).isEqualTo("yes");
    assertThat(diagram.rows()).isEqualTo(3000);
    assertThat(diagram.corpRows()).isEqualTo(3000);
    assertThat(diagram.bins()).hasSize(15);
    double[] curve = diagram.corp().recalibrated();
    long outside =
        IntStream.range(0, curve.length)
            .filter(i -> curve[i] < diagram.corp().low()[i] || curve[i] > diagram.corp().high()[i])
            .count();
    assertThat(outside).isLessThan(curve.length / 4);
  }

  @Test
  void diagram_is_of_the_rows_of_a_time_and_of_a_class() {
    Instant from = Instant.ofEpochMilli(100 * DAY);
    Instant until = Instant.ofEpochMilli(200 * DAY);
    Diagram some = Drawing.of(CALIBRATED, new DiagramRequest(5, true, "no", from, until));
    assertThat(some.rows()).isEqualTo(300);
    assertThat(some.title()).isEqualTo("no");
    assertThat(some.bins()).extracting(b -> b.weight()).containsOnly(60.0);
    assertThat(Drawing.of(CLASSES, FIFTEEN).title()).isEqualTo("top label");
    Diagram first = Drawing.of(CLASSES, new DiagramRequest(10, false, "class 0", null, null));
    assertThat(first.rows()).isEqualTo(900);
  }

  @Test
  void a_window_without_rows_and_an_unknown_class_are_refused() {
    Instant later = Instant.ofEpochMilli(5000 * DAY);
    assertThatThrownBy(
            () -> Drawing.of(CALIBRATED, new DiagramRequest(15, false, null, later, null)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessage("from is 1983-09-10T00:00:00Z: no row is that new");
    assertThatThrownBy(
            () -> Drawing.of(CALIBRATED, new DiagramRequest(15, false, "maybe", null, null)))
        .hasMessage("class is maybe: classes are no, yes");
    assertThatThrownBy(() -> new DiagramRequest(1, false, null, null, null))
        .hasMessage("bins is 1: a diagram has 2 to 200");
    assertThatThrownBy(() -> new DiagramRequest(15, false, null, later, later))
        .hasMessageContaining("until is 1983-09-10T00:00:00Z: it is after from");
  }

  // Thresholds -----------------------------------------------------------------------------------

  @Test
  void threshold_of_least_cost_is_near_elkans_where_forecasts_are_true() {
    Costs costs = new Costs(1, 4);
    double[] thresholds = Deciding.thresholds(List.of(), costs);
    assertThat(thresholds).hasSize(19).startsWith(0.05).endsWith(0.95);
    ThresholdTable table = Deciding.of(CALIBRATED, null, thresholds, costs);
    assertThat(table.byElkan().threshold()).isEqualTo(0.2);
    assertThat(table.cheapest().threshold()).isCloseTo(0.2, within(0.1));
    assertThat(table.cheapest().meanCost()).isLessThanOrEqualTo(table.byElkan().meanCost());
  }

  @Test
  void thresholds_that_are_none_are_refused() {
    Costs costs = new Costs(1, 1);
    assertThatThrownBy(() -> Deciding.thresholds(List.of(0.5, 1.5), costs))
        .hasMessage("threshold is 1.5: a number from 0 to 1 is expected");
    assertThatThrownBy(() -> Deciding.thresholds(List.of(), new Costs(0, 0)))
        .hasMessageContaining("one of the costs is above 0");
  }

  // Windows --------------------------------------------------------------------------------------

  @Test
  void a_length_that_nobody_names_makes_ten_to_twenty_windows() {
    for (int days : new int[] {1, 5, 33, 1000, 9000}) {
      int n = 3 * days;
      Predictions rows =
          MadePredictions.of(
              CALIBRATED.headline().rows(IntStream.range(0, n).map(i -> i % 3000).toArray()));
      Windows windows = Windowing.of(rows, null, List.of("base_rate"));
      assertThat(windows.windows().size()).as(windows.length().toString()).isBetween(10, 20);
    }
  }

  @Test
  void windows_that_cannot_be_trusted_are_told_from_those_that_can() {
    Binary good = CALIBRATED.headline();
    double[] p = new double[3000];
    byte[] y = new byte[3000];
    for (int i = 0; i < 3000; i++) {
      y[i] = (byte) good.label(i);
      p[i] = i < 2100 ? good.probability(i) : Math.pow(good.probability(i), 3); // drifted
    }
    Predictions rows = MadePredictions.of(Binary.of(p, y));
    Windows windows = Windowing.of(rows, Duration.ofDays(100), List.of("auroc", "brier"));
    assertThat(windows.windows()).hasSize(10);
    assertThat(windows.windows().subList(7, 10))
        .allSatisfy(w -> assertThat(w.isWellCalibrated()).isFalse());
    assertThat(
            windows.windows().subList(0, 7).stream()
                .filter(w -> Boolean.TRUE.equals(w.isWellCalibrated())))
        .hasSizeGreaterThan(4);
    assertThat(windows.windows().getFirst().scores())
        .extracting(Score::key)
        .containsExactly("auroc", "brier");
    assertThat(windows.windows().getFirst().scores().getFirst().method()).isEqualTo("DeLong");

    Report.LastCalibrated last = Objects.requireNonNull(Windowing.lastCalibrated(rows, () -> {}));
    assertThat(last.until())
        .isBetween(Instant.ofEpochMilli(500 * DAY), Instant.ofEpochMilli(800 * DAY));
    assertThat(last.well()).isBetween(last.windows() / 3, last.windows() - 3);
  }

  @Test
  void the_look_at_windows_ends_when_it_is_to_end() {
    Progress stopped = new Progress();
    stopped.stop();
    assertThatThrownBy(() -> Windowing.lastCalibrated(CALIBRATED, stopped::step))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void an_empty_window_says_so_and_a_small_one_is_not_judged() {
    long[] millis = {0, DAY, 9 * DAY};
    Predictions rows =
        new Predictions(
            List.of("no", "yes"),
            Binary.of(new double[] {.2, .7, .6}, new byte[] {0, 1, 1}),
            null,
            millis,
            RowIds.numbers(),
            List.of());
    List<Windows.Window> windows =
        Windowing.of(rows, Duration.ofDays(2), List.of("accuracy", "auroc")).windows();
    assertThat(windows).hasSize(5);
    assertThat(windows.getFirst().isWellCalibrated()).isNull();
    assertThat(windows.get(1).problem()).startsWith("no row lies from 1970-01-03");
    assertThat(windows.get(4).scores().get(1).undefined()).contains("both classes are needed");
  }

  @Test
  void windows_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Windowing.of(CALIBRATED, Duration.ofDays(-1), List.of()))
        .hasMessageContaining("length is PT-24H");
    assertThatThrownBy(() -> Windowing.of(CALIBRATED, Duration.ofMinutes(600), List.of()))
        .hasMessageContaining("2,400 windows; 500 are possible");
    assertThatThrownBy(() -> Windowing.of(CALIBRATED, null, List.of("auc")))
        .hasMessageContaining("metric is auc: metrics are accuracy");
    Predictions timeless =
        new Predictions(
            List.of("no", "yes"), CALIBRATED.binary(), null, null, RowIds.numbers(), List.of());
    assertThatThrownBy(() -> Windowing.of(timeless, null, List.of()))
        .hasMessageContaining("upload a column of times");
    assertThat(Windowing.lastCalibrated(timeless, () -> {})).isNull();
  }

  // Walk forward ---------------------------------------------------------------------------------

  @Test
  void a_map_fitted_to_earlier_rows_helps_later_ones_of_the_same_kind() {
    Predictions sure = MadePredictions.binary(3000, 5, p -> 0.3 + 0.4 * p);
    WalkForward walk =
        Walking.of(
            sure,
            true,
            Duration.ofDays(300),
            Duration.ofDays(10),
            Duration.ofDays(100),
            Duration.ofDays(100));
    assertThat(walk.map()).isEqualTo("platt");
    assertThat(walk.folds()).hasSize(7);
    assertThat(walk.folds())
        .allSatisfy(
            fold -> {
              assertThat(fold.recalibrated()).isLessThan(fold.raw());
              assertThat(fold.trainUntil().plus(Duration.ofDays(10))).isEqualTo(fold.testFrom());
            });
    assertThat(walk.folds().getLast().trainRows()).isEqualTo(2700);
    WalkForward rolling =
        Walking.of(
            CLASSES,
            false,
            Duration.ofDays(100),
            Duration.ZERO,
            Duration.ofDays(50),
            Duration.ofDays(50));
    assertThat(rolling.map()).isEqualTo("temperature");
    assertThat(rolling.folds()).allSatisfy(f -> assertThat(f.trainRows()).isEqualTo(300));
  }

  @Test
  void splits_that_make_no_sense_are_refused_and_one_that_cannot_be_fitted_says_why() {
    Duration day = Duration.ofDays(1);
    assertThatThrownBy(
            () -> Walking.of(CALIBRATED, true, Duration.ofDays(9000), Duration.ZERO, day, day))
        .hasMessageContaining("no row is left");
    assertThatThrownBy(() -> Walking.of(CALIBRATED, true, day, day.negated(), day, day))
        .hasMessageContaining("gap is PT-24H");
    assertThatThrownBy(() -> Walking.of(CALIBRATED, true, day, Duration.ZERO, day, day))
        .hasMessageContaining("999 splits; 200 are possible");
    Multiclass forecasts = Objects.requireNonNull(CLASSES.multiclass());
    double[] p =
        IntStream.range(0, 90).mapToDouble(i -> forecasts.probability(i / 3, i % 3)).toArray();
    int[] mostProbable = IntStream.range(0, 30).map(forecasts::top).toArray();
    Predictions some = CLASSES.only(IntStream.range(0, 30).toArray());
    Predictions apart = some.with(Multiclass.of(p, 3, mostProbable, null));
    assertThat(Walking.of(apart, true, Duration.ofDays(5), Duration.ZERO, day, day).folds())
        .allSatisfy(
            fold -> {
              assertThat(fold.problem()).contains("no best parameters");
              assertThat(fold.raw()).isNotNaN();
              assertThat(fold.recalibrated()).isNaN();
            });
  }

  // Slices ---------------------------------------------------------------------------------------

  private static Predictions grouped() {
    Binary rows = CALIBRATED.headline();
    double[] p = new double[3000];
    byte[] y = new byte[3000];
    int[] country = new int[3000];
    double[] age = new double[3000];
    for (int i = 0; i < 3000; i++) {
      country[i] = i % 4 - 1;
      age[i] = 20 + i % 50;
      y[i] = (byte) rows.label(i);
      p[i] = country[i] == 1 && age[i] > 60 ? 1 - rows.probability(i) : rows.probability(i);
    }
    double[] device = IntStream.range(0, 3000).mapToDouble(i -> i % 2).toArray();
    device[0] = Double.NaN;
    return MadePredictions.with(
        MadePredictions.of(Binary.of(p, y)),
        null,
        new Group.Words("country", country, List.of("DE", "NL", "PL")),
        new Group.Numbers("age", age),
        new Group.Numbers("device", device),
        new Group.Numbers("id", IntStream.range(0, 3000).mapToDouble(i -> i).toArray()));
  }

  @Test
  void the_slice_that_was_made_worse_is_found_by_crossing_columns() {
    SliceTable table =
        Slicing.of(grouped(), List.of("country", "age"), RowLoss.LOG_LOSS, MultipleTests.HOLM);
    SliceTable.Row worst = table.slices().getFirst();
    assertThat(worst.name()).startsWith("country = NL, age in (").endsWith(", 69]");
    assertThat(worst.slice().adjustedP()).isLessThan(1e-6);
    assertThat(table.slices()).hasSize(20);
    assertThat(table.slices().stream().mapToInt(row -> row.slice().rows()).sum()).isEqualTo(3000);
  }

  @Test
  void missing_values_and_few_numbers_are_slices_of_their_own() {
    assertThat(Slicing.of(grouped(), List.of("device"), RowLoss.BRIER, MultipleTests.HOLM).slices())
        .extracting(SliceTable.Row::name)
        .containsExactlyInAnyOrder("device = 0", "device = 1", "device is missing");
    assertThat(
            Slicing.of(grouped(), List.of("country"), RowLoss.BRIER, MultipleTests.HOLM).slices())
        .extracting(SliceTable.Row::name)
        .contains("country is missing");
  }

  @Test
  void too_many_slices_and_columns_that_are_none_are_refused() {
    MultipleTests holm = MultipleTests.HOLM;
    Predictions rows =
        MadePredictions.with(
            CALIBRATED,
            null,
            new Group.Words(
                "user",
                IntStream.range(0, 3000).toArray(),
                IntStream.range(0, 3000).mapToObj(i -> "u" + i).toList()));
    assertThatThrownBy(() -> Slicing.of(rows, List.of("user"), RowLoss.ERROR, holm))
        .hasMessage("by is 3,000 slices or more: are of column user; 1,000 are possible");
    assertThatThrownBy(() -> Slicing.of(rows, List.of("town"), RowLoss.ERROR, holm))
        .hasMessage("by is town: columns are user");
    assertThatThrownBy(() -> Slicing.of(rows, List.of(), RowLoss.ERROR, holm))
        .hasMessageContaining("slices are by 1 to 3");
  }

  // Comparisons ----------------------------------------------------------------------------------

  private static final EvaluationId ONE = EvaluationId.of("01980a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b");
  private static final EvaluationId OTHER = EvaluationId.of("01980a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1c");

  private static Predictions noisier(Predictions rows) {
    Binary binary = rows.headline();
    double[] p = new double[binary.size()];
    byte[] y = new byte[p.length];
    for (int i = 0; i < p.length; i++) {
      y[i] = (byte) binary.label(i);
      p[i] = 0.5 * binary.probability(i) + 0.5 * (i * 0.7548776662466927 % 1);
    }
    return MadePredictions.of(Binary.of(p, y));
  }

  @Test
  void rows_are_matched_by_their_ids_in_any_order() {
    Predictions one = MadePredictions.with(CALIBRATED, MadePredictions.ids(i -> "row " + i));
    Predictions same =
        MadePredictions.with(noisier(CALIBRATED), MadePredictions.ids(i -> "row " + i));
    int[] backwards = IntStream.range(0, 3000).map(i -> 2999 - i).toArray();
    Compared plain = Comparing.of(ONE, one, OTHER, same, 40);
    Compared turned = Comparing.of(ONE, one, OTHER, same.only(backwards), 40);
    assertThat(turned).isEqualTo(plain);
    assertThat(plain.warnings()).isEmpty();
    assertThat(Objects.requireNonNull(plain.delong()).difference()).isPositive();
    assertThat(plain.changed())
        .isGreaterThanOrEqualTo(plain.mcnemar().onlyOne() + plain.mcnemar().onlyOther());
    assertThat(plain.examples()).hasSize(100);
    Compared.Example first = plain.examples().getFirst();
    assertThat(first.one()).isNotEqualTo(first.other());
    assertThat(first.id()).startsWith("row ");
    Compared.Difference loss =
        plain.differences().stream()
            .filter(d -> d.key().equals("log_loss"))
            .findFirst()
            .orElseThrow();
    assertThat(loss.interval().high()).isNegative();
    assertThat(loss.one() - loss.other()).isCloseTo(loss.interval().estimate(), within(1e-15));
  }

  @Test
  void rows_that_only_one_has_are_told() {
    Predictions one = MadePredictions.with(CALIBRATED, MadePredictions.ids(i -> "row " + i));
    Predictions other =
        MadePredictions.with(CALIBRATED, MadePredictions.ids(i -> "row " + (i + 2)));
    assertThatThrownBy(() -> Comparing.of(ONE, one, OTHER, other, 40))
        .hasMessage(
            "not the same rows: 2 are (row 0, row 1) only in this evaluation,"
                + " 2 are (row 3000, row 3001) only in the other");
    assertThatThrownBy(
            () -> Comparing.of(ONE, CALIBRATED, OTHER, MadePredictions.binary(3000, 9, p -> p), 40))
        .isInstanceOfSatisfying(Problem.Invalid.class, e -> assertThat(e.violations()).hasSize(20))
        .hasMessageContaining("label in row");
    assertThatThrownBy(() -> Comparing.of(ONE, CALIBRATED, OTHER, CLASSES, 40))
        .hasMessage("with is classes class 0, class 1, class 2: this evaluation has no, yes");
  }

  @Test
  void many_classes_are_compared_by_their_decisions() {
    double[] even = new double[2700];
    Arrays.fill(even, 1 / 3.0);
    Predictions other =
        CLASSES.with(
            Multiclass.of(
                even,
                3,
                IntStream.range(0, 900)
                    .map(Objects.requireNonNull(CLASSES.multiclass())::label)
                    .toArray(),
                null));
    Compared compared = Comparing.of(ONE, CLASSES, OTHER, other, 40);
    assertThat(compared.delong()).isNull();
    assertThat(compared.mcnemarP()).isLessThan(0.01);
    assertThat(compared.differences()).extracting(Compared.Difference::key).contains("auroc_macro");
    assertThat(compared.warnings()).hasSize(1); // no ids
  }
}
