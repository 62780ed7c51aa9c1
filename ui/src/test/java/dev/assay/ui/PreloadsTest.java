package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreloadsTest {
  @Test
  void what_scripts_import_is_found_and_what_they_load_later_is_not() {
    assertThat(Preloads.withImports(List.of("charts/assay-panels.js")))
        .contains("charts/assay-panels.js", "charts/assay-chart.js", "charts/column-frame.js")
        .anyMatch(script -> script.matches("webjars/echarts/.*/echarts.min.js"))
        .doesNotContain("charts/add-panel.js", "charts/plot.js");
  }

  @Test
  void figures_need_no_charts() {
    assertThat(Preloads.withImports(List.of("charts/assay-figure.js")))
        .contains("charts/figure-drawing.js", "charts/figure-scale.js", "charts/numbers.js")
        .noneMatch(script -> script.startsWith("webjars/"));
  }
}
