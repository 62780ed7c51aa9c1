package dev.assay.ui.shell;

import com.vaadin.flow.component.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the command palette and the map of keys what can be done on a page. The buttons and links
 * at the right of a page's header are known without it.
 */
public final class PageActions {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PageActions() {}

  /**
   * The palette finds it under these words as long as it is in sight and enabled; choosing it there
   * is a click on it.
   */
  public static <C extends Component> C offer(C component, String words) {
    component.getElement().setAttribute("data-action", words);
    return component;
  }

  /**
   * The same, and a key does it too.
   *
   * @param key one character, such as {@code n}; not one that works everywhere
   */
  public static <C extends Component> C offer(C component, String words, String key) {
    if (key.codePointCount(0, key.length()) != 1 || "/?[g".contains(key)) {
      throw new IllegalArgumentException(
          "key " + key + " is taken or no single character; choose another");
    }
    component.getElement().setAttribute("data-key", key);
    return offer(component, words);
  }

  private record Key(String[] keys, String what) {}

  /** Shows a key in the map of keys that the component handles by itself. */
  public static <C extends Component> C explain(C component, String what, String... keys) {
    component
        .getElement()
        .setAttribute("data-key-help", JSON.writeValueAsString(new Key[] {new Key(keys, what)}));
    return component;
  }
}
