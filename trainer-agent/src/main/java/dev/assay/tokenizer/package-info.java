/** Text to token ids and back. Uses nothing else of ours. */
@NullMarked
package dev.assay.tokenizer;

import org.jspecify.annotations.NullMarked;
