package dev.assay.ui.charts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasSize;
import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.shared.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Charts of all metrics of some runs, in sections by the prefix of their names. The element
 * charts/assay-panels.js fetches names and data itself, and draws what is in view; none of it
 * passes through here.
 */
@Tag("assay-panels")
@JsModule("context://charts/assay-panels.js")
public class ChartPanels extends Component implements HasSize, HasStyle {
  public static final int MOST_RUNS = 100;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<Consumer<ChartLook>> listeners = new ArrayList<>();
  private ChartLook look = ChartLook.DEFAULT;

  public ChartPanels() {
    setLook(look);
    setRuns(List.of());
    getElement()
        .addEventListener(
            "layout-changed",
            event -> changed(event.getEventData().path("event.detail.layout").asString("")))
        .addEventData("event.detail.layout");
  }

  /**
   * Whose metrics are shown.
   *
   * @param runs at most 100, in the order in which charts list them
   */
  public final void setRuns(List<ChartRun> runs) {
    if (runs.size() > MOST_RUNS) {
      throw new IllegalArgumentException(
          runs.size() + " runs; charts show at most " + MOST_RUNS + " at once");
    }
    ArrayNode all = JSON.createArrayNode();
    runs.forEach(run -> all.add(json(run)));
    setAttribute("runs", all.toString());
  }

  private static ObjectNode json(ChartRun run) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", run.id().toString())
            .put("name", run.name())
            .put("color", run.color());
    if (run.dash() > 0) {
      node.put("dash", run.dash());
    }
    if (run.group() != null) {
      node.put("group", run.group());
    }
    if (run.live()) {
      node.put("live", true);
    }
    if (run.forkStep() != null) {
      node.put("forkStep", run.forkStep());
    }
    return node;
  }

  public final void setLook(ChartLook wanted) {
    look = wanted;
    ObjectNode node = JSON.createObjectNode();
    wanted
        .parameters()
        .forEach(
            (name, value) -> {
              if (!value.isEmpty()) {
                node.put(name, value);
              }
            });
    setAttribute("look", node.toString());
  }

  /** Shows nothing but metrics whose names begin so. */
  public void setOnly(String prefix) {
    setAttribute("only", prefix);
  }

  /** Leaves out metrics whose names begin so, unless a search finds them. */
  public void setWithout(String prefix) {
    setAttribute("without", prefix);
  }

  /** Told when people move, size, fold or add panels; the new look is set already. */
  public Registration addLookListener(Consumer<ChartLook> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void changed(String layout) {
    setLook(look.withLayout(layout));
    List.copyOf(listeners).forEach(listener -> listener.accept(look));
  }

  /** The same value again would be sent to the browser again. */
  private void setAttribute(String name, String value) {
    if (!value.equals(getElement().getAttribute(name))) {
      getElement().setAttribute(name, value);
    }
  }
}
