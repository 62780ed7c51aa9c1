package dev.assay.evaluations;

import dev.assay.evaluation.Costs;
import dev.assay.evaluation.Thresholds;
import java.util.List;

/**
 * What decisions at thresholds get right and cost, p ≥ t being a yes.
 *
 * @param rows at the thresholds that were asked for
 * @param cheapest threshold on these rows
 * @param byElkan the threshold that costs least if the probabilities are calibrated
 */
public record ThresholdTable(
    Costs costs, List<Thresholds.Row> rows, Thresholds.Row cheapest, Thresholds.Row byElkan) {}
