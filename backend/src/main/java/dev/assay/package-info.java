/** Assay's server; each package below is a feature with a small public face. */
@NullMarked
package dev.assay;

import org.jspecify.annotations.NullMarked;
