package dev.assay.ui.compare;

import com.vaadin.flow.component.combobox.ComboBox;
import dev.assay.ui.charts.PlotSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A box for each value of a param: how a metric spreads among its runs. */
class BoxTab extends PlotTab {
  private final ComboBox<String> x;
  private final ComboBox<String> y;

  BoxTab(Comparison comparison, CompareReader reader, CompareUrl url, Clock clock) {
    super(comparison, reader, url, clock);
    List<String> params = differingParams();
    @Nullable String first = params.isEmpty() ? null : params.getFirst();
    x = choice("Boxes", "px", first);
    y = choice("Values", "py", headline());
    tools().add(x, y);
    draw();
  }

  @Override
  Optional<PlotSpec> spec() {
    return x.isEmpty() || y.isEmpty()
        ? Optional.empty()
        : Optional.of(PlotSpec.box(title(y.getValue(), x.getValue()), x.getValue(), y.getValue()));
  }

  @Override
  String whatIsMissing() {
    return "Choose a param that tells the boxes apart, and the metric whose values they show.";
  }
}
