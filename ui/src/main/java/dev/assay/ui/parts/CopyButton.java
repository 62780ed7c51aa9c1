package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Copies a text; see elements/copy-button.js. */
@Tag("copy-button")
@JsModule("context://elements/copy-button.js")
public class CopyButton extends Component {
  public CopyButton(String label, String text) {
    getElement().setAttribute("label", label);
    show(text);
  }

  /** Copies a text that is made when it is asked for, because it may be long. */
  public CopyButton(String label, Supplier<String> text) {
    getElement().setAttribute("label", label);
    getElement()
        .setAttribute(
            "src",
            DownloadHandler.fromInputStream(
                    event -> {
                      byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
                      return new DownloadResponse(
                          new ByteArrayInputStream(bytes),
                          "copied.txt",
                          "text/plain;charset=UTF-8",
                          bytes.length);
                    })
                .inline());
  }

  /** Another text to be copied. */
  public final void show(String text) {
    getElement().setAttribute("text", text);
  }
}
