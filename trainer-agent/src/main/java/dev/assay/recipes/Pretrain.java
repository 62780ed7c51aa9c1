package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Corpora;
import dev.assay.corpus.Documents;
import dev.assay.corpus.SplitRule;
import dev.assay.corpus.TokenFiles;
import dev.assay.corpus.Tokenized;
import dev.assay.corpus.Tokens;
import dev.assay.corpus.UnigramModel;
import dev.assay.corpus.Windows;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.MemoryEstimate;
import dev.assay.tokenizer.ByteTokenizer;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.training.Checkpoint;
import dev.assay.training.Trainer;
import dev.assay.training.TrainingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  public boolean run(ObjectNode given, Path folder, RunRecorder run, BooleanSupplier stop)
      throws IOException, InterruptedException {
    PretrainParams params = PretrainParams.parse(given);
    Tokenizer tokenizer = new ByteTokenizer();
    GptConfig config = params.gpt(tokenizer.vocabulary());
    ComputeDevice device = ComputeDevice.select(params.device());
    MemoryEstimate memory =
        MemoryEstimate.requireFits(
            config, Execution.on(device), params.batch(), device.availableBytes());
    Optional<Text> read = Text.read(corpora, params, tokenizer, folder, stop);
    if (read.isEmpty()) {
      return false;
    }
    Text text = read.get();

    run.start(ParamTree.tree(params), tags(config, device, memory, text));
    var seeds = new SplittableRandom(params.seed());
    try (var model = new Gpt(config, device, seeds.split())) {
      log.info("{}", model.describe(params.batch()));
      SplittableRandom batchRandom = seeds.split();
      Supplier<Batch> batches =
          () -> Windows.random(text.training, params.batch(), config.context(), batchRandom);
      var journal = new Journal(run, params, model, tokenizer, text.unigramLossNats);
      var trainer = new Trainer(model, params.plan(), batches, text.validation);
      Trainer.Progress progress = trainer.run(journal, stop);
      if (!progress.complete()) {
        return false;
      }
      Path checkpoint = folder.resolve("checkpoint");
      Checkpoint.save(checkpoint, model, tokenizer.name(), progress.steps());
      run.tags(Map.of("checkpoint", checkpoint.toString()));
      run.progress(1);
      return true;
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
      String corpus, Tokens training, List<Batch> validation, double unigramLossNats) {

    static Optional<Text> read(
        Corpora corpora,
        PretrainParams params,
        Tokenizer tokenizer,
        Path folder,
        BooleanSupplier stop)
        throws IOException, InterruptedException {
      Documents documents = corpora.open(params.data().corpus());
      Optional<Tokenized> tokenized =
          TokenFiles.prepare(
              documents,
              tokenizer,
              new SplitRule.ByText(params.data().validationFraction()),
              folder.resolve("tokens"),
              (read, tokens) -> log.debug("{} documents, {} tokens", read, tokens),
              stop);
      return tokenized.map(files -> of(documents.name(), files, params, tokenizer));
    }

    private static Text of(
        String corpus, Tokenized files, PretrainParams params, Tokenizer tokenizer) {
      int context = params.model().context();
      files.training().requireWindow(context);
      List<Batch> validation =
          Windows.fixed(files.validation(), params.evaluation().windows(), params.batch(), context);
      double unigram =
          UnigramModel.fit(files.training(), tokenizer.vocabulary()).lossNats(validation);
      return new Text(corpus, files.training(), validation, unigram);
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
