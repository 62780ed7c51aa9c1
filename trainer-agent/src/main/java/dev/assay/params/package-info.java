/**
 * Params as annotated records: their JSON schema, and reading them with all errors at once. Uses
 * the JDK and Jackson only.
 */
@NullMarked
package dev.assay.params;

import org.jspecify.annotations.NullMarked;
