package dev.assay.ui.run;

import dev.assay.artifacts.Artifact;
import dev.assay.series.MetricSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run measured on one split of its data, and what it predicted there. Recipes say so by the
 * names: metrics {@code val/accuracy} and files below {@code evaluations/validation} are of one
 * evaluation; where a run trains several models, those of a model begin with its name.
 *
 * @param model of several in one run; empty for the only one
 * @param split of the data: {@code validation}
 */
record RecordedSplit(
    String model, String split, List<MetricSummary> metrics, List<Artifact> files) {
  /** The folder that files of predictions are in. */
  static final String FOLDER = "evaluations";

  private static final Pattern METRIC =
      Pattern.compile(
          "(?:(?<model>.+)/)?(?<split>val|valid|validation|test|eval|holdout)/(?<name>.+)");
  private static final Pattern FILE =
      Pattern.compile("(?:(?<model>.+)/)?" + FOLDER + "/(?<split>[^/]+)/(?<name>.+)");

  private record Key(String model, String split) implements Comparable<Key> {
    static Optional<Key> of(Matcher named) {
      return named.matches()
          ? Optional.of(
              new Key(
                  named.group("model") == null ? "" : named.group("model"),
                  split(named.group("split"))))
          : Optional.empty();
    }

    private static String split(String name) {
      return name.equals("val") || name.equals("valid") ? "validation" : name;
    }

    @Override
    public int compareTo(Key other) {
      int byModel = model.compareTo(other.model);
      return byModel == 0 ? split.compareTo(other.split) : byModel;
    }
  }

  /** The evaluations that a run's metrics and files are of. */
  static List<RecordedSplit> of(List<MetricSummary> metrics, List<Artifact> files) {
    Map<Key, RecordedSplit> all = new TreeMap<>();
    for (MetricSummary metric : metrics) {
      Key.of(METRIC.matcher(metric.name())).ifPresent(key -> at(all, key).metrics.add(metric));
    }
    for (Artifact file : files) {
      Key.of(FILE.matcher(file.path().value())).ifPresent(key -> at(all, key).files.add(file));
    }
    return List.copyOf(all.values());
  }

  private static RecordedSplit at(Map<Key, RecordedSplit> all, Key key) {
    return all.computeIfAbsent(
        key, k -> new RecordedSplit(k.model(), k.split(), new ArrayList<>(), new ArrayList<>()));
  }

  String title() {
    return model.isEmpty() ? split : model + ", " + split;
  }

  /** A metric of it without what all of them begin with. */
  String name(MetricSummary metric) {
    Matcher named = METRIC.matcher(metric.name());
    return named.matches() ? named.group("name") : metric.name();
  }
}
