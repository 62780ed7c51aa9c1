package dev.assay.ui.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/**
 * The choice of light or dark, and of a wide or narrow navigation; elements/assay-looks.js keeps
 * both in the browser.
 */
@Tag("assay-looks")
@JsModule("context://elements/assay-looks.js")
public class Looks extends Component {
  /** Puts what was chosen in force before anything is drawn. */
  public static final String BEFORE_ANYTHING_IS_DRAWN =
      """
      try {
        const root = document.documentElement;
        const scheme = localStorage.getItem('assay.scheme');
        if (scheme === 'light' || scheme === 'dark') {
          root.style.colorScheme = scheme;
          root.setAttribute('theme', scheme);
        }
        root.classList.toggle('narrow-navigation', localStorage.getItem('assay.navigation') === 'narrow');
      } catch {
        // a browser that keeps nothing shows what the system wants
      }
      """;
}
