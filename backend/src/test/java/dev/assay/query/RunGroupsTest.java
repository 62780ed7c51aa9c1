package dev.assay.query;

import static dev.assay.schema.Tables.APP_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.NewRun;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.runs.RunsOnDatabase;
import dev.assay.runs.Shelf;
import dev.assay.series.PointBatch;
import dev.assay.series.StoreDatabase;
import dev.assay.team.UserId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunGroupsTest {
  private static final StoreDatabase STORE = StoreDatabase.get();
  private static final RunsOnDatabase RUNS =
      new RunsOnDatabase(STORE.db, _ -> {}, Clock.systemUTC());
  private static final RunSearch SEARCH =
      new RunSearch(STORE.db, RUNS.runs, STORE.metricColumns(), Clock.systemUTC());
  private static final UserId USER =
      STORE.db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(r -> new UserId(r.value1()));

  private final ExperimentId experiment =
      RUNS.experiments.create("grouped " + RunId.next(), USER).id();

  private RunId run(Map<String, String> params, Map<String, String> tags, double... losses) {
    RunId id = RUNS.runs.create(experiment, new NewRun("r", Params.empty(), tags), USER).id();
    RUNS.runs.addParams(id, params);
    int metric = Objects.requireNonNull(STORE.names.findOrAdd(List.of("loss")).get("loss"));
    for (int step = 0; step < losses.length; step++) {
      STORE.append(
          id,
          new PointBatch(
              new int[] {metric}, new long[] {step}, new long[] {1}, new double[] {losses[step]}));
    }
    return id;
  }

  private List<RunGroup> groups(String filter, List<String> by, List<String> numbers) {
    RunQuery query = RunQuery.parse(List.of(experiment), Set.of(Shelf.ACTIVE), filter, List.of());
    return SEARCH.groups(query, operands(by), operands(numbers), 1000);
  }

  private static List<Operand> operands(List<String> words) {
    return words.stream().map(word -> Operand.parse(new Source("column", word))).toList();
  }

  @Test
  void runs_with_the_same_value_are_one_group_in_the_order_of_the_search() {
    RunId first = run(Map.of("lr", "0.1"), Map.of());
    RunId second = run(Map.of("lr", "0.2"), Map.of());
    RunId third = run(Map.of("lr", "0.1"), Map.of());
    RunId without = run(Map.of(), Map.of());

    List<RunGroup> groups = groups("", List.of("params.lr"), List.of());

    assertThat(groups)
        .extracting(group -> group.keys().toString())
        .containsExactly("[null]", "[0.1]", "[0.2]");
    assertThat(groups)
        .extracting(RunGroup::runs)
        .containsExactly(List.of(without), List.of(third, first), List.of(second));
  }

  /** numpy.std([2.5, 3.5, 4.0], ddof=1) is 0.7637626158259734, the mean 3.3333333333333335. */
  @Test
  void what_is_not_finite_takes_no_part_in_the_sums() {
    run(Map.of("lr", "1"), Map.of("team", "nlp"), 9, 2.5);
    run(Map.of("lr", "1"), Map.of("team", "nlp"), 3.5);
    run(Map.of("lr", "2"), Map.of("team", "nlp"), 4.0);
    run(Map.of("lr", "2"), Map.of("team", "nlp"), Double.NaN);
    run(Map.of(), Map.of("team", "nlp"));

    RunGroup group =
        groups("", List.of("tags.team"), List.of("metrics.loss", "max(metrics.loss)", "params.lr"))
            .getFirst();

    RunGroup.Aggregate loss = group.numbers().getFirst();
    assertThat(loss.n()).isEqualTo(3);
    assertThat(loss.mean()).isCloseTo(3.3333333333333335, within(1e-12));
    assertThat(loss.std()).isCloseTo(0.7637626158259734, within(1e-12));
    assertThat(loss.min()).isEqualTo(2.5);
    assertThat(loss.max()).isEqualTo(4.0);
    assertThat(group.numbers().get(1).max()).isEqualTo(9);
    assertThat(group.numbers().get(2).n()).isEqualTo(4);
  }

  @Test
  void several_things_in_common_and_a_filter() {
    run(Map.of("a", "x", "b", "1"), Map.of());
    run(Map.of("a", "x", "b", "2"), Map.of());
    run(Map.of("a", "y", "b", "1"), Map.of());

    assertThat(groups("params.b = 1", List.of("params.a", "params.b"), List.of()))
        .extracting(group -> group.keys().toString())
        .containsExactly("[y, 1]", "[x, 1]");
    assertThat(groups("", List.of("status", "user"), List.of()).getFirst().runs()).hasSize(3);
  }

  @Test
  void what_no_run_can_be_grouped_by_is_refused() {
    assertThatThrownBy(() -> groups("", List.of("datasets.name"), List.of()))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("a run has several of these");
    assertThatThrownBy(() -> groups("", List.of("status"), List.of("name")))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("it is no number");
    assertThatThrownBy(() -> groups("", List.of("colour"), List.of()))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("colour is no attribute of a run");
  }

  @Test
  void all_ids_come_in_the_order_of_the_search() {
    RunId a = run(Map.of("lr", "2"), Map.of());
    RunId b = run(Map.of("lr", "10"), Map.of());
    RunId c = run(Map.of("lr", "1"), Map.of());
    RunQuery query =
        RunQuery.parse(List.of(experiment), Set.of(Shelf.ACTIVE), "", List.of("params.lr desc"));

    assertThat(SEARCH.all(query, 100)).containsExactly(b, a, c);
    assertThat(SEARCH.all(query, 2)).containsExactly(b, a);
  }

  @Test
  void words_of_an_operand_read_as_the_same_operand() {
    for (String word :
        List.of(
            "status",
            "params.model.layers",
            "metrics.val/loss",
            "min(metrics.val/loss)",
            "metrics.`val loss`",
            "mean(metrics.`a``b`)",
            "tags.`x, y`")) {
      Operand operand = Operand.parse(new Source("column", word));
      assertThat(operand.inWords()).isEqualTo(word);
      assertThat(Operand.parse(new Source("column", operand.inWords()))).isEqualTo(operand);
    }
  }
}
