package dev.assay.jobs;

import dev.assay.runs.RunId;

/** A job has ended. Told within the transaction that ends it. */
public record JobEnded(JobId job, RunId run, JobStatus status) {}
