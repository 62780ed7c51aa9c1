package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.runs.Experiments;
import dev.assay.studies.Studies;
import dev.assay.ui.Views.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Pictures of every view in {@code target/screenshots}, to be judged by eye; {@code ./assay screenshots}. */
@ServerTest
class Screenshots {
  private static final Path FOLDER = Path.of("target/screenshots");

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;
  @Autowired Studies studies;
  @Autowired Experiments experiments;

  private final List<String> missing = new ArrayList<>();

  private record Window(String name, Page page) {}

  @Test
  void every_view_is_photographed() {
    try (Browser browser = new Browser()) {
      List<Window> windows =
          List.of(
              new Window("light", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.LIGHT)),
              new Window("dark", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.DARK)),
              new Window("phone", browser.open(390, 844, ColorScheme.LIGHT)));
      shoot(windows, Views.signedOut());
      windows.forEach(w -> SignIn.as(w.page(), api.url(""), "admin", TestApi.ADMIN_PASSWORD));
      Views views = new Views(api, database, new StudyViews(api, studies, experiments, database));
      shoot(windows, views.empty());
      shoot(windows, views.some());
      Page light = windows.getFirst().page();
      hover(light);
      keys(light);
      palette(light);
      shoot(windows, views.many());
      assertThat(missing).isEmpty();
    }
  }

  private void shoot(List<Window> windows, List<View> views) {
    for (View view : views) {
      windows.forEach(window -> window.page().navigate(api.url(view.path())));
      for (Window window : windows) {
        Views.await(window.page(), view).ifPresent(missing::add);
      }
      windows.getLast().page().waitForTimeout(600); // fonts, grid rows, canvases
      windows.forEach(window -> save(window.page(), view.name() + "-" + window.name()));
    }
  }

  private void hover(Page page) {
    page.navigate(api.url("/experiments/1"));
    page.locator("vaadin-grid a.run-link").first().click();
    Locator chart = page.locator("assay-chart[data-state=ready]").first();
    chart.hover();
    page.waitForTimeout(500);
    save(page, "run-hover-light");
  }

  private void palette(Page page) {
    page.keyboard().press("Control+k");
    page.waitForTimeout(300);
    page.keyboard().type("wid");
    page.waitForTimeout(600);
    save(page, "palette-light");
    page.keyboard().press("Escape");
  }

  private void keys(Page page) {
    page.keyboard().press("?");
    page.waitForTimeout(600);
    save(page, "keys-light");
    page.keyboard().press("Escape");
  }

  private static void save(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name.toLowerCase(Locale.ROOT) + ".png")));
  }
}
