package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import dev.assay.corpus.Examples;
import dev.assay.corpus.FusionBatch;
import dev.assay.corpus.Sides;
import dev.assay.corpus.TransactionCoding;
import dev.assay.corpus.Transactions;
import dev.assay.evaluation.Classification;
import dev.assay.evaluation.Ranking;
import dev.assay.model.Execution;
import dev.assay.model.FusionModel;
import dev.assay.model.FusionModel.Inputs;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.training.Checkpoints;
import dev.assay.training.Validation;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Learns from a user's transactions and from numbers about the user, in one model that is trained
 * end to end (joint fusion: nuFormer, arXiv 2507.23267), beside models that are told less: numbers
 * alone (tabular), transactions alone (sequence), and both with a transformer that learned from
 * transactions alone and stays as it is (late fusion). Of each, the area under the ROC curve with
 * its bootstrap interval on users that none was trained on, and how much joint fusion is above.
 */
public final class JointFusion implements Recipe {

  private static final List<String> CLASSES = List.of("0", "1");

  private final Corpora corpora;

  /**
   * @param corpora which files may be read
   */
  public JointFusion(Corpora corpora) {
    this.corpora = corpora;
  }

  @Override
  public ObjectNode schema() {
    return FusionParams.PARAMS.schema();
  }

  @Override
  public Ending run(ObjectNode given, Path folder, RunRecorder run, Supplier<Wish> wish)
      throws IOException, InterruptedException {
    FusionParams params = FusionParams.parse(given);
    Data data = Data.read(corpora, params);
    GptConfig config = params.model().config(data.coding.vocabulary());
    Execution execution = params.training().execution();
    Resources resources = Resources.predict(config, execution, params.training().batch());
    Map<String, String> tags = new TreeMap<>(resources.tags());
    tags.putAll(data.tags());
    run.start(FusionParams.PARAMS.tree(params), tags);
    var all = new Comparison(params, data, config, execution, resources, folder, run);
    for (int i = 0; i < params.models().size(); i++) {
      Ending ending = all.train(params.models().get(i), i, wish);
      if (ending != Ending.DONE) {
        return ending;
      }
    }
    all.conclude();
    run.progress(1);
    return Ending.DONE;
  }

  /** Users on both sides, as batches. */
  private record Data(
      Transactions users,
      Transactions held,
      TransactionCoding coding,
      Examples<FusionBatch> training,
      HeldOut<FusionBatch> validation) {

    static Data read(Corpora corpora, FusionParams params) {
      FusionParams.UserData data = params.data();
      Transactions users =
          data.dataset().equals(FusionParams.SYNTHETIC)
              ? Transactions.generate(data.users(), params.seed())
              : Transactions.read(corpora.permitted("data.dataset", data.dataset()));
      Sides<Transactions> sides = users.split(data.validationFraction());
      TransactionCoding coding = TransactionCoding.fit(sides.training());
      int context = params.model().context();
      Transactions held = sides.validation();
      return new Data(
          users,
          held,
          coding,
          coding.encode(sides.training(), context),
          HeldOut.of(
              coding.encode(held, context),
              held.origins(),
              params.evaluation().users(),
              params.training().batch(),
              PredictionFile.SplitBy.RANDOM));
    }

    Map<String, String> tags() {
      Map<String, String> tags = new TreeMap<>();
      tags.put("dataset", users.name());
      tags.put("dataset.users", String.valueOf(users.users().size()));
      tags.put("dataset.training_users", String.valueOf(training.count()));
      double bayes = held.bayesAuc();
      if (!Double.isNaN(bayes)) { // known of synthetic users alone
        tags.put("dataset.bayes_auroc", "%.4f".formatted(bayes));
      }
      return tags;
    }
  }

  /** Trains one model after the other and keeps what each predicts. */
  private static final class Comparison {
    private final FusionParams params;
    private final Data data;
    private final GptConfig config;
    private final Execution execution;
    private final Resources resources;
    private final Path folder;
    private final RunRecorder run;
    private final SequencedMap<String, Classification> predicted = new LinkedHashMap<>();
    private Path sequence;

    Comparison(
        FusionParams params,
        Data data,
        GptConfig config,
        Execution execution,
        Resources resources,
        Path folder,
        RunRecorder run) {
      this.params = params;
      this.data = data;
      this.config = config;
      this.execution = execution;
      this.resources = resources;
      this.folder = folder;
      this.run = run;
      this.sequence = folder;
    }

    Ending train(String name, int index, Supplier<Wish> wish)
        throws IOException, InterruptedException {
      var recorder = new PartRecorder(run, name, index, params.models().size());
      try (FusionModel model = model(name)) {
        var work =
            new Training.Work<>(
                model,
                params.plan(),
                data.training.batches(params.training().batch(), params.seed()),
                new Validation<>(data.validation.batches(), FusionBatch::sequences),
                params.training().keepLast(),
                to -> {});
        var examiner = new ClassExaminer<>(recorder, model, data.validation);
        Path own = folder.resolve(name);
        var training = new Training<>(work, resources.working(work(name)), own, recorder, examiner);
        Ending ending = training.run(wish);
        if (ending == Ending.DONE) {
          predicted.put(name, examiner.keep(CLASSES, own));
          if (name.equals("sequence")) {
            sequence = training.lastCheckpoint();
          }
        }
        return ending;
      }
    }

    /** How much of the transformer's work a step does. */
    private static double work(String name) {
      return switch (name) {
        case "tabular" -> 0;
        case "late" -> 1 / 3.0; // forward only
        default -> 1;
      };
    }

    private FusionModel model(String name) throws IOException {
      var gpt = new Gpt(config, execution, new SplittableRandom(params.seed()));
      if (name.equals("late")) {
        Checkpoints.restoreWeights(sequence, gpt.parameters());
        gpt.parameters().freeze(parameter -> true);
      }
      FusionParams.Head head = params.head();
      var shapes =
          new FusionModel.Shapes(
              data.coding.features().size(),
              CLASSES.size(),
              head.frequencies(),
              head.embedding(),
              head.crossLayers());
      Inputs inputs =
          switch (name) {
            case "tabular" -> Inputs.NUMBERS;
            case "sequence" -> Inputs.SEQUENCE;
            default -> Inputs.BOTH;
          };
      return new FusionModel(gpt, inputs, shapes);
    }

    /** Each with its interval, and joint fusion against the others. */
    void conclude() throws InterruptedException {
      Map<String, String> tags = new TreeMap<>();
      int resamples = params.evaluation().resamples();
      predicted.forEach(
          (name, rows) ->
              tags.put(
                  name + ".auroc",
                  text(rows.ranking().auroc(resamples, new SplittableRandom(params.seed())))));
      if (predicted.get("joint") instanceof Classification joint) {
        predicted.forEach(
            (name, rows) -> {
              if (!name.equals("joint")) {
                Ranking.Interval above =
                    joint
                        .ranking()
                        .aurocAbove(rows.ranking(), resamples, new SplittableRandom(params.seed()));
                tags.put("joint.auroc_above_" + name, text(above));
              }
            });
      }
      run.tags(tags);
    }

    private static String text(Ranking.Interval interval) {
      return "%.4f [%.4f, %.4f]".formatted(interval.value(), interval.low(), interval.high());
    }
  }
}
