/**
 * Text to token ids and back: bytes, characters, and byte pairs as of GPT-2, which are trained here
 * too. Uses nothing else of ours.
 */
@NullMarked
package dev.assay.tokenizer;

import org.jspecify.annotations.NullMarked;
