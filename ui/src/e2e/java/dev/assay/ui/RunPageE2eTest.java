package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What only a browser shows of a run's page. */
@ServerTest
class RunPageE2eTest {
  private static final String HOSTILE =
      """
      # Plan <script>window.hit = 'script'</script>

      <img src="data:image/png;base64,AAAA" onerror="window.hit = 'onerror'">
      <svg onload="window.hit = 'onload'"></svg>
      <iframe srcdoc="<script>parent.hit = 'iframe'</script>"></iframe>
      <a href="javascript:window.hit = 'html link'" id="html-link">html</a>
      [markdown](javascript:window.hit='markdown')
      [data](data:text/html,<script>window.opener.hit='data'</script>)
      <form action="javascript:window.hit='form'"><button>send</button></form>

      Ask @admin, **at once**.
      """;
  private static final String PARAMS =
      """
      {"model": {"layers": 4, "norm": "rms"}, "lr": 0.003, "flag": "no",
       "text": "<img src=x onerror=\\"window.hit = 'param'\\">"}""";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Page open(Browser browser) {
    Page page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    return page;
  }

  private static Locator button(Page page, String text) {
    return page.locator("vaadin-button:visible", new Page.LocatorOptions().setHasText(text)).first();
  }

  private static Locator notes(Page page) {
    return page.locator("vaadin-text-area textarea");
  }

