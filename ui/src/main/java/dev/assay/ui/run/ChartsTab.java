package dev.assay.ui.run;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.runs.RunId;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.parts.UrlState;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The curves of a run, with search, smoothing and scale above them. */
class ChartsTab extends Div implements RunPart {
  private final TextField search = new FilterField("Search metrics, e.g. loss|lr");
  private final RangeInput smoothing = new RangeInput(ValueChangeMode.EAGER);
  private final Span smoothingShown = new Span();
  private final Checkbox log = new Checkbox("Log scale");
  private final MetricPanels panels;

  ChartsTab(RunId run, ChartSettings settings) {
    panels = new MetricPanels(run);
    search.setValue(settings.search());
    smoothing.setMin(0);
    smoothing.setMax(ChartSettings.MOST_SMOOTHING);
    smoothing.setValue((double) settings.smoothing());
    // a browser puts a range without a value into its middle, and 0 is not sent as it is the
    // default
    smoothing.getElement().setAttribute("value", Integer.toString(settings.smoothing()));
    smoothing.setId("smoothing");
    smoothingShown.addClassName("number");
    log.setValue(settings.log());
    NativeLabel label = new NativeLabel("Smoothing");
    label.setFor(smoothing);
    Div slider = new Div(label, smoothing, smoothingShown);
    slider.addClassName("smoothing");
    Div tools = new Div(search, slider, log);
    tools.addClassName("tools");
    add(tools, panels);
    search.addValueChangeListener(change -> change());
    smoothing.addValueChangeListener(change -> change());
    log.addValueChangeListener(change -> change());
    apply(settings);
  }

  private void change() {
    ChartSettings settings =
        new ChartSettings(search.getValue(), smoothing.getValue().intValue(), log.getValue());
    UrlState.replace(this, settings.parameters());
    apply(settings);
  }

  private void apply(ChartSettings settings) {
    smoothingShown.setText(
        settings.smoothing() == 0 ? "off" : "0." + "%02d".formatted(settings.smoothing()));
    panels.setLook(settings);
    panels.setFilter(wanted(settings.search()));
  }

  /** System metrics have a tab of their own, but a search finds them too. */
  private Predicate<String> wanted(String expression) {
    search.setInvalid(false);
    if (expression.isBlank()) {
      return metric -> !SystemTab.isSystemMetric(metric);
    }
    try {
      return Pattern.compile(expression, Pattern.CASE_INSENSITIVE).asPredicate();
    } catch (PatternSyntaxException e) {
      search.setErrorMessage("Not a regular expression: " + e.getDescription());
      search.setInvalid(true);
      return metric -> true;
    }
  }

  @Override
  public void show(RunState now) {
    panels.show(now);
  }
}
