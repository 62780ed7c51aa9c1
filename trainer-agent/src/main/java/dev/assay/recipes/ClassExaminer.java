package dev.assay.recipes;

import dev.assay.evaluation.Classification;
import dev.assay.model.ClassModel;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures a model that tells classes at each evaluation, the first of which is before any
 * training, and keeps what it predicts in the end.
 *
 * @param <B> kind of batch
 */
final class ClassExaminer<B> implements Training.Evaluated {

  private final RunRecorder run;
  private final ClassModel<B> model;
  private final HeldOut<B> held;
  private @Nullable Classification latest;

  /**
   * @param held what is measured on
   */
  ClassExaminer(RunRecorder run, ClassModel<B> model, HeldOut<B> held) {
    this.run = run;
    this.model = model;
    this.held = held;
  }

  @Override
  public void at(int step, double lossNats, Supplier<Wish> wish) throws InterruptedException {
    latest = predict();
    for (Map.Entry<String, Double> metric : latest.metrics().entrySet()) {
      run.metric("val/" + metric.getKey(), step, metric.getValue());
    }
  }

  private Classification predict() {
    var rows = new Classification.Rows(model.classes());
    for (B batch : held.batches()) {
      rows.add(model.probabilities(batch), model.labels(batch));
    }
    return rows.all();
  }

  /**
   * What a training that has ended predicts, stored with the run and to be evaluated there.
   *
   * @param classes names, in the order of the model's scores
   * @param folder of the training
   */
  Classification keep(List<String> classes, Path folder) throws IOException, InterruptedException {
    // a training ends with an evaluation; one that had ended before has none
    Classification all = latest == null ? predict() : latest;
    Path file = Files.createDirectories(folder).resolve("predictions.jsonl");
    Predictions.write(file, all, classes, held.origins());
    var stored =
        new PredictionFile(
            "evaluations/validation/predictions.jsonl",
            "validation",
            "validation",
            held.splitBy(),
            null,
            classes);
    run.upload(stored.artifact(), file);
    run.evaluation(stored);
    return all;
  }
}
