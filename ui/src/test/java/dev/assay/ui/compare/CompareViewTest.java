package dev.assay.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.data.provider.DataProvider;
import com.vaadin.flow.data.provider.Query;
import com.vaadin.flow.dom.DomEvent;
import com.vaadin.flow.internal.JacksonUtils;
import com.vaadin.flow.internal.nodefeature.ElementListenerMap;
import dev.assay.runs.Run;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.charts.ChartPanels;
import dev.assay.ui.charts.ChartRun;
import dev.assay.ui.charts.Plot;
import dev.assay.ui.charts.PlotRow;
import dev.assay.ui.parts.AskedCopyButton;
import dev.assay.ui.parts.FilterField;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class CompareViewTest extends ViewTest {
  private RecordedRun run(String name, String params) {
    return RecordedRun.start(api, "gpt", name, params);
  }

  private static String address(List<RecordedRun> runs) {
    return "compare?runs=" + runs.stream().map(RecordedRun::id).collect(Collectors.joining(","));
  }

  private List<RecordedRun> three() {
    return List.of(
        run("small", "{\"width\": 64, \"lr\": 0.001, \"opt\": {\"name\": \"adam\"}}")
            .log("val/loss", 1, 3, 1, step -> 4.0 / step)
            .log("speed", 1, 1, 1, step -> 10),
        run("wide", "{\"width\": 128.0, \"lr\": 0.001, \"opt\": {\"name\": \"adam\"}}")
            .log("val/loss", 1, 3, 1, step -> 3.0 / step),
        run(
                "wider",
                "{\"width\": 256, \"lr\": \"0.001\", \"opt\": {\"name\": \"lion\"}, \"clip\": 1}")
            .log("val/loss", 1, 3, 1, step -> 6.0 / step));
  }

  private static void openTab(List<RecordedRun> runs, String tab) {
    open(address(runs) + "&tab=" + tab);
  }

  private DifferenceGrid differences() {
    return $(DifferenceGrid.class).single();
  }

  private static List<ComparedRow> rows(DifferenceGrid grid) {
    return grid.getDataProvider().fetch(new Query<>()).toList();
  }

  private List<String> names() {
    return rows(differences()).stream().map(ComparedRow::name).toList();
  }

  private CompareView view() {
    return (CompareView) getCurrentView();
  }

  private String url() {
    return view().url().parameters().getQueryString();
  }

  private ComparedRow row(String name) {
    return rows(differences()).stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private <C extends Component> C labelled(Class<C> type, String label) {
    return $(type).all().stream()
        .filter(
            c ->
                label.equals(c.getElement().getProperty("label"))
                    || label.equals(c.getElement().getProperty("accessibleName"))
                    || label.equals(c.getElement().getAttribute("aria-label")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + label));
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> offered(ComboBox<T> box, String part) {
    DataProvider<T, String> items = (DataProvider<T, String>) box.getDataProvider();
    return items.fetch(new Query<>(0, 50, List.of(), null, part)).toList();
  }

  @Test
  void the_curves_of_all_runs_are_drawn_over_each_other() {
    open(address(three()));

    assertThat(page()).contains("Compare 3 runs", "small", "wide", "wider", "gpt", "baseline");
    String runs = $(ChartPanels.class).single().getElement().getAttribute("runs");
    assertThat(runs).contains("small", "wide", "wider");
    assertThat(UI.getCurrent().getInternals().getTitle()).isEqualTo("Compare 3 runs · Assay");
  }

  @Test
  void what_cannot_be_shown_is_said_and_the_others_are() {
    List<RecordedRun> runs = three();
    api.delete("/api/v1/runs/" + runs.get(2).id());
    String unknown = UUID.randomUUID().toString();
    open(address(runs) + "," + unknown + ",<b>abc</b>");

    assertThat(page())
        .contains("Compare 2 runs")
        .contains("There is no run " + unknown)
        .contains("“<b>abc</b>” is no id of a run.")
        .contains("wider is deleted: restore it to compare it.");
    assertThat($(ChartPanels.class).single().getElement().getAttribute("runs"))
        .doesNotContain("wider");
  }

  @Test
  void fewer_than_two_runs_say_what_to_do() {
    open("compare");
    assertThat(page()).contains("Compare runs", "Add runs by name above");

    open(address(List.of(run("lonely", "{}"))));
    assertThat(page()).contains("lonely", "One run alone cannot be compared.");
    assertThat($(NativeButton.class).withText("Config").all()).isEmpty();
  }

  @Test
  void no_more_than_a_hundred_runs_are_compared() {
    List<RecordedRun> runs =
        IntStream.range(0, 102).mapToObj(i -> run("r" + i, "{\"seed\": " + i + "}")).toList();
    openTab(runs, "config");

    assertThat(page()).contains("Compare 100 runs", "the last 2 of the address are left out");
    assertThat(differences().getColumns()).hasSize(101);
    assertThat(names()).containsExactly("seed");
  }

  @Test
  void runs_are_taken_out_and_added_by_name_in_the_address() {
    List<RecordedRun> runs = three();
    run("another", "{}");
    open(address(runs) + "&tab=config");

    test(labelled(Button.class, "Remove wide")).click();
    assertThat(page()).contains("Compare 2 runs");
    assertThat(url()).doesNotContain(runs.get(1).id()).contains("tab=config");

    @SuppressWarnings("unchecked")
    ComboBox<Run> adder = labelled(ComboBox.class, "Add a run by name");
    List<Run> found = offered(adder, "anoth");
    assertThat(found).extracting(Run::name).containsExactly("another");
    adder.setValue(found.getFirst());
    assertThat(page()).contains("Compare 3 runs", "another");
  }

  @Test
  void params_that_differ_are_marked_against_the_baseline() {
    List<RecordedRun> runs = three();
    openTab(runs, "config");

    assertThat(names()).containsExactly("clip", "opt.name", "width", "speed", "val/loss");
    assertThat(differences().mark(row("opt.name"), 1)).isEqualTo(DifferenceGrid.Mark.NONE);
    assertThat(differences().mark(row("opt.name"), 2)).isEqualTo(DifferenceGrid.Mark.DIFFERS);
    assertThat(row("clip").brief(0)).isEqualTo("–");
    assertThat(row("clip").exact(0)).isEqualTo("not set");
    assertThat(page()).contains("5 of 6 rows");

    open(address(runs) + "&tab=config&baseline=" + runs.get(2).id());
    assertThat(differences().mark(row("opt.name"), 0)).isEqualTo(DifferenceGrid.Mark.DIFFERS);
    assertThat(differences().mark(row("opt.name"), 2)).isEqualTo(DifferenceGrid.Mark.NONE);
  }

  @Test
  void the_baseline_is_chosen_in_the_header() {
    List<RecordedRun> runs = three();
    openTab(runs, "config");

    @SuppressWarnings("unchecked")
    Select<ChartRun> baseline = labelled(Select.class, "Baseline: differences are against it");
    baseline.setValue(baseline.getListDataView().getItem(1));
    assertThat(url()).contains("baseline=" + runs.get(1).id(), "tab=config");
    assertThat(differences().mark(row("width"), 0)).isEqualTo(DifferenceGrid.Mark.DIFFERS);
  }

  @Test
  void the_best_of_a_metric_is_marked_where_its_name_tells_what_is_good() {
    openTab(three(), "config");

    assertThat(differences().mark(row("val/loss"), 1)).isEqualTo(DifferenceGrid.Mark.BEST);
    assertThat(differences().mark(row("val/loss"), 0)).isEqualTo(DifferenceGrid.Mark.NONE);
    assertThat(row("val/loss").brief(1)).isEqualTo("1");
    assertThat(differences().mark(row("speed"), 0)).isEqualTo(DifferenceGrid.Mark.NONE);
  }

  @Test
  void all_params_are_shown_when_asked_for_and_searched() {
    openTab(three(), "config");

    test($(Checkbox.class).single()).click();
    assertThat(names()).contains("lr");
    assertThat(url()).contains("show=all");
    test($(FilterField.class).single()).setValue("LION");
    assertThat(names()).containsExactly("opt.name");
    assertThat(url()).contains("q=LION");
    test($(FilterField.class).single()).setValue("nothing of it");
    assertThat(page()).contains("No row contains “nothing of it”.");
  }

  @Test
  void runs_that_are_the_same_say_so() {
    openTab(List.of(run("a", "{\"lr\": 1}"), run("b", "{\"lr\": 1.0}")), "config");

    assertThat(page()).contains("Nothing differs: its one row is the same in all of these runs.");
  }

  @Test
  void what_is_shown_is_copied_as_csv() {
    openTab(three(), "config");

    assertThat($(AskedCopyButton.class).all()).hasSize(1);
    assertThat($(ConfigTab.class).single().csv().lines())
        .containsExactly(
            "name,small,wide,wider",
            "clip,,,1",
            "opt.name,adam,adam,lion",
            "width,64,128,256",
            "speed,10.0,,",
            "val/loss,1.33333,1.0,2.0");
  }

  private List<RecordedRun> twoWithCode() {
    return List.of(
        run("old", "{}")
            .put(
                "provenance",
                """
                {"code": {"repository": "git@github.com:acme/gpt.git", "commit": "0123abc", "branch": "main",
                          "dirty": true, "diff": "-lr = 1\\n+lr = 2\\n", "entryPoint": "train.py"},
                 "command": ["python", "train.py", "--fast"],
                 "host": "gpu-1", "environment": {"python": "3.12", "gpus": [{"name": "A100"}],
                 "packages": ["numpy==2.1", "torch==2.7"]}}"""),
        run("new", "{}")
            .put(
                "provenance",
                """
                {"code": {"repository": "git@github.com:acme/gpt.git", "commit": "4567def", "branch": "main",
                          "dirty": true, "diff": "-lr = 1\\n+lr = 3\\n", "entryPoint": "train.py"},
                 "command": ["python", "train.py", "--slow"],
                 "host": "gpu-2", "environment": {"python": "3.12", "gpus": [{"name": "H100"}],
                 "packages": ["einops==1.0", "numpy==2.1", "torch==2.8"]}}"""));
  }

  @Test
  void code_that_differs_is_shown_with_a_link_to_the_forge() {
    openTab(twoWithCode(), "code");

    assertThat(names()).containsExactly("Commit", "Diff from it", "Command");
    DifferenceGrid grid = differences();
    assertThat(test(grid).getLitRendererPropertyValue(0, 1, "link", String.class))
        .isEqualTo("https://github.com/acme/gpt/commit/0123abc");
    assertThat(test(grid).getLitRendererPropertyValue(0, 1, "sign", String.class)).isEmpty();
    assertThat(test(grid).getLitRendererPropertyValue(0, 2, "sign", String.class)).isEqualTo("≠");
  }

  @Test
  @SuppressWarnings("unchecked")
  void two_runs_are_compared_line_by_line() {
    List<RecordedRun> runs = twoWithCode();
    openTab(runs, "code");

    List<DiffLine> lines = $(DiffGrid.class).single().getListDataView().getItems().toList();
    assertThat(lines.stream().map(l -> l.kind().sign() + l.text()).toList())
        .contains("−+lr = 2", "++lr = 3", " -lr = 1");

    Select<Object> what = labelled(Select.class, "What");
    what.setValue(what.getListDataView().getItem(1));
    assertThat(url()).contains("what=command", "from=" + runs.get(0).id());
    assertThat($(DiffGrid.class).single().getListDataView().getItems().map(DiffLine::text).toList())
        .contains("--fast", "--slow", "train.py");

    Select<ChartRun> to = labelled(Select.class, "To");
    to.setValue(to.getListDataView().getItem(0));
    assertThat(page()).contains("They are the same.");
  }

  @Test
  void runs_without_code_say_so() {
    openTab(List.of(run("a", "{}"), run("b", "{}")), "code");

    assertThat(page())
        .contains("Nothing is known of the code of these runs.")
        .contains("Neither of these runs has recorded changes since its commit.");
  }

  @Test
  void the_environment_is_compared_by_its_leaves_and_libraries_by_name() {
    openTab(twoWithCode(), "environment");

    assertThat(names())
        .containsExactly("gpus[0].name", "host", "packages.einops", "packages.torch");
  }

  private Plot plot() {
    return $(Plot.class).single();
  }

  private static void brush(Plot plot, List<RecordedRun> runs) {
    ObjectNode data = JacksonUtils.createObjectNode();
    ArrayNode ids = data.putArray("event.detail.ids");
    runs.forEach(run -> ids.add(run.id()));
    plot.getElement()
        .getNode()
        .getFeature(ElementListenerMap.class)
        .fireEvent(new DomEvent(plot.getElement(), "brushed", data));
  }

  private List<String> brushed() {
    return $(BrushedRuns.class).single().getListDataView().getItems().map(PlotRow::name).toList();
  }

  @Test
  void brushing_parallel_coordinates_filters_the_table() {
    List<RecordedRun> runs = three();
    openTab(runs, "parallel");

    String spec = String.valueOf(plot().getElement().getPropertyRaw("spec"));
    assertThat(spec).contains("params.clip", "params.opt.name", "params.width", "metrics.val/loss");
    assertThat(brushed()).containsExactly("small", "wide", "wider");
    assertThat(page()).contains("3 runs");

    brush(plot(), List.of(runs.get(1), runs.get(2)));
    assertThat(brushed()).containsExactly("wide", "wider");
    assertThat(page()).contains("2 of 3 runs marked");
  }

  @Test
  @SuppressWarnings("unchecked")
  void what_a_scatter_plot_shows_is_chosen_and_kept_in_the_address() {
    List<RecordedRun> runs = three();
    openTab(runs, "scatter");

    ComboBox<String> across = labelled(ComboBox.class, "Across");
    assertThat(offered(across, "loss"))
        .containsExactly(
            "metrics.val/loss",
            "min(metrics.val/loss)",
            "max(metrics.val/loss)",
            "mean(metrics.val/loss)");
    across.setValue("max(metrics.val/loss)");
    labelled(ComboBox.class, "Size").setValue("params.width");
    assertThat(url()).contains("px=max", "psize=params.width");
    assertThat(String.valueOf(plot().getElement().getPropertyRaw("table")))
        .contains("max(metrics.val/loss)");
    brush(plot(), List.of(runs.get(0)));
    assertThat(brushed()).containsExactly("small");

    across.clear();
    assertThat(page()).contains("Choose what is drawn across and what is drawn up.");
  }

  @Test
  void boxes_show_a_metric_by_a_param() {
    openTab(three(), "box&px=params.opt.name");

    assertThat(String.valueOf(plot().getElement().getPropertyRaw("spec")))
        .contains("\"box\"", "params.opt.name", "metrics.val/loss");
  }

  @Test
  void importance_of_too_few_runs_is_refused_in_words() {
    openTab(three(), "importance");

    assertThat(page()).contains("Importance cannot be told from 3 runs: it takes at least 10.");
  }

  @Test
  void importance_is_computed_in_the_background() throws InterruptedException {
    List<RecordedRun> runs = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int width = i % 4;
      runs.add(
          run(
                  "trial-" + i,
                  "{\"width\": %d, \"seed\": %d, \"batch\": 8}".formatted(width, i * 7 % 5))
              .log("val/loss", 1, 1, 1, step -> 5 - width));
    }
    openTab(runs, "importance");

    Grid<?> found = await();
    assertThat(found.getListDataView().getItems().map(Object::toString).findFirst().orElseThrow())
        .contains("width");
    assertThat(page())
        .contains("a forest predicts metrics.val/loss well", "The same in all runs: batch.");

    open(address(runs.subList(0, 2)) + "&tab=importance&scope=experiment&filter=params.seed+<+4");
    await();
    assertThat(page()).contains("on 19 runs that it has not seen");

    open(address(runs.subList(0, 2)) + "&tab=importance&scope=experiment&filter=params.seed+<");
    assertThat(page()).contains("Filter at character");
  }

  /** Until the result is on the screen. */
  private Grid<?> await() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      roundTrip();
      ImportanceResult result = $(ImportanceResult.class).all().stream().findFirst().orElse(null);
      if (result != null && result.isVisible()) {
        return $(Grid.class, result).single();
      }
      Thread.sleep(50);
    }
    throw new AssertionError(page());
  }

  @Test
  void a_tab_is_opened_without_losing_the_rest_of_the_address() {
    open(address(three()) + "&smoothing=50");

    test($(NativeButton.class).withText("Config").single()).click();
    assertThat(url()).contains("tab=config", "smoothing=50");
    assertThat($(ConfigTab.class).all()).hasSize(1);
    test($(NativeButton.class).withText("Charts").single()).click();
    assertThat(url()).doesNotContain("tab=").contains("smoothing=50");
  }

  @Test
  void a_table_that_is_too_large_for_the_clipboard_says_so() {
    String text = "x".repeat(5000);
    String params =
        IntStream.range(0, 60)
            .mapToObj(i -> "\"p" + i + "\": \"%s" + text + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    List<RecordedRun> runs =
        IntStream.range(0, 8)
            .mapToObj(i -> run("r" + i, params.replace("%s", Integer.toString(i))))
            .toList();
    openTab(runs, "config");

    assertThatThrownBy(() -> $(ConfigTab.class).single().csv())
        .hasMessageContaining("too large for the clipboard");
    assertThat(row("p0").brief(0)).hasSizeLessThan(200);
  }
}
