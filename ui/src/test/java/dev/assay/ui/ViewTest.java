package dev.assay.ui;

import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A test of views without a browser, on a real server that holds nothing yet. */
@ServerTest
@SignedInAs
public abstract class ViewTest extends SpringBrowserlessTest {
  @Autowired protected TestApi api;
  @Autowired private JdbcTemplate database;

  @BeforeEach
  void forgetEverything() {
    database.execute("truncate experiment, agent restart identity cascade");
  }

  /** Everything that can be read in a component. */
  protected static String textOf(Component component) {
    return component.getElement().getTextRecursively();
  }

  /** What of a component is there to be read: what is hidden is not. */
  protected static String seen(Component component) {
    StringBuilder text = new StringBuilder();
    collect(component.getElement(), text);
    return text.toString();
  }

  private static void collect(Element element, StringBuilder text) {
    if (element.isTextNode()) {
      text.append(element.getText());
    } else if (element.isVisible()) {
      element.getChildren().forEach(child -> collect(child, text));
    }
  }

  protected String seen() {
    return seen(getCurrentView().getElement().getComponent().orElseThrow());
  }

  /** Opens an address as a link from elsewhere does: the view is made anew. */
  protected static void open(String path) {
    UI ui = UI.getCurrent();
    ui.navigate(path.isEmpty() ? "experiments" : "");
    String[] parts = path.split("\\?", 2);
    ui.navigate(
        parts[0],
        parts.length == 1 ? QueryParameters.empty() : QueryParameters.fromString(parts[1]));
  }

  protected String page() {
    return textOf(getCurrentView().getElement().getComponent().orElseThrow());
  }
}
