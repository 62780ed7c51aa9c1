package dev.assay.ui.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import dev.assay.datasets.ColumnProfile;
import dev.assay.datasets.ColumnType;
import dev.assay.datasets.Histogram;
import dev.assay.datasets.NumberProfile;
import dev.assay.datasets.NumberProfile.Quantiles;
import dev.assay.team.Role;
import dev.assay.ui.RecordedDataset;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class DatasetsViewTest extends ViewTest {
  @Autowired JdbcTemplate database;

  @BeforeEach
  void no_data_sets() {
    database.execute("truncate registered_dataset cascade");
    database.execute("delete from artifact_root where kind = 'DATASET'");
  }

  private Stream<String> buttons() {
    return $(Button.class).all().stream().filter(Button::isVisible).map(Button::getText);
  }

  @Test
  void without_data_sets_it_says_how_one_is_sent() {
    open("datasets");
    assertThat(seen())
        .contains("There are no data sets yet", "curl", "--data-binary @train.csv", "fileName=");
    assertThat(buttons()).contains("Upload");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_may_look_at_a_data_set_and_change_nothing() {
    String path =
        RecordedDataset.upload(api, "tx", "tx.csv", "", RecordedDataset.transactions(50, 0));
    open("datasets");
    assertThat(buttons()).doesNotContain("Upload");
    open(path.substring(1));
    assertThat(buttons()).doesNotContain("Upload a version", "Delete");
    assertThat(seen()).contains("tx.csv", "Download", "Ready");
  }

  @Test
  void columns_are_shown_with_what_they_look_like() {
    String path =
        RecordedDataset.upload(
            api, "tx <i>", "tx.csv", "first", RecordedDataset.transactions(200, 0));
    open("datasets");
    assertThat(test($(Grid.class).single()).size()).isEqualTo(1);
    open(path.substring(1));
    assertThat(test($(Grid.class).single()).size()).isEqualTo(8);
    assertThat(seen()).contains("tx <i>", "version 1", "200", "2026-01-01 to 2026-01-30", "first");
    open(path.substring(1) + "?column=duration_seconds");
    assertThat(seen()).contains("duration_seconds: ", "of 200 rows missing", "standard deviation");
  }

  @Test
  void what_is_wrong_with_a_file_is_told_by_line() {
    String path = RecordedDataset.upload(api, "ragged", "r.csv", "", "a,b\n1,2\n3\n");
    open(path.substring(1));
    assertThat(seen())
        .contains(
            "No profile", "The file is kept", "line 3", "There is no profile of this version");
    assertThat(buttons()).contains("Profile again");
    open(path.substring(1) + "/1/drift");
    assertThat(seen()).contains("There is nothing to compare");
  }

  @Test
  void versions_are_listed_with_the_runs_that_were_given_one() {
    RecordedDataset.upload(api, "tx", "a.csv", "", "x\n1\n");
    String path = RecordedDataset.upload(api, "tx", "b.csv", "later", "x\n2\n");
    open(path.substring(1) + "/1/versions");
    assertThat(test($(Grid.class).single()).size()).isEqualTo(2);
    assertThat(seen()).contains("Runs that were given version 1", "None so far");
  }

  @Test
  void bars_are_as_high_as_their_share_of_the_highest() {
    ColumnProfile column =
        new ColumnProfile(
            "x",
            ColumnType.NUMBER,
            0,
            0,
            3,
            false,
            new NumberProfile(
                6,
                0,
                3,
                1,
                1,
                new Quantiles(0, 0, 0, 0, 0, 0, 0),
                new Histogram(List.of(0.0, 1.0, 2.0, 3.0), List.of(1L, 0L, 4L), 0, 1)),
            List.of(),
            null,
            null);
    assertThat(DistributionPlot.shares(column)).containsExactly(0.25, 0.0, 1.0);
  }
}
