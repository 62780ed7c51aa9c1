/** Text from a trained model. May use {@code model}, {@code tokenizer}. */
@NullMarked
package dev.assay.generation;

import org.jspecify.annotations.NullMarked;
