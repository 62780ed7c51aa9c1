package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Span;
import dev.assay.ui.text.Numbers;
import org.jspecify.annotations.Nullable;

/** A number in four significant digits, all of them on hover. */
public class NumberText extends Span {
  public NumberText() {
    addClassName("number");
    show(null);
  }

  public void show(@Nullable Double value) {
    setText(value == null ? "–" : Numbers.brief(value));
    setTitle(value == null ? "" : Numbers.exact(value));
  }
}
