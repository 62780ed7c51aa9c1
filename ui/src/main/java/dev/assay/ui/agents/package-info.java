/** The agents and the queue of their work. Uses jobs, runs, team, problem. */
@NullMarked
package dev.assay.ui.agents;

import org.jspecify.annotations.NullMarked;
