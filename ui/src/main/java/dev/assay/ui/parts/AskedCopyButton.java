package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.function.Supplier;

/** Copies a text that is made when the button is pressed, for one that is long or changes. */
@Tag("copy-button")
@JsModule("context://elements/copy-button.js")
public class AskedCopyButton extends Component {
  /**
   * @param text may throw a {@link dev.assay.problem.Problem}, which is shown
   */
  public AskedCopyButton(String label, Supplier<String> text) {
    getElement().setAttribute("label", label);
    getElement().setAttribute("asks", true);
    getElement()
        .addEventListener("copy-asked", _ -> getElement().callJsFunction("copy", text.get()));
  }
}
