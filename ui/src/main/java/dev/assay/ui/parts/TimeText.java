package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment or a span of time; elements/assay-time.js puts it into words, in the zone of the person
 * who reads.
 */
@Tag("assay-time")
@JsModule("context://elements/assay-time.js")
public class TimeText extends Component implements HasStyle {
  public TimeText() {
    addClassName("time");
  }

  /** How long ago something was. */
  public void showAgo(@Nullable Instant at) {
    set("at", at);
  }

  /** How long something took; still counting when it has no end. */
  public void showSpan(@Nullable Instant from, @Nullable Instant to) {
    set("from", from);
    set("to", to);
  }

  private void set(String attribute, @Nullable Instant time) {
    if (time == null) {
      getElement().removeAttribute(attribute);
    } else {
      getElement().setAttribute(attribute, time.toString());
    }
  }
}
