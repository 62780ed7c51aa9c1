package dev.assay.ui.compare;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.importance.ImportanceTask;
import dev.assay.importance.Importances;
import dev.assay.importance.Target;
import dev.assay.paging.PageRequest;
import dev.assay.query.Filter;
import dev.assay.query.ParsedFilter;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.query.Source;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Provenance;
import dev.assay.runs.Provenances;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Shelf;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.ui.compare.ComparedRow.Kind;
import dev.assay.ui.text.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.StringNode;

/**
 * Everything that a comparison needs of the features behind it. What is compared is kept here for a
 * while, once for all who look at it, rather than with each session: 100 runs of 5,000 metrics are
 * half a million values.
 */
@Component
class CompareReader {
  private static final int MOST_CACHED_VALUES = 2_000_000;
  private static final Duration KEPT = Duration.ofSeconds(30);
  private static final int DIGITS_OF_DIGEST = 8;

  private record Question(String what, List<RunId> runs) {}

  private final Runs runs;
  private final Experiments experiments;
  private final RunSearch search;
  private final Series series;
  private final Provenances provenances;
  private final Importances importances;
  private final Cache<Question, List<ComparedRow>> tables =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CACHED_VALUES)
          .weigher(
              (Question asked, List<ComparedRow> rows) ->
                  1 + rows.stream().mapToInt(ComparedRow::weight).sum())
          .expireAfterWrite(KEPT)
          .build();

  CompareReader(
      Runs runs,
      Experiments experiments,
      RunSearch search,
      Series series,
      Provenances provenances,
      Importances importances) {
    this.runs = runs;
    this.experiments = experiments;
    this.search = search;
    this.series = series;
    this.provenances = provenances;
    this.importances = importances;
  }

  /** Those of some ids that there are, deleted ones too, in the order of the ids. */
  List<Run> runs(List<RunId> ids) {
    return runs.all(ids);
  }

  List<Experiment> experiments(List<ExperimentId> ids) {
    return experiments.all(ids);
  }

  /** The newest runs with a text in their names. */
  List<Run> named(String part, int most) {
    Source source = new Source("name", part);
    Filter filter =
        part.isBlank() || part.indexOf('\0') >= 0
            ? Filter.EVERYTHING
            : Filter.nameContains(part.strip());
    RunQuery query =
        new RunQuery(List.of(), Set.of(Shelf.ACTIVE), new ParsedFilter(source, filter), List.of());
    return search.search(query, PageRequest.first(most)).items();
  }

  /** Params by address, then metrics by name, with their last values. */
  List<ComparedRow> config(List<RunId> ids) {
    return tables.get(new Question("config", ids), asked -> readConfig(ids));
  }

  private List<ComparedRow> readConfig(List<RunId> ids) {
    Map<String, @Nullable JsonNode[]> params = new TreeMap<>();
    Map<RunId, Integer> place = places(ids);
    for (Run run : runs.all(ids)) {
      run.params()
          .values()
          .forEach((param, value) -> put(params, param, place.get(run.id()), ids.size(), value));
    }
    Map<String, @Nullable JsonNode[]> metrics = new TreeMap<>();
    series
        .metrics(ids)
        .forEach(
            (run, ofRun) ->
                ofRun.forEach(
                    m ->
                        put(
                            metrics,
                            m.name(),
                            place.get(run),
                            ids.size(),
                            DoubleNode.valueOf(m.lastValue()))));
    return Stream.concat(rows(Kind.PARAM, params), rows(Kind.METRIC, metrics)).toList();
  }

  private static Map<RunId, Integer> places(List<RunId> ids) {
    Map<RunId, Integer> places = new HashMap<>();
    ids.forEach(id -> places.put(id, places.size()));
    return places;
  }

  private static void put(
      Map<String, @Nullable JsonNode[]> rows,
      String name,
      @Nullable Integer run,
      int runs,
      JsonNode value) {
    rows.computeIfAbsent(name, n -> new @Nullable JsonNode[runs])[Objects.requireNonNull(run)] =
        value;
  }

  private static Stream<ComparedRow> rows(Kind kind, Map<String, @Nullable JsonNode[]> rows) {
    return rows.entrySet().stream()
        .map(row -> new ComparedRow(kind, row.getKey(), Arrays.asList(row.getValue())));
  }

  /** With which code, by which command. */
  List<ComparedRow> code(List<RunId> ids) {
    return tables.get(new Question("code", ids), asked -> readCode(ids));
  }

  private List<ComparedRow> readCode(List<RunId> ids) {
    Map<RunId, Provenances.Brief> known = provenances.brief(ids);
    Map<String, @Nullable JsonNode[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      Provenances.Brief brief = known.get(ids.get(i));
      Provenance all = brief == null ? Provenance.UNKNOWN : brief.provenance();
      Provenance.Code code = all.code();
      Boolean dirty = code.dirty();
      fact(rows, CodeTab.REPOSITORY, i, ids.size(), code.repository());
      fact(rows, "Branch", i, ids.size(), code.branch());
      fact(rows, CodeTab.COMMIT, i, ids.size(), code.commit());
      fact(rows, "Changed since", i, ids.size(), dirty == null ? null : dirty ? "Yes" : "No");
      fact(rows, "Diff from it", i, ids.size(), brief == null ? null : diff(brief.diff()));
      fact(rows, "Entry point", i, ids.size(), code.entryPoint());
      String command = String.join(" ", all.command());
      fact(rows, "Command", i, ids.size(), command.isEmpty() ? null : command);
    }
    return rows(Kind.FACT, rows).toList();
  }

  private static @Nullable String diff(Provenances.Brief.@Nullable Diff diff) {
    return diff == null
        ? null
        : Numbers.bytes(diff.bytes()) + ", " + diff.digest().substring(0, DIGITS_OF_DIGEST);
  }

  private static void fact(
      Map<String, @Nullable JsonNode[]> rows,
      String name,
      int run,
      int runs,
      @Nullable String text) {
    @Nullable JsonNode[] row = rows.computeIfAbsent(name, n -> new @Nullable JsonNode[runs]);
    row[run] = text == null ? null : StringNode.valueOf(text);
  }

  /** Where, with which machine and libraries. */
  List<ComparedRow> environment(List<RunId> ids) {
    return tables.get(new Question("environment", ids), asked -> readEnvironment(ids));
  }

  private List<ComparedRow> readEnvironment(List<RunId> ids) {
    Map<String, @Nullable JsonNode[]> rows = new TreeMap<>();
    Map<RunId, Integer> place = places(ids);
    provenances
        .brief(ids)
        .forEach(
            (run, brief) -> {
              Integer at = place.get(run);
              String host = brief.provenance().host();
              if (host != null) {
                put(rows, "host", at, ids.size(), StringNode.valueOf(host));
              }
              FlatEnvironment.of(brief.provenance().environment())
                  .forEach((name, value) -> put(rows, name, at, ids.size(), value));
            });
    return rows(Kind.FACT, rows).toList();
  }

  Provenance provenance(RunId run) {
    return provenances.of(run);
  }

  Map<RunId, Map<String, MetricSummary>> latest(List<RunId> ids, Collection<String> metrics) {
    return series.latest(ids, metrics);
  }

  /** How long each run has been running, or ran; those that have not begun are left out. */
  Map<RunId, Double> seconds(List<RunId> ids, Instant now) {
    Map<RunId, Double> seconds = new HashMap<>();
    runs.all(ids)
        .forEach(
            run -> run.duration(now).ifPresent(d -> seconds.put(run.id(), d.toMillis() / 1000.0)));
    return seconds;
  }

  /** Names of the params and metrics of these runs, of one kind. */
  List<String> names(List<RunId> ids, Kind kind) {
    List<String> names = new ArrayList<>();
    config(ids).stream().filter(row -> row.kind() == kind).forEach(row -> names.add(row.name()));
    return names;
  }

  ImportanceTask importance(List<RunId> ids, Target target) {
    return importances.start(ids, target);
  }

  /** Of all runs of some experiments that a filter in the search language accepts. */
  ImportanceTask importance(List<ExperimentId> of, String filter, Target target) {
    return importances.start(RunQuery.parse(of, Set.of(Shelf.ACTIVE), filter, List.of()), target);
  }
}
