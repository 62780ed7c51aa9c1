package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.evaluation.NextTokens;
import dev.assay.model.Gpt.TokenScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Measures how a language model predicts the next token of a corpus. */
final class NextTokenExaminer {

  private final Function<Batch, List<TokenScore>> scores;
  private final LanguageText text;
  private final List<Instant> times;
  private final EvaluateParams params;
  private final Path folder;
  private final RunRecorder run;
  private final NextTokens tokens = new NextTokens();

  /**
   * @param scores of the targets that count
   * @param times of the documents that validate; none when they are not told
   * @param folder of the run
   */
  NextTokenExaminer(
      Function<Batch, List<TokenScore>> scores,
      LanguageText text,
      List<Instant> times,
      EvaluateParams params,
      Path folder,
      RunRecorder run) {
    this.scores = scores;
    this.text = text;
    this.times = times;
    this.params = params;
    this.folder = folder;
    this.run = run;
  }

  /**
   * Records nothing when it is to stop.
   *
   * @param done takes the number of batches
   */
  void examine(BooleanSupplier stop, IntConsumer done) throws IOException, InterruptedException {
    Path file = Files.createDirectories(folder).resolve("next-token.jsonl");
    try (var rows = new NextTokenRows(file, text, times, params.predictions(), params.seed())) {
      int batches = 0;
      for (Batch batch : text.validation()) {
        if (stop.getAsBoolean()) {
          return;
        }
        add(batch, rows);
        done.accept(++batches);
      }
    }
    record();
    if (params.predictions() > 0) {
      var stored =
          new PredictionFile(
              "evaluations/validation/next-token.jsonl",
              "next-token",
              "validation",
              PredictionFile.SplitBy.of(params.split()),
              0L, // as the other metrics; those by position have others
              List.of());
      run.upload(stored.artifact(), file);
      run.evaluation(stored);
    }
  }

  private void add(Batch batch, NextTokenRows rows) throws IOException {
    List<TokenScore> all = scores.apply(batch);
    int t = batch.tokens() / batch.sequences();
    int next = 0;
    for (int i = 0; i < batch.tokens(); i++) {
      if (batch.targets()[i] != Batch.IGNORED) {
        TokenScore score = all.get(next++);
        tokens.add(score.lossNats(), score.confidence(), score.correct(), score.above(), i % t);
        rows.add(batch, i, score);
      }
    }
    rows.endOf(batch);
  }

  private void record() throws InterruptedException {
    for (Map.Entry<String, Double> metric : tokens.metrics().entrySet()) {
      run.metric("val/" + metric.getKey(), 0, metric.getValue());
    }
    run.metric("val/unigram_loss", 0, text.unigramLossNats());
    run.metric("val/bits_per_byte", 0, tokens.lossNats() / Math.log(2) / text.bytesPerTarget());
    for (Map.Entry<Integer, Double> loss : tokens.lossNatsByPosition().entrySet()) {
      run.metric("val/loss_by_position", loss.getKey(), loss.getValue());
    }
  }
}
