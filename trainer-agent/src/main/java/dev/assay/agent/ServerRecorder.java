package dev.assay.agent;

import dev.assay.recipes.RunRecorder;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records to a run on a server.
 *
 * @param files the run's
 * @param progress takes the share of the work that is done
 * @param tags about the agent, set at the start
 */
record ServerRecorder(
    AssayClient client,
    RunId run,
    RunLog log,
    RunFiles files,
    DoubleConsumer progress,
    Map<String, String> tags)
    implements RunRecorder {

  @Override
  public void start(ObjectNode params, Map<String, String> recipeTags) throws InterruptedException {
    Map<String, String> all = new HashMap<>(tags);
    all.putAll(recipeTags);
    client.start(run, new Wire.RunStart(params, all));
  }

  @Override
  public void metric(String name, long step, double value) throws InterruptedException {
    log.log(name, step, value);
  }

  @Override
  public void sample(int step, String prompt, String text) throws InterruptedException {
    log.sample(new Wire.Sample(step, prompt, text));
  }

  @Override
  public void upload(String path, Path fileOrFolder) throws IOException, InterruptedException {
    files.upload(path, fileOrFolder);
  }

  @Override
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    return files.download(path, folder);
  }

  @Override
  public void tags(Map<String, String> more) throws InterruptedException {
    log.tags(more);
  }

  @Override
  public void progress(double done) {
    progress.accept(done);
  }
}
