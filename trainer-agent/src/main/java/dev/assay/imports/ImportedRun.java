package dev.assay.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run where it comes from.
 *
 * @param name null or blank for one made by the server; one that is too long is cut
 * @param origin tells it from all others, whatever way it is reached
 * @param parent the origin of the run that it is a part of
 * @param provenance as the REST API has it
 * @param startedAt null when unknown
 */
record ImportedRun(
    String experiment,
    @Nullable String name,
    String origin,
    @Nullable String parent,
    @Nullable ObjectNode provenance,
    @Nullable Instant startedAt,
    boolean deleted) {

  private static final int LONGEST_NAME = 250;

  ImportedRun {
    if (name != null) {
      String text = name.replace('\0', '\uFFFD').strip();
      name = text.isEmpty() ? null : text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }
  }

  /** A run of which not more is known. */
  static ImportedRun of(String experiment, String name, String origin, @Nullable Instant started) {
    return new ImportedRun(experiment, name, origin, null, null, started, false);
  }

  /** For people. */
  String label() {
    return name == null ? origin : name;
  }
}
