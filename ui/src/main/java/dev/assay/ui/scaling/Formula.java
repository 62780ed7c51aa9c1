package dev.assay.ui.scaling;

import com.vaadin.flow.component.HtmlComponent;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import dev.assay.scaling.KaplanJointLaw;
import dev.assay.scaling.KaplanLaw;
import dev.assay.scaling.ParametricLaw;
import dev.assay.scaling.PowerLaw;
import dev.assay.ui.text.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.DoubleFunction;

/** Laws as formulas. */
final class Formula extends Div {
  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_EVEN);

  private Formula(String words) {
    addClassName("formula");
    getElement().setAttribute("role", "img");
    getElement().setAttribute("aria-label", words);
  }

  /** {@code L = 1.69 + 406/N^0.34 + 411/D^0.28}, exponents raised. */
  static Formula of(ParametricLaw law) {
    Formula formula = new Formula(words(law));
    formula.add(new Span("L = %s + %s/N".formatted(text(law.floorNats()), text(law.a()))));
    formula.raise(text(law.alpha()));
    formula.add(new Span(" + %s/D".formatted(text(law.b()))));
    formula.raise(text(law.beta()));
    return formula;
  }

  private void raise(String exponent) {
    HtmlComponent raised = new HtmlComponent("sup");
    raised.getElement().appendChild(Element.createText(exponent));
    add(raised);
  }

  static String words(ParametricLaw law) {
    return words(law, Formula::text);
  }

  /** In three digits, for lists. */
  static String brief(ParametricLaw law) {
    return words(law, value -> text(new BigDecimal(value).round(THREE).doubleValue()));
  }

  private static String words(ParametricLaw law, DoubleFunction<String> written) {
    return "L = %s + %s/N^%s + %s/D^%s"
        .formatted(
            written.apply(law.floorNats()),
            written.apply(law.a()),
            written.apply(law.alpha()),
            written.apply(law.b()),
            written.apply(law.beta()));
  }

  /**
   * {@code N = 0.1 · C^0.5}.
   *
   * @param of the letter on the left
   */
  static String words(PowerLaw law, String of) {
    return "%s = %s · C^%s".formatted(of, text(law.coefficient()), text(law.exponent()));
  }

  /**
   * {@code L = (8.8e13/N)^0.076}.
   *
   * @param of the letter that it is of
   */
  static String words(KaplanLaw law, String of) {
    String floor = law.floorNats() == 0 ? "" : " + " + text(law.floorNats());
    return "L = (%s/%s)^%s%s".formatted(text(law.scale()), of, text(law.exponent()), floor);
  }

  /** {@code L = ((6.4e13/N)^0.738 + 1.8e13/D)^0.103}. */
  static String words(KaplanJointLaw law) {
    return "L = ((%s/N)^%s + %s/D)^%s"
        .formatted(
            text(law.paramsScale()),
            text(law.alphaParams() / law.alphaTokens()),
            text(law.tokensScale()),
            text(law.alphaTokens()));
  }

  private static String text(double value) {
    return Numbers.brief(value);
  }
}
