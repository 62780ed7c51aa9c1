package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Batches;
import dev.assay.generation.Generator;
import dev.assay.generation.Sampler;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.Phases.Phase;
import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {

  @TempDir private Path folder;

  private static TrainingPlan plan(int steps) {
    return TinyTraining.plan(new Budget.Steps(steps), 1, OptimizerPlan.Kind.ADAMW);
  }

  private Outcome train(Gpt model, TrainingPlan plan, Journal journal, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    var checkpoints = new Checkpoints(folder, 2, to -> {});
    return new Trainer<>(
            model,
            plan,
            TinyTraining.batches(),
            TinyTraining.validation(),
            checkpoints,
            model.config().flopsPerToken())
        .run(journal, wish);
  }

  private static Supplier<Wish> goOn() {
    return () -> Wish.GO_ON;
  }

  @ParameterizedTest
  @CsvSource({"ADAMW", "MUON"})
  void a_tiny_text_is_learnt_by_heart(OptimizerPlan.Kind kind) throws Exception {
    var journal = new Journal();
    try (Gpt model = TinyTraining.model(0)) {
      TrainingPlan plan = TinyTraining.plan(new Budget.Steps(120), 1, kind);
      assertThat(train(model, plan, journal, goOn())).isEqualTo(new Outcome.Completed(120));
      assertThat(journal.evaluations.get(0)).isCloseTo(Math.log(257), within(0.2));
      assertThat(journal.evaluations.get(120)).isLessThan(0.3);
      var bytes = new ByteTokenizer();
      try (var generator = new Generator(model)) {
        int[] written =
            generator.generate(
                bytes.encode("the cat"), 9, Sampler.GREEDY, new SplittableRandom(1), id -> true);
        assertThat(bytes.decode(written)).isEqualTo("the cat sat on t");
      }
    }
  }

  @Test
  void steps_are_reported_with_where_the_time_went() throws Exception {
    var journal = new Journal();
    try (Gpt model = TinyTraining.model(0)) {
      train(
          model,
          TinyTraining.plan(new Budget.Steps(20), 2, OptimizerPlan.Kind.ADAMW),
          journal,
          goOn());
    }
    assertThat(journal.steps).extracting(TrainingObserver.Step::step).containsExactly(1, 10, 20);
    assertThat(journal.steps)
        .extracting(TrainingObserver.Step::tokens)
        .containsExactly(128L, 1280L, 2560L);
    TrainingObserver.Step last = journal.steps.getLast();
    assertThat(last.share()).isEqualTo(1);
    assertThat(last.phaseSeconds()).containsOnlyKeys(Phase.values());
    assertThat(last.phaseSeconds().get(Phase.FORWARD)).isPositive();
    assertThat(last.phaseSeconds().get(Phase.BACKWARD)).isPositive();
    assertThat(last.tokensPerSecond()).isCloseTo(128 / last.stepSeconds(), within(1e-6));
  }

  @Test
  void a_budget_of_tokens_ends_with_the_step_that_reaches_it() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      // 64 tokens a step
      var plan = TinyTraining.plan(new Budget.Tokens(641), 1, OptimizerPlan.Kind.ADAMW);
      assertThat(train(model, plan, new Journal(), goOn())).isEqualTo(new Outcome.Completed(11));
    }
  }

  @Test
  void a_budget_of_time_ends() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      var plan =
          TinyTraining.plan(new Budget.Time(Duration.ofMillis(300)), 1, OptimizerPlan.Kind.ADAMW);
      assertThat(train(model, plan, new Journal(), goOn())).isInstanceOf(Outcome.Completed.class);
    }
  }

  @Test
  void it_stops_and_pauses_at_the_next_step() throws Exception {
    var journal = new Journal();
    Supplier<Wish> stop =
        () ->
            !journal.steps.isEmpty() && journal.steps.getLast().step() == 10
                ? Wish.STOP
                : Wish.GO_ON;
    try (Gpt model = TinyTraining.model(0)) {
      assertThat(train(model, plan(1000), journal, stop)).isEqualTo(new Outcome.Stopped(10));
    }
    var more = new Journal();
    Supplier<Wish> pause = () -> !more.steps.isEmpty() ? Wish.PAUSE : Wish.GO_ON;
    try (Gpt model = TinyTraining.model(0)) {
      assertThat(train(model, plan(1000), more, pause)).isEqualTo(new Outcome.Paused(20));
    }
    assertThat(more.checkpoints).endsWith(20);
  }

  @Test
  void a_stop_during_an_evaluation_is_heard() throws Exception {
    var asked = new int[1];
    var journal = new Journal();
    try (Gpt model = TinyTraining.model(0)) {
      // asked before each of the two batches of the first evaluation
      Supplier<Wish> wish = () -> ++asked[0] >= 2 ? Wish.STOP : Wish.GO_ON;
      assertThat(train(model, plan(10), journal, wish)).isEqualTo(new Outcome.Stopped(0));
      assertThat(journal.evaluations).isEmpty();
    }
  }

  @Test
  void it_ends_early_when_the_loss_gets_no_better() throws Exception {
    var journal = new Journal();
    TrainingPlan base = plan(1000);
    var patient =
        new TrainingPlan(
            base.budget(), 1, base.schedule(), base.optimizer(), 1, 5, 10, 0, 3, 0.02, 3);
    try (Gpt model = TinyTraining.model(0)) {
      Outcome outcome = train(model, patient, journal, goOn());
      assertThat(outcome).isInstanceOf(Outcome.EarlyStopped.class);
      var early = (Outcome.EarlyStopped) outcome;
      assertThat(early.steps()).isLessThan(1000).isEqualTo(early.bestStep() + 3 * 5);
      assertThat(early.bestLoss()).isEqualTo(journal.evaluations.get(early.bestStep()));
    }
  }

  @Test
  void the_last_checkpoints_and_the_best_are_kept() throws Exception {
    var journal = new Journal();
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(47), journal, goOn());
      assertThat(journal.checkpoints).containsExactly(5, 10, 15, 20, 25, 30, 35, 40, 45, 47);
      assertThat(names()).containsExactly("step-00000045", "step-00000047");
      // what is loaded into another model is the same model
      try (Gpt other = TinyTraining.model(0)) {
        Checkpoints.restoreWeights(folder.resolve("step-00000047"), other.parameters());
        Batch batch = TinyTraining.batches().at(0);
        assertThat(other.evaluationLoss(batch)).isEqualTo(model.evaluationLoss(batch));
      }
    }
  }

  private List<String> names() throws IOException {
    try (var found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void a_loss_that_is_no_number_stops_it_before_it_does_harm() throws Exception {
    var journal = new Journal();
    TrainingPlan base = plan(1000);
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(12), journal, goOn());
      float[] values = model.parameters().values("h.1.mlp.up.weight");
      values[3] = Float.NaN;
      model.parameters().set("h.1.mlp.up.weight", values);
      Path elsewhere = Files.createDirectory(folder.resolve("other"));
      Outcome outcome =
          new Trainer<>(
                  model,
                  base,
                  TinyTraining.batches(),
                  TinyTraining.validation(),
                  new Checkpoints(elsewhere, 1, to -> {}),
                  1)
              .run(new Journal(), goOn());
      assertThat(outcome)
          .isEqualTo(new Outcome.Diverged(0, "parameter h.1.mlp.up.weight is not finite"));
      assertThat(((Outcome.Diverged) outcome).message())
          .isEqualTo(
              "the loss is no longer a number after 0 steps: parameter h.1.mlp.up.weight is not finite;"
                  + " checkpoints before that are kept");
    }
    assertThat(names()).contains("step-00000012");
  }

  @Test
  void a_pause_that_is_taken_back_at_once_was_a_pause() throws Exception {
    var asked = new int[1];
    var journal = new Journal();
    // asked before each of the two batches of the first evaluation, then before each step
    Supplier<Wish> once = () -> ++asked[0] == 6 ? Wish.PAUSE : Wish.GO_ON;
    try (Gpt model = TinyTraining.model(0)) {
      assertThat(train(model, plan(10), journal, once)).isEqualTo(new Outcome.Paused(3));
    }
    assertThat(names()).containsExactly("step-00000003");
  }

  @Test
  void a_validation_loss_that_is_no_number_stops_it_without_a_checkpoint() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      // a position that training does not reach, the validation does
      float[] positions = model.parameters().values("wpe.weight");
      Arrays.fill(positions, 8 * TinyTraining.CONFIG.width(), positions.length, 3e38f);
      model.parameters().set("wpe.weight", positions);
      Outcome outcome =
          new Trainer<>(
                  model,
                  plan(10),
                  firstTokens(8),
                  TinyTraining.validation(),
                  new Checkpoints(folder, 2, to -> {}),
                  1)
              .run(new Journal(), goOn());
      assertThat(outcome).isInstanceOf(Outcome.Diverged.class);
      assertThat(((Outcome.Diverged) outcome).message())
          .startsWith("the loss is no longer a number after 0 steps: the validation loss is NaN");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void parameters_that_are_no_numbers_are_not_kept() throws Exception {
    // with a head of its own, the embedding of a byte that is in no text changes no loss
    var config = TinyTraining.CONFIG.with(draft -> draft.tiedHead = false);
    try (Gpt model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(1))) {
      train(model, plan(5), new Journal(), goOn());
      assertThat(names()).containsExactly("step-00000005");
      var breaking =
          new Journal() {
            @Override
            public void onStep(Step step) {
              if (step.step() == 10) {
                float[] values = model.parameters().values("wte.weight");
                values['z' * config.width()] = Float.POSITIVE_INFINITY;
                model.parameters().set("wte.weight", values);
              }
            }
          };
      Outcome outcome = train(model, plan(30), breaking, goOn());
      assertThat(outcome).isEqualTo(new Outcome.Diverged(10, "parameter wte.weight is not finite"));
    }
    assertThat(names()).containsExactly("step-00000005");
  }

  /** Batches of so many positions in place of all. */
  private static Batches<Batch> firstTokens(int count) {
    Batches<Batch> all = TinyTraining.batches();
    return new Batches<>() {
      @Override
      public Batch at(long index) {
        Batch batch = all.at(index);
        return new Batch(
            1, Arrays.copyOf(batch.inputs(), count), Arrays.copyOf(batch.targets(), count));
      }

      @Override
      public long tokensPerBatch() {
        return count;
      }
    };
  }

  @Test
  void a_budget_below_a_millisecond_is_one_step() throws Exception {
    var journal = new Journal();
    try (Gpt model = TinyTraining.model(0)) {
      TrainingPlan base = plan(10);
      var schedule = new Schedule(Schedule.Shape.COSINE, 1e-2, 1e-3, 0, 0.2);
      var plan =
          new TrainingPlan(
              new Budget.Time(Duration.ofNanos(1)),
              1,
              schedule,
              base.optimizer(),
              1,
              20,
              10,
              5,
              0,
              0,
              3);
      assertThat(train(model, plan, journal, goOn())).isEqualTo(new Outcome.Completed(1));
      assertThat(journal.steps.getFirst().lr()).isCloseTo(1e-2, within(1e-12));
      assertThat(journal.steps.getFirst().share()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                            | training.json is broken:
          []                           | must be an object
          {}                           | format is missing; must be 1
          {"format":2}                 | format is 2; must be 1
          {"format":1,"step":3}        | training.json is broken:
          {"format":1,"seed":3,"step":-1,"tokens":0,"seconds":0,"bestLoss":1,"bestStep":0,"waited":0,"evaluatedStep":-1} | step is -1; must be at least 0
          {"format":1,"seed":3,"step":5,"tokens":320,"seconds":1,"bestLoss":1,"bestStep":9,"waited":0,"evaluatedStep":0} | bestStep is 9; must be 0 to step, 5
          """)
  void a_state_that_is_damaged_is_refused(String json, String message) throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(5), new Journal(), goOn());
      Files.writeString(folder.resolve("step-00000005/training.json"), json);
      assertThatThrownBy(() -> train(model, plan(10), new Journal(), goOn()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("step-00000005")
          .hasMessageContaining(message);
    }
  }

  @Test
  void a_plan_that_would_go_on_differently_is_refused() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(5), new Journal(), goOn());
      TrainingPlan twice = TinyTraining.plan(new Budget.Steps(10), 2, OptimizerPlan.Kind.ADAMW);
      assertThatThrownBy(() -> train(model, twice, new Journal(), goOn()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has 320 tokens after 5 steps; the plan has 128 a step");
      TrainingPlan base = plan(10);
      var otherSeed =
          new TrainingPlan(
              base.budget(), 1, base.schedule(), base.optimizer(), 1, 20, 10, 5, 0, 0, 4);
      assertThatThrownBy(() -> train(model, otherSeed, new Journal(), goOn()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has seed 3; the plan has 4");
    }
  }

  @Test
  void a_checkpoint_of_another_shape_is_refused_with_both() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(6), new Journal(), goOn());
    }
    var wider = TinyTraining.CONFIG.with(draft -> draft.hidden = 64);
    try (Gpt model = new Gpt(wider, ComputeDevice.cpu(), new SplittableRandom(1))) {
      assertThatThrownBy(() -> train(model, plan(10), new Journal(), goOn()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "has tensor h.0.mlp.up.weight of shape [128, 32]; the model's has shape [64, 32]");
    }
  }

  @Test
  void a_checkpoint_that_cannot_be_written_leaves_those_before_it() throws Exception {
    try (Gpt model = TinyTraining.model(0)) {
      train(model, plan(6), new Journal(), goOn());
      var full =
          new Checkpoints(
              folder,
              1,
              to -> {
                throw new IOException("No space left on device");
              });
      var trainer =
          new Trainer<>(
              model, plan(20), TinyTraining.batches(), TinyTraining.validation(), full, 1);
      assertThatThrownBy(() -> trainer.run(new Journal(), goOn()))
          .hasMessageMatching(
              "checkpoint .*step-00000010 could not be written: No space left on device;"
                  + " those before it are kept");
    }
    assertThat(names()).containsExactly("step-00000005", "step-00000006");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 1, ADAMW, 1",
    "0.2, 1, ADAMW, 7",
    "0.2, 3, ADAMW, 13",
    "0.0, 1, MUON, 11",
    "0.1, 2, MUON, 20",
  })
  void a_training_that_was_paused_ends_as_one_that_was_not(
      double dropout, int accumulation, OptimizerPlan.Kind kind, int pauseAt) throws Exception {
    TrainingPlan plan = TinyTraining.plan(new Budget.Steps(30), accumulation, kind);
    var whole = new Journal();
    Map<String, float[]> expected;
    try (Gpt model = TinyTraining.model(dropout)) {
      trainIn("whole", model, plan, whole, goOn());
      expected = values(model);
    }
    var first = new Journal();
    var asked = new int[1];
    try (Gpt model = TinyTraining.model(dropout)) {
      // asked once a step, twice more in each evaluation
      Outcome outcome =
          trainIn(
              "parts", model, plan, first, () -> asked[0]++ > pauseAt ? Wish.PAUSE : Wish.GO_ON);
      assertThat(outcome).isInstanceOf(Outcome.Paused.class);
      assertThat(outcome.steps()).isBetween(0, 25);
    }
    var second = new Journal();
    try (Gpt model = TinyTraining.model(dropout)) {
      assertThat(trainIn("parts", model, plan, second, goOn()))
          .isEqualTo(new Outcome.Completed(30));
      values(model)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
    first.evaluations.putAll(second.evaluations);
    assertThat(first.evaluations).isEqualTo(whole.evaluations);
    assertThat(second.steps.getLast().lossNats()).isEqualTo(whole.steps.getLast().lossNats());
  }

  private Outcome trainIn(
      String name, Gpt model, TrainingPlan plan, Journal journal, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    return new Trainer<>(
            model,
            plan,
            TinyTraining.batches(),
            TinyTraining.validation(),
            new Checkpoints(folder.resolve(name), 2, to -> {}),
            1)
        .run(journal, wish);
  }

  private static Map<String, float[]> values(Gpt model) {
    Map<String, float[]> values = new TreeMap<>();
    for (String name : model.parameters().byName().keySet()) {
      values.put(name, model.parameters().values(name));
    }
    return values;
  }

  private static class Journal implements TrainingObserver {
    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, Double> evaluations = new TreeMap<>();
    private final List<Integer> checkpoints = new ArrayList<>();

    @Override
    public void onStep(Step step) {
      steps.add(step);
    }

    @Override
    public void onEvaluation(int step, double lossNats) {
      evaluations.put(step, lossNats);
    }

    @Override
    public void onCheckpoint(int step, Path checkpoint, boolean best) {
      checkpoints.add(step);
    }
  }
}
