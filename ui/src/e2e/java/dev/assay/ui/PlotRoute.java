package dev.assay.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.Plot;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.charts.PlotSpec;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** A page of tests: a plot, and in words what the server was told of it. */
@Route("test/plot")
@PermitAll
public class PlotRoute extends Div {
  public PlotRoute() {
    Span told = new Span("nothing yet");
    told.setId("told");
    List<PlotRow> rows =
        IntStream.range(0, 11)
            .mapToObj(i -> PlotRow.of(new RunId(new UUID(0, i)), "trial " + i, Map.of("a", i, "b", 10 - i)))
            .toList();
    Plot plot = new Plot(PlotSpec.parallel("Trials", List.of("a", "b")), rows);
    plot.addBrushListener(
        ids ->
            told.setText(ids.map(runs -> runs.stream().map(id -> id.value().getLeastSignificantBits()).toList().toString()).orElse("none")));
    plot.addArrangedListener(axes -> told.setText(axes.toString()));
    add(plot, told);
  }
}
