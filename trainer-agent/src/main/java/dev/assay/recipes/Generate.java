package dev.assay.recipes;

import dev.assay.corpus.Conversation;
import dev.assay.corpus.Corpora;
import dev.assay.generation.Generator;
import dev.assay.model.Gpt;
import dev.assay.tokenizer.Tokenizer;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Lets a model write after prompts, or answer questions. */
public final class Generate implements Recipe {

  private final Corpora corpora;

  /**
   * @param corpora which files may be read
   */
  public Generate(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return GenerateParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    GenerateParams params = GenerateParams.parse(given);
    ModelFolder.Loaded loaded =
        BaseModel.load("model", params.model(), params.execution(), corpora, folder, run);
    try (Gpt model = loaded.gpt();
        var generator = new Generator(model, loaded.tokenizer())) {
      run.start(
          GenerateParams.PARAMS.tree(params),
          Map.of("model.parameters", String.valueOf(model.config().parameterCount())));
      var end = new EndWish(wish);
      int texts = params.prompts().size() * params.count();
      for (int i = 0; i < texts; i++) {
        String prompt = params.prompts().get(i / params.count());
        String text = write(params, prompt, i, generator, loaded.tokenizer(), end);
        if (end.getAsBoolean()) { // the text may be half of one
          return end.ending();
        }
        run.sample(i, prompt, text);
        run.progress((i + 1.0) / texts);
      }
      return Ending.DONE;
    }
  }

  private static String write(
      GenerateParams params,
      String prompt,
      int number,
      Generator generator,
      Tokenizer tokenizer,
      EndWish end) {
    int[] ids =
        params.instructions()
            ? Conversation.prompt(
                List.of(new Conversation.Turn(Conversation.Role.USER, prompt)), tokenizer)
            : Generator.prompt(tokenizer, prompt);
    int[] written =
        generator.generate(
            ids,
            params.sample().tokens(),
            params.sample().sampler(),
            new SplittableRandom(params.seed() + (long) number),
            id -> id != tokenizer.endOfText() && !end.getAsBoolean());
    int from = params.instructions() ? ids.length : 1;
    return tokenizer.decode(Arrays.copyOfRange(written, from, written.length));
  }
}
