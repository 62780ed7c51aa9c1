package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** Copies a text; see elements/copy-button.js. */
@Tag("copy-button")
@JsModule("context://elements/copy-button.js")
public class CopyButton extends Component {
  public CopyButton(String label, String text) {
    getElement().setAttribute("label", label);
    show(text);
  }

  /** Another text to be copied. */
  public final void show(String text) {
    getElement().setAttribute("text", text);
  }
}
