package dev.assay.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.internal.JacksonUtils;
import dev.assay.ui.charts.Figure.As;
import dev.assay.ui.charts.Figure.Band;
import dev.assay.ui.charts.Figure.Bars;
import dev.assay.ui.charts.Figure.Below;
import dev.assay.ui.charts.Figure.Content;
import dev.assay.ui.charts.Figure.Law;
import dev.assay.ui.charts.Figure.Scale;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FigureTest {
  private static final Scale SHARE = Scale.between("share", As.PERCENT, 0, 1);

  private static JsonNode shown(Content content) {
    Figure figure = new Figure();
    figure.show(content);
    return JacksonUtils.getMapper().readTree(figure.getElement().getProperty("figure"));
  }

  @Test
  void the_element_is_told_only_what_there_is() {
    JsonNode told =
        shown(
            new Content(
                "Reliability",
                SHARE,
                new Scale("rows", false, As.COUNT),
                "nothing",
                List.of(
                    Law.diagonal("calibrated"),
                    new Band("95 %", "accent", List.of(0.5), List.of(0.4), List.of(Double.NaN)))));
    assertThat(told.path("x").toString())
        .isEqualTo(
            "{\"label\":\"share\",\"log\":false,\"as\":\"percent\",\"from\":0.0,\"to\":1.0}");
    assertThat(told.path("y").toString())
        .isEqualTo("{\"label\":\"rows\",\"log\":false,\"as\":\"count\"}");
    assertThat(told.has("below")).isFalse();
    assertThat(told.path("series").path(0).path("kind").asString()).isEqualTo("law");
    assertThat(told.path("series").path(0).has("low")).isFalse();
    assertThat(told.path("series").path(1).path("kind").asString()).isEqualTo("band");
    assertThat(told.path("series").path(1).path("high").path(0).isNumber()).isFalse(); // no place
  }

  @Test
  void what_stands_below_has_heights_of_its_own() {
    Bars bars =
        new Bars("rows", "accent", List.of(0.0), List.of(0.5), List.of(12.0), null, Map.of());
    JsonNode told =
        shown(
            new Content(
                "Histogram",
                Scale.named("country", List.of("NL", "BE")),
                SHARE,
                "nothing",
                List.of(),
                new Below(Scale.from("rows", As.COUNT, 0), List.of(bars))));
    assertThat(told.path("x").path("names").toString()).isEqualTo("[\"NL\",\"BE\"]");
    assertThat(told.path("below").path("y").path("from").asDouble()).isZero();
    assertThat(told.path("below").path("series").path(0).path("kind").asString()).isEqualTo("bars");
  }
}
