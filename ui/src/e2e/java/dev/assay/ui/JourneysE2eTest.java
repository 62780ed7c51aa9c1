package dev.assay.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What people come for, from its beginning to its end, without a complaint on the way. */
@ServerTest
class JourneysE2eTest {
  @Autowired TestApi api;
  @Autowired JdbcTemplate database;

  private Browser browser;
  private Page page;
  private Complaints complaints;

  @BeforeEach
  void an_empty_server_and_somebody_who_is_signed_in() {
    database.execute("truncate experiment, agent restart identity cascade");
    browser = new Browser();
    page = browser.open();
    SignIn.as(page, api.url(""), "admin", TestApi.ADMIN_PASSWORD);
    complaints = new Complaints(page, api.url(""));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private Locator button(String text) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text).setExact(true));
  }

  private static Locator status(Page where) {
    return where.locator(".page-header .status");
  }

  private void open(String path) {
    page.navigate(api.url(path));
  }

  @Test
  void the_first_run_is_queued_from_the_empty_home_and_watched_until_it_has_finished() {
    FakeAgent agent = FakeAgent.register(api);
    open("/");
    assertThat(page.locator(".first-run")).isVisible();
    complaints.look();

    button("Pretrain a small GPT").click();
    assertThat(status(page)).hasText("Queued");
    complaints.look();

    agent.take();
    Locator chart = page.locator("assay-chart[metrics='train/loss']").first();
    for (int step = 1; step <= 3; step++) {
      agent.log("train/loss", step, 6.0 / step);
      assertThat(chart).hasAttribute("data-last-step", Integer.toString(step));
    }
    assertThat(status(page)).hasText("Running");
    agent.finish("FINISHED");
    assertThat(status(page)).hasText("Finished");

    page.locator("vaadin-side-nav-item", new Page.LocatorOptions().setHasText("Home")).click();
    assertThat(page.locator(".home")).containsText("Finished");
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void a_run_is_paused_resumed_and_stopped() {
    api.post("/api/v1/jobs", Trainings.JOB);
    FakeAgent agent = FakeAgent.register(api).take().log("train/loss", 1, 6);
    open("/");
    page.locator(".running-row a").first().click();
    assertThat(status(page)).hasText("Running");

    button("Pause").click();
    complaints.look();
    button("Pause the run").click();
    assertThat(agent.wish()).isEqualTo("PAUSE");
    agent.release("paused");
    assertThat(status(page)).hasText("Paused");

    button("Resume").click();
    assertThat(status(page)).hasText("Queued");
    agent.take().log("train/loss", 2, 3);
    assertThat(status(page)).hasText("Running");

    button("Stop").click();
    complaints.look();
    button("Stop the run").click();
    assertThat(agent.wish()).isEqualTo("STOP");
    agent.finish("KILLED");
    assertThat(status(page)).hasText("Stopped");
    assertThat(complaints.found()).isEmpty();
  }

  private Locator tab(String name) {
    return page.locator("nav a, nav button", new Page.LocatorOptions().setHasText(Pattern.compile("^\\s*" + name + "\\s*$")));
  }

  private Locator row(int place) {
    return page.locator("vaadin-grid a.run-link:visible").nth(place);
  }

  @Test
  void the_best_run_is_found_and_its_config_and_notes_say_why() {
    RecordedRun best = Trainings.finished(api, "gpt-small", "baseline", 1);
    Trainings.described(api, best);
    Trainings.failed(api, "gpt-small", "high-lr");
    Trainings.running(api, "gpt-small", "wider");
    open("/experiments/1?split=table");
    assertThat(row(0)).hasText("wider");
    complaints.look();

    page.locator("vaadin-grid-sorter", new Page.LocatorOptions().setHasText("val/loss")).click();
    assertThat(row(0)).hasText("baseline");
    page.waitForURL(Pattern.compile(".*[?&]sort=.*loss.*"));
    row(0).click();
    assertThat(status(page)).hasText("Finished");
    assertThat(page.getByText("Width helps until step 400").first()).isVisible();
    tab("Config").click();
    assertThat(page.getByText("wordnet").first()).isVisible();
    complaints.look();
    tab("Notes").click();
    assertThat(page.getByText("half its learning rate").first()).isVisible();
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void three_runs_are_chosen_and_compared() {
    Trainings.finished(api, "gpt-small", "baseline", 1);
    Trainings.failed(api, "gpt-small", "high-lr");
    Trainings.running(api, "gpt-small", "wider");
    open("/experiments/1");
    for (String run : List.of("baseline", "high-lr", "wider")) {
      page.getByLabel("Select " + run).check();
    }
    assertThat(page.getByText("3 selected")).isVisible();
    complaints.look();

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compare").setExact(true)).click();
    assertThat(page.locator("h1")).hasText("Compare 3 runs");
    assertThat(page.locator("assay-chart[data-lines='3'][data-state=ready]").first()).isVisible();
    complaints.look();
    tab("Config").click();
    assertThat(page.getByText("model.width").first()).isVisible();
    assertThat(page.locator(":text('optimizer.lr'):visible").first()).isVisible();
    assertThat(complaints.found()).isEmpty();
  }

  @Test
  void a_link_shows_somebody_else_the_same_runs_and_nothing_to_change() {
    Trainings.finished(api, "gpt-small", "baseline", 1);
    Trainings.failed(api, "gpt-small", "high-lr");
    open("/experiments/1");
    page.locator("[data-filter] input").first().fill("base");
    page.locator("[data-filter] input").first().press("Enter");
    Locator rows = page.locator("vaadin-grid a.run-link:visible");
    assertThat(rows).hasCount(1);
    page.waitForURL(Pattern.compile(".*[?&](q|filter)=base.*"));
    assertThat(complaints.found()).isEmpty();

    Viewer.invite(database);
    Page theirs = browser.open();
    SignIn.as(theirs, api.url(""), Viewer.NAME, Viewer.PASSWORD);
    Complaints their = new Complaints(theirs, api.url(""));
    theirs.navigate(page.url());
    assertThat(theirs.locator("vaadin-grid a.run-link:visible")).hasCount(1);
    assertThat(theirs.locator("vaadin-grid a.run-link:visible")).hasText("baseline");
    their.look();
    theirs.locator("vaadin-grid a.run-link:visible").click();
    assertThat(status(theirs)).hasText("Finished");
    assertThat(theirs.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Rerun"))).hasCount(0);
    assertThat(their.found()).isEmpty();
  }
}
