package dev.assay.ui.charts;

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
 * Laws with their bands, the points that they are of, and bars; charts/assay-figure.js draws it,
 * tells what is under the mouse, and exports it as PNG, SVG and CSV. It is for what a page has
 * computed: at most a few thousand places, sent as they are.
 */
@Tag("assay-figure")
@JsModule("context://charts/assay-figure.js")
public class Figure extends Component {
  private static final String KEY = "event.detail.key";

  /** How the values of an axis are written. */
  public enum As {
    @JsonProperty("count")
    COUNT,
    @JsonProperty("flops")
    FLOPS,
    @JsonProperty("percent")
    PERCENT,
    @JsonProperty("plain")
    PLAIN,
    /** Milliseconds since 1970, told in UTC. */
    @JsonProperty("time")
    TIME
  }

  /**
   * An axis.
   *
   * @param from where it begins, without any room before; null for the least value, as to is for
   *     the greatest
   * @param names of the places 0, 1, 2 …; empty for numbers
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Scale(
      String label,
      boolean log,
      As as,
      @Nullable Double from,
      @Nullable Double to,
      List<String> names) {
    public Scale {
      names = List.copyOf(names);
    }

    public Scale(String label, boolean log, As as) {
      this(label, log, as, null, null, List.of());
    }

    /** From one value to another, whatever is drawn. */
    public static Scale between(String label, As as, double from, double to) {
      return new Scale(label, false, as, from, to, List.of());
    }

    /** From a value on. */
    public static Scale from(String label, As as, double from) {
      return new Scale(label, false, as, from, null, List.of());
    }

    /** A place for each name. */
    public static Scale named(String label, List<String> names) {
      return new Scale(label, false, As.PLAIN, null, null, names);
    }
  }

  /** How a line is drawn. */
  public enum Dash {
    @JsonProperty("solid")
    SOLID,
    @JsonProperty("dashed")
    DASHED,
    @JsonProperty("dotted")
    DOTTED
  }

  /** How a point is drawn. */
  public enum Shape {
    @JsonProperty("dot")
    DOT,
    @JsonProperty("hollow")
    HOLLOW,
    @JsonProperty("diamond")
    DIAMOND,
    @JsonProperty("cross")
    CROSS
  }

  /** Something that is drawn; its name stands in the legend, once for all of one name. */
  public sealed interface Series {
    @JsonProperty("kind")
    default String kind() {
      return switch (this) {
        case Law _ -> "law";
        case Band _ -> "band";
        case Bars _ -> "bars";
        case Points _ -> "points";
      };
    }

    String name();
  }

  /**
   * A line, with or without a band. It has gaps where a value is NaN.
   *
   * @param color of palette.css, without its dashes in front
   * @param stepped whether it stays at a value up to the next
   * @param low of the band; null for none, as high is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Law(
      String name,
      String color,
      Dash dash,
      boolean thin,
      boolean stepped,
      List<Double> x,
      List<Double> y,
      @Nullable List<Double> low,
      @Nullable List<Double> high)
      implements Series {
    public Law(
        String name,
        String color,
        Dash dash,
        boolean thin,
        List<Double> x,
        List<Double> y,
        @Nullable List<Double> low,
        @Nullable List<Double> high) {
      this(name, color, dash, thin, false, x, y, low, high);
    }

    /** What is said is what happens: the line from (0, 0) to (1, 1). */
    public static Law diagonal(String name) {
      List<Double> ends = List.of(0.0, 1.0);
      return new Law(name, "text-soft", Dash.DASHED, true, ends, ends, null, null);
    }
  }

  /** What lies between two lines, without a line. */
  public record Band(String name, String color, List<Double> x, List<Double> low, List<Double> high)
      implements Series {}

  /**
   * What else is told of points.
   *
   * @param values numbers or texts
   */
  public record Column(As as, List<? extends @Nullable Object> values) {}

  /**
   * Bars that stand on 0.
   *
   * @param x where each begins
   * @param to where each ends
   * @param label what the tip is headed with; null for where it begins and ends
   * @param more what else is told of each, by its name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Bars(
      String name,
      String color,
      List<Double> x,
      List<Double> to,
      List<Double> y,
      @Nullable List<String> label,
      Map<String, Column> more)
      implements Series {}

  /**
   * Points.
   *
   * @param key what a click on a point tells; null for points that lead nowhere
   * @param low of whiskers; null for none, as high is
   * @param more what else is told of each, by its name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Points(
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

  /** A lower, smaller part of a figure with the same axis x, as the counts under a curve. */
  public record Below(Scale y, List<Series> series) {}

  /**
   * All that a figure shows.
   *
   * @param empty what it says when there is nothing to be drawn
   * @param below null for nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Content(
      String title, Scale x, Scale y, String empty, List<Series> series, @Nullable Below below) {
    public Content(String title, Scale x, Scale y, String empty, List<Series> series) {
      this(title, x, y, empty, series, null);
    }
  }

  private String shown = "";

  public Figure() {
    getElement().setAttribute("role", "figure");
  }

  /**
   * @param chosen told the key of a point that was clicked
   */
  public Figure(Consumer<String> chosen) {
    this();
    getElement()
        .addEventListener(
            "chosen", event -> chosen.accept(event.getEventData().path(KEY).asString()))
        .addEventData(KEY);
  }

  /** The same again is not sent again. */
  public void show(Content content) {
    String json = JacksonUtils.getMapper().writeValueAsString(content);
    if (!json.equals(shown)) {
      shown = json;
      getElement().setAttribute("aria-label", "Figure: " + content.title());
      getElement().setProperty("figure", json);
    }
  }
}
