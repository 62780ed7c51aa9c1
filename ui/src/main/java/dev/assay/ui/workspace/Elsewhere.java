package dev.assay.ui.workspace;

import dev.assay.query.Operand.Kind;
import dev.assay.runs.Provenance;
import dev.assay.runs.Provenances;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Attributes of runs that are not kept with them, read only when a column shows them. */
@Component
class Elsewhere {
  private static final Map<String, Function<Provenance, @Nullable String>> OF_PROVENANCE =
      Map.of(
          "repository", p -> p.code().repository(),
          "commit", p -> p.code().commit(),
          "branch", p -> p.code().branch(),
          "dirty", p -> p.code().dirty() == null ? null : p.code().dirty() ? "yes" : "no",
          "entry_point", p -> p.code().entryPoint(),
          "command", p -> p.command().isEmpty() ? null : String.join(" ", p.command()),
          "host", Provenance::host);

  private final Runs runs;
  private final Provenances provenances;

  Elsewhere(Runs runs, Provenances provenances) {
    this.runs = runs;
    this.provenances = provenances;
  }

  /** By the names of the attributes. */
  Map<RunId, Map<String, String>> of(List<Run> found, List<ColumnSpec> columns) {
    Set<String> wanted =
        columns.stream()
            .map(ColumnSpec::operand)
            .filter(o -> o.kind() == Kind.ATTRIBUTE)
            .map(o -> o.key())
            .collect(Collectors.toSet());
    Map<RunId, Map<String, String>> all = new HashMap<>();
    List<RunId> ids = found.stream().map(Run::id).toList();
    if (wanted.contains("notes")) {
      runs.notes(ids).forEach((run, notes) -> put(all, run, "notes", notes));
    }
    if (wanted.contains("parent") || wanted.contains("forked_from")) {
      names(all, found);
    }
    Set<String> ofCode = new HashSet<>(wanted);
    ofCode.retainAll(OF_PROVENANCE.keySet());
    if (!ofCode.isEmpty()) {
      provenances.of(ids).forEach((run, known) -> code(all, run, known, ofCode));
    }
    return all;
  }

  private static void code(
      Map<RunId, Map<String, String>> all, RunId run, Provenance known, Collection<String> names) {
    for (String name : names) {
      put(all, run, name, Objects.requireNonNull(OF_PROVENANCE.get(name)).apply(known));
    }
  }

  /** What other runs are called that a run came from. */
  private void names(Map<RunId, Map<String, String>> all, List<Run> found) {
    List<RunId> others =
        found.stream()
            .flatMap(run -> Stream.of(run.parent(), run.forkedFrom()))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    Map<RunId, String> names =
        runs.all(others).stream().collect(Collectors.toMap(Run::id, Run::name));
    for (Run run : found) {
      put(all, run.id(), "parent", run.parent() == null ? null : names.get(run.parent()));
      put(
          all,
          run.id(),
          "forked_from",
          run.forkedFrom() == null ? null : names.get(run.forkedFrom()));
    }
  }

  private static void put(
      Map<RunId, Map<String, String>> all, RunId run, String name, @Nullable String value) {
    if (value != null) {
      all.computeIfAbsent(run, _ -> new HashMap<>()).put(name, value);
    }
  }
}
