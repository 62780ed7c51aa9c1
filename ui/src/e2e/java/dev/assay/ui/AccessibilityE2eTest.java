package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.runs.Experiments;
import dev.assay.studies.Studies;
import dev.assay.ui.Views.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every view can be read and used by everybody in light and dark. */
@ServerTest
class AccessibilityE2eTest {
  private static final String DARK = "getComputedStyle(document.documentElement).backgroundColor === 'rgb(21, 23, 27)'";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;
  @Autowired Studies studies;
  @Autowired Experiments experiments;

  @Test
  void no_view_breaks_a_rule_of_accessibility() {
    try (Browser browser = new Browser()) {
      Page page = browser.open();
      List<String> found = new ArrayList<>(check(page, Views.signedOut()));
      SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
      Views views = new Views(api, database, new StudyViews(api, studies, experiments, database));
      found.addAll(check(page, views.empty()));
      found.addAll(check(page, views.some()));
      assertThat(found).isEmpty();
    }
  }

  /** In light by all rules; the same page in dark by those of colours. */
  private List<String> check(Page page, List<View> views) {
    List<String> found = new ArrayList<>();
    for (View view : views) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      page.navigate(api.url(view.path()));
      Views.await(page, view).ifPresent(found::add);
      page.waitForTimeout(300); // what appears when that is there
      Accessibility.violations(page).forEach(v -> found.add(view.name() + ", light: " + v));
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      page.waitForFunction(DARK);
      page.waitForTimeout(300);
      Accessibility.violationsOfColors(page).forEach(v -> found.add(view.name() + ", dark: " + v));
    }
    return found;
  }
}
