/**
 * The benchmark of the metric store, {@code ./assay bench store}: the store and MLflow's tables
 * take turns on one PostgreSQL.
 */
@NullMarked
package dev.assay.benchmark;

import org.jspecify.annotations.NullMarked;
