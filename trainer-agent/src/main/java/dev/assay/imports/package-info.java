/**
 * Brings runs from elsewhere to a server: from MLflow, TensorBoard and CSV files. May use the
 * tracking client.
 */
@NullMarked
package dev.assay.imports;

import org.jspecify.annotations.NullMarked;
