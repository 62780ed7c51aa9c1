/**
 * The client of an Assay server: records of the wire, requests with retries, buffered metrics. Uses
 * the JDK and Jackson only.
 */
@NullMarked
package dev.assay.tracking;

import org.jspecify.annotations.NullMarked;
