package dev.assay.ui.experiments;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.ExperimentId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The runs of a list as files. */
class ExportLinks extends Div {
  private final Anchor csv = link("CSV");
  private final Anchor parquet = link("Parquet");

  ExportLinks() {
    addClassNames("tools", "soft");
    add(new Span("Export"), csv, parquet);
  }

  private static Anchor link(String label) {
    Anchor link = new Anchor("", label);
    link.setRouterIgnore(true);
    link.getElement().setAttribute("download", true);
    return link;
  }

  void show(ExperimentId experiment, RunFilter filter) {
    for (Anchor link : List.of(csv, parquet)) {
      link.setHref(
          "api/v1/runs/export?experiment=%s&format=%s&filter=%s"
              .formatted(
                  experiment,
                  link == csv ? "csv" : "parquet",
                  URLEncoder.encode(filter.inWords(), StandardCharsets.UTF_8)));
    }
  }
}
