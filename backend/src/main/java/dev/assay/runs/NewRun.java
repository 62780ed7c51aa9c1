package dev.assay.runs;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new run is.
 *
 * @param name null for one made from its id
 * @param parent the run that it is a part of
 * @param group what it is compared under
 * @param startedAt null for now
 * @param beats whether its program sends heartbeats: without them it is not lost for a long time
 * @param importedFrom where it was recorded first; a server has one run for each such place
 */
public record NewRun(
    @Nullable String name,
    Params params,
    Map<String, String> tags,
    @Nullable RunId parent,
    @Nullable String group,
    Provenance provenance,
    @Nullable Instant startedAt,
    boolean beats,
    @Nullable String importedFrom) {
  public NewRun(@Nullable String name, Params params, Map<String, String> tags) {
    this(name, params, tags, null, null, Provenance.UNKNOWN, null, true, null);
  }

  public static NewRun named(@Nullable String name) {
    return new NewRun(name, Params.empty(), Map.of());
  }

  public NewRun under(@Nullable RunId parentRun) {
    return new NewRun(
        name, params, tags, parentRun, group, provenance, startedAt, beats, importedFrom);
  }

  public NewRun inGroup(@Nullable String groupName) {
    return new NewRun(
        name, params, tags, parent, groupName, provenance, startedAt, beats, importedFrom);
  }

  public NewRun from(Provenance source) {
    return new NewRun(name, params, tags, parent, group, source, startedAt, beats, importedFrom);
  }

  /** Of a program that sends no heartbeats. */
  public NewRun silent(@Nullable Instant started) {
    return new NewRun(name, params, tags, parent, group, provenance, started, false, importedFrom);
  }

  public NewRun imported(@Nullable String from) {
    return new NewRun(name, params, tags, parent, group, provenance, startedAt, beats, from);
  }
}
