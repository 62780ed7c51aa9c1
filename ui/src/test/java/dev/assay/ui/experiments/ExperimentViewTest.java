package dev.assay.ui.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.select.Select;
import dev.assay.TestApi;
import dev.assay.runs.RunStatus;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.FilterField;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentViewTest extends ViewTest {
  private static final String FIRST = "experiments/1";

  private RunGrid grid() {
    return $(RunGrid.class).single();
  }

  private void record(int runs) {
    IntStream.range(0, runs)
        .forEach(
            i ->
                RecordedRun.start(
                        api, "sweep", "trial-" + i, "{\"lr\": 0.00%d}".formatted(i % 3 + 1))
                    .finish());
  }

  @Test
  void a_run_is_shown_with_its_losses_and_its_status_in_words() {
    RecordedRun.start(api, "gpt", "wider", "{}")
        .log("train/loss", 1, 3, 1, step -> 2.6100049)
        .progress(0.5);
    open(FIRST);

    assertThat(test(grid()).size()).isEqualTo(1);
    assertThat(cell("Name", "name")).isEqualTo("wider");
    assertThat(cell("Status", "status")).isEqualTo("Running");
    assertThat(cell("Status", "progress")).isEqualTo(" 50 %");
    assertThat(cell("Train loss", "brief")).isEqualTo("2.61");
    assertThat(cell("Val loss", "brief")).isEqualTo("–");
  }

  private String cell(String header, String property) {
    int column =
        IntStream.range(0, grid().getColumns().size())
            .filter(i -> test(grid()).getHeaderCell(i).equals(header))
            .findFirst()
            .orElseThrow();
    return test(grid()).getLitRendererPropertyValue(0, column, property, String.class);
  }

  @Test
  void a_failed_run_tells_why_on_hover() {
    RecordedRun.start(api, "gpt", "broken", "{}").fail("out of memory");
    open(FIRST);

    assertThat(cell("Status", "status")).isEqualTo("Failed");
    assertThat(cell("Status", "why")).isEqualTo("out of memory");
  }

  @Test
  void runs_beyond_a_page_are_read_as_one_scrolls() {
    record(130);
    open(FIRST);

    assertThat(test(grid()).getRow(0).run().name()).isEqualTo("trial-129");
    assertThat(test(grid()).getRow(129).run().name()).isEqualTo("trial-0");
  }

  @Test
  void params_that_tell_runs_apart_get_a_column() {
    record(3);
    open(FIRST);

    assertThat(cell("lr", "value")).isEqualTo("0.003");
  }

  @Test
  void runs_are_filtered_by_name_and_by_status() {
    record(12);
    RecordedRun.start(api, "sweep", "odd-one", "{}").fail("oops");
    open(FIRST);

    test($(FilterField.class).single()).setValue("Trial-1");
    assertThat(test(grid()).size()).isEqualTo(3); // 1, 10, 11

    test($(FilterField.class).single()).setValue("");
    setStatus(RunStatus.FAILED);
    assertThat(test(grid()).getRow(0).run().name()).isEqualTo("odd-one");
    assertThat(test(grid()).size()).isEqualTo(1);

    setStatus(RunStatus.LOST);
    assertThat(page()).contains("No run matches this filter");
  }

  @Test
  void runs_are_filtered_in_the_search_language() {
    record(6);
    open(FIRST);

    test($(FilterField.class).single()).setValue("params.lr = 0.003 and name != 'trial-5'");
    assertThat(test(grid()).size()).isEqualTo(1);
    assertThat(test(grid()).getRow(0).run().name()).isEqualTo("trial-2");
  }

  @Test
  void a_wrong_filter_is_pointed_at_and_the_list_stays() {
    record(3);
    open(FIRST);

    FilterField field = $(FilterField.class).single();
    test(field).setValue("params.lr = 0.003 nad");
    assertThat(field.isInvalid()).isTrue();
    assertThat(field.getErrorMessage())
        .startsWith("Filter at character 19 (nad): expected is and, or, or the end");
    assertThat(test(grid()).size()).isEqualTo(3);

    test(field).setValue("attributes.size > 3");
    assertThat(field.getErrorMessage()).contains("size is no attribute of a run");
    test(field).setValue("");
    assertThat(field.isInvalid()).isFalse();

    open(FIRST + "?q=name%20%3D");
    assertThat($(FilterField.class).single().isInvalid()).isTrue();
    assertThat(test(grid()).size()).isEqualTo(3);
  }

  @Test
  void what_is_shown_can_be_had_as_a_file() {
    record(3);
    open(FIRST + "?q=params.lr%20%3D%200.003&status=finished");

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

    test($(FilterField.class).single()).setValue("lr=0.1");
    assertThat(test(grid()).size()).isEqualTo(1);
  }

  @SuppressWarnings("unchecked")
  private void setStatus(RunStatus status) {
    ((Select<RunStatus>) $(Select.class).single()).setValue(status);
  }

  @Test
  void the_filter_is_taken_from_the_address() {
    record(2);
    open(FIRST + "?q=trial-1&status=finished");

    assertThat(test(grid()).size()).isEqualTo(1);
    assertThat($(FilterField.class).single().getValue()).isEqualTo("trial-1");
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