  @Test
  void markdown_runs_nothing_and_mentions_stand_out() {
    RecordedRun run =
        RecordedRun.start(api, "hostile", "<img src=x onerror='window.hit = 1'>", PARAMS)
            .write("stdout", "<img src=x onerror=\"window.hit = 'log'\">", "\u001B[31mred\u001B[0m")
            .sample(1, "<b>prompt", "<img src=x onerror=\"window.hit = 'sample'\">");
    api.send(
        api.request("/api/v1/runs/" + run.id())
            .method(
                "PATCH",
                BodyPublishers.ofString(
                    TestApi.JSON.createObjectNode().put("notes", HOSTILE).put("learnt", "<u>x</u>").toString())));
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      for (String tab : List.of("", "/config", "/source", "/logs", "/samples", "/artifacts", "/evaluations", "/lineage")) {
        page.navigate(api.url(run.path() + tab));
        page.locator(".run-header h1").waitFor();
        page.waitForTimeout(300);
        assertThat(page.evaluate("() => window.hit ?? null")).as(tab).isNull();
      }
      page.navigate(api.url(run.path() + "/notes"));
      Locator markdown = page.locator(".notes-reading vaadin-markdown");
      assertThat(markdown.locator("h1")).containsText("Plan");
      assertThat(markdown.locator("strong").first()).hasText("@admin");
      assertThat(markdown.locator("script, iframe, [onerror], [onload]").count()).isZero();
      for (Locator link : markdown.locator("a").all()) {
        assertThat(String.valueOf(link.getAttribute("href"))).doesNotContain("javascript:").doesNotContain("data:");
        link.click();
      }
      button(page, "Edit").click();
      assertThat(page.locator(".notes-both vaadin-markdown h1")).containsText("Plan");
      page.waitForTimeout(300);
      assertThat(page.evaluate("() => window.hit ?? null")).isNull();
    }
  }

  @Test
  void params_are_copied_in_three_forms_however_long_they_are() {
    RecordedRun run = RecordedRun.start(api, "copied", "run", PARAMS);
    RecordedRun large = RecordedRun.start(api, "copied", "large", "{}");
    database.update(
        "update run set params = jsonb_build_object('text', repeat('0123456789', 104857)) where id = ?::uuid",
        large.id());
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      page.navigate(api.url(run.path() + "/config"));
      assertThat(copied(page, "Copy as YAML")).contains("model:\n  norm: rms\n  layers: 4\n", "flag: 'no'\n");
      assertThat(copied(page, "Copy as JSON")).contains("\"layers\" : 4");
      assertThat(copied(page, "Copy as flags")).contains("--set model.norm=rms --set model.layers=4");
      assertThat(copied(page, "Copy id")).isEqualTo(run.id());
      assertThat(copied(page, "Copy API path")).isEqualTo("/api/v1/runs/" + run.id());

      page.navigate(api.url(large.path() + "/config"));
      assertThat(copied(page, "Copy as JSON")).hasSizeGreaterThan(1_048_570);
      page.locator("button.link:visible").first().click();
      assertThat(page.locator(".whole-value")).isVisible();
      assertThat(((Number) page.locator(".whole-value").evaluate("e => e.textContent.length")).intValue())
          .isEqualTo(1_048_570);
      page.keyboard().press("Escape");
    }
  }

  private static String copied(Page page, String button) {
    page.evaluate("() => navigator.clipboard.writeText('')");
    Locator copy = page.locator("copy-button[label='" + button + "'] button");
    copy.click();
    assertThat(copy).hasText("Copied");
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }

  @Test
  void the_tree_of_params_is_walked_by_keyboard() {
    RecordedRun run = RecordedRun.start(api, "walked", "run", PARAMS);
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      Complaints complaints = new Complaints(page, api.url(""));
      page.navigate(api.url(run.path() + "/config"));
      assertThat(page.getByText("layers", new Page.GetByTextOptions().setExact(true))).isVisible();
      button(page, "Collapse all").click();
      assertThat(page.getByText("layers", new Page.GetByTextOptions().setExact(true))).isHidden();

      page.getByText("model", new Page.GetByTextOptions().setExact(true)).first().click();
      Locator layers = page.getByText("layers", new Page.GetByTextOptions().setExact(true));
      page.keyboard().press("ArrowLeft");
      if (!layers.isVisible()) {
        page.keyboard().press("ArrowRight");
      }
      assertThat(layers).isVisible();

      page.keyboard().press("/");
      page.keyboard().type("rms");
      assertThat(page.getByText("norm", new Page.GetByTextOptions().setExact(true))).isVisible();
      assertThat(page.getByText("lr", new Page.GetByTextOptions().setExact(true))).isHidden();
      page.waitForURL("**/config?q=rms");
      assertThat(complaints.found()).isEmpty();
    }
  }

  @Test
  void text_that_is_not_saved_outlives_the_page_and_conflicts_are_told() {
    RecordedRun run = RecordedRun.start(api, "noted", "run", "{}");
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      Complaints complaints = new Complaints(page, api.url(""));
      page.navigate(api.url(run.path() + "/notes"));
      button(page, "Write notes").click();
      notes(page).fill("half a thought");
      assertThat(page.getByText("Not saved yet.")).isVisible();

      page.reload();
      assertThat(notes(page)).hasValue("half a thought");
      assertThat(page.getByText("had not been saved is back")).isVisible();

      api.send(
          api.request("/api/v1/runs/" + run.id())
              .method("PATCH", BodyPublishers.ofString("{\"notes\": \"theirs\"}")));
      button(page, "Save").click();
      assertThat(page.getByText("Somebody else has saved other notes")).isVisible();
      button(page, "Put mine below theirs").click();
      assertThat(notes(page)).hasValue("theirs\n\nhalf a thought");
      button(page, "Save").click();
      assertThat(page.locator(".notes-reading vaadin-markdown")).containsText("half a thought");
      assertThat(api.get("/api/v1/runs/" + run.id() + "/notes").body()).isEqualTo("theirs\n\nhalf a thought");

      page.reload();
      page.locator(".notes-reading vaadin-markdown").waitFor();
      assertThat(notes(page)).hasCount(0);
      assertThat(complaints.found()).isEmpty();
    }
  }

  @Test
  void somebody_is_mentioned_where_the_cursor_is() {
    RecordedRun run = RecordedRun.start(api, "noted", "mentions", "{}");
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      page.navigate(api.url(run.path() + "/notes"));
      button(page, "Write notes").click();
      notes(page).fill("Ask ");
      page.locator("vaadin-combo-box input").fill("adm");
      page.locator("vaadin-combo-box-item:visible").first().click();
      assertThat(notes(page)).hasValue("Ask @admin ");
      assertThat(page.locator(".notes-both vaadin-markdown strong")).hasText("@admin");
    }
  }

  @Test
  void the_name_is_changed_by_keyboard_alone() {
    RecordedRun run = RecordedRun.start(api, "renamed", "before", "{}");
    try (Browser browser = new Browser()) {
      Page page = open(browser);
      page.navigate(api.url(run.path()));
      page.locator("vaadin-button[aria-label='Change name']").focus();
      page.keyboard().press("Enter");
      Locator field = page.locator("vaadin-text-field:visible input[aria-label='Name'], .in-place-editor:visible input").first();
      assertThat(field).isFocused();
      field.fill("after");
      page.keyboard().press("Enter");
      assertThat(page.locator(".run-header h1")).hasText("after");
      assertThat(api.get("/api/v1/runs/" + run.id()).json().get("name").asString()).isEqualTo("after");
    }
  }
}
