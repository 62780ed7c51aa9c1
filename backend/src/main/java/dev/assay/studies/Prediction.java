package dev.assay.studies;

import dev.assay.scaling.Interval;

/**
 * What the law says of a size.
 *
 * @param flops 6 N D
 * @param law mean of many runs, nats
 * @param run one run, nats
 * @param paramsBeyond N by the largest that was run: above 1 it is extrapolated
 * @param tokensBeyond likewise of D
 * @param reach the same in words
 */
public record Prediction(
    double params,
    double tokens,
    double flops,
    Interval law,
    Interval run,
    double paramsBeyond,
    double tokensBeyond,
    String reach) {}
