package dev.assay.ui.run;

import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** Keeps what is typed in a text area in the browser until it is saved; elements/assay-draft.js. */
@Tag("assay-draft")
@JsModule("context://elements/assay-draft.js")
class Draft extends HtmlContainer {
  /** Told of a text that was not saved, and of what it was made from. */
  interface Found {
    void draft(String text, String base);
  }

  /**
   * @param key of the text, in all of this server
   */
  Draft(String key, Found found) {
    getElement().setAttribute("key", key);
    getElement()
        .addEventListener(
            "draft-found",
            event ->
                found.draft(
                    event.getEventData().path("event.detail.text").asString(""),
                    event.getEventData().path("event.detail.base").asString("")))
        .addEventData("event.detail.text")
        .addEventData("event.detail.base");
  }

  /** What is typed from now on is made from this text. */
  void base(String text) {
    getElement().setAttribute("base", text);
  }

  void forget() {
    getElement().callJsFunction("forget");
  }
}
