package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.corpus.Examples;
import dev.assay.corpus.LabelledBatch;
import dev.assay.corpus.LabelledTexts;
import dev.assay.corpus.Sides;
import dev.assay.model.Classifier;
import dev.assay.model.Execution;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Teaches a pretrained GPT to tell classes: a new head on the last token's state, trained with the
 * rest or on a frozen body. Accuracy, calibration and what else there is are measured before, while
 * and after; the predictions with their probabilities are stored with the run.
 */
public final class FinetuneClassify implements Recipe {

  private final Corpora corpora;

  /**
   * @param corpora which files may be read
   */
  public FinetuneClassify(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return ClassifyParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    ClassifyParams params = ClassifyParams.parse(given);
    TrainingParams training = params.training();
    Execution execution = training.execution();
    LabelledTexts texts = texts(params.data());
    Sides<LabelledTexts> sides = params.data().split(texts);
    ModelFolder.Loaded base =
        BaseModel.of(params.base(), params.model(), params.seed(), execution, corpora, folder, run);
    ModelFolder.Adapters adapters = params.tune().prepare(base.gpt());
    try (var model = new Classifier(base.gpt(), texts.classes().size())) {
      int context = base.gpt().config().context();
      Examples<LabelledBatch> learned = sides.training().encode(base.tokenizer(), context);
      HeldOut<LabelledBatch> held =
          HeldOut.of(
              sides.validation().encode(base.tokenizer(), context),
              sides.validation().examples().stream().map(LabelledTexts.Example::origin).toList(),
              params.evaluation().examples(),
              training.batch(),
              PredictionFile.SplitBy.of(params.data().split()));
      Resources resources =
          Resources.predict(
              base.gpt().config(),
              execution,
              training.batch(),
              model.parameters().trainableCount());
      run.start(ClassifyParams.PARAMS.tree(params), tags(resources, texts, learned, model));
      var examiner = new ClassExaminer<>(run, model, held);
      var card = new ModelFolder(base.gpt().config(), texts.classes(), adapters);
      var work =
          new Training.Work<>(
              model,
              params.plan(),
              learned.batches(training.batch(), params.seed()),
              new Validation<>(held.batches(), LabelledBatch::sequences),
              training.keepLast(),
              to -> card.write(to, base.tokenizer()));
      Ending ending = new Training<>(work, resources, folder, run, examiner).run(wish);
      if (ending == Ending.DONE) {
        examiner.keep(texts.classes(), folder);
      }
      return ending;
    }
  }

  private LabelledTexts texts(ClassifyParams.LabelledData data) {
    return data.dataset().equals(ClassifyParams.WORDNET)
        ? LabelledTexts.wordNet()
        : LabelledTexts.read(corpora.permitted("data.dataset", data.dataset()), data.fields());
  }

  private static Map<String, String> tags(
      Resources resources, LabelledTexts texts, Examples<LabelledBatch> learned, Classifier model) {
    Map<String, String> tags = new TreeMap<>(resources.tags());
    long most = Arrays.stream(texts.counts()).max().orElse(0);
    tags.put("dataset", texts.name());
    tags.put("dataset.classes", String.valueOf(texts.classes().size()));
    tags.put("dataset.training_examples", String.valueOf(learned.count()));
    tags.put("dataset.cut", String.valueOf(learned.cut()));
    tags.put("dataset.majority_share", "%.4f".formatted((double) most / texts.examples().size()));
    tags.put("trained_parameters", String.valueOf(model.parameters().trainableCount()));
    return tags;
  }
}
