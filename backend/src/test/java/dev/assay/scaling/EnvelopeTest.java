package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  @Test
  void the_envelope_of_curves_that_follow_a_law_has_its_exponents() {
    Envelope envelope = Envelope.of(curves(Tables.logs(1e7, 1e10, 13), 1e8, 1e13));
    assertThat(envelope.params().exponent())
        .isCloseTo(Tables.BESIROGLU.paramsExponent(), within(0.01));
    assertThat(envelope.params().exponent() + envelope.tokens().exponent())
        .isCloseTo(1, within(1e-9));
    assertThat(envelope.params().at(1e21) / Tables.BESIROGLU.optimum(1e21).params())
        .isCloseTo(1, within(0.05));
    assertThat(envelope.params().points()).isEqualTo(11);
  }

  @Test
  void at_each_budget_no_curve_is_lower() {
    List<Envelope.Curve> curves = curves(Tables.logs(1e7, 1e9, 6), 1e9, 1e12);
    for (Envelope.Best best : Envelope.of(curves).best()) {
      for (Envelope.Curve curve : curves) {
        double loss = curve.lossAt(best.flops() / Point.flops(curve.params(), 1));
        assertThat(Double.isNaN(loss) || loss >= best.lossNats()).isTrue();
      }
    }
  }

  @Test
  void curves_are_not_read_outside_of_what_was_logged() {
    Envelope.Curve curve = new Envelope.Curve(1e8, new double[] {1e9, 1e10}, new double[] {4, 3});
    assertThat(curve.lossAt(9e8)).isNaN();
    assertThat(curve.lossAt(1e9)).isEqualTo(4);
    assertThat(curve.lossAt(Math.sqrt(1e19))).isCloseTo(3.5, within(1e-12));
    assertThat(curve.lossAt(1.1e10)).isNaN();
  }

  @Test
  void what_is_wrong_is_told() {
    assertThatThrownBy(() -> Envelope.of(curves(new double[] {1e7, 1e8}, 1e9, 1e11)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("the envelope needs 4");
    double[] tokens = {1e9, 1e9, 2e9};
    double[] losses = {3, Double.NaN, 2};
    assertThatThrownBy(() -> Envelope.of(List.of(new Envelope.Curve(-1, tokens, losses))))
        .hasMessageContaining("3 things are wrong");
    assertThatThrownBy(() -> Envelope.of(List.of())).hasMessageContaining("add runs");
  }

  private static List<Envelope.Curve> curves(double[] sizes, double from, double to) {
    List<Envelope.Curve> curves = new ArrayList<>();
    for (double n : sizes) {
      double[] tokens = Tables.logs(from, to, 200);
      double[] losses = Arrays.stream(tokens).map(d -> Tables.BESIROGLU.lossNats(n, d)).toArray();
      curves.add(new Envelope.Curve(n, tokens, losses));
    }
    return curves;
  }
}
