package dev.assay.ui.scaling;

import dev.assay.scaling.BestUse;
import dev.assay.scaling.Interval;
import dev.assay.ui.charts.Figure;
import dev.assay.ui.parts.UrlWord;

/** What the best use of a budget is asked for. */
enum Answer implements UrlWord {
  PARAMS("Best N"),
  TOKENS("Best D"),
  RATIO("Tokens per param"),
  LOSS("Least loss");

  private final String label;

  Answer(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  Interval of(BestUse use) {
    return switch (this) {
      case PARAMS -> use.params();
      case TOKENS -> use.tokens();
      case RATIO -> use.tokensPerParam();
      case LOSS -> use.lossNats();
    };
  }

  String written(double value) {
    return this == LOSS ? Amounts.nats(value) : Amounts.count(value);
  }

  Figure.Scale scale() {
    return switch (this) {
      case PARAMS -> Variable.PARAMS.scale();
      case TOKENS -> Variable.TOKENS.scale();
      case RATIO -> new Figure.Scale("D/N", true, Figure.As.COUNT);
      case LOSS -> FitFigures.LOSS;
    };
  }

  @Override
  public String parameter() {
    return switch (this) {
      case PARAMS -> "";
      case TOKENS -> "D";
      case RATIO -> "ratio";
      case LOSS -> "loss";
    };
  }
}
