package dev.assay.ui.compare;

import com.vaadin.flow.component.combobox.ComboBox;
import dev.assay.ui.charts.PlotSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A point for each run. */
class ScatterTab extends PlotTab {
  private final ComboBox<String> x;
  private final ComboBox<String> y;
  private final ComboBox<String> color;
  private final ComboBox<String> size;

  ScatterTab(Comparison comparison, CompareReader reader, CompareUrl url, Clock clock) {
    super(comparison, reader, url, clock);
    List<String> params = differingParams();
    x = choice("Across", "px", params.isEmpty() ? "duration" : params.getFirst());
    y = choice("Up", "py", headline());
    color = choice("Colour", "pcolor", null);
    size = choice("Size", "psize", null);
    tools().add(x, y, color, size);
    draw();
  }

  @Override
  Optional<PlotSpec> spec() {
    return x.isEmpty() || y.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PlotSpec.scatter(title(y.getValue(), x.getValue()), x.getValue(), y.getValue())
                .coloredBy(color.getValue())
                .sizedBy(size.getValue()));
  }

  @Override
  String whatIsMissing() {
    return "Choose what is drawn across and what is drawn up.";
  }
}
