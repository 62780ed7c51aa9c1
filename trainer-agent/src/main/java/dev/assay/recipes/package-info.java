/**
 * What a job does, from its params to its recorded results. May use everything but {@code agent}.
 */
@NullMarked
package dev.assay.recipes;

import org.jspecify.annotations.NullMarked;
