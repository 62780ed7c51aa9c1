package dev.assay.ui.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartLookTest {
  private static ChartLook of(String query) {
    return ChartLook.from(QueryParameters.fromString(query));
  }

  @Test
  void what_is_set_comes_back_from_the_address() {
    Map<String, String> all =
        Map.of(
            "charts", "loss|lr",
            "x", "metric:train/loss",
            "xlog", "on",
            "scale", "log",
            "smoothing", "60",
            "smoother", "gaussian",
            "clip", "on",
            "envelope", "off",
            "band", "ci",
            "layout", "{\"c\":[\"train\"]}");

    ChartLook look = ChartLook.from(QueryParameters.simple(all));

    assertThat(look.parameters()).isEqualTo(all);
    assertThat(ChartLook.from(QueryParameters.simple(look.parameters()))).isEqualTo(look);
  }

  @Test
  void the_default_is_left_out_of_the_address() {
    assertThat(ChartLook.DEFAULT.parameters().values()).containsOnly("");
    assertThat(ChartLook.DEFAULT.parameters()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=metric:",
        "x=elsewhere",
        "xlog=1",
        "scale=cubic",
        "smoothing=100",
        "smoothing=-1",
        "smoothing=a",
        "smoother=magic",
        "envelope=maybe",
        "band=wide",
        "layout=nonsense",
        "unknown=1"
      })
  void what_an_address_has_wrong_is_as_if_it_were_left_out(String query) {
    assertThat(of(query)).isEqualTo(ChartLook.DEFAULT);
  }

  @Test
  void a_layout_that_is_too_long_is_left_out() {
    assertThat(of("layout={" + "a".repeat(ChartLook.LONGEST_LAYOUT)).layout()).isEmpty();
    assertThat(of("layout={" + "a".repeat(ChartLook.LONGEST_LAYOUT - 1)).layout()).isNotEmpty();
  }

  @Test
  void a_run_has_one_of_twelve_colours_and_four_styles() {
    RunId id = new RunId(new UUID(1, 2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChartRun(id, "a", 12, 0, null, false))
        .withMessage("colour 12 is not one of 0 to 11");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChartRun(id, "a", 0, 4, null, false))
        .withMessage("dash 4 is not one of 0 to 3");
  }
}
