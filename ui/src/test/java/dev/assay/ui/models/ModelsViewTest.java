package dev.assay.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.TextArea;
import dev.assay.ui.ViewTest;
import dev.assay.ui.models.ModelView.VersionRow;
import dev.assay.ui.parts.FilterField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class ModelsViewTest extends ViewTest {
  @Autowired private JdbcTemplate database;

  @BeforeEach
  void forgetModels() {
    database.execute("truncate registered_model restart identity cascade");
  }

  private void newModel(String name, int versions) {
    assertThat(api.post("/api/v1/models", "{\"name\":\"" + name + "\"}").status()).isEqualTo(201);
    for (int i = 0; i < versions; i++) {
      api.post(
          "/api/v1/models/" + name.replace(" ", "%20") + "/versions",
          "{\"source\":\"s3://bucket/" + i + "\",\"description\":\"number " + i + "\"}");
    }
  }

  @SuppressWarnings("unchecked")
  private <T> Grid<T> grid() {
    return $(Grid.class).single();
  }

  private void type(String button, String text) {
    test($(Button.class).withText(button).first()).click();
    test($(TextArea.class).single()).setValue(text);
    test($(Button.class).withText("Save").single()).click();
  }

  @Test
  void without_models_it_says_how_to_get_one() {
    navigate(ModelsView.class);

    assertThat(page()).contains("There are no models yet");
  }

  @Test
  void models_are_listed_with_their_newest_version_and_aliases() {
    newModel("gpt", 2);
    newModel("other", 0);
    api.put("/api/v1/models/gpt/aliases/best", "{\"version\":1}");
    navigate(ModelsView.class);

    Grid<ModelRow> rows = grid();
    assertThat(test(rows).size()).isEqualTo(2);
    assertThat(test(rows).getRow(0).newest()).isEqualTo(2);
    assertThat(test(rows).getRow(0).aliases()).isEqualTo("best → 1");
    assertThat(test(rows).getRow(1).newest()).isNull();

    test($(FilterField.class).single()).setValue("none");
    assertThat(page()).contains("No model has “none” in its name");
  }

  @Test
  void a_model_shows_its_versions() {
    newModel("my gpt", 2);
    open("models/registered?name=my+gpt");

    assertThat(page()).contains("my gpt");
    Grid<VersionRow> rows = grid();
    assertThat(test(rows).size()).isEqualTo(2);
    assertThat(test(rows).getRow(0).version().number()).isEqualTo(2);
    assertThat(test(rows).getRow(0).version().description()).isEqualTo("number 1");
  }

  @Test
  void a_description_and_an_alias_are_set() {
    newModel("edited", 1);
    open("models/registered?name=edited");

    type("Edit description", "a small model");
    assertThat(page()).contains("a small model");

    Grid<VersionRow> rows = grid();
    Button setAlias = (Button) test(rows).getCellComponent(0, 7);
    test(setAlias).click();
    test($(TextArea.class).single()).setValue("latest");
    test($(Button.class).withText("Save").single()).click();
    assertThat($(TextArea.class).single().getErrorMessage()).contains("mean something else");
    test($(TextArea.class).single()).setValue("best");
    test($(Button.class).withText("Save").single()).click();
    assertThat(test(rows).getRow(0).version().aliases()).containsExactly("best");
  }
}
