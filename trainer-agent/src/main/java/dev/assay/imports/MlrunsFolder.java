package dev.assay.imports;

import dev.assay.tracking.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A folder {@code mlruns} as MLflow's clients write it without a server:
 *
 * <pre>
 * EXPERIMENT/meta.yaml, tags/NAME, datasets/ID/meta.yaml; deleted ones in .trash/
 * EXPERIMENT/RUN/meta.yaml, params/NAME, tags/NAME, metrics/NAME, inputs/ID/meta.yaml, artifacts/
 * </pre>
 *
 * A name with slashes is a path. A file of metrics/ has a line "time in ms, value, step" a point.
 */
public final class MlrunsFolder implements Source {

  private static final String META = "meta.yaml";
  private static final String DELETED = "deleted";
  private static final int MOST_BYTES_OF_META = 40_000_000;
  private static final int LONGEST_VALUE = 1_000_000;
  private static final Wire.Outcome[] OUTCOMES = {
    Wire.Outcome.FINISHED, Wire.Outcome.FAILED, Wire.Outcome.KILLED
  };
  private static final int FINISHED = 3;

  private final Path root;

  private record Experiment(Path folder, String name, boolean deleted) {}

  private record Ref(Experiment experiment, Path folder, Map<?, ?> meta) {
    long start() {
      return number(meta, "start_time");
    }
  }

