package dev.assay.recipes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A run in memory: it keeps what is recorded, and gives back the files that were stored. */
final class Recorded implements RunRecorder {

  record Sample(int step, String prompt, String text) {}

  final Map<String, SortedMap<Long, Double>> metrics = new TreeMap<>();
  final List<Sample> samples = new ArrayList<>();
  final SortedMap<String, String> tags = new TreeMap<>();
  final SortedMap<String, byte[]> files = new TreeMap<>();

  /** By their ids, what {@link #downloadFrom} finds. */
  final Map<String, Recorded> others = new HashMap<>();

  final List<PredictionFile> evaluations = new ArrayList<>();

  int starts;
  double done;
  @Nullable ObjectNode params;

  @Override
  public void start(ObjectNode all, Map<String, String> first) {
    starts++;
    params = all;
    tags.putAll(first);
  }

  @Override
  public void metric(String name, long step, double value) {
    metrics.computeIfAbsent(name, key -> new TreeMap<>()).put(step, value);
  }

  @Override
  public void sample(int step, String prompt, String text) {
    samples.add(new Sample(step, prompt, text));
  }

  @Override
  public void upload(String path, Path fileOrFolder) throws IOException {
    files.keySet().removeIf(stored -> stored.equals(path) || stored.startsWith(path + "/"));
    try (Stream<Path> found = Files.walk(fileOrFolder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String below = fileOrFolder.relativize(file).toString();
        files.put(below.isEmpty() ? path : path + "/" + below, Files.readAllBytes(file));
      }
    }
  }

  @Override
  public void evaluation(PredictionFile predictions) {
    if (!files.containsKey(predictions.artifact())) {
      throw new AssertionError(predictions.artifact() + " is not in " + files.keySet());
    }
    evaluations.add(predictions);
  }

  @Override
  public boolean download(String path, Path folder) throws IOException {
    boolean any = false;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().startsWith(path + "/")) {
        Path to = folder.resolve(file.getKey().substring(path.length() + 1));
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.write(to, file.getValue());
        any = true;
      }
    }
    return any;
  }

  @Override
  public boolean downloadFrom(String run, String path, Path folder) throws IOException {
    Recorded other = others.get(run);
    return other != null && other.download(path, folder);
  }

  @Override
  public void tags(Map<String, String> more) {
    tags.putAll(more);
  }

  @Override
  public void progress(double share) {
    done = share;
  }

  SortedMap<Long, Double> series(String metric) {
    return Objects.requireNonNull(metrics.get(metric), () -> metric + " is not recorded");
  }

  double first(String metric) {
    SortedMap<Long, Double> series = series(metric);
    return Objects.requireNonNull(series.get(series.firstKey()));
  }

  double last(String metric) {
    SortedMap<Long, Double> series = series(metric);
    return Objects.requireNonNull(series.get(series.lastKey()));
  }

  /** Steps that were reported; 0 before the first. */
  long steps() {
    return metrics.containsKey("train/loss") ? series("train/loss").lastKey() : 0;
  }

  String tag(String name) {
    return Objects.requireNonNull(tags.get(name), () -> name + " is no tag of " + tags);
  }

  List<String> lines(String path) {
    byte[] file = Objects.requireNonNull(files.get(path), () -> path + " is not in " + files);
    return new String(file, StandardCharsets.UTF_8).lines().toList();
  }

  /** What is stored below the path, in that folder. */
  Path fetched(String path, Path folder) {
    try {
      Files.createDirectories(folder);
      if (!download(path, folder)) {
        throw new AssertionError(path + " is not in " + files.keySet());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
