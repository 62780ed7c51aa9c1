package dev.assay.recipes;

import dev.assay.corpus.WordNetGlosses;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.params.Params;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The params of {@link Evaluate}. */
public record EvaluateParams(
    @Param(value = "Must be given: " + BaseModel.DESCRIPTION + ".", notEmpty = true)
        @Nullable String model,
    @Param(
            value =
                "wordnet-glosses, or the path of a text, JSONL or CSV file or a folder on the"
                    + " agent's machine.",
            notEmpty = true)
        String corpus,
    @Param("By document, at random, or by time: the newest documents validate.")
        DataParams.SplitBy split,
    @Param(value = "Share of the documents to evaluate on.", above = 0, below = 1)
        double validationFraction,
    @Param(value = "Sequences of the corpus to evaluate on; 0 leaves it out.", min = 0) int windows,
    @Param(
            value =
                "Path of a JSONL file of questions with choices and an answer on the agent's"
                    + " machine; null for none.",
            notEmpty = true)
        @Nullable String choices,
    @Param(
            value = "Predictions of next tokens that are kept, drawn from all; 0 keeps none.",
            min = 0,
            max = 10_000_000)
        int predictions,
    @Param("Of what is drawn.") int seed,
    @Param(value = "Sequences at a time.", min = 1) int batch,
    @Param(
            value = "What computes; auto is CUDA where there is any, else the CPU.",
            choices = {"auto", "cpu", "cuda"})
        String device,
    @Param("Numbers that matrices are multiplied in.") Execution.Precision precision)
    implements Checked {

  public static final EvaluateParams DEFAULTS =
      new EvaluateParams(
          null,
          WordNetGlosses.NAME,
          DataParams.SplitBy.DOCUMENT,
          0.02,
          1000,
          null,
          20_000,
          7,
          16,
          "auto",
          Execution.Precision.F32);

  public static final Params<EvaluateParams> PARAMS =
      Params.of(
          DEFAULTS,
          "Measures a language model on a corpus (loss, bits per byte, calibration) and on"
              + " questions with choices.");

  @Override
  public void check(Findings findings) {
    findings.require(
        windows > 0 || choices != null, "windows", windows, "must be at least 1 without choices");
  }

  static EvaluateParams parse(ObjectNode given) {
    return PARAMS.parse(given);
  }

  Execution execution() {
    return new Execution(ComputeDevice.select(device), precision, false);
  }
}
