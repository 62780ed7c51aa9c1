package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
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

  /** Pictures in {@code target/screenshots}, to be judged by eye. */
  @Test
  void every_tab_is_photographed() {
    RecordedRun empty = RecordedRun.start(api, "pictures", "nothing-yet", "{}");
    RecordedRun full = full();
    RecordedRun failed = Trainings.failed(api, "pictures", "high-lr");
    api.post("/api/v1/runs/" + failed.id() + "/archive", "");
    try (Browser browser = new Browser()) {
      for (Window window :
          List.of(
              new Window("light", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.LIGHT)),
              new Window("dark", browser.open(Browser.WIDTH, Browser.HEIGHT, ColorScheme.DARK)),
              new Window("phone", browser.open(390, 844, ColorScheme.LIGHT)))) {
        SignIn.as(window.page(), api.url(""), "admin", TestApi.ADMIN_PASSWORD);
        for (String tab :
            List.of("config", "source", "logs", "samples", "artifacts", "evaluations", "lineage", "notes")) {
          shoot(window, "run-empty-" + tab, empty.path() + "/" + tab);
          shoot(window, "run-full-" + tab, full.path() + "/" + tab);
        }
        shoot(window, "run-full", full.path());
        shoot(window, "run-failed-archived", failed.path() + "/notes");
        shoot(
            window,
            "run-full-file",
            full.path() + "/artifacts?folder=evaluations/validation&file=evaluations/validation/predictions.jsonl");
        editing(window, full);
      }
    }
  }

  private record Window(String name, Page page) {}

  private RecordedRun full() {
    RecordedRun base = RecordedRun.start(api, "pictures", "pretrained-base", "{}");
    RecordedRun run =
        RecordedRun.start(
                api,
                "pictures",
                "wordnet-4x128-longer-name-than-most",
                """
                {"model": {"layers": 4, "width": 128, "heads": 4, "norm": {"kind": "rms", "eps": 0.00001}}, "lr": 0.003,
                 "base": "%s", "data": {"corpus": "wordnet-glosses", "splits": [0.9, 0.1]},
                 "prompt": "%s"}"""
                    .formatted(base.id(), "a long prompt ".repeat(60)))
            .log("train/loss", 1, 400, 1, step -> 5.0 / Math.sqrt(step))
            .log("val/loss", 100, 400, 100, step -> 5.5 / Math.sqrt(step))
            .log("val/accuracy", 100, 400, 100, step -> step / 800.0)
            .log("test/f1", 400, 400, 1, step -> 0.61234567)
            .log("tokens_per_second", 1, 400, 1, step -> 12345.6)
            .log("mfu", 1, 400, 1, step -> 0.4123)
            .write("stdout", "step 1 loss 5.0", "\u001B[32mok\u001B[0m \u001B[1;31mtoo slow\u001B[0m")
            .sample(100, "boat: ", "a small vessel")
            .progress(0.4)
            .put("tags", "{\"host\": \"gpu-1\", \"kind\": \"ablation of the norm\", \"checked\": \"\"}")
            .put(
                "provenance",
                """
                {"code": {"commit": "4eab108c9d8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b", "branch": "main", "dirty": true,
                  "repository": "https://github.com/team/gpt.git", "diff": "- lr = 0.1\\n+ lr = 0.2"},
                 "command": ["python", "train.py", "--name", "a b"], "host": "gpu-1"}""")
            .put(
                "inputs",
                """
                {"inputs": [{"dataset": {"name": "wordnet", "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015", "source": "/data/w"},
                  "context": "training"}]}""");
    api.put(
        "/api/v1/runs/" + run.id() + "/artifacts/content?path=evaluations/validation/predictions.jsonl",
        "{\"id\": \"0\", \"label\": \"noun.animal\", \"prediction\": \"noun.food\", \"probabilities\": {\"noun.animal\": 0.25, \"noun.food\": 0.75}}\n"
            .repeat(50));
    api.put("/api/v1/runs/" + run.id() + "/artifacts/content?path=table.csv", "a,b\n1,2\n");
    api.post("/api/v1/runs/" + run.id() + "/fork", "{\"step\": 300, \"name\": \"lower rate from here\"}");
    api.post(
        "/api/v1/runs",
        "{\"experiment\":\"pictures\",\"name\":\"fold 1\",\"parent\":\"%s\"}".formatted(run.id()));
    api.send(
        api.request("/api/v1/runs/" + run.id())
            .method(
                "PATCH",
                BodyPublishers.ofString(
                    TestApi.JSON
                        .createObjectNode()
                        .put("group", "4 layers")
                        .put("learnt", "a warm-up of 100 steps is enough")
                        .put("notes", "## Why\n\nTo see whether *rms* norm helps. Ask @admin.\n\n- one\n- two\n\n```\ncode\n```\n")
                        .toString())));
    return run;
  }

  private void editing(Window window, RecordedRun run) {
    Page page = window.page();
    page.navigate(api.url(run.path() + "/notes"));
    button(page, "Edit").click();
    page.waitForTimeout(500);
    save(window, "run-full-notes-editing");
    button(page, "Cancel").click();
    page.locator("vaadin-menu-bar-button[aria-label='More to do with this run'], .run-header vaadin-menu-bar vaadin-menu-bar-button")
        .first()
        .click();
    page.waitForTimeout(400);
    save(window, "run-full-menu");
    page.getByText("Fork from a step…").click();
    page.waitForTimeout(500);
    save(window, "run-full-fork");
    page.keyboard().press("Escape");
  }

  private void shoot(Window window, String name, String path) {
    window.page().navigate(api.url(path));
    window.page().locator(".run-header h1").waitFor();
    window.page().waitForTimeout(700); // fonts, grid rows, canvases
    save(window, name);
  }

  private static void save(Window window, String name) {
    window
        .page()
        .screenshot(
            new Page.ScreenshotOptions()
                .setPath(Path.of("target/screenshots", name + "-" + window.name() + ".png")));
  }
}
