package dev.assay.ui.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.NumberField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.assay.paging.PageRequest;
import dev.assay.search.Domain;
import dev.assay.search.Parameter;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.ViewTest;
import dev.assay.ui.jobs.ParamNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class NewSweepViewTest extends ViewTest {
  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "model": {"type": "object", "additionalProperties": false, "properties": {
          "width": {"description": "Of it.", "type": "integer", "minimum": 8, "maximum": 192, "default": 128}}},
        "lr": {"description": "Rate.", "type": "number", "exclusiveMinimum": 0, "default": 0.003},
        "norm": {"description": "Kind.", "type": "string", "enum": ["layer", "rms"], "default": "layer"}}}""";

  @Autowired Sweeps sweeps;

  @BeforeEach
  void an_agent_that_pretrains() {
    api.post(
        "/api/v1/agents",
        "{\"name\":\"local\",\"version\":\"1\",\"host\":\"h\",\"devices\":[],\"recipes\":[{\"name\":\"pretrain\",\"schema\":%s}]}"
            .formatted(SCHEMA));
  }

  private TextField text(String label) {
    return $(TextField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private NumberField number(String label) {
    return $(NumberField.class).withCondition(f -> label.equals(f.getLabel())).single();
  }

  private void start() {
    test($(Button.class).withText("Start the sweep").single()).click();
  }

  @SuppressWarnings("unchecked")
  private void vary(String path) {
    ComboBox<ParamNode.Value> choice = $(ComboBox.class).single();
    ParamNode.Value param =
        choice
            .getListDataView()
            .getItems()
            .filter(p -> p.path().equals(path))
            .findFirst()
            .orElseThrow();
    choice.setValue(param);
  }

  private List<Sweep> all() {
    return sweeps.list(null, PageRequest.first(10)).items();
  }

  @Test
  void what_is_varied_is_previewed_and_started() {
    open("sweeps/new?recipe=pretrain&experiment=gpt");
    assertThat(seen()).contains("Choose at least one param to vary");
    vary("lr");
    vary("norm");
    assertThat(number("From").getValue()).as("a tenth of the default").isEqualTo(0.0003);
    Grid<?> preview = $(Grid.class).single();
    assertThat(test(preview).size()).isEqualTo(10);
    assertThat(seen()).contains("at most 20", "As YAML", "loguniform");
    text("Name").setValue("rates");
    start();
    Sweep sweep = all().getFirst();
    assertThat(sweep.spec().name()).isEqualTo("rates");
    assertThat(sweep.spec().experiment()).isEqualTo("gpt");
    assertThat(sweep.spec().space().parameters())
        .extracting(Parameter::name)
        .containsExactly("lr", "norm");
    assertThat(sweep.spec().space().parameters().getFirst().domain())
        .isEqualTo(new Domain.LogUniform(0.0003, 0.03));
    assertThat(getCurrentView()).isInstanceOf(SweepView.class);
  }

  @Test
  void all_that_is_wrong_is_said_where_it_stands_at_once() {
    open("sweeps/new?recipe=pretrain");
    vary("lr");
    number("From").setValue(1.0);
    number("To").setValue(0.1);
    text("Name").setValue("");
    $(IntegerField.class)
        .withCondition(f -> "Trials at a time".equals(f.getLabel()))
        .single()
        .setValue(0);
    start();
    assertThat(text("Name").isInvalid()).isTrue();
    assertThat(
            $(IntegerField.class)
                .withCondition(f -> "Trials at a time".equals(f.getLabel()))
                .single()
                .isInvalid())
        .isTrue();
    assertThat(number("From").isInvalid() || number("To").isInvalid()).isTrue();
    assertThat(all()).isEmpty();
  }

  @Test
  void a_wrong_condition_is_said_at_its_field() {
    open("sweeps/new?recipe=pretrain");
    vary("lr");
    text("Only when").setValue("nrom == \"rms\"");
    start();
    assertThat(text("Only when").isInvalid()).isTrue();
    assertThat(text("Only when").getErrorMessage()).contains("nrom");
  }

  @Test
  void the_text_begins_with_the_form_and_an_unknown_key_is_refused_in_it() {
    open("sweeps/new?recipe=pretrain");
    vary("lr");
    test($(NativeButton.class).withText("YAML").single()).click();
    TextArea yaml =
        $(TextArea.class)
            .withCondition(f -> "Specification, in YAML".equals(f.getLabel()))
            .single();
    assertThat(yaml.getValue()).contains("lr:", "sampler: tpe");
    test(yaml).setValue(yaml.getValue() + "\nparalel: 3\n");
    start();
    assertThat(yaml.isInvalid()).isTrue();
    assertThat(yaml.getErrorMessage()).contains("paralel", "parallel");
    test(yaml).setValue(yaml.getValue().replace("\nparalel: 3", ""));
    start();
    assertThat(all()).hasSize(1);
  }

  @Test
  void leaving_with_changes_asks() {
    open("sweeps/new?recipe=pretrain");
    vary("lr");
    UI.getCurrent().navigate("sweeps");
    assertThat($(ConfirmDialog.class).single().isOpened()).isTrue();
    assertThat(getCurrentView()).isInstanceOf(NewSweepView.class);
  }
}
