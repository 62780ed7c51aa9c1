package dev.assay.ui.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.runs.RunId;
import dev.assay.ui.charts.ChartLook;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookTest {
  private static Look look(String query) {
    return Look.from(QueryParameters.fromString(query));
  }

  @Test
  void an_address_without_parameters_is_the_look_of_an_experiment_nobody_has_changed() {
    assertThat(look("").query()).isEmpty();
    assertThat(look("").charted()).isEqualTo(10);
    assertThat(look("").split()).isEqualTo(Look.Split.BOTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter=params.lr%20%3C%200.01&status=finished&shelf=archived",
        "sort=metrics.val/loss%20desc&sort=name",
        "group=params.lr&group=tags.team",
        "column=name%20pin%20300&column=min(metrics.val/loss)%20120&column=params.%60a%20b%60",
        "runs=50&hide=00000000-0000-7000-8000-000000000001&show=00000000-0000-7000-8000-000000000002",
        "color=00000000-0000-7000-8000-000000000001:11",
        "split=charts&view=3&charts=loss&smoothing=40&band=std"
      })
  void what_an_address_says_is_kept(String query) {
    Look look = look(query);
    Look again = Look.from(look.parameters());

    assertThat(again).isEqualTo(look);
    assertThat(look.parameters().getParameters())
        .isEqualTo(QueryParameters.fromString(query).getParameters());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=metrics.val/loss%20down",
        "group=datasets.name",
        "column=colour",
        "column=%60",
        "runs=11",
        "hide=x",
        "color=00000000-0000-7000-8000-000000000001:12",
        "split=none",
        "view=abc",
        "shelf=attic",
        "status=asleep"
      })
  void what_cannot_be_read_is_left_out(String query) {
    assertThat(look(query).parameters().getParameters()).isEmpty();
  }

  @Test
  void groups_show_their_means_until_somebody_wants_otherwise() {
    Look grouped = look("").withGroup(look("group=params.lr").group());
    assertThat(grouped.charts().band()).isEqualTo(ChartLook.Band.STD);
    assertThat(grouped.withGroup(List.of()).charts().band()).isEqualTo(ChartLook.Band.NONE);
  }

  @Test
  void a_run_of_the_first_rows_is_hidden_and_another_is_added() {
    RunId run = new RunId(new UUID(0, 1));
    assertThat(look("").withOnCharts(run, false, true).hidden()).containsExactly(run);
    assertThat(look("").withOnCharts(run, true, false).added()).containsExactly(run);
    assertThat(look("").withOnCharts(run, false, true).withOnCharts(run, true, true).parameters())
        .isEqualTo(look("").parameters());
  }
}
