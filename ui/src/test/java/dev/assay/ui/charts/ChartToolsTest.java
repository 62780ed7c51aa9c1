package dev.assay.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.combobox.ComboBoxBase;
import com.vaadin.flow.dom.DomEvent;
import com.vaadin.flow.internal.nodefeature.ElementListenerMap;
import dev.assay.runs.RunId;
import dev.assay.ui.ViewTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The controls above charts, and what charts are told. */
class ChartToolsTest extends ViewTest {
  private final List<ChartLook> told = new ArrayList<>();
  private ChartTools tools;

  @BeforeEach
  void on_a_page() {
    tools = new ChartTools(ChartLook.DEFAULT.withLayout("{\"c\":[]}"), told::add);
    UI.getCurrent().add(tools);
  }

  @Test
  void the_axis_is_chosen_or_named() {
    ComboBox<String> axis = axis();
    axis.setValue("tokens");
    ComponentUtil.fireEvent(axis, new ComboBoxBase.CustomValueSetEvent<>(axis, true, " lr "));

    assertThat(told).extracting(ChartLook::x).containsExactly("tokens", "metric:lr");
    assertThat(told.getLast().layout()).as("nothing else changes").isEqualTo("{\"c\":[]}");
  }

  @SuppressWarnings("unchecked")
  private ComboBox<String> axis() {
    return $(ComboBox.class).single();
  }

  @Test
  void another_look_is_shown_without_telling_anybody() {
    tools.setLook(ChartLook.DEFAULT.withX("relative").withCharts("loss"));

    assertThat(axis().getValue()).isEqualTo("relative");
    assertThat(told).isEmpty();
    test($(Checkbox.class).withCaption("Log scale").single()).click();
    assertThat(told)
        .singleElement()
        .satisfies(
            look -> {
              assertThat(look.log()).isTrue();
              assertThat(look.charts()).isEqualTo("loss");
            });
  }

  @Test
  void what_people_arrange_is_told_with_all_the_rest_of_the_look() {
    ChartPanels panels = new ChartPanels();
    panels.setLook(ChartLook.DEFAULT.withX("time"));
    panels.addLookListener(told::add);
    UI.getCurrent().add(panels);

    panels
        .getElement()
        .getNode()
        .getFeature(ElementListenerMap.class)
        .fireEvent(
            new DomEvent(
                panels.getElement(),
                "layout-changed",
                JsonMapper.shared()
                    .createObjectNode()
                    .put("event.detail.layout", "{\"c\":[\"val\"]}")));

    assertThat(told)
        .containsExactly(ChartLook.DEFAULT.withX("time").withLayout("{\"c\":[\"val\"]}"));
    assertThat(panels.getElement().getAttribute("look")).contains("\\\"val\\\"", "time");
  }

  @Test
  void more_than_a_hundred_runs_are_a_mistake() {
    ChartRun run = new ChartRun(new RunId(new UUID(1, 2)), "<b>", 3, 1, "g", true, 7L);
    ChartPanels panels = new ChartPanels();
    panels.setRuns(List.of(run));

    assertThat(panels.getElement().getAttribute("runs"))
        .isEqualTo(
            "[{\"id\":\"00000000-0000-0001-0000-000000000002\",\"name\":\"<b>\",\"color\":3,\"dash\":1,"
                + "\"group\":\"g\",\"live\":true,\"forkStep\":7}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> panels.setRuns(Collections.nCopies(101, run)));
  }
}
