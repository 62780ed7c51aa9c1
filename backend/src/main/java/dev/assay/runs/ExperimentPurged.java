package dev.assay.runs;

/** An experiment is gone for good. */
public record ExperimentPurged(ExperimentId experiment) {}
