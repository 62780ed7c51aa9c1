package dev.assay.evaluations;

import dev.assay.evaluation.Costs;
import dev.assay.evaluation.MultipleTests;
import dev.assay.evaluation.RowLoss;
import dev.assay.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What is asked of an evaluation over HTTP; what is no finite number is null. */
@RestController
@RequestMapping("/api/v1/evaluations/{id}")
class AnalysisController {
  private static final String DURATION = "as 7d, 12h or P7D";

  private final Analyses analyses;

  AnalysisController(Analyses analyses) {
    this.analyses = analyses;
  }

  @Operation(summary = "A reliability diagram: binned, smooth and CORP, with bands")
  @GetMapping("/diagram")
  ObjectNode diagram(
      @PathVariable EvaluationId id,
      @Parameter(description = "2 to 200") @RequestParam(defaultValue = "15") int bins,
      @RequestParam(defaultValue = "false") boolean equalMass,
      @Parameter(
              description =
                  "one against the rest; the positive one, or the top label, when left out")
          @RequestParam(name = "class", required = false)
          @Nullable String ofClass,
      @RequestParam @Nullable Instant from,
      @RequestParam @Nullable Instant until) {
    return EvaluationJson.tree(
        analyses.diagram(id, new DiagramRequest(bins, equalMass, ofClass, from, until)));
  }

  @Operation(summary = "What decisions at thresholds get right and cost")
  @GetMapping("/thresholds")
  ObjectNode thresholds(
      @PathVariable EvaluationId id,
      @RequestParam(name = "class", required = false) @Nullable String ofClass,
      @Parameter(description = "0 to 1; 0.05 to 0.95 when left out") @RequestParam(required = false)
          @Nullable List<Double> threshold,
      @Parameter(description = "cost of a false positive") @RequestParam(defaultValue = "1")
          double falsePositive,
      @Parameter(description = "cost of a false negative") @RequestParam(defaultValue = "1")
          double falseNegative) {
    return EvaluationJson.tree(
        analyses.thresholds(
            id, ofClass, orNone(threshold), new Costs(falsePositive, falseNegative)));
  }

  @Operation(summary = "Metrics by window of time")
  @GetMapping("/windows")
  ObjectNode windows(
      @PathVariable EvaluationId id,
      @Parameter(description = DURATION + "; a length that gives 10 to 20 windows when left out")
          @RequestParam(required = false)
          @Nullable String length,
      @Parameter(description = "keys; a few when left out") @RequestParam(required = false)
          @Nullable List<String> metric) {
    return EvaluationJson.tree(
        analyses.windows(id, length == null ? null : duration("length", length), orNone(metric)));
  }

  @Operation(summary = "Metrics before a date, up to a second one, and from then on")
  @GetMapping("/periods")
  ObjectNode periods(
      @PathVariable EvaluationId id,
      @RequestParam Instant validationFrom,
      @RequestParam Instant testFrom,
      @Parameter(description = DURATION + "; rows after each date that are left out")
          @RequestParam(defaultValue = "0s")
          String gap,
      @Parameter(description = "keys; a few when left out") @RequestParam(required = false)
          @Nullable List<String> metric) {
    return EvaluationJson.tree(
        analyses.periods(id, validationFrom, testFrom, duration("gap", gap), orNone(metric)));
  }

  @Operation(summary = "Maps fitted to earlier rows, judged on later ones, again and again")
  @GetMapping("/walk-forward")
  ObjectNode walkForward(
      @PathVariable EvaluationId id,
      @Parameter(description = "whether all earlier rows are fitted to, or those of `train`")
          @RequestParam(defaultValue = "true")
          boolean expanding,
      @Parameter(description = DURATION) @RequestParam String train,
      @RequestParam(defaultValue = "0s") String gap,
      @RequestParam String test,
      @Parameter(description = "the length of `test` when left out") @RequestParam(required = false)
          @Nullable String step) {
    return EvaluationJson.tree(
        analyses.walkForward(
            id,
            expanding,
            duration("train", train),
            duration("gap", gap),
            duration("test", test),
            duration("step", step == null ? test : step)));
  }

  @Operation(summary = "The slices where the model is worst")
  @GetMapping("/slices")
  ObjectNode slices(
      @PathVariable EvaluationId id,
      @Parameter(description = "one to three columns") @RequestParam List<String> by,
      @Parameter(description = "error, brier, log_loss or bias")
          @RequestParam(defaultValue = "log_loss")
          String loss,
      @Parameter(description = "holm or benjamini_hochberg") @RequestParam(defaultValue = "holm")
          String correction) {
    return EvaluationJson.tree(
        analyses.slices(
            id,
            by,
            word("loss", loss, RowLoss.values()),
            word("correction", correction, MultipleTests.values())));
  }

  @Operation(summary = "The difference to another evaluation of the same rows")
  @GetMapping("/comparison")
  ObjectNode compare(@PathVariable EvaluationId id, @RequestParam EvaluationId with) {
    return EvaluationJson.tree(analyses.compare(id, with));
  }

  private static <T> List<T> orNone(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }

  private static Duration duration(String field, String text) {
    try {
      return DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Problem.Invalid(field, text, "it is " + DURATION);
    }
  }

  private static <E extends Enum<E>> E word(String field, String text, E[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem.Invalid(
                    field,
                    text,
                    "it is one of " + Arrays.toString(values).toLowerCase(Locale.ROOT)));
  }
}
