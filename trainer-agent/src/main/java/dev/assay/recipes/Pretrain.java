package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Corpora;
import dev.assay.corpus.Corpus;
import dev.assay.corpus.Split;
import dev.assay.corpus.TokenStream;
import dev.assay.corpus.UnigramModel;
import dev.assay.corpus.Windows;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.training.Checkpoint;
import dev.assay.training.Trainer;
import dev.assay.training.TrainingObserver;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trains a GPT from nothing on a corpus and keeps a checkpoint of it. */
public final class Pretrain implements Recipe {

  private static final Logger log = LoggerFactory.getLogger(Pretrain.class);

  private final Corpora corpora;

  /**
   * @param corpora what may be trained on
   */
  public Pretrain(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return JsonNodeFactory.instance.objectNode().put("type", "object");
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    PretrainParams params = PretrainParams.parse(given);
    Tokenizer tokenizer = new ByteTokenizer();
    GptConfig config = params.gpt(tokenizer.vocabulary());
    ComputeDevice device = ComputeDevice.select(params.device());
    MemoryEstimate memory = MemoryEstimate.ofTraining(config, params.batch());
    memory.requireAtMost(device.availableBytes());
    Text text = Text.read(corpora, params, tokenizer);

    run.start(ParamTree.tree(params), tags(config, device, memory, text));
    var seeds = new SplittableRandom(params.seed());
    try (var model = new Gpt(config, device, seeds.split())) {
      log.info("{}", model.describe(params.batch()));
      SplittableRandom batchRandom = seeds.split();
      Supplier<Batch> batches =
          () -> Windows.random(text.training, params.batch(), config.context(), batchRandom);
      var journal = new Journal(run, params, model, tokenizer, text.unigramLossNats);
      var trainer = new Trainer(model, params.plan(), batches, text.validation);
      Trainer.Progress progress = trainer.run(journal, () -> wish.get() != Wish.GO_ON);
      if (!progress.complete()) {
        return wish.get() == Wish.STOP ? Ending.STOPPED : Ending.PAUSED;
      }
      Path checkpoint = folder.resolve("checkpoint");
      Checkpoint.save(checkpoint, model, tokenizer.name(), progress.steps());
      run.tags(Map.of("checkpoint", checkpoint.toString()));
      run.progress(1);
      return Ending.DONE;
    }
  }

  private static Map<String, String> tags(
      GptConfig config, ComputeDevice device, MemoryEstimate memory, Text text) {
    return Map.of(
        "device", device.kind().wireName(),
        "device.name", device.name(),
        "corpus", text.corpus,
        "corpus.training_tokens", String.valueOf(text.training.size()),
        "model.parameters", String.valueOf(config.parameterCount()),
        "model.flops_per_token", "%.0f".formatted(config.flopsPerToken()),
        "model.predicted_memory_bytes", String.valueOf(memory.total()));
  }

  /** The corpus as a model sees it. */
  private record Text(
      String corpus, TokenStream training, List<Batch> validation, double unigramLossNats) {

    static Text read(Corpora corpora, PretrainParams params, Tokenizer tokenizer) {
      Corpus corpus = corpora.get(params.data().corpus());
      Split split = Split.byDocument(corpus.documents(), params.data().validationFraction());
      TokenStream training = TokenStream.of(split.training(), tokenizer);
      int context = params.model().context();
      training.requireWindow(context);
      List<Batch> validation =
          Windows.fixed(
              TokenStream.of(split.validation(), tokenizer),
              params.evaluation().windows(),
              params.batch(),
              context);
      double unigram = UnigramModel.fit(training, tokenizer.vocabulary()).lossNats(validation);
      return new Text(corpus.name(), training, validation, unigram);
    }
  }

  /** Records what the trainer tells. */
  private record Journal(
      RunRecorder run,
      PretrainParams params,
      Gpt model,
      Tokenizer tokenizer,
      double unigramLossNats)
      implements TrainingObserver {

    @Override
    public void onStep(Step step) throws InterruptedException {
      run.metric("train/loss", step.step(), step.lossNats());
      run.metric("lr", step.step(), step.lr());
      run.metric("grad_norm", step.step(), step.gradientNorm());
      run.metric("tokens", step.step(), step.tokens());
      run.metric("tokens_per_second", step.step(), step.tokensPerSecond());
      run.metric("step_time", step.step(), step.stepSeconds());
      run.progress((double) step.step() / params.steps());
    }

    @Override
    public void onEvaluation(int step, double lossNats) throws InterruptedException {
      if (step == 0) {
        run.metric("val/unigram_loss", 0, unigramLossNats);
      }
      run.metric("val/loss", step, lossNats);
      if (step > 0 && params.evaluation().sampleTokens() > 0) {
        String prompt = params.evaluation().prompt();
        // the same seed each time: what changes between samples is the model
        var random = new SplittableRandom(params.seed());
        run.sample(
            step,
            prompt,
            params
                .sampler()
                .write(model, tokenizer, prompt, params.evaluation().sampleTokens(), random));
      }
    }
  }
}
