package dev.assay.ui.shell;

import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One field that finds everything and does everything; elements/assay-palette.js shows it. What can
 * be done on a page it reads from the page: see {@link PageActions}.
 */
@Tag("assay-palette")
@JsModule("context://elements/assay-palette.js")
class Palette extends Component {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Finder finder;

  Palette(Finder finder) {
    this.finder = finder;
  }

  /** What there is by that name; the browser calls it while somebody types. */
  @ClientCallable
  JsonNode find(String text) {
    return JSON.valueToTree(finder.find(text));
  }
}
