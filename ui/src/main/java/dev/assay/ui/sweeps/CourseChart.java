package dev.assay.ui.sweeps;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.internal.JacksonUtils;
import dev.assay.search.Direction;
import dev.assay.sweeps.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The value of each trial, and the best so far; sweeps/assay-course.js draws it. */
@Tag("assay-course")
@JsModule("context://sweeps/assay-course.js")
class CourseChart extends Component {
  private static final int LONGEST_TOLD = 300;
  private static final String TRIAL = "event.detail.trial";

  /**
   * @param chosen told the number of a trial that was clicked
   */
  CourseChart(IntConsumer chosen) {
    getElement()
        .addEventListener(
            "chosen", event -> chosen.accept(event.getEventData().path(TRIAL).asInt()))
        .addEventData(TRIAL);
  }

  void show(SweepState state) {
    List<List<@Nullable Object>> trials = new ArrayList<>();
    for (Trial trial : state.trials()) {
      trials.add(
          Arrays.asList(
              trial.number(),
              SweepState.isMeasured(trial) ? trial.values().getFirst() : null,
              Words.of(trial.status()).toLowerCase(Locale.ROOT),
              told(trial)));
    }
    getElement()
        .setProperty(
            "course",
            JacksonUtils.getMapper()
                .writeValueAsString(
                    Map.of(
                        "label",
                        Words.brief(state.objective()),
                        "minimize",
                        state.objective().direction() == Direction.MINIMIZE,
                        "trials",
                        trials)));
  }

  private static String told(Trial trial) {
    String all = Configurations.words(trial.configuration());
    return all.length() <= LONGEST_TOLD ? all : all.substring(0, LONGEST_TOLD) + "…";
  }
}
