package dev.assay.recipes;

import dev.assay.corpus.LabelledTexts;
import dev.assay.corpus.Origin;
import dev.assay.corpus.Sides;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import dev.assay.training.TrainingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link FinetuneClassify}. */
public record ClassifyParams(
    @Param(value = "scratch (an untrained model), " + BaseModel.DESCRIPTION + ".", notEmpty = true)
        String base,
    @Param("Shape of a model from scratch, with bytes as tokens.") ModelParams model,
    @Param("What is learned.") LabelledData data,
    @Param("Which parameters change.") TuneParams tune,
    @Param("How gradients move parameters.") OptimizerParams optimizer,
    @Param("How long and where to train, and what is kept.") TrainingParams training,
    @Param("What is measured.") Examined evaluation,
    @Param("Of new weights, the order of the examples and dropout.") int seed)
    implements Checked {

  static final String WORDNET = "wordnet-classes";

  public static final ClassifyParams DEFAULTS =
      new ClassifyParams(
          BaseModel.SCRATCH,
          ModelParams.gpt2(4, 4, 128, 128),
          new LabelledData(
              WORDNET, "text", "label", null, List.of(), DataParams.SplitBy.DOCUMENT, 0.05),
          TuneParams.FULL,
          OptimizerParams.adamW(1e-3, 1e-5, 50, 0.99),
          TrainingParams.of(600, 32, 300),
          new Examined(200, 1000),
          7);

  public static final Params<ClassifyParams> PARAMS =
      Params.of(DEFAULTS, "Teaches a GPT to tell which class a text is of.");

  /** Texts with classes. */
  public record LabelledData(
      @Param(
              value =
                  "wordnet-classes (definitions, in 45 classes), or the path of a CSV, JSONL or"
                      + " JSON file on the agent's machine.",
              notEmpty = true)
          String dataset,
      @Param(value = "Field, or column, of the text.", notEmpty = true) String textField,
      @Param(value = "Field, or column, of the class.", notEmpty = true) String labelField,
      @Param(
              value =
                  "Field, or column, of when an example was: ISO-8601 or seconds since 1970; null"
                      + " for none.",
              notEmpty = true)
          @Nullable String timeField,
      @Param("Fields, or columns, of groups of examples, to see how each is predicted.")
          List<String> groupFields,
      @Param("By document: its text, at random; or by time: the newest examples validate.")
          DataParams.SplitBy split,
      @Param(value = "Share of the texts that is not trained on.", above = 0, below = 1)
          double validationFraction)
      implements Checked {

    @Override
    public void check(Findings findings) {
      boolean isFile = !dataset.equals(WORDNET);
      if (timeField != null) {
        findings.require(isFile, "timeField", timeField, "must be null: WordNet has no times");
      }
      findings.require(
          isFile || groupFields.isEmpty(),
          "groupFields",
          groupFields,
          "must be empty: WordNet has no groups");
      findings.require(
          groupFields.stream().allMatch(Origin::isFree),
          "groupFields",
          groupFields,
          "must not have a name that rows of predictions have already, such as label");
      findings.require(
          split != DataParams.SplitBy.TIME || timeField != null,
          "split",
          "time",
          "must be document without a timeField");
    }

    LabelledTexts.Fields fields() {
      return new LabelledTexts.Fields(textField, labelField, timeField, groupFields);
    }

    Sides<LabelledTexts> split(LabelledTexts texts) {
      return switch (split) {
        case DOCUMENT -> texts.split(validationFraction);
        case TIME -> texts.splitByTime(validationFraction);
      };
    }
  }

  /** How often, and on how much. */
  public record Examined(
      @Param(value = "Steps between evaluations.", min = 1) int every,
      @Param(value = "Examples to evaluate on.", min = 1) int examples) {}

  @Override
  public void check(Findings findings) {
    training.checkWarmUp(findings, optimizer);
    training.checkOneDevice(findings);
    findings.attempt(this::plan);
  }

  static ClassifyParams parse(ObjectNode given) {
    return PARAMS.parse(ModelParams.withPreset(given));
  }

  TrainingPlan plan() {
    return training.plan(optimizer, evaluation.every, seed);
  }
}
