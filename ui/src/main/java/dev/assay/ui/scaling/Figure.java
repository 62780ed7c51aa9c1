package dev.assay.ui.scaling;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.internal.JacksonUtils;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Laws with their bands, and the points that they are of; scaling/assay-figure.js draws it, tells
 * what is under the mouse, and exports it as PNG, SVG and CSV.
 */
@Tag("assay-figure")
@JsModule("context://scaling/assay-figure.js")
class Figure extends Component {
  private static final String KEY = "event.detail.key";

  /** How the values of an axis are written. */
  enum As {
    @JsonProperty("count")
    COUNT,
    @JsonProperty("flops")
    FLOPS,
    @JsonProperty("percent")
    PERCENT,
    @JsonProperty("plain")
    PLAIN
  }

  /** An axis. */
  record Scale(String label, boolean log, As as) {}

  /** How a line is drawn. */
  enum Dash {
    @JsonProperty("solid")
    SOLID,
    @JsonProperty("dashed")
    DASHED,
    @JsonProperty("dotted")
    DOTTED
  }

  /** How a point is drawn. */
  enum Shape {
    @JsonProperty("dot")
    DOT,
    @JsonProperty("hollow")
    HOLLOW,
    @JsonProperty("diamond")
    DIAMOND,
    @JsonProperty("cross")
    CROSS
  }

  /** Something that is drawn; its name stands in the legend. */
  sealed interface Series {
    @JsonProperty("kind")
    default String kind() {
      return switch (this) {
        case Law _ -> "law";
        case Points _ -> "points";
      };
    }

    String name();
  }

  /**
   * A line, with or without a band.
   *
   * @param color of palette.css, without its dashes in front
   * @param low of the band; null for none, as high is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Law(
      String name,
      String color,
      Dash dash,
      boolean thin,
      List<Double> x,
      List<Double> y,
      @Nullable List<Double> low,
      @Nullable List<Double> high)
      implements Series {}

  /**
   * What else is told of points.
   *
   * @param values numbers or texts
   */
  record Column(As as, List<? extends @Nullable Object> values) {}

  /**
   * Points.
   *
   * @param key what a click on a point tells; null for points that lead nowhere
   * @param low of whiskers; null for none, as high is
   * @param more what else is told of each, by its name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Points(
      String name,
      String color,
      Shape shape,
      List<Double> x,
      List<Double> y,
      List<String> label,
      @Nullable List<@Nullable String> key,
      @Nullable List<Double> low,
      @Nullable List<Double> high,
      Map<String, Column> more)
      implements Series {}

  /**
   * All that a figure shows.
   *
   * @param empty what it says when there is nothing to be drawn
   */
  record Content(String title, Scale x, Scale y, String empty, List<Series> series) {}

  private String shown = "";

  Figure() {
    getElement().setAttribute("role", "figure");
  }

  /**
   * @param chosen told the key of a point that was clicked
   */
  Figure(Consumer<String> chosen) {
    this();
    getElement()
        .addEventListener(
            "chosen", event -> chosen.accept(event.getEventData().path(KEY).asString()))
        .addEventData(KEY);
  }

  /** The same again is not sent again. */
  void show(Content content) {
    String json = JacksonUtils.getMapper().writeValueAsString(content);
    if (!json.equals(shown)) {
      shown = json;
      getElement().setAttribute("aria-label", "Figure: " + content.title());
      getElement().setProperty("figure", json);
    }
  }
}
