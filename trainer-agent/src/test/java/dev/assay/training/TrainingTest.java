package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batch;
import dev.assay.corpus.TokenStream;
import dev.assay.corpus.Windows;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.Phases;
import dev.assay.model.TorchReference;
import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {

  private static final GptConfig TINY = GptConfig.gpt2(2, 2, 32, 16, 257);

  private static TrainingPlan plan(int steps, int accumulation) {
    return new TrainingPlan(steps, 4, accumulation, 1e-2, 1e-3, 5, 0.1, 0.9, 0.95, 1, 20, 10);
  }

  private static TokenStream text() {
    return TokenStream.of(List.of("the cat sat on the mat. ".repeat(8)), new ByteTokenizer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"withBiases", "withoutBiases"})
  void clip_and_one_step_of_adamw_equal_those_of_pytorch(String name) throws IOException {
    TorchReference reference = TorchReference.read(name);
    try (Gpt model = reference.model();
        var clip = new GradientClip(model, reference.maxNorm());
        var optimizer =
            new AdamW(model, reference.weightDecay(), reference.beta1(), reference.beta2());
        NDManager scope = model.newScope()) {
      model.accumulate(reference.batch(), 1, scope, new Phases());
      assertThat((double) clip.apply(scope).getFloat())
          .isCloseTo(reference.gradientNorm(), within(1e-5 * reference.gradientNorm()));
      optimizer.step(reference.lr());
      reference
          .afterOneStep()
          .forEach(
              (parameter, expected) ->
                  assertThat(
                          TorchReference.relativeError(
                              withDefinedStep(
                                  parameter,
                                  TorchReference.doubles(model.parameters().values(parameter))),
                              withDefinedStep(parameter, expected)))
                      .as(parameter)
                      .isLessThan(1e-5));
      assertThat(TorchReference.gradientsOf(model).values())
          .allSatisfy(gradient -> assertThat(gradient).containsOnly(0f));
    }
  }

  /**
   * Without the bias of the keys: adding to all scores of a softmax changes nothing, so that its
   * gradient is zero but for rounding, and AdamW's first step is the sign of that.
   */
  private static double[] withDefinedStep(String parameter, double[] values) {
    double[] kept = values.clone();
    if (parameter.endsWith("qkv.bias")) {
      Arrays.fill(kept, values.length / 3, 2 * values.length / 3, 0);
    }
    return kept;
  }

  @Test
  void gradients_below_the_limit_are_left_alone() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt model = reference.model();
        var clip = new GradientClip(model, 1e6);
        NDManager scope = model.newScope()) {
      model.accumulate(reference.batch(), 1, scope, new Phases());
      var before = TorchReference.gradientsOf(model);
      clip.apply(scope);
      TorchReference.gradientsOf(model)
          .forEach((name, gradient) -> assertThat(gradient).isEqualTo(before.get(name)));
    }
  }

  @Test
  void schedule_warms_up_to_the_peak_and_ends_at_the_minimum() {
    var schedule = new CosineSchedule(110, 10, 1.0, 0.1);
    assertThat(schedule.at(1)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(10)).isEqualTo(1.0);
    assertThat(schedule.at(35)).isCloseTo(0.1 + 0.45 * (1 + Math.sqrt(0.5)), within(1e-12));
    assertThat(schedule.at(60)).isCloseTo(0.55, within(1e-12));
    assertThat(schedule.at(110)).isCloseTo(0.1, within(1e-12));
    assertThat(new CosineSchedule(10, 10, 1.0, 0.1).at(10)).isEqualTo(1.0);
    assertThat(new CosineSchedule(10, 0, 1.0, 0.1).at(10)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void a_tiny_text_is_learnt_by_heart() throws InterruptedException {
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      Journal journal = train(model, plan(120, 1), 120);
      assertThat(journal.evaluations.getFirst()).isCloseTo(Math.log(257), within(0.2));
      assertThat(journal.evaluations.getLast()).isLessThan(0.3);
      assertThat(
              new Sampler(1, 1)
                  .write(model, new ByteTokenizer(), "the cat", 9, new SplittableRandom(1)))
          .isEqualTo("the cat sat on t");
    }
  }

  @Test
  void training_reports_its_steps_and_repeats_with_its_seed() throws InterruptedException {
    List<TrainingObserver.Step> first;
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      first = train(model, plan(20, 2), 20).steps;
    }
    assertThat(first).extracting(TrainingObserver.Step::step).containsExactly(1, 10, 20);
    assertThat(first).extracting(TrainingObserver.Step::tokens).containsExactly(128L, 1280L, 2560L);
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      assertThat(train(model, plan(20, 2), 20).steps)
          .extracting(TrainingObserver.Step::lossNats)
          .isEqualTo(first.stream().map(TrainingObserver.Step::lossNats).toList());
    }
  }

  @Test
  void training_stops_when_it_is_told_to() throws InterruptedException {
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      Journal journal = train(model, plan(1000, 1), 10);
      assertThat(journal.progress).isEqualTo(new Trainer.Progress(10, false));
    }
  }

  @Test
  void a_stop_during_the_last_evaluation_leaves_the_training_incomplete()
      throws InterruptedException {
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      Journal journal = new Journal();
      TokenStream text = text();
      List<Batch> validation = Windows.fixed(text, 4, 4, TINY.context());
      var trainer = new Trainer(model, plan(10, 1), validation::getFirst, validation);
      Trainer.Progress progress =
          trainer.run(
              journal, () -> !journal.steps.isEmpty() && journal.steps.getLast().step() == 10);
      assertThat(progress).isEqualTo(new Trainer.Progress(10, false));
      assertThat(journal.evaluations).hasSize(1); // before the first step
    }
  }

  @Test
  void a_checkpoint_gives_the_same_model_again(@TempDir Path folder) throws IOException {
    Path target = folder.resolve("runs/1/checkpoint");
    try (var model = new Gpt(TINY, ComputeDevice.cpu(), new SplittableRandom(1))) {
      Checkpoint.save(target, model, "bytes", 5);
      Files.createDirectories(target.resolveSibling(".checkpoint-1/left behind by a crash"));
      Checkpoint.save(target, model, "bytes", 7); // in place of the first
      try (Gpt loaded = Checkpoint.load(target, ComputeDevice.cpu())) {
        assertThat(logits(loaded)).isEqualTo(logits(model));
      }
    }
    assertThat(Checkpoint.read(target)).isEqualTo(new Checkpoint(TINY, "bytes", 7));
    try (var left = Files.list(target.resolveSibling("."))) {
      assertThat(left).hasSize(1); // no temporary folder stays behind
    }
  }

  @Test
  void tensors_come_back_from_a_file_and_damage_is_noticed(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("x.safetensors");
    var tensors = new TreeMap<String, SafeTensors.Tensor>();
    tensors.put("ä", new SafeTensors.Tensor(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, -0f}));
    tensors.put("empty", new SafeTensors.Tensor(new long[] {0}, new float[0]));
    SafeTensors.write(file, tensors);
    var back = SafeTensors.read(file);
    assertThat(back)
        .hasEntrySatisfying(
            "ä",
            tensor -> {
              assertThat(tensor.shape()).containsExactly(2, 3);
              assertThat(tensor.values()).isEqualTo(new float[] {1, 2, 3, 4, 5, -0f});
            })
        .hasEntrySatisfying("empty", tensor -> assertThat(tensor.values()).isEmpty());

    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> SafeTensors.read(file)).hasMessageContaining("is cut short");
    Files.writeString(file, "this is no such file at all");
    assertThatThrownBy(() -> SafeTensors.read(file)).hasMessageContaining("is no safetensors file");
  }

  @Test
  void samples_come_from_the_best_tokens_only() {
    float[] logits = {0, 5, 1, 4, -1};
    var random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      assertThat(new Sampler(10, 2).draw(logits, random)).isIn(1, 3);
      assertThat(new Sampler(1, 1).draw(logits, random)).isEqualTo(1);
    }
  }

  @Test
  void samples_follow_the_distribution_of_the_logits() {
    float[] logits = {(float) Math.log(0.7), (float) Math.log(0.2), (float) Math.log(0.1)};
    var counts = new int[3];
    var random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      counts[new Sampler(1, 3).draw(logits, random)]++;
    }
    assertThat(counts[0] / 10_000.0).isCloseTo(0.7, within(0.02));
    assertThat(counts[2] / 10_000.0).isCloseTo(0.1, within(0.02));
  }

  @Test
  void plans_out_of_range_are_refused() {
    assertThatThrownBy(() -> plan(0, 1)).hasMessage("steps is 0; must be at least 1");
    assertThatThrownBy(() -> plan(3, 1)).hasMessage("warmupSteps is 5; must be 0 to steps, 3");
    assertThatThrownBy(() -> new Sampler(0, 1)).hasMessage("temperature is 0.0; must be above 0");
  }

  private static float[] logits(Gpt model) {
    try (NDManager scope = model.newScope()) {
      return model.logits(model.ids(scope, new long[] {256, 1, 2, 3}, 1)).toFloatArray();
    }
  }

  private static Journal train(Gpt model, TrainingPlan plan, int stopAfter)
      throws InterruptedException {
    TokenStream text = text();
    var random = new SplittableRandom(9);
    List<Batch> validation = Windows.fixed(text, 4, 4, TINY.context());
    var journal = new Journal();
    var asked = new int[1];
    var trainer =
        new Trainer(
            model,
            plan,
            () -> {
              asked[0]++;
              return Windows.random(text, plan.batch(), TINY.context(), random);
            },
            validation);
    journal.progress =
        trainer.run(
            journal,
            () -> asked[0] >= (long) stopAfter * plan.accumulation() && stopAfter < plan.steps());
    return journal;
  }

  private static final class Journal implements TrainingObserver {
    private final List<Step> steps = new ArrayList<>();
    private final List<Double> evaluations = new ArrayList<>();
    private Trainer.Progress progress = new Trainer.Progress(0, false);

    @Override
    public void onStep(Step step) {
      steps.add(step);
    }

    @Override
    public void onEvaluation(int step, double lossNats) {
      evaluations.add(lossNats);
    }
  }
}
