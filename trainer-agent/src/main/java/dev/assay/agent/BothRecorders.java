package dev.assay.agent;

import dev.assay.recipes.PredictionFile;
import dev.assay.recipes.RunRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Records to two places; what is stored is brought from the first that has it. */
record BothRecorders(RunRecorder first, RunRecorder second) implements RunRecorder {

  @Override
  public void start(ObjectNode params, Map<String, String> tags) throws InterruptedException {
    first.start(params, tags);
    second.start(params, tags);
  }

  @Override
  public void metric(String name, long step, double value) throws InterruptedException {
    first.metric(name, step, value);
    second.metric(name, step, value);
  }

  @Override
  public void sample(int step, String prompt, String text) throws InterruptedException {
    first.sample(step, prompt, text);
    second.sample(step, prompt, text);
  }

  @Override
  public void upload(String path, Path fileOrFolder) throws IOException, InterruptedException {
    first.upload(path, fileOrFolder);
    second.upload(path, fileOrFolder);
  }

  @Override
  public void evaluation(PredictionFile predictions) throws InterruptedException {
    first.evaluation(predictions);
    second.evaluation(predictions);
  }

  @Override
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    return first.download(path, folder) || second.download(path, folder);
  }

  @Override
  public boolean downloadFrom(String run, String path, Path folder)
      throws IOException, InterruptedException {
    return first.downloadFrom(run, path, folder) || second.downloadFrom(run, path, folder);
  }

  @Override
  public void tags(Map<String, String> tags) throws InterruptedException {
    first.tags(tags);
    second.tags(tags);
  }

  @Override
  public void progress(double done) {
    first.progress(done);
    second.progress(done);
  }
}
