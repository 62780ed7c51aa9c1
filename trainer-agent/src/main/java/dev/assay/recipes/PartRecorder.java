package dev.assay.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records one of several works of a run: names and paths begin with its own.
 *
 * @param name of the part
 * @param index of it, from 0
 * @param parts how many there are
 */
record PartRecorder(RunRecorder run, String name, int index, int parts) implements RunRecorder {

  /** The run has begun already. */
  @Override
  public void start(ObjectNode params, Map<String, String> tags) {}

  @Override
  public void metric(String metric, long step, double value) throws InterruptedException {
    run.metric(name + "/" + metric, step, value);
  }

  @Override
  public void sample(int step, String prompt, String text) throws InterruptedException {
    run.sample(step, prompt, text);
  }

  @Override
  public void upload(String path, Path fileOrFolder) throws IOException, InterruptedException {
    run.upload(name + "/" + path, fileOrFolder);
  }

  /** Is named after the part. */
  @Override
  public void evaluation(PredictionFile predictions) throws InterruptedException {
    run.evaluation(
        new PredictionFile(
            name + "/" + predictions.artifact(),
            name,
            predictions.split(),
            predictions.splitBy(),
            predictions.step(),
            predictions.classes()));
  }

  @Override
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    return run.download(name + "/" + path, folder);
  }

  @Override
  public boolean downloadFrom(String other, String path, Path folder)
      throws IOException, InterruptedException {
    return run.downloadFrom(other, path, folder);
  }

  @Override
  public void tags(Map<String, String> tags) throws InterruptedException {
    Map<String, String> named = new TreeMap<>();
    tags.forEach((tag, value) -> named.put(name + "." + tag, value));
    run.tags(named);
  }

  @Override
  public void progress(double done) {
    run.progress((index + done) / parts);
  }
}
