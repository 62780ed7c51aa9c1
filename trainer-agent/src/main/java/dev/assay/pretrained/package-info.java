/**
 * Models as the Hugging Face Hub holds them: their names, layouts and configs. May use {@code
 * model}, {@code safetensors}.
 */
@NullMarked
package dev.assay.pretrained;

import org.jspecify.annotations.NullMarked;
