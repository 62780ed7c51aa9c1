package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.corpus.MultipleChoice;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures a language model on text that it need not have been trained on, and on questions with
 * choices.
 */
public final class Evaluate implements Recipe {

  private final Corpora corpora;
  private final Path cache;

  /**
   * @param corpora which files may be read
   * @param cache folder of tokenized corpora
   */
  public Evaluate(Corpora corpora, Path cache) {
    this.corpora = corpora;
    this.cache = cache;
  }

  @Override
  public ObjectNode schema() {
    return EvaluateParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    EvaluateParams params = EvaluateParams.parse(given);
    Execution execution = params.execution();
    ModelFolder.Loaded loaded =
        BaseModel.load("model", params.model(), execution, corpora, folder, run);
    try (Gpt model = loaded.gpt()) {
      var end = new EndWish(wish);
      // what can be refused in a moment comes first
      @Nullable MultipleChoice questions = questions(params, loaded);
      @Nullable LanguageText text = text(params, loaded, end);
      List<Instant> times = text == null ? List.of() : times(params, end);
      if (end.getAsBoolean()) {
        return end.ending();
      }
      run.start(EvaluateParams.PARAMS.tree(params), tags(model, text, questions));
      int share = text == null ? 0 : text.validation().size();
      var choices =
          questions == null
              ? null
              : new ChoiceExaminer(
                  model::scores, questions, params.batch(), loaded.tokenizer().endOfText());
      int all = share + (choices == null ? 0 : choices.batches());
      if (text != null) {
        new NextTokenExaminer(model::scores, text, times, params, folder, run)
            .examine(end, done -> run.progress((double) done / all));
      }
      if (choices != null) {
        choices.examine(folder, run, end, done -> run.progress((double) (share + done) / all));
      }
      return end.ending();
    }
  }

  private @Nullable MultipleChoice questions(EvaluateParams params, ModelFolder.Loaded loaded) {
    return params.choices() == null
        ? null
        : MultipleChoice.read(
            corpora.permitted("choices", params.choices()),
            loaded.tokenizer(),
            loaded.gpt().config().context());
  }

  /** Null when there is to be none, or the work is to end. */
  private @Nullable LanguageText text(EvaluateParams params, ModelFolder.Loaded loaded, EndWish end)
      throws IOException, InterruptedException {
    if (params.windows() == 0) {
      return null;
    }
    int context = loaded.gpt().config().context();
    return LanguageText.read(
            corpora.open(params.corpus()),
            loaded.tokenizer(),
            params.split(),
            params.validationFraction(),
            new LanguageText.Shape(params.batch(), context, params.windows()),
            cache,
            end)
        .orElse(null);
  }

  /** Of the documents that are measured; none where no predictions are kept to be dated. */
  private List<Instant> times(EvaluateParams params, EndWish end) throws IOException {
    return params.predictions() == 0
        ? List.of()
        : LanguageText.rule(params.split(), params.validationFraction())
            .timesOfValidating(corpora.open(params.corpus()), end)
            .orElse(List.of());
  }

  private static Map<String, String> tags(
      Gpt model, @Nullable LanguageText text, @Nullable MultipleChoice questions) {
    Map<String, String> tags = new TreeMap<>();
    tags.put("model.parameters", String.valueOf(model.config().parameterCount()));
    if (text != null) {
      tags.putAll(text.tags());
    }
    if (questions != null) {
      tags.put("choices", questions.name());
      tags.put("choices.questions", String.valueOf(questions.questions().size()));
      tags.put("choices.cut", String.valueOf(questions.cut()));
    }
    return tags;
  }
}
