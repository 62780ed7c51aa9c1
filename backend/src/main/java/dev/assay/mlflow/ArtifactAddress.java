package dev.assay.mlflow;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.models.LoggedModelId;
import dev.assay.models.LoggedModels;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Where MLflow's proxied paths lead: {@code EXPERIMENT/RUN/artifacts/…} to a run, {@code
 * EXPERIMENT/models/m-ID/artifacts/…} to a logged model.
 */
@Component
class ArtifactAddress {
  private static final Pattern OF_RUN =
      Pattern.compile("(\\d{1,18})/(\\p{XDigit}{32})/artifacts(?:/(.*))?", Pattern.DOTALL);
  private static final Pattern OF_MODEL =
      Pattern.compile("(\\d{1,18})/models/m-(\\p{XDigit}{32})/artifacts(?:/(.*))?", Pattern.DOTALL);

  private final RunRecords runs;
  private final LoggedModels models;

  ArtifactAddress(RunRecords runs, LoggedModels models) {
    this.runs = runs;
    this.models = models;
  }

  /** A file or folder of a run or model. */
  record Place(ArtifactRoot root, ArtifactPath path) {}

  /**
   * @param proxied below the root of all artifacts
   */
  Place find(String proxied) {
    String path = checked(strip(proxied)).value();
    Matcher run = OF_RUN.matcher(path);
    if (run.matches()) {
      return new Place(rootOfRun(run), checked(below(run)));
    }
    Matcher model = OF_MODEL.matcher(path);
    if (model.matches()) {
      return new Place(rootOfModel(model), checked(below(model)));
    }
    throw Refusal.missing("No such artifact: '%s'".formatted(proxied));
  }

  private static String strip(String path) {
    return path.replaceAll("^/+|/+$", "");
  }

  private static String below(Matcher address) {
    return address.group(3) == null ? "" : address.group(3);
  }

  private ArtifactRoot rootOfRun(Matcher address) {
    Run run = runs.get(Ids.run(address.group(2)));
    if (run.experimentId().value() != Long.parseLong(address.group(1))) {
      throw Refusal.missing(
          "Run with id=%s not found in experiment %s"
              .formatted(address.group(2), address.group(1)));
    }
    return ArtifactRoot.of(run);
  }

  private ArtifactRoot rootOfModel(Matcher address) {
    LoggedModelId id = LoggedModelId.of("m-" + address.group(2));
    ExperimentId experiment = models.experimentOf(id);
    if (experiment.value() != Long.parseLong(address.group(1))) {
      throw Refusal.missing(
          "Logged model with ID '%s' not found in experiment %s".formatted(id, address.group(1)));
    }
    return ArtifactRoot.ofModel(id.value(), experiment);
  }

  /** A path in MLflow's words should it be none. */
  static ArtifactPath checked(String path) {
    try {
      return new ArtifactPath(path);
    } catch (Problem.Invalid e) {
      throw Refusal.invalid("Invalid path: " + e.getMessage());
    }
  }
}
