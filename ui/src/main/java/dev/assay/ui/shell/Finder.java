package dev.assay.ui.shell;

import dev.assay.datasets.Datasets;
import dev.assay.models.RegisteredModel;
import dev.assay.models.RegisteredModels;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.Filter;
import dev.assay.query.ParsedFilter;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.query.Source;
import dev.assay.runs.Experiment;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.ExperimentSummary;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.runs.Shelf;
import dev.assay.studies.Studies;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.charts.RunColor;
import dev.assay.ui.parts.ExperimentLink;
import dev.assay.ui.parts.ModelLink;
import dev.assay.ui.parts.RunLink;
import dev.assay.ui.parts.StudyLink;
import dev.assay.ui.parts.SweepLink;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Sentences;
import dev.assay.ui.text.StatusName;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds experiments, runs, models, data sets, sweeps and scaling studies by a part of their name or
 * by their id, and runs in the search language.
 */
@Component
class Finder {
  static final int MOST_OF_A_KIND = 20;

  private static final int MOST_WORDS = 6;
  private static final PageRequest SOME = PageRequest.first(MOST_OF_A_KIND);
  private static final PageRequest FEW = PageRequest.first(5);
  private static final int LONGEST_TEXT = 500;
  private static final Pattern ID =
      Pattern.compile("([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern LIKE_A_CONDITION = Pattern.compile(".*[=<>!].*", Pattern.DOTALL);

  private final Experiments experiments;
  private final Runs runs;
  private final RunSearch search;
  private final RegisteredModels models;
  private final Datasets datasets;
  private final Sweeps sweeps;
  private final Studies studies;

  Finder(
      Experiments experiments,
      Runs runs,
      RunSearch search,
      RegisteredModels models,
      Datasets datasets,
      Sweeps sweeps,
      Studies studies) {
    this.experiments = experiments;
    this.runs = runs;
    this.search = search;
    this.models = models;
    this.datasets = datasets;
    this.sweeps = sweeps;
    this.studies = studies;
  }

  /**
   * Something that was found.
   *
   * @param detail what tells it from others of its name
   * @param color of its mark, for styles; null when it has none
   * @param status in words; null when it has none
   */
  record Item(
      String name,
      String path,
      String detail,
      @Nullable String color,
      @Nullable String status,
      @Nullable String statusClass) {}

  /** Things of a kind, {@value #MOST_OF_A_KIND} at most. */
  record Group(String title, List<Item> items) {}

  /**
   * What was found.
   *
   * @param note what is wrong with the text, or empty
   */
  record Found(List<Group> groups, String note) {}

  Found find(String typed) {
    String text =
        typed.substring(0, Math.min(typed.length(), LONGEST_TEXT)).replace("\0", "").strip();
    if (text.isEmpty()) {
      return new Found(List.of(runningNow(), experiments("Latest experiments", "", FEW)), "");
    }
    Optional<Run> byId = byId(text);
    if (byId.isPresent()) {
      return new Found(List.of(new Group("Runs", items(List.of(byId.get())))), "");
    }
    try {
      Optional<ParsedFilter> condition = condition(text);
      if (condition.isPresent()) {
        return new Found(List.of(new Group("Runs that match", items(where(condition.get())))), "");
      }
    } catch (Problem.Invalid e) {
      if (LIKE_A_CONDITION.matcher(text).matches()) {
        return new Found(named(text), Sentences.of(e));
      }
    }
    return new Found(named(text), "");
  }

  private List<Group> named(String text) {
    Group found = experiments("Experiments", text, SOME);
    Optional<Item> numbered = experimentNumbered(text).filter(e -> !found.items().contains(e));
    List<Item> all = Stream.concat(numbered.stream(), found.items().stream()).toList();
    return List.of(
        new Group("Experiments", all.stream().limit(MOST_OF_A_KIND).toList()),
        new Group("Runs", items(runsNamed(text))),
        new Group("Models", modelsNamed(text)),
        new Group(
            "Data sets",
            named(datasets.named(text, MOST_OF_A_KIND), id -> "datasets/" + id, "Data set")),
        new Group("Sweeps", named(sweeps.named(text, MOST_OF_A_KIND), SweepLink::path, "Sweep")),
        new Group(
            "Scaling studies",
            named(
                studies.named(text, MOST_OF_A_KIND),
                id -> StudyLink.path(id, null),
                "Scaling study")));
  }

  private Optional<Run> byId(String text) {
    var id = ID.matcher(text.toLowerCase(Locale.ROOT));
    if (!id.matches()) {
      return Optional.empty();
    }
    // MLflow writes ids without dashes
    return runs.all(List.of(RunId.of(id.replaceAll("$1-$2-$3-$4-$5")))).stream()
        .filter(run -> run.deletedAt() == null)
        .findFirst();
  }

  /** Empty when the text is none of the search language, but perhaps a name. */
  private static Optional<ParsedFilter> condition(String text) {
    ParsedFilter parsed = ParsedFilter.parse(new Source("Search", text));
    return Optional.of(parsed).filter(p -> !p.filter().equals(Filter.EVERYTHING));
  }

  private List<Run> where(ParsedFilter filter) {
    return search
        .search(new RunQuery(List.of(), Set.of(Shelf.ACTIVE), filter, List.of()), SOME)
        .items();
  }

  /** Those whose name contains all words. */
  private List<Run> runsNamed(String text) {
    List<Filter> words =
        Stream.of(text.split("\\s+")).limit(MOST_WORDS).map(Filter::nameContains).toList();
    return where(new ParsedFilter(new Source("Search", text), new Filter.And(words)));
  }

  private Group runningNow() {
    return new Group("Running now", items(runs.list(EnumSet.of(RunStatus.RUNNING), FEW).items()));
  }

  private Group experiments(String title, String text, PageRequest request) {
    return new Group(
        title, experiments.list(request, text).items().stream().map(Finder::item).toList());
  }

  private static Item item(ExperimentSummary summary) {
    String detail =
        summary.running() > 0
            ? Numbers.count(summary.runs(), "run") + ", " + summary.running() + " running"
            : Numbers.count(summary.runs(), "run");
    return experiment(summary.experiment(), detail);
  }

  private static Item experiment(Experiment experiment, String detail) {
    return new Item(
        experiment.name(), ExperimentLink.path(experiment.id()), detail, null, null, null);
  }

  private Optional<Item> experimentNumbered(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    return experiments.all(List.of(ExperimentId.of(text))).stream()
        .filter(e -> e.deletedAt() == null)
        .findFirst()
        .map(e -> experiment(e, "Number " + text));
  }

  private List<Item> items(List<Run> found) {
    List<ExperimentId> ids = found.stream().map(Run::experimentId).distinct().toList();
    Map<ExperimentId, Experiment> of =
        ids.isEmpty()
            ? Map.of()
            : experiments.all(ids).stream()
                .collect(Collectors.toMap(Experiment::id, Function.identity()));
    return found.stream()
        .map(
            run ->
                new Item(
                    run.name(),
                    RunLink.path(run.id()),
                    of.containsKey(run.experimentId()) ? of.get(run.experimentId()).name() : "",
                    RunColor.css(run.id()),
                    StatusName.of(run.status()),
                    StatusName.styleClass(run.status())))
        .toList();
  }

  private List<Item> modelsNamed(String text) {
    return models.list(text, SOME).items().stream().map(Finder::item).toList();
  }

  private static Item item(RegisteredModel model) {
    return new Item(model.name(), ModelLink.path(model.name()), "Model", null, null, null);
  }

  private static <I> List<Item> named(
      Map<I, String> names, Function<I, String> path, String detail) {
    return names.entrySet().stream()
        .map(e -> new Item(e.getValue(), path.apply(e.getKey()), detail, null, null, null))
        .toList();
  }
}
