package dev.assay.ui.workspace;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.ExperimentId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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

  void show(ExperimentId experiment, Look look) {
    StringBuilder what = new StringBuilder("api/v1/runs/export?experiment=" + experiment);
    what.append("&shelf=").append(look.filter().shelf());
    what.append("&filter=").append(encoded(look.filter().inWords()));
    look.sort().forEach(order -> what.append("&orderBy=").append(encoded(order)));
    csv.setHref(what + "&format=csv");
    parquet.setHref(what + "&format=parquet");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
