package dev.assay.sweeps;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a sweep may take; it ends with what is reached first. Trials that run then are let to
 * their end.
 *
 * @param trials null for any number
 * @param time of all its runs together; null for any
 * @param flops floating-point operations of all its runs together; null for any
 */
public record Budget(@Nullable Integer trials, @Nullable Duration time, @Nullable Double flops) {}
