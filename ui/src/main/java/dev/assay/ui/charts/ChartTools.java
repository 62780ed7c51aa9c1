package dev.assay.ui.charts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.popover.Popover;
import com.vaadin.flow.component.popover.PopoverPosition;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.assay.ui.parts.FilterField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The controls above charts: what is searched for, and how lines are drawn. */
public class ChartTools extends Div {
  private static final Map<String, String> AXES = new LinkedHashMap<>();

  static {
    AXES.put(ChartLook.STEP, "Step");
    AXES.put("time", "Wall time");
    AXES.put("relative", "Relative time");
    AXES.put("tokens", "Tokens");
    AXES.put("flops", "FLOPs");
  }

  private final TextField search = new FilterField("Search charts, e.g. loss|lr");
  private final RangeInput smoothing = new RangeInput(ValueChangeMode.EAGER);
  private final Span smoothingShown = new Span();
  private final ComboBox<String> x = new ComboBox<>();
  private final Select<ChartLook.Smoother> smoother = new Select<>();
  private final Checkbox log = new Checkbox("Log scale");
  private final Checkbox xlog = new Checkbox("Log x axis");
  private final Checkbox clip = new Checkbox("Clip outliers (1–99 %)");
  private final Checkbox envelope = new Checkbox("Min–max envelope");
  private final Select<ChartLook.Band> band = new Select<>();
  private final Consumer<ChartLook> changed;
  private ChartLook look;
  private boolean showing;

  /**
   * @param changed told what people set
   */
  public ChartTools(ChartLook look, Consumer<ChartLook> changed) {
    this.look = look;
    this.changed = changed;
    addClassName("chart-tools");
    smoothing.setMin(0);
    smoothing.setMax(ChartLook.MOST_SMOOTHING);
    smoothing.setId("smoothing");
    smoothingShown.addClassName("number");
    NativeLabel label = new NativeLabel("Smoothing");
    label.setFor(smoothing);
    Div slider = new Div(label, smoothing, smoothingShown);
    slider.addClassName("smoothing");
    x.setAriaLabel("X axis");
    x.setItems(AXES.keySet());
    x.setItemLabelGenerator(ChartTools::axisLabel);
    x.setAllowCustomValue(true);
    x.setPrefixComponent(new Span("x"));
    x.addClassName("chart-axis");
    x.setTooltipText("What charts are drawn against; the name of a metric may be typed");
    add(search, slider, x, log, more());
    listen();
    setLook(look);
  }

  private Button more() {
    smoother.setLabel("Smoothed by");
    smoother.setItems(ChartLook.Smoother.values());
    smoother.setItemLabelGenerator(ChartLook.Smoother::label);
    band.setLabel("Groups as");
    band.setItems(ChartLook.Band.values());
    band.setItemLabelGenerator(ChartLook.Band::label);
    Div settings = new Div(smoother, band, xlog, envelope, clip);
    settings.addClassName("chart-settings");
    Button more = new Button("More", new Icon(VaadinIcon.SLIDERS));
    more.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    more.setAriaLabel("More chart settings");
    Popover popover = new Popover(settings);
    popover.setTarget(more);
    popover.setPosition(PopoverPosition.BOTTOM_END);
    popover.setModal(true);
    popover.setAriaLabel("Chart settings");
    add(popover);
    return more;
  }

  private void listen() {
    search.addValueChangeListener(_ -> change());
    smoothing.addValueChangeListener(_ -> change());
    x.addValueChangeListener(_ -> change());
    x.addCustomValueSetListener(event -> x.setValue(axisOf(event.getDetail())));
    smoother.addValueChangeListener(_ -> change());
    log.addValueChangeListener(_ -> change());
    xlog.addValueChangeListener(_ -> change());
    clip.addValueChangeListener(_ -> change());
    envelope.addValueChangeListener(_ -> change());
    band.addValueChangeListener(_ -> change());
  }

  /** Shows another look, as of a view that was opened; nobody is told. */
  public final void setLook(ChartLook wanted) {
    showing = true;
    look = wanted;
    search.setValue(wanted.charts());
    smoothing.setValue((double) wanted.smoothing());
    // a browser puts a range without a value into its middle, and 0 is not sent as the default
    smoothing.getElement().setAttribute("value", Integer.toString(wanted.smoothing()));
    x.setValue(wanted.x());
    smoother.setValue(wanted.smoother());
    log.setValue(wanted.log());
    xlog.setValue(wanted.xlog());
    clip.setValue(wanted.clip());
    envelope.setValue(wanted.envelope());
    band.setValue(wanted.band());
    showing = false;
    explain();
  }

  private void change() {
    if (showing) {
      return;
    }
    look =
        new ChartLook(
            search.getValue(),
            look.withX(orStep(x.getValue())).x(),
            xlog.getValue(),
            log.getValue(),
            smoothing.getValue().intValue(),
            smoother.getValue(),
            clip.getValue(),
            envelope.getValue(),
            band.getValue(),
            look.layout());
    explain();
    changed.accept(look);
  }

  private static String orStep(@Nullable String axis) {
    return axis == null ? ChartLook.STEP : axis;
  }

  private void explain() {
    smoothingShown.setText(look.smoothing() == 0 ? "off" : "0.%02d".formatted(look.smoothing()));
    @Nullable String wrong = wrong(look.charts());
    search.setErrorMessage(wrong == null ? "" : "Not a regular expression: " + wrong);
    search.setInvalid(wrong != null);
  }

  private static @Nullable String wrong(String regex) {
    try {
      Pattern.compile(regex);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }

  private static String axisLabel(String axis) {
    return Objects.requireNonNullElseGet(
        AXES.get(axis), () -> axis.substring(ChartLook.METRIC.length()));
  }

  private static String axisOf(String typed) {
    return typed.isBlank() ? ChartLook.STEP : ChartLook.METRIC + typed.strip();
  }
}
