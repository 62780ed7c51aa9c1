package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.ui.Views.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every view can be read and used by everybody in light and dark. */
@ServerTest
class AccessibilityE2eTest {
  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private record Window(String name, Page page) {}

  @Test
  void no_view_breaks_a_rule_of_accessibility() {
    try (Browser browser = new Browser()) {
      List<Window> windows =
          List.of(
              new Window("light", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.LIGHT)),
              new Window("dark", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.DARK)));
      List<String> found = new ArrayList<>(check(windows, Views.signedOut()));
      windows.forEach(w -> SignIn.as(w.page(), api.url(""), "admin", TestApi.ADMIN_PASSWORD));
      Views views = new Views(api, database);
      found.addAll(check(windows, views.empty()));
      found.addAll(check(windows, views.some()));
      assertThat(found).isEmpty();
    }
  }

  private List<String> check(List<Window> windows, List<View> views) {
    List<String> found = new ArrayList<>();
    for (View view : views) {
      windows.forEach(window -> window.page().navigate(api.url(view.path())));
      for (Window window : windows) {
        Page page = window.page();
        Views.await(page, view).ifPresent(found::add);
        page.waitForTimeout(300); // what appears when that is there
        Accessibility.violations(page)
            .forEach(violation -> found.add(view.name() + ", " + window.name() + ": " + violation));
      }
    }
    return found;
  }
}
