/** The file format of tensors that the Hugging Face Hub uses. Uses nothing else of ours. */
@NullMarked
package dev.assay.safetensors;

import org.jspecify.annotations.NullMarked;
