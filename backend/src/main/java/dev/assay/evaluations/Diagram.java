package dev.assay.evaluations;

import dev.assay.evaluation.Reliability;
import java.util.List;

/**
 * A reliability diagram: what happened by what was said.
 *
 * @param title of what it is: the positive class, "top label", a class
 * @param bins that are not empty, with Wilson's interval of the frequency
 * @param rows Σw
 * @param corpRows what {@code corp} is of: evenly drawn ones where there are more than a million
 */
public record Diagram(
    String title,
    List<Reliability.Bin> bins,
    Reliability.Smooth smooth,
    Reliability.CorpCurve corp,
    double ece,
    double rows,
    int corpRows) {}
