package dev.assay.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.studies.Studies;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.RecordedStudy;
import dev.assay.ui.RecordedSweep;
import dev.assay.ui.ViewTest;
import dev.assay.ui.shell.Finder.Found;
import dev.assay.ui.shell.Finder.Item;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class FinderTest extends ViewTest {
  @Autowired Finder finder;
  @Autowired Studies studies;
  @Autowired JdbcTemplate database;

  private List<Item> found(String group, String text) {
    return finder.find(text).groups().stream()
        .filter(g -> g.title().equals(group))
        .flatMap(g -> g.items().stream())
        .toList();
  }

  @Test
  void experiments_runs_and_models_are_found_by_a_part_of_their_name() {
    RecordedRun run = RecordedRun.start(api, "gpt sizes", "gpt-wide", "{}");
    api.post("/api/v1/models", "{\"name\": \"gpt-best\"}");

    assertThat(found("Experiments", "GPT")).extracting(Item::name).containsExactly("gpt sizes");
    Item wide = found("Runs", "GPT").getFirst();
    assertThat(wide.name()).isEqualTo("gpt-wide");
    assertThat(wide.path()).isEqualTo("runs/" + run.id());
    assertThat(wide.detail()).isEqualTo("gpt sizes");
    assertThat(wide.status()).isEqualTo("Running");
    assertThat(found("Models", "GPT-BEST")).extracting(Item::name).containsExactly("gpt-best");
  }

  @Test
  void sweeps_and_scaling_studies_are_found_by_a_part_of_their_name() {
    RecordedStudy.ofTable(studies, database, "Loss of small GPTs", 2);
    RecordedSweep recorded = RecordedSweep.of(api, database, "learning rates", 1, 1);

    Item study = found("Scaling studies", "small gpts").getFirst();
    assertThat(study.name()).isEqualTo("Loss of small GPTs");
    assertThat(study.path()).startsWith("scaling/");
    Item sweep = found("Sweeps", "RATES").getFirst();
    assertThat(sweep.name()).isEqualTo("learning rates");
    assertThat(sweep.path()).isEqualTo(recorded.path());
    assertThat(found("Sweeps", "small gpts")).isEmpty();
  }

  @Test
  void data_sets_are_found_by_a_part_of_their_name() {
    api.send(
        api.request("/api/v1/datasets?name=card+payments&fileName=p.csv")
            .setHeader("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString("a\n1\n")));

    assertThat(found("Data sets", "PAY")).extracting(Item::name).containsExactly("card payments");
    assertThat(found("Data sets", "PAY").getFirst().path()).startsWith("datasets/");
  }

  @Test
  void the_words_of_a_name_may_be_in_any_order() {
    RecordedRun.start(api, "e", "large model, low rate", "{}");

    assertThat(found("Runs", "rate large")).hasSize(1);
    assertThat(found("Runs", "rate small")).isEmpty();
  }

  @Test
  void a_run_is_found_by_its_id_with_and_without_dashes() {
    RecordedRun run = RecordedRun.start(api, "e", "wanted", "{}");

    assertThat(found("Runs", run.id())).extracting(Item::name).containsExactly("wanted");
    assertThat(found("Runs", run.id().replace("-", "").toUpperCase(java.util.Locale.ROOT)))
        .extracting(Item::name)
        .containsExactly("wanted");
  }

  @Test
  void an_experiment_is_found_by_its_number() {
    RecordedRun.start(api, "first", "a", "{}");

    assertThat(found("Experiments", "1")).extracting(Item::name).containsExactly("first");
  }

  @Test
  void the_search_language_finds_runs() {
    RecordedRun.start(api, "e", "good", "{\"lr\": 0.1}").log("loss", 1, 1, 1, s -> 1.5);
    RecordedRun.start(api, "e", "bad", "{\"lr\": 0.2}").log("loss", 1, 1, 1, s -> 2.5);

    assertThat(found("Runs that match", "metrics.loss < 2"))
        .extracting(Item::name)
        .containsExactly("good");
    assertThat(found("Runs that match", "params.lr = 0.2"))
        .extracting(Item::name)
        .containsExactly("bad");
  }

  @Test
  void a_condition_that_is_wrong_says_where() {
    Found found = finder.find("metrics.loss <");

    assertThat(found.note()).contains("at character");
  }

  @Test
  void without_a_text_there_is_what_runs_and_what_was_worked_on_last() {
    RecordedRun.start(api, "lately", "at work", "{}");

    assertThat(found("Running now", "")).extracting(Item::name).containsExactly("at work");
    assertThat(found("Latest experiments", "")).extracting(Item::name).containsExactly("lately");
  }

  @Test
  void at_most_twenty_of_a_kind_are_told() {
    for (int i = 0; i < 25; i++) {
      RecordedRun.start(api, "many " + i, "many-" + i, "{}");
    }

    assertThat(found("Runs", "many")).hasSize(Finder.MOST_OF_A_KIND);
    assertThat(found("Experiments", "many")).hasSize(Finder.MOST_OF_A_KIND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'", "\\", "a\0b", "\"", "((((", "99999999999999999999", "<img src=x>", "name ="})
  void any_text_may_be_typed(String text) {
    assertThat(finder.find(text).groups()).isNotNull();
  }
}
