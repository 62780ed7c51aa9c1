package dev.assay.ui.compare;

import dev.assay.ui.compare.ComparedRow.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of runs is drawn, in the words of the search language.
 *
 * @param name of a param or metric; empty for the duration
 */
record PlotColumn(Of of, String name) {
  private static final Pattern WORDS =
      Pattern.compile("(?:(min|max|mean)\\()?(params|metrics)\\.(.+?)(\\))?", Pattern.DOTALL);
  private static final PlotColumn DURATION = new PlotColumn(Of.DURATION, "");

  enum Of {
    PARAM,
    LAST,
    MIN,
    MAX,
    MEAN,
    DURATION
  }

  static PlotColumn param(String name) {
    return new PlotColumn(Of.PARAM, name);
  }

  static PlotColumn metric(String name) {
    return new PlotColumn(Of.LAST, name);
  }

  boolean isMetric() {
    return of != Of.PARAM && of != Of.DURATION;
  }

  String words() {
    return switch (of) {
      case PARAM -> "params." + name;
      case LAST -> "metrics." + name;
      case MIN -> "min(metrics." + name + ")";
      case MAX -> "max(metrics." + name + ")";
      case MEAN -> "mean(metrics." + name + ")";
      case DURATION -> "duration";
    };
  }

  static Optional<PlotColumn> of(String words) {
    if (words.equals("duration")) {
      return Optional.of(DURATION);
    }
    Matcher parts = WORDS.matcher(words);
    if (!parts.matches() || (parts.group(1) == null) != (parts.group(4) == null)) {
      return Optional.empty();
    }
    boolean param = parts.group(2).equals("params");
    if (parts.group(1) == null) {
      return Optional.of(param ? param(parts.group(3)) : metric(parts.group(3)));
    }
    Of of =
        switch (parts.group(1)) {
          case "min" -> Of.MIN;
          case "max" -> Of.MAX;
          default -> Of.MEAN;
        };
    return param ? Optional.empty() : Optional.of(new PlotColumn(of, parts.group(3)));
  }

  /** Every column that some runs have: params, the duration, what their metrics come to. */
  static List<PlotColumn> all(List<ComparedRow> config) {
    List<PlotColumn> all = new ArrayList<>();
    List<String> metrics = new ArrayList<>();
    for (ComparedRow row : config) {
      if (row.kind() == Kind.PARAM) {
        all.add(param(row.name()));
      } else {
        metrics.add(row.name());
      }
    }
    metrics.forEach(name -> all.add(metric(name)));
    for (Of of : List.of(Of.MIN, Of.MAX, Of.MEAN)) {
      metrics.forEach(name -> all.add(new PlotColumn(of, name)));
    }
    all.add(DURATION);
    return all;
  }
}
