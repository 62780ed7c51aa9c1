package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Pre;
import dev.assay.runs.Params;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import dev.assay.ui.parts.CopyButton;
import dev.assay.ui.parts.FilterField;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConfigTabTest extends ViewTest {
  @Autowired JdbcTemplate database;

  private static final String PARAMS =
      """
      {"model": {"layers": 4, "norm": {"kind": "rms", "eps": 0.00001}}, "lr": 0.003,
       "data.path": "/data/<b>x</b>", "data": {"name": "wordnet"}}\
      """;

  private ConfigTab openConfig(String params, String rest) {
    open(RecordedRun.start(api, "gpt", "set", params).path().substring(1) + "/config" + rest);
    return $(ConfigTab.class).single();
  }

  private void search(String text) {
    test($(FilterField.class).single()).setValue(text);
  }

  @Test
  void params_are_a_tree_by_their_addresses() {
    ConfigTab tab = openConfig(PARAMS, "");

    assertThat(tab.addresses())
        .containsExactly(
            "data",
            "data.name",
            "data.path",
            "lr",
            "model",
            "model.layers",
            "model.norm",
            "model.norm.eps",
            "model.norm.kind");
  }

  @Test
  void all_of_it_is_closed_and_opened() {
    ConfigTab tab = openConfig(PARAMS, "");

    test($(Button.class).withText("Collapse all").single()).click();
    assertThat(tab.addresses()).containsExactly("data", "lr", "model");

    test($(Button.class).withText("Expand all").single()).click();
    assertThat(tab.addresses()).contains("model.norm.eps").hasSize(9);
  }

  @Test
  void a_search_keeps_what_is_above_a_match() {
    ConfigTab tab = openConfig(PARAMS, "");

    search("EPS");
    assertThat(tab.addresses()).containsExactly("model", "model.norm", "model.norm.eps");
    search("wordnet");
    assertThat(tab.addresses()).containsExactly("data", "data.name");
    search("model.norm");
    assertThat(tab.addresses())
        .containsExactly("model", "model.norm", "model.norm.eps", "model.norm.kind");
    search("nowhere");
    assertThat(tab.addresses()).isEmpty();
    assertThat(page()).contains("No param and no value contains “nowhere”");
    search("");
    assertThat(tab.addresses()).hasSize(9);
  }

  @Test
  void the_search_is_in_the_address() {
    assertThat(openConfig(PARAMS, "?q=kind").addresses())
        .containsExactly("model", "model.norm", "model.norm.kind");
  }

  @Test
  void params_are_copied_whole_in_three_forms() {
    openConfig(PARAMS, "");
    assertThat($(CopyButton.class).all())
        .filteredOn(button -> button.getElement().hasAttribute("src"))
        .extracting(button -> button.getElement().getAttribute("label"))
        .containsExactly("Copy as YAML", "Copy as JSON", "Copy as flags");

    Params params = Params.of((ObjectNode) JsonMapper.builder().build().readTree(PARAMS));
    assertThat(ConfigText.yaml(params)).contains("model:\n  layers: 4\n", "eps: 0.00001");
    assertThat(ConfigText.json(params)).contains("\"layers\" : 4");
    assertThat(ConfigText.flags(params))
        .contains(
            "--set model.layers=4 --set model.norm.kind=rms", "--set 'data.path=/data/<b>x</b>'");
  }

  @Test
  void of_a_megabyte_the_beginning_is_shown_and_all_of_it_on_demand() {
    RecordedRun run = RecordedRun.start(api, "gpt", "long", "{\"a\": 1}");
    database.update(
        "update run set params = jsonb_build_object('text', repeat('0123456789', 104857)) where id"
            + " = ?::uuid",
        run.id());
    open(run.path().substring(1) + "/config");

    ConfigTab tab = $(ConfigTab.class).single();
    assertThat(tab.addresses()).containsExactly("text");
    assertThat(page().length()).as("what is sent at once").isLessThan(20_000);
    String params =
        database.queryForObject(
            "select params::text from run where id = ?::uuid", String.class, run.id());
    ConfigNode node = ConfigNode.of(Params.parse(params)).getFirst();
    ConfigTab.showAll(node);
    assertThat($(Dialog.class).single().getHeaderTitle()).isEqualTo("text");
    assertThat($(Pre.class).last().getText()).hasSize(1_048_570);
  }

  @Test
  void ten_thousand_params_are_closed_at_first_and_found_by_a_search() {
    String many =
        IntStream.range(0, 100)
            .mapToObj(
                group ->
                    "\"g%02d\": {%s}"
                        .formatted(
                            group,
                            IntStream.range(0, 100)
                                .mapToObj(i -> "\"p%02d\": %d".formatted(i, group * 100 + i))
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining(", ", "{", "}"));
    ConfigTab tab = openConfig(many, "");

    assertThat(tab.addresses()).hasSize(100);
    search("g42.p17");
    assertThat(tab.addresses()).isEqualTo(List.of("g42", "g42.p17"));
  }
}
