package dev.assay.ui.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.menubar.MenuBarTester;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.TestApi;
import dev.assay.query.Operand;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Shelf;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.FilterField;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentViewTest extends ViewTest {
  private static final String FIRST = "experiments/1";

  private RunGrid grid() {
    return $(RunGrid.class).single();
  }

  private FilterField filter() {
    return $(FilterField.class).withClassName("wide").single();
  }

  private void record(int runs) {
    IntStream.range(0, runs)
        .forEach(
            i ->
                RecordedRun.start(
                        api, "sweep", "trial-" + i, "{\"lr\": 0.00%d}".formatted(i % 3 + 1))
                    .finish());
  }

  private int size() {
    return test(grid()).size();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      names.add(
          switch (test(grid()).getRow(i)) {
            case Row.OfRun run -> run.run().name();
            case Row.OfGroup group -> cell(i, "name", "name") + ": " + cell(i, "name", "runs");
          });
    }
    return names;
  }

  /** A property of a cell's template, by the words of its column. */
  private String cell(int row, String words, String property) {
    return String.valueOf(
        test(grid()).getLitRendererPropertyValue(row, words, property, Object.class));
  }

  private List<String> columns() {
    return grid().getColumns().stream().skip(2).map(c -> c.getKey()).toList();
  }

  @SuppressWarnings("unchecked")
  private <T> Select<T> select(String label) {
    return (Select<T>)
        $(Select.class).all().stream()
            .filter(s -> label.equals(s.getAriaLabel().orElse("")))
            .findFirst()
            .orElseThrow();
  }

  private <T> void choose(String label, T value) {
    Select<T> select = select(label);
    test(select).selectItem(select.getItemLabelGenerator().apply(value));
  }

  /** Where a browser is led; the server hears of that only with the next page. */
  private String address() {
    return FIRST + "?" + workspace().look().parameters().getQueryString();
  }

  @Test
  void a_run_is_shown_with_its_losses_and_its_status_in_words() {
    RecordedRun.start(api, "gpt", "wider", "{}")
        .log("train/loss", 1, 3, 1, step -> 2.6100049)
        .progress(0.5);
    open(FIRST);

    assertThat(names()).containsExactly("wider");
    assertThat(cell(0, "status", "status")).isEqualTo("Running");
    assertThat(cell(0, "status", "progress")).isEqualTo(" 50 %");
    assertThat(cell(0, "metrics.train/loss", "text")).isEqualTo("2.61");
    assertThat(cell(0, "metrics.train/loss", "exact")).isEqualTo("2.61");
  }

  @Test
  void a_failed_run_tells_why_on_hover() {
    RecordedRun.start(api, "gpt", "broken", "{}").fail("out of memory");
    open(FIRST);

    assertThat(cell(0, "status", "status")).isEqualTo("Failed");
    assertThat(cell(0, "status", "why")).isEqualTo("out of memory");
  }

  @Test
  void all_runs_have_their_places_at_once_and_are_read_as_they_are_seen() {
    record(130);
    open(FIRST);

    assertThat(size()).isEqualTo(130);
    assertThat(((Row.OfRun) test(grid()).getRow(0)).run().name()).isEqualTo("trial-129");
    assertThat(((Row.OfRun) test(grid()).getRow(129)).run().name()).isEqualTo("trial-0");
    assertThat(page()).contains("130 runs");
  }

  @Test
  void params_that_tell_runs_apart_get_a_column() {
    record(3);
    open(FIRST);

    assertThat(columns())
        .containsExactly("name", "status", "params.lr", "duration", "created", "tags.purpose");
    assertThat(cell(0, "params.lr", "text")).isEqualTo("0.003");
  }

  @Test
  void columns_and_order_come_from_the_address() {
    RecordedRun.start(api, "gpt", "a", "{\"lr\": 0.1}").log("loss", 1, 3, 1, s -> 4 - s).finish();
    RecordedRun.start(api, "gpt", "b", "{\"lr\": 0.2}").log("loss", 1, 3, 1, s -> s).finish();
    RecordedRun.start(api, "gpt", "c", "{\"lr\": 0.1}").log("loss", 1, 3, 1, s -> 9 - s).finish();
    open(
        FIRST
            + "?column=name%20pin%20300&column=max(metrics.loss)&column=user&column=nonsense%20%3D&sort=params.lr&sort=metrics.loss%20desc");

    assertThat(columns()).containsExactly("name", "max(metrics.loss)", "user");
    assertThat(names()).containsExactly("c", "a", "b");
    assertThat(cell(0, "max(metrics.loss)", "text")).isEqualTo("8");
    assertThat(cell(0, "user", "text")).isEqualTo("admin");
    assertThat(grid().getColumnByKey("name").getWidth()).isEqualTo("300px");
  }

  @Test
  void runs_are_filtered_by_name_and_by_status() {
    record(12);
    RecordedRun.start(api, "sweep", "odd-one", "{}").fail("oops");
    open(FIRST);

    test(filter()).setValue("Trial-1");
    assertThat(size()).isEqualTo(3); // 1, 10, 11
    assertThat(address()).contains("filter=Trial-1");

    test(filter()).setValue("");
    choose("Filter runs by status", RunStatus.FAILED);
    assertThat(names()).containsExactly("odd-one");

    choose("Filter runs by status", RunStatus.LOST);
    assertThat(page()).contains("No run matches this filter");
  }

  @Test
  void runs_are_filtered_in_the_search_language() {
    record(6);
    open(FIRST);

    test(filter()).setValue("params.lr = 0.003 and name != 'trial-5'");
    assertThat(names()).containsExactly("trial-2");
  }

  @Test
  void a_wrong_filter_is_pointed_at_and_the_list_stays() {
    record(3);
    open(FIRST);

    FilterField field = filter();
    test(field).setValue("params.lr = 0.003 nad");
    assertThat(field.isInvalid()).isTrue();
    assertThat(field.getErrorMessage())
        .startsWith("Filter at character 19 (nad): expected is and, or, or the end");
    assertThat(size()).isEqualTo(3);
    assertThat(address()).doesNotContain("nad");

    test(field).setValue("attributes.size > 3");
    assertThat(field.getErrorMessage()).contains("size is no attribute of a run");
    test(field).setValue("");
    assertThat(field.isInvalid()).isFalse();

    open(FIRST + "?filter=name%20%3D");
    assertThat(filter().isInvalid()).isTrue();
    assertThat(size()).isEqualTo(3);
  }

  @Test
  void what_is_shown_can_be_had_as_a_file() {
    record(3);
    open(FIRST + "?filter=params.lr%20%3D%200.003&status=finished&sort=name");

    String href =
        $(Anchor.class).all().stream()
            .filter(link -> link.getText().equals("CSV"))
            .findFirst()
            .orElseThrow()
            .getHref();
    TestApi.Answer file = api.get("/" + href);
    assertThat(file.status()).as(href).isEqualTo(200);
    assertThat(file.body().lines()).hasSize(2);
    assertThat(file.body()).contains("trial-2");
  }

  @Test
  void a_name_that_looks_like_a_condition_is_found() {
    RecordedRun.start(api, "sweep", "lr=0.1,bs=32", "{}").finish();
    RecordedRun.start(api, "sweep", "lr=0.2,bs=32", "{}").finish();
    open(FIRST);

    test(filter()).setValue("lr=0.1");
    assertThat(size()).isEqualTo(1);
  }

  @Test
  void runs_are_put_together_and_groups_opened() {
    record(5); // lr 1, 2, 3, 1, 2
    open(FIRST);

    group("lr");
    assertThat(names()).containsExactly("lr 0.002: 2 runs", "lr 0.001: 2 runs", "lr 0.003: 1 run");
    assertThat(page()).contains("3 groups of 5 runs");
    assertThat(address()).contains("group=params.lr");

    open(address());
    workspace().toggle((Row.OfGroup) test(grid()).getRow(0));
    assertThat(names())
        .containsExactly(
            "lr 0.002: 2 runs", "trial-4", "trial-1", "lr 0.001: 2 runs", "lr 0.003: 1 run");
  }

  @Test
  void a_group_sums_up_its_numbers() {
    RecordedRun.start(api, "gpt", "a", "{\"lr\": 0.1}").log("loss", 1, 1, 1, s -> 2).finish();
    RecordedRun.start(api, "gpt", "b", "{\"lr\": 0.1}").log("loss", 1, 1, 1, s -> 4).finish();
    open(FIRST + "?column=name&column=metrics.loss&group=params.lr");

    assertThat(cell(0, "metrics.loss", "text")).isEqualTo("3 ± 1.414");
    assertThat(cell(0, "metrics.loss", "exact")).isEqualTo("mean 3.0, from 2.0 to 4.0, of 2 runs");
  }

  @SuppressWarnings("unchecked")
  private void group(String label) {
    test((MultiSelectComboBox<Operand>) $(MultiSelectComboBox.class).single()).selectItem(label);
  }

  private Workspace workspace() {
    return $(Workspace.class).single();
  }

  private void selectRow(int row) {
    test(grid())
        .invokeLitRendererFunction(
            row, "select", "select", TestApi.JSON.createArrayNode().add(true));
  }

  private Button button(String text) {
    return $(Button.class).withText(text).all().stream()
        .filter(Button::isVisible)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void selected_runs_are_archived_and_put_back_by_undo() {
    record(4);
    open(FIRST);
    selectRow(0);
    selectRow(2);
    assertThat(page()).contains("2 selected");

    test(button("Archive")).click();
    assertThat(names()).containsExactly("trial-2", "trial-0");
    assertThat($(SelectionBar.class).all()).isEmpty();

    test(button("Undo")).click();
    assertThat(names()).containsExactly("trial-3", "trial-2", "trial-1", "trial-0");
  }

  @Test
  void deleted_runs_lie_in_the_trash_until_they_are_restored() {
    record(2);
    open(FIRST);
    selectRow(1);
    test(button("Delete")).click();
    assertThat(names()).containsExactly("trial-1");

    choose("Where runs are kept", Shelf.DELETED);
    assertThat(names()).containsExactly("trial-0");
    assertThat(address()).contains("shelf=deleted");
    selectRow(0);
    test(button("Restore")).click();
    assertThat(page()).contains("No run of this experiment is in the trash");
  }

  @Test
  void all_runs_of_the_filter_are_selected_at_once() {
    record(130);
    open(FIRST + "?filter=trial-1");
    workspace().selectAll(true);

    assertThat(page()).contains("41 selected"); // 1, 10 to 19, 100 to 129
  }

  @Test
  void two_to_a_hundred_selected_runs_can_be_compared() {
    record(3);
    open(FIRST);
    selectRow(0);
    assertThat(compare().isVisible()).isFalse();
    selectRow(1);
    assertThat(compare().isVisible()).isTrue();
    assertThat(compare().getHref()).startsWith("compare?runs=").contains(",");
  }

  private Anchor compare() {
    return $(SelectionBar.class)
        .single()
        .getChildren()
        .filter(Anchor.class::isInstance)
        .map(Anchor.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_first_rows_are_on_the_charts_and_others_can_be_put_there() {
    record(12);
    open(FIRST);
    assertThat(cell(0, "chart", "on")).isEqualTo("true");
    assertThat(cell(9, "chart", "on")).isEqualTo("true");
    assertThat(cell(10, "chart", "on")).isEqualTo("false");

    workspace().putOnCharts(((Row.OfRun) test(grid()).getRow(11)).run(), true);
    workspace().putOnCharts(((Row.OfRun) test(grid()).getRow(0)).run(), false);
    assertThat(cell(11, "chart", "on")).isEqualTo("true");
    assertThat(cell(0, "chart", "on")).isEqualTo("false");
    assertThat(address()).contains("show=", "hide=");

    open(address());
    assertThat(cell(11, "chart", "on")).isEqualTo("true");
    assertThat(cell(0, "chart", "on")).isEqualTo("false");
  }

  @Test
  void a_view_is_saved_and_opened_again() {
    record(3);
    open(FIRST + "?filter=trial-1&column=name&sort=name");
    ViewsMenu menu = $(ViewsMenu.class).single();
    new MenuBarTester<>(menu).clickItem("Views", "Save as a new view…");
    test($(TextField.class).withLabel("Name").single()).setValue("mine");
    test(button("Save")).click();
    assertThat(address()).contains("view=1", "filter=trial-1");

    open(FIRST + "?view=1");
    assertThat(names()).containsExactly("trial-1");
    assertThat(columns()).containsExactly("name");
    assertThat($(ViewsMenu.class).single().getItems().getFirst().getText()).isEqualTo("mine");
  }

  @Test
  void a_view_that_is_gone_is_told_in_words() {
    record(1);
    open(FIRST + "?view=77");

    assertThat($(Span.class).all())
        .extracting(Span::getText)
        .anyMatch(text -> text.startsWith("There is no saved view 77 of this experiment"));
    assertThat(size()).isEqualTo(1);
  }

  @Test
  void a_link_with_a_column_twice_and_an_order_that_is_none_still_shows_runs() {
    record(2);
    open(FIRST + "?column=name&column=params.lr&column=params.lr%20pin&sort=colour&group=nothing");

    assertThat(columns()).containsExactly("name", "params.lr");
    assertThat(size()).isEqualTo(2);
  }

  @Test
  void the_runs_of_all_groups_are_on_the_charts_however_large_the_first_is() {
    record(9);
    open(FIRST + "?group=params.lr");
    workspace().toggle((Row.OfGroup) test(grid()).getRow(2));

    assertThat(cell(3, "chart", "on")).isEqualTo("true");
  }

  @Test
  void a_view_whose_metric_is_gone_shows_its_column_empty() {
    record(1);
    open(FIRST + "?column=name&column=metrics.gone&sort=metrics.gone");

    assertThat(cell(0, "metrics.gone", "text")).isEqualTo("–");
  }

  @Test
  void an_experiment_without_runs_says_how_to_get_one() {
    api.post("/api/v1/experiments", "{\"name\": \"empty\"}");
    open(FIRST);

    assertThat(page()).contains("This experiment has no runs yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiments/999999", "experiments/abc", "experiments/-1"})
  void an_id_that_leads_nowhere_is_named(String path) {
    open(path);

    assertThat(page())
        .contains("Not found", "There is no experiment " + path.substring("experiments/".length()));
  }
}
