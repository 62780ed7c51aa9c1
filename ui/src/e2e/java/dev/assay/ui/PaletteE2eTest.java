package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Somebody uses the keyboard alone. */
@ServerTest
class PaletteE2eTest {
  private static final Path FOLDER = Path.of("target/screenshots");
  private static final String PALETTE = "assay-palette dialog[open]";
  private static final String CHOSEN = ".palette-option[aria-selected=true]";
  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  @BeforeEach
  void forgetEverything() {
    database.execute("truncate experiment, agent restart identity cascade");
  }

  private Page signedIn(Browser browser, ColorScheme scheme) {
    Page page = browser.open(Browser.WIDTH, Browser.HEIGHT, scheme);
    page.setDefaultTimeout(60_000);
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    return page;
  }

  private void open(Page page, String path, String until) {
    page.navigate(api.url(path));
    page.locator(until).first().waitFor();
    page.locator("assay-palette").waitFor(attached());
  }

  private static Locator.WaitForOptions attached() {
    return new Locator.WaitForOptions().setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED);
  }

  private static Locator option(Page page, String name) {
    return page.locator(".palette-option").filter(new Locator.FilterOptions().setHasText(name)).first();
  }

  private static void type(Page page, String text) {
    page.keyboard().press("Control+k");
    page.locator(PALETTE).waitFor();
    page.keyboard().type(text);
  }

  @Test
  void everything_is_reached_with_the_palette() {
    RecordedRun run = RecordedRun.start(api, "gpt sizes", "wide and deep", "{\"lr\": 0.1}").log("loss", 1, 1, 1, s -> 1.5);
    RecordedRun.start(api, "other", "narrow", "{\"lr\": 0.2}").log("loss", 1, 1, 1, s -> 2.5);
    api.post("/api/v1/models", "{\"name\": \"best model\"}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      Complaints complaints = new Complaints(page, api.url(""));
      open(page, "/", ".running-row");

      page.keyboard().press("/"); // there is no filter on Home
      page.locator(PALETTE).waitFor();
      assertThat(option(page, "wide and deep")).isVisible();
      assertThat(option(page, "gpt sizes")).isVisible();
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("palette-light.png")));
      page.keyboard().press("Escape");
      assertThat(page.locator(PALETTE)).hasCount(0);

      type(page, "deep");
      assertThat(page.locator(CHOSEN)).containsText("wide and deep");
      page.keyboard().press("Enter");
      page.waitForURL("**" + run.path());

      type(page, "gpt si");
      page.keyboard().press("Enter"); // before the answer is there
      page.waitForURL("**/experiments/1");

      type(page, "metrics.loss > 2");
      assertThat(option(page, "narrow")).isVisible();
      assertThat(page.locator(".palette-option")).hasCount(1);
      page.keyboard().press("Escape");

      type(page, "best");
      assertThat(option(page, "best model")).isVisible();
      page.keyboard().press("Enter");
      page.waitForURL("**/models/registered?name=best+model");

      type(page, "homep");
      assertThat(page.locator(".palette-note")).hasText("Nothing is called “homep”.");
      page.keyboard().press("Backspace");
      assertThat(page.locator(CHOSEN)).containsText("Home");
      page.keyboard().press("Enter");
      page.waitForURL(api.url("/"));

      type(page, "new r");
      assertThat(page.locator(CHOSEN)).containsText("New run");
      page.keyboard().press("Enter");
      page.waitForURL("**/new-run*");
      assertThat(complaints.found()).isEmpty();
    }
  }

  @Test
  void it_is_a_combobox_with_a_list_that_the_arrows_move_in() {
    RecordedRun.start(api, "e", "one", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.DARK);
      open(page, "/", ".running-row");
      type(page, "");
      assertThat(option(page, "one")).isVisible();
      Locator field = page.locator(PALETTE + " input[role=combobox]");
      assertThat(field).isFocused();
      assertThat(field).hasAttribute("aria-controls", "palette-list");
      assertThat(page.locator("#palette-list")).hasAttribute("role", "listbox");
      String first = field.getAttribute("aria-activedescendant");
      page.keyboard().press("ArrowDown");
      String second = field.getAttribute("aria-activedescendant");
      assertThat(second).isNotEqualTo(first);
      assertThat(page.locator("#" + second)).hasAttribute("aria-selected", "true");
      assertThat(page.locator(CHOSEN)).hasCount(1);
      page.keyboard().press("ArrowUp");
      page.keyboard().press("ArrowUp"); // from the first to the last
      assertThat(page.locator(".palette-option").last()).hasAttribute("aria-selected", "true");
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("palette-dark.png")));
      page.keyboard().press("Escape");
      assertThat(page.locator(PALETTE)).hasCount(0);
    }
  }

  @Test
  void every_key_that_the_map_shows_does_what_it_says() {
    RecordedRun.start(api, "gpt", "a", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/experiments", "vaadin-grid a");
      Map<String, Consumer<Page>> expected = new LinkedHashMap<>();
      expected.put("/", p -> assertThat(p.locator("[data-filter] input")).isFocused());
      expected.put("Ctrl K", p -> p.locator(PALETTE).waitFor());
      expected.put("[", p -> assertThat(p.locator("html")).hasClass(Pattern.compile("narrow-navigation")));
      expected.put("?", p -> p.locator(".keys-dialog[open]").waitFor());
      expected.put("g h", p -> p.waitForURL(api.url("/")));
      expected.put("g e", p -> p.waitForURL("**/experiments"));
      expected.put("g m", p -> p.waitForURL("**/models"));
      expected.put("g v", p -> p.waitForURL("**/evaluations"));
      expected.put("g d", p -> p.waitForURL("**/datasets"));
      expected.put("g s", p -> p.waitForURL("**/sweeps"));
      expected.put("g l", p -> p.waitForURL("**/scaling"));
      expected.put("g a", p -> p.waitForURL("**/agents"));
      page.keyboard().press("?");
      page.locator(".keys-dialog[open]").waitFor();
      List<String> shown = keys(page, List.of("Everywhere", "Go to", "On this page"));
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("keys-all-light.png")));
      assertThat(shown).containsExactlyElementsOf(expected.keySet());
      page.keyboard().press("Escape");

      for (Map.Entry<String, Consumer<Page>> key : expected.entrySet()) {
        open(page, key.getKey().equals("g e") ? "/" : "/experiments", ".page-header");
        press(page, key.getKey());
        key.getValue().accept(page);
      }
    }
  }

  @Test
  void the_keys_of_a_page_are_in_the_map_and_work() {
    RecordedRun.start(api, "gpt", "a", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/", ".running-row");
      page.keyboard().press("?");
      page.locator(".keys-dialog[open]").waitFor();
      assertThat(keys(page, List.of("On this page"))).containsExactly("n");
      page.keyboard().press("Escape");
      page.keyboard().press("n");
      page.waitForURL("**/new-run*");
    }
  }

  @Test
  void a_row_of_a_table_is_opened_with_the_arrows_and_enter() {
    RecordedRun.start(api, "second", "a", "{}");
    RecordedRun.start(api, "first", "b", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/experiments", "vaadin-grid a");
      page.locator("vaadin-grid").evaluate("grid => grid.shadowRoot.querySelector('tbody td').focus()");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("Enter");
      page.waitForURL("**/experiments/1");
    }
  }

  /** One task, without a frame in between: as fast as somebody on a busy machine. */
  private static final String CLOSED_AND_A_KEY =
      """
      () => {
        const key = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
        document.querySelector('assay-palette').open();
        key('Escape');
        key('?');
      }
      """;

  @Test
  void a_key_right_after_the_palette_was_closed_is_not_lost() {
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/", ".first-run");
      page.evaluate(CLOSED_AND_A_KEY);
      assertThat(page.locator(".keys-dialog[open]")).isVisible();
    }
  }

  /** The answer to the empty field comes when something has been typed. */
  private static final String LATE_FIRST_ANSWER =
      """
      () => {
        const palette = document.querySelector('assay-palette');
        const find = palette.$server.find;
        const typed = new Promise((resolve) => palette.querySelector('input').addEventListener('input', resolve));
        palette.$server.find = async function (text) {
          const found = await find.call(this, text);
          if (text === '') {
            palette.dataset.answered = '';
            await typed;
          }
          return found;
        };
      }
      """;

  /** As fast as somebody on a busy machine: Enter comes before the server is asked. */
  private static final String TYPED_AND_ENTER =
      """
      async () => {
        const field = document.querySelector('assay-palette input');
        field.value = 'gpt si';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        for (let i = 0; i < 10; i++) await undefined; // what waits for an answer goes on
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      }
      """;

  @Test
  void enter_waits_for_the_answer_to_what_was_typed() {
    RecordedRun.start(api, "gpt sizes", "wide and deep", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/", ".running-row");
      page.evaluate(LATE_FIRST_ANSWER);
      page.keyboard().press("Control+k");
      page.locator("assay-palette[data-answered]").waitFor(attached());
      page.evaluate(TYPED_AND_ENTER);
      page.waitForURL("**/experiments/1");
    }
  }

  @Test
  void a_key_typed_into_a_field_stays_there() {
    RecordedRun.start(api, "gpt", "a", "{}");
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/experiments", "vaadin-grid a");
      page.keyboard().press("/");
      page.keyboard().type("g?[/");
      assertThat(page.locator("[data-filter] input")).hasValue("g?[/");
      assertThat(page.locator("dialog[open]")).hasCount(0);
    }
  }

  @Test
  void theme_and_navigation_are_remembered_by_the_browser() {
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/", ".first-run");
      assertThat(background(page)).isEqualTo("rgb(255, 255, 255)");
      type(page, "theme: dark");
      page.keyboard().press("Enter");
      assertThat(background(page)).isEqualTo("rgb(21, 23, 27)");
      page.keyboard().press("[");
      page.locator(".narrow-button").focus();
      assertThat(page.locator(".narrow-button")).hasAttribute("aria-expanded", "false");

      // in force before the first style sheet of Vaadin is there
      page.navigate(api.url("/experiments"), new Page.NavigateOptions().setWaitUntil(com.microsoft.playwright.options.WaitUntilState.COMMIT));
      page.waitForFunction("document.documentElement.style.colorScheme === 'dark'");
      page.locator(".nothing").first().waitFor();
      assertThat(background(page)).isEqualTo("rgb(21, 23, 27)");
      assertThat(page.locator("html")).hasClass(Pattern.compile("narrow-navigation"));
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("narrow-dark.png")));
    }
  }

  @Test
  void the_keyboard_skips_the_navigation() {
    try (Browser browser = new Browser()) {
      Page page = signedIn(browser, ColorScheme.LIGHT);
      open(page, "/", ".first-run");
      page.locator(".skip-link").focus();
      assertThat(page.locator(".skip-link")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("vaadin-app-layout > #content")).isFocused();
      assertThat(page.url()).isEqualTo(api.url("/"));
    }
  }

  private static String background(Page page) {
    return (String) page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor");
  }

  private static void press(Page page, String keys) {
    if (keys.startsWith("Ctrl ")) {
      page.keyboard().press("Control+" + keys.substring(5).toLowerCase(java.util.Locale.ROOT));
    } else {
      for (String key : keys.split(" ")) {
        page.keyboard().press(key);
      }
    }
  }

  /** As they stand in some sections of the dialog. */
  private static List<String> keys(Page page, List<String> sections) {
    return sections.stream()
        .flatMap(
            title ->
                page
                    .locator(".keys-dialog section")
                    .filter(new Locator.FilterOptions().setHas(page.locator("h3", new Page.LocatorOptions().setHasText(Pattern.compile("^" + title + "$")))))
                    .locator("dt")
                    .all()
                    .stream())
        .map(term -> String.join(" ", term.locator("kbd").allTextContents()))
        .toList();
  }
}
