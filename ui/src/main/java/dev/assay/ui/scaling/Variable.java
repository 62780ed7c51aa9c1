package dev.assay.ui.scaling;

import dev.assay.studies.Observation;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.UrlWord;
import org.jspecify.annotations.Nullable;

/** What a loss is drawn against. */
enum Variable implements UrlWord {
  PARAMS("N, params", Figure.As.COUNT),
  TOKENS("D, tokens", Figure.As.COUNT),
  FLOPS("C, FLOPs", Figure.As.FLOPS);

  private final String label;
  private final Figure.As as;

  Variable(String label, Figure.As as) {
    this.label = label;
    this.as = as;
  }

  String label() {
    return label;
  }

  /** The letter that formulas have. */
  String letter() {
    return label.substring(0, 1);
  }

  Figure.Scale scale() {
    return new Figure.Scale(label, true, as);
  }

  @Nullable Double of(Observation observation) {
    return switch (this) {
      case PARAMS -> observation.params();
      case TOKENS -> observation.tokens();
      case FLOPS -> observation.flops();
    };
  }

  @Override
  public String parameter() {
    return this == PARAMS ? "" : letter();
  }
}
