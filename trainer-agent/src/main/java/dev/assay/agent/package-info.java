/** The command line and the loop that takes jobs from a server. May use everything. */
@NullMarked
package dev.assay.agent;

import org.jspecify.annotations.NullMarked;
