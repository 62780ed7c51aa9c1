package dev.assay.runs;

import java.time.Instant;

/** Text that a model wrote at a step of its training. */
public record Sample(long step, String prompt, String text, Instant at) {}
