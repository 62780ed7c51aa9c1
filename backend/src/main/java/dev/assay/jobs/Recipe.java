package dev.assay.jobs;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What agents can do.
 *
 * @param schema JSON schema (2020-12) of its params, as the agent that is online and registered
 *     last has it
 * @param agents names of the first hundred agents that have it, in order
 */
public record Recipe(String name, ObjectNode schema, List<String> agents) {}
