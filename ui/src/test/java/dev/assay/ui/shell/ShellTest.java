package dev.assay.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.sidenav.SideNavItem;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest extends ViewTest {
  @Test
  void what_a_page_shows_is_its_main_part_and_a_link_skips_to_it() {
    open("");

    var page = ((com.vaadin.flow.component.HasElement) getCurrentView()).getElement();
    assertThat(page.getAttribute("role")).isEqualTo("main");
    assertThat(page.getAttribute("tabindex")).isEqualTo("-1");
    assertThat($(Anchor.class).withText("Skip to the page").single().getHref())
        .isEqualTo("#" + page.getAttribute("id"));
  }

  @Test
  void each_page_of_the_navigation_has_a_key_of_its_own() {
    open("");

    assertThat($(SideNavItem.class).all())
        .extracting(item -> item.getElement().getAttribute("data-go"))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void the_palette_and_the_map_of_keys_are_on_every_page() {
    open("experiments");

    assertThat($(Palette.class).all()).hasSize(1);
    assertThat($(KeyMap.class).all()).hasSize(1);
    assertThat($(Looks.class).all()).hasSize(1);
  }

  @Test
  void the_palette_answers_with_what_was_found() {
    RecordedRun.start(api, "gpt", "<b>wide</b>", "{}");
    open("");

    assertThat($(Palette.class).single().find("wide").toString())
        .contains("<b>wide</b>", "\"title\":\"Runs\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "?", "[", "g", "ab", ""})
  void a_page_cannot_take_a_key_that_works_everywhere(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PageActions.offer(new Div(), "Something", key));
  }

  @Test
  void what_a_page_offers_is_written_on_its_components() {
    Button button = PageActions.offer(new Button("…"), "Compare", "c");

    assertThat(button.getElement().getAttribute("data-action")).isEqualTo("Compare");
    assertThat(button.getElement().getAttribute("data-key")).isEqualTo("c");
    assertThat(
            PageActions.explain(new Div(), "Choose a row", "Space")
                .getElement()
                .getAttribute("data-key-help"))
        .isEqualTo("[{\"keys\":[\"Space\"],\"what\":\"Choose a row\"}]");
  }

  @ParameterizedTest
  @CsvSource({
    "runs/0198f3a0-0000-7000-8000-000000000000",
    "runs/no-id",
    "experiments/4711",
    "experiments/no-number",
    "experiments/99999999999999999999",
    "models/registered?name=none",
    "no-such-page"
  })
  void an_address_that_leads_nowhere_says_so(String path) {
    open(path);

    assertThat(page()).contains("Not found", "Go to Home");
  }

  @Test
  void a_connection_that_is_lost_is_told_in_words_and_tried_again_for_long() {
    open("");

    var words = UI.getCurrent().getReconnectDialogConfiguration();
    assertThat(words.getDialogText()).isEqualTo("Connection lost, trying again…");
    assertThat(words.getReconnectAttempts()).isGreaterThan(10_000);
  }
}
