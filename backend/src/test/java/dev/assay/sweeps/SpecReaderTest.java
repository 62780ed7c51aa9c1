package dev.assay.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.problem.Problem;
import dev.assay.search.Direction;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
  private static final String FULL =
      """
      name: width and rate
      experiment: small gpt
      recipe: pretrain
      params: {training: {steps: 400}}
      space:
        optimizer.peakLr: {type: loguniform, low: 1e-5, high: 1e-1}
        model.width: {type: choice, values: [128, 256]}
        optimizer.beta2: {type: uniform, low: 0.9, high: 0.99, when: model.width == 256}
      constraints:
        - optimizer.peakLr < 0.05 or model.width == 128
      sampler: sobol
      pruner: {type: asha, minSteps: 50, maxSteps: 400, reduction: 4}
      objectives:
        - {metric: val/loss, of: min}
        - {metric: tokens_per_second, of: mean, direction: maximize}
      budget: {trials: 40, time: 1h 30m, flops: 1e15}
      parallel: 4
      repeats: 2
      seedParam: training.seed
      seed: 11
      patience: 10
      warmStart: [0198f3a0-0000-7000-8000-0000000000d1]
      priority: 3
      labels: [gpu, big]
      """;

  private static SweepSpec read(String yaml) {
    return SpecReader.read(Yaml.read(yaml), (_, _, _) -> List.of());
  }

  private static String errors(String yaml) {
    return catchThrowableOfType(Problem.Invalid.class, () -> read(yaml)).violations().stream()
        .map(v -> "%s is %s: %s".formatted(v.field(), v.value(), v.rule()))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void a_specification_is_read_as_the_documentation_shows() {
    SweepSpec spec = read(FULL);
    assertThat(spec.name()).isEqualTo("width and rate");
    assertThat(spec.space().parameters())
        .extracting(p -> p.name())
        .containsExactly("optimizer.peakLr", "model.width", "optimizer.beta2");
    assertThat(spec.sampler()).isEqualTo(SamplerKind.SOBOL);
    assertThat(spec.pruner()).isEqualTo(new PrunerSpec.Asha(50, 400, 4));
    assertThat(spec.objectives())
        .containsExactly(
            new Objective("val/loss", Objective.Of.MIN, Direction.MINIMIZE),
            new Objective("tokens_per_second", Objective.Of.MEAN, Direction.MAXIMIZE));
    assertThat(spec.budget()).isEqualTo(new Budget(40, Duration.ofMinutes(90), 1e15));
    assertThat(spec.warmStart()).hasSize(1);
    assertThat(spec.labels()).containsExactly("gpu", "big");
  }

  @Test
  void what_is_written_is_read_back_the_same() {
    SweepSpec spec = read(FULL);
    String written = Yaml.write(SpecWriter.write(spec));
    assertThat(read(written)).isEqualTo(spec);
    assertThat(read(SpecWriter.write(spec).toString())).isEqualTo(spec); // JSON is YAML
  }

  /** The file has the errors as people read them, one in a line. */
  @Test
  void all_errors_are_told_at_once_with_path_value_and_rule() throws IOException {
    String wrong =
        """
        nam: no name
        experiment: 7
        params: [1]
        space:
          lr: {type: loguniform, low: 0, high: 1}
          width: {type: choise, values: [1]}
        sampler: tpee
        pruner: {type: asha, minSteps: 50, maxStep: 400}
        objective: {metric: loss, direction: up, off: min}
        budget: {trials: 0, time: soon, flops: -1}
        parallel: 2.5
        repeats: 3
        patience: many
        warmStart: [x]
        labels: [""]
        prioritty: 3
        """;
    Path golden = Path.of("src/test/resources/dev/assay/sweeps/wrong-sweep.errors.txt");
    assertThat(errors(wrong)).isEqualTo(Files.readString(golden).strip());
  }

  @Test
  void a_sampler_that_suggests_needs_a_budget_but_a_grid_does_not() {
    String yaml =
        "name: n\nexperiment: e\nobjective: loss\nspace: {x: {type: int, low: 1, high: 3}}\n";
    assertThat(errors(yaml + "sampler: random\n")).startsWith("budget is missing");
    assertThat(read(yaml + "sampler: grid\n").budget()).isEqualTo(new Budget(null, null, null));
    assertThat(read(yaml + "sampler: none\n").sampler()).isNull();
    assertThat(errors(yaml.replace("int,", "uniform,") + "sampler: grid\n"))
        .contains("sampler is grid");
  }

  @Test
  void text_that_would_take_the_server_s_memory_is_refused() {
    assertThatThrownBy(() -> Yaml.read("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
        .hasMessageContaining("line 2, column 8")
        .hasMessageContaining("no aliases");
    assertThatThrownBy(() -> Yaml.read("[".repeat(10_000)))
        .hasMessageContaining("nests at most 30 deep");
    assertThatThrownBy(() -> Yaml.read("a".repeat(300_000)))
        .hasMessageContaining("300000 characters");
    assertThatThrownBy(() -> Yaml.read("a: 1\na: 2\n")).isInstanceOf(Problem.Invalid.class);
    assertThatThrownBy(() -> Yaml.read("a: 1\n---\nb: 1\n")).hasMessageContaining("one document");
    assertThatThrownBy(() -> Yaml.read("- a")).hasMessageContaining("mapping");
    assertThatThrownBy(() -> Yaml.read("a: !!java.io.File x")).isInstanceOf(Problem.Invalid.class);
    assertThatThrownBy(() -> Yaml.read("")).isInstanceOf(Problem.Invalid.class);
  }

  @ParameterizedTest
  @CsvSource({"90s,PT90S", "1h 30m,PT90M", "1d12h,PT36H", "0.5h,PT30M", "1.250s,PT1.25S"})
  void times_are_read_and_written_as_people_do(String text, Duration time) {
    assertThat(Durations.parse(text)).contains(time);
    assertThat(Durations.parse(Durations.text(time))).contains(time);
  }

  @ParameterizedTest
  @CsvSource({"soon", "-1h", "1", "1w"})
  void what_is_no_time_is_none(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
