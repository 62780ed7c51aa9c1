package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.Conversation;
import dev.assay.corpus.Corpora;
import dev.assay.corpus.Examples;
import dev.assay.corpus.Instructions;
import dev.assay.corpus.Sides;
import dev.assay.generation.Generator;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Teaches a pretrained GPT to answer instructions. Prompts are read and not learned: only answers
 * count in the loss. Questions that are not trained on are answered before, while and after.
 */
public final class FinetuneInstruct implements Recipe {

  private final Corpora corpora;

  /**
   * @param corpora which files may be read
   */
  public FinetuneInstruct(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return InstructParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    InstructParams params = InstructParams.parse(given);
    TrainingParams training = params.training();
    Execution execution = training.execution();
    String dataset = params.data().dataset();
    Instructions instructions =
        dataset.equals(InstructParams.WORDNET)
            ? Instructions.wordNet()
            : Instructions.read(corpora.permitted("data.dataset", dataset));
    Sides<Instructions> sides = instructions.split(params.data().validationFraction());
    ModelFolder.Loaded base =
        BaseModel.of(params.base(), params.model(), params.seed(), execution, corpora, folder, run);
    try (Gpt model = base.gpt()) {
      ModelFolder.Adapters adapters = params.tune().prepare(model);
      int context = model.config().context();
      Examples<Batch> learned = sides.training().encode(base.tokenizer(), context);
      List<Batch> held =
          sides
              .validation()
              .encode(base.tokenizer(), context)
              .fixed(params.evaluation().examples(), training.batch());
      Resources resources =
          Resources.predict(
              model.config(), execution, training.batch(), model.parameters().trainableCount());
      run.start(InstructParams.PARAMS.tree(params), tags(resources, instructions, learned, model));
      var card = new ModelFolder(model.config(), null, adapters);
      var work =
          new Training.Work<>(
              model,
              params.plan(),
              learned.batches(training.batch(), params.seed()),
              new Validation<>(held, Batch::targetCount),
              training.keepLast(),
              to -> card.write(to, base.tokenizer()));
      var examiner = new Examiner(run, params, model, base.tokenizer(), sides.validation());
      return new Training<>(work, resources, folder, run, examiner).run(wish);
    }
  }

  private static Map<String, String> tags(
      Resources resources, Instructions instructions, Examples<Batch> learned, Gpt model) {
    Map<String, String> tags = new TreeMap<>(resources.tags());
    tags.put("dataset", instructions.name());
    tags.put("dataset.training_examples", String.valueOf(learned.count()));
    tags.put("dataset.cut", String.valueOf(learned.cut()));
    tags.put("dataset.dropped", String.valueOf(learned.dropped()));
    tags.put("trained_parameters", String.valueOf(model.parameters().trainableCount()));
    return tags;
  }

  /** Measures and lets the model answer; the first time is before any training. */
  private record Examiner(
      RunRecorder run,
      InstructParams params,
      Gpt model,
      Tokenizer tokenizer,
      Instructions questions)
      implements Training.Evaluated {

    @Override
    public void at(int step, double lossNats, Supplier<Wish> wish) throws InterruptedException {
      run.metric("val/perplexity", step, Math.exp(lossNats));
      int count = Math.min(params.evaluation().questions(), questions.conversations().size());
      try (var generator = new Generator(model, tokenizer)) {
        for (int i = 0; i < count && wish.get() == Wish.GO_ON; i++) {
          int at = (int) ((long) i * questions.conversations().size() / count);
          answer(step, questions.conversations().get(at), generator, wish);
        }
      }
    }

    private void answer(
        int step, Conversation conversation, Generator generator, Supplier<Wish> wish)
        throws InterruptedException {
      List<Conversation.Turn> asked =
          conversation.turns().subList(0, conversation.turns().size() - 1);
      int[] prompt = Conversation.prompt(asked, tokenizer);
      SamplingParams sampling = params.evaluation().answer();
      int[] all =
          generator.generate(
              prompt,
              sampling.tokens(),
              sampling.sampler(),
              new SplittableRandom(params.seed()),
              id -> id != tokenizer.endOfText() && wish.get() == Wish.GO_ON);
      if (wish.get() != Wish.GO_ON) {
        return; // half an answer is none
      }
      String text = tokenizer.decode(Arrays.copyOfRange(all, prompt.length, all.length));
      String question = asked.isEmpty() ? "" : asked.getLast().text();
      run.sample(step, question, text.strip());
    }
  }
}