  /**
   * @throws IllegalArgumentException when it is no such folder
   */
  public MlrunsFolder(Path folder) {
    this.root = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is missing or no folder");
    }
  }

  @Override
  public void read(Importer into) throws IOException, InterruptedException {
    if (!isStore()) {
      throw new IllegalArgumentException(root + " has no folder with a " + META);
    }
    List<Ref> refs = new ArrayList<>();
    for (Path folder : folders(root)) {
      experiment(folder, into).ifPresent(experiment -> refs.addAll(runs(experiment, into)));
    }
    Path trash = root.resolve(".trash");
    if (into.bringsDeleted() && Files.isDirectory(trash)) {
      for (Path folder : folders(trash)) {
        experiment(folder, into).ifPresent(experiment -> refs.addAll(runs(experiment, into)));
      }
    }
    // those that are parts come after the whole
    refs.sort(Comparator.comparingLong(Ref::start));
    into.progress().expect(refs.size(), 0);
    for (Ref ref : refs) {
      bring(ref, into);
    }
    Path models = root.resolve("models");
    if (Files.isDirectory(models)) {
      for (Path model : folders(models)) {
        into.summary()
            .leftOut("registered models", "are not imported", 1, model.getFileName().toString());
      }
    }
  }

  private boolean isStore() throws IOException {
    return folders(root).stream().anyMatch(folder -> Files.exists(folder.resolve(META)));
  }

  private static List<Path> folders(Path in) throws IOException {
    try (Stream<Path> entries = Files.list(in)) {
      return entries
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private Optional<Experiment> experiment(Path folder, Importer into) {
    if (!Files.exists(folder.resolve(META)) || folder.getFileName().toString().equals("models")) {
      return Optional.empty();
    }
    try {
      Map<?, ?> meta = yaml(folder.resolve(META));
      String name = text(meta, "name");
      boolean deleted = text(meta, "lifecycle_stage").equals(DELETED);
      if (deleted && !into.bringsDeleted()) {
        return Optional.empty();
      }
      if (!deleted) {
        Map<String, String> tags = values(folder.resolve("tags"), "tags", into);
        into.experiment(name, tags, MlflowTags.note(tags));
      }
      return Optional.of(new Experiment(folder, name, deleted));
    } catch (IOException e) {
      into.leftOutUnread("experiments", folder.toString(), e);
      return Optional.empty();
    }
  }

  private List<Ref> runs(Experiment experiment, Importer into) {
    List<Ref> refs = new ArrayList<>();
    try {
      for (Path folder : folders(experiment.folder)) {
        if (!Files.exists(folder.resolve(META)) || isReserved(folder)) {
          continue;
        }
        try {
          Map<?, ?> meta = yaml(folder.resolve(META));
          if (into.bringsDeleted() || !text(meta, "lifecycle_stage").equals(DELETED)) {
            refs.add(new Ref(experiment, folder, meta));
          }
        } catch (IOException e) {
          into.leftOutUnread("runs", folder.toString(), e);
        }
      }
      Path models = experiment.folder.resolve("models");
      if (Files.isDirectory(models)) {
        for (Path model : folders(models)) {
          into.summary()
              .leftOut("logged models", "are not imported", 1, model.getFileName().toString());
        }
      }
    } catch (IOException e) {
      into.leftOutUnread("experiments", experiment.name, e);
    }
    return refs;
  }

  private static boolean isReserved(Path folder) {
    return switch (folder.getFileName().toString()) {
      case "tags", "datasets", "models", "traces" -> true;
      default -> false;
    };
  }

  private void bring(Ref ref, Importer into) throws InterruptedException {
    Map<String, String> tags = values(ref.folder.resolve("tags"), "tags", into);
    String name = text(ref.meta, "run_name");
    var run =
        new ImportedRun(
            ref.experiment.name,
            name.isEmpty() ? tags.get(MlflowTags.RUN_NAME) : name,
            MlflowTags.origin(ref.folder.getFileName().toString()),
            MlflowTags.parent(tags),
            MlflowTags.provenance(tags),
            time(ref.meta, "start_time"),
            ref.experiment.deleted || text(ref.meta, "lifecycle_stage").equals(DELETED));
    into.run(run, writer -> write(ref, tags, writer, into));
  }

  private void write(Ref ref, Map<String, String> tags, RunWriter writer, Importer into)
      throws IOException, InterruptedException {
    writer.tags(tags);
    writer.params(values(ref.folder.resolve("params"), "params", into));
    writer.notes(MlflowTags.note(tags));
    writer.inputs(inputs(ref, into));
    for (LocalFiles.Found metric : files(ref.folder.resolve("metrics"), "metrics", into)) {
      try {
        points(metric, writer, into);
      } catch (IOException e) {
        into.leftOutUnread("rests of metrics", metric.name(), e);
      }
    }
    if (into.bringsArtifacts()) {
      for (LocalFiles.Found file : files(ref.folder.resolve("artifacts"), "artifacts", into)) {
        writer.artifact(file.name(), file.path());
      }
    }
    int status = (int) number(ref.meta, "status");
    if (status >= FINISHED && status < FINISHED + OUTCOMES.length) {
      writer.finish(OUTCOMES[status - FINISHED], time(ref.meta, "end_time"));
    } else {
      writer.leaveOpen();
    }
  }

  /** All points of a metric, in the order in which they were logged. */
  private static void points(LocalFiles.Found metric, RunWriter writer, Importer into)
      throws IOException, InterruptedException {
    boolean numbered = !hasSteps(metric.path());
    long number = 0;
    try (BufferedReader lines = Files.newBufferedReader(metric.path())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        try {
          String[] words = line.strip().split(" ");
          long step = words.length > 2 ? Long.parseLong(words[2]) : 0;
          writer.point(
              metric.name(),
              numbered ? number++ : step,
              Long.parseLong(words[0]),
              PythonNumbers.read(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          into.summary().leftOut("points", "cannot be read", 1, metric.name() + ": " + line);
        }
      }
    }
  }

  /** Whether a metric has been at another step than 0: otherwise it was logged without steps. */
  private static boolean hasSteps(Path metric) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(metric)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.strip().split(" ");
        if (words.length > 2 && !words[2].equals("0")) {
          return true;
        }
      }
      return false;
    }
  }

  private List<Wire.Input> inputs(Ref ref, Importer into) throws IOException {
    Path folder = ref.folder.resolve("inputs");
    List<Wire.Input> inputs = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return inputs;
    }
    for (Path input : folders(folder)) {
      try {
        Map<?, ?> meta = yaml(input.resolve(META));
        if (text(meta, "source_type").equals("DATASET")) {
          inputs.add(input(ref.experiment, meta));
        } else {
          String name = input.getFileName().toString();
          into.summary().leftOut("inputs", "are not datasets", 1, name);
        }
      } catch (IOException e) {
        into.leftOutUnread("inputs", input.toString(), e);
      }
    }
    return inputs;
  }

  private static Wire.Input input(Experiment experiment, Map<?, ?> meta) throws IOException {
    Map<String, String> tags = new LinkedHashMap<>();
    if (meta.get("tags") instanceof Map<?, ?> all) {
      all.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
    }
    String context = tags.remove(MlflowTags.DATA_CONTEXT);
    Path datasets = experiment.folder.resolve("datasets");
    Path folder = datasets.resolve(text(meta, "source_id")).normalize();
    if (!folder.startsWith(datasets)) {
      throw new IOException("the dataset is outside of the folder");
    }
    Map<?, ?> data = yaml(folder.resolve(META));
    var dataset =
        new Wire.Dataset(
            text(data, "name"),
            text(data, "digest"),
            text(data, "source_type"),
            text(data, "source"),
            orNull(data, "schema"),
            orNull(data, "profile"));
    return new Wire.Input(dataset, context, tags);
  }

  private Map<String, String> values(Path folder, String what, Importer into) {
    Map<String, String> values = new LinkedHashMap<>();
    for (LocalFiles.Found file : files(folder, what, into)) {
      try {
        if (Files.size(file.path()) > LONGEST_VALUE) {
          into.summary().leftOut(what, "too long for a request", 1, file.name());
        } else {
          values.put(file.name(), Files.readString(file.path()));
        }
      } catch (MalformedInputException e) {
        into.leftOutUnread(what, file.name(), new IOException("it is no UTF-8"));
      } catch (IOException e) {
        into.leftOutUnread(what, file.name(), e);
      }
    }
    return values;
  }

  private List<LocalFiles.Found> files(Path folder, String what, Importer into) {
    return LocalFiles.below(root, folder, (name, e) -> into.leftOutUnread(what, name, e));
  }

  /**
   * Texts may go over several lines in quotes, which is why this is left to a library. It makes no
   * objects but maps, lists and values.
   */
  private static Map<?, ?> yaml(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(META + " is a link");
    }
    if (Files.size(file) > MOST_BYTES_OF_META) {
      throw new IOException("it is larger than " + Progress.size(MOST_BYTES_OF_META));
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES_OF_META);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      Object read = new Yaml(new SafeConstructor(options)).load(in);
      if (read instanceof Map<?, ?> map) {
        return map;
      }
      throw new IOException("it is no YAML of names and values");
    } catch (YAMLException e) {
      throw new IOException("it is no YAML: " + e.getMessage());
    }
  }

  private static String text(Map<?, ?> meta, String field) {
    Object value = meta.get(field);
    return value == null ? "" : value.toString();
  }

  private static @Nullable String orNull(Map<?, ?> meta, String field) {
    String text = text(meta, field);
    return text.isEmpty() ? null : text;
  }

  private static long number(Map<?, ?> meta, String field) {
    return meta.get(field) instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable Instant time(Map<?, ?> meta, String field) {
    long millis = number(meta, field);
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }
}
