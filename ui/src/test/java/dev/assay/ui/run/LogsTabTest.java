package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.server.VaadinSession;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.FilterField;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogsTabTest extends ViewTest {
  private RecordedRun training() {
    return RecordedRun.start(api, "gpt", "wider", "{}");
  }

  private static String[] lines(int first, int end) {
    return IntStream.range(first, end).mapToObj(i -> "line " + i).toArray(String[]::new);
  }

  private void open(RecordedRun run, String rest) {
    open(run.path().substring(1) + "/logs" + rest);
  }

  private LogPane pane() {
    return $(LogPane.class).single();
  }

  private List<Element> rows() {
    return pane().getElement().getChildren().toList();
  }

  private List<String> numbers() {
    return rows().stream().map(row -> row.getAttribute("data-line")).toList();
  }

  private void click(String button) {
    test($(Button.class).all().stream()
            .filter(b -> b.getText().startsWith(button))
            .findFirst()
            .orElseThrow())
        .click();
  }

  private void follow(boolean wanted) {
    if ($(Checkbox.class).single().getValue() != wanted) {
      test($(Checkbox.class).single()).click();
    }
  }

  @Test
  void the_last_lines_are_shown_with_number_time_and_stream() {
    open(training().write("stdout", lines(0, 700)).write("stderr", "a <b>warning</b>"), "");

    assertThat(rows()).hasSize(500);
    assertThat(numbers()).startsWith("201").endsWith("700");
    Element last = rows().getLast();
    assertThat(last.getTextRecursively()).isEqualTo("a <b>warning</b>");
    assertThat(last.getClassList()).contains("is-stderr");
    assertThat(last.getAttribute("data-time")).startsWith("00:00:");
    assertThat(last.getAttribute("title")).endsWith("UTC · stderr");
    assertThat(rows().getFirst().getClassList()).doesNotContain("is-stderr");
    assertThat(page()).contains("Earlier lines (201)");
  }

  @Test
  void colours_become_classes_and_never_markup() {
    open(training().write("stdout", "\u001B[1;31m<i>bad</i>\u001B[0m news"), "");

    Element text = rows().getFirst().getChild(0);
    assertThat(text.getChild(0).getText()).isEqualTo("<i>bad</i>");
    assertThat(text.getChild(0).getClassList()).containsExactlyInAnyOrder("ansi-1", "ansi-bold");
    assertThat(text.getChild(1).getText()).isEqualTo(" news");
  }

  @Test
  void a_very_long_line_is_cut() {
    open(training().write("stdout", "x".repeat(10_000)), "");

    assertThat(rows().getFirst().getTextRecursively())
        .endsWith("x … (10,000 characters in all)")
        .hasSizeLessThan(4100);
  }

  @Test
  void a_run_that_goes_on_is_followed() throws InterruptedException {
    RecordedRun run = training().write("stdout", "first");
    open(run, "");

    assertThat($(Checkbox.class).single().getValue()).isTrue();
    assertThat(pane().getElement().hasAttribute("follow")).isTrue();
    run.write("stdout", "second", "third");
    await("third");

    assertThat(numbers()).containsExactly("0", "1", "2");
    run.write("stdout", lines(0, 3000));
    await("line 2999");
    assertThat(numbers()).startsWith("2503").endsWith("3002").hasSize(500);
  }

  /** Lets beats come until the page shows a text. */
  private void await(String text) throws InterruptedException {
    for (int i = 0; i < 300 && !page().contains(text); i++) {
      Thread.sleep(100);
      VaadinSession session = VaadinSession.getCurrent(); // whose lock this thread holds
      session.getService().runPendingAccessTasks(session);
    }
    assertThat(page()).contains(text);
  }

  @Test
  void whoever_reads_earlier_lines_is_not_disturbed() throws InterruptedException {
    RecordedRun run = training().write("stdout", lines(0, 1900));
    open(run, "");
    click("Earlier");
    click("Earlier");
    click("Earlier");
    assertThat(numbers()).startsWith("0").hasSize(1900);

    run.write("stdout", lines(1900, 2000));
    await("line 1999");
    run.write("stdout", "too many");
    await("Later lines (1)");

    assertThat(numbers()).startsWith("0").endsWith("1999").hasSize(2000);
  }

  @Test
  void a_run_that_has_ended_is_not_followed() {
    open(training().write("stdout", "first").finish(), "");

    assertThat($(Checkbox.class).all()).isEmpty();
    assertThat(pane().getElement().hasAttribute("follow")).isFalse();
  }

  @Test
  void earlier_lines_are_added_in_front_and_end_the_following() {
    open(training().write("stdout", lines(0, 1200)), "");

    click("Earlier");
    assertThat(numbers()).startsWith("200").endsWith("1199").hasSize(1000);
    assertThat($(Checkbox.class).single().getValue()).isFalse();
    click("Earlier");

    assertThat(numbers()).startsWith("0").hasSize(1200);
    assertThat($(Button.class).all()).noneMatch(button -> button.getText().startsWith("Earlier"));
  }

  @Test
  void never_more_than_2000_lines_are_on_the_page() {
    open(training().write("stdout", lines(0, 3000)), "");
    for (int i = 0; i < 5; i++) {
      click("Earlier");
    }

    assertThat(numbers()).startsWith("0").endsWith("1999").hasSize(2000);
    assertThat(page()).contains("Later lines (1,000)");

    click("Later");
    assertThat(numbers()).startsWith("500").endsWith("2499").hasSize(2000);

    follow(true);
    assertThat(numbers()).startsWith("2500").endsWith("2999").hasSize(500);
  }

  @Test
  void a_search_lists_the_lines_with_a_link_to_their_place() {
    open(training().write("stdout", lines(0, 1200)), "");

    test($(FilterField.class).single()).setValue("LINE 77");

    assertThat(page()).contains("11 lines with “LINE 77”");
    List<Anchor> found = $(Anchor.class, $(LogMatchList.class).single()).all();
    assertThat(found).hasSize(11);
    assertThat(found.getFirst().getHref()).endsWith("/logs?q=LINE+77&line=77");

    test($(FilterField.class).single()).setValue("nothing like it");
    assertThat(page()).contains("No line contains “nothing like it”");
  }

  @Test
  void very_many_matches_come_bit_by_bit() {
    open(training().write("stdout", lines(0, 1200)), "?q=line");

    assertThat(page()).contains("200 lines with “line” among the first 200");
    for (int i = 0; i < 4; i++) {
      click("Search on");
    }
    assertThat(page()).contains("1,000 lines with “line” among the first 1,000");
  }

  @Test
  void a_link_leads_to_a_line() {
    open(training().write("stdout", lines(0, 3000)), "?q=line+77&line=777");

    assertThat(numbers()).startsWith("527").endsWith("1026");
    assertThat(pane().getElement().getAttribute("line")).isEqualTo("777");
    assertThat(rows().get(250).getClassList()).contains("is-wanted");
    assertThat($(Checkbox.class).single().getValue()).isFalse();
    assertThat($(FilterField.class).single().getValue()).isEqualTo("line 77");
  }

  @Test
  void a_link_that_somebody_mistyped_still_opens() {
    open(training().write("stdout", "first"), "?line=99999");
    assertThat(numbers()).containsExactly("0");

    open(training().write("stdout", "first"), "?line=last");
    assertThat(numbers()).containsExactly("0");
  }

  @Test
  void the_log_can_be_downloaded() {
    RecordedRun run = training().write("stdout", "first");
    open(run, "");

    Anchor download = $(Anchor.class).withText("Download").single();
    assertThat(download.getHref()).isEqualTo("api/v1/runs/" + run.id() + "/logs/text");
    assertThat(download.isRouterIgnore()).isTrue();
  }

  @Test
  void a_run_without_lines_says_how_they_get_there() {
    RecordedRun run = training();
    open(run, "");

    assertThat(page()).contains("no lines yet", "curl", "/api/v1/runs/" + run.id() + "/logs");
    assertThat($(LogPane.class).all()).isEmpty();

    open(run.finish(), "");
    assertThat(page()).contains("This run wrote no lines.");
  }
}
