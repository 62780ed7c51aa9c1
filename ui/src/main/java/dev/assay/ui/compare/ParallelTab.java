package dev.assay.ui.compare;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import dev.assay.ui.charts.PlotSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parallel coordinates: an axis for each column, a line for each run. */
class ParallelTab extends PlotTab {
  private static final int MOST_PARAMS_AT_FIRST = 6;

  private final MultiSelectComboBox<String> axes;
  private final ComboBox<String> color;

  ParallelTab(Comparison comparison, CompareReader reader, CompareUrl url, Clock clock) {
    super(comparison, reader, url, clock);
    axes = choices("Axes", "axes", atFirst(), PlotSpec.MOST_AXES);
    color = choice("Colour", "pcolor", headline());
    tools().add(axes, color);
    draw();
  }

  private List<String> atFirst() {
    List<String> first =
        new ArrayList<>(differingParams().stream().limit(MOST_PARAMS_AT_FIRST).toList());
    @Nullable String headline = headline();
    if (headline != null) {
      first.add(headline);
    }
    return first;
  }

  @Override
  Optional<PlotSpec> spec() {
    return axes.getValue().size() < 2
        ? Optional.empty()
        : Optional.of(
            PlotSpec.parallel("Parallel coordinates", List.copyOf(axes.getValue()))
                .coloredBy(color.getValue()));
  }

  @Override
  String whatIsMissing() {
    return "Choose at least two axes: params in which the runs differ, and metrics that they measured.";
  }
}
