package dev.assay.agent;

import dev.assay.recipes.PredictionFile;
import dev.assay.recipes.RunRecorder;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Logger logger = LoggerFactory.getLogger(ServerRecorder.class);
  private static final int NOT_FOUND = 404;
  private static final int MOST_CHARACTERS_OF_A_TAG = 2000;

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
  public void evaluation(PredictionFile predictions) throws InterruptedException {
    try {
      client.evaluate(
          run,
          new Wire.EvaluationCreate(
              predictions.artifact(),
              predictions.name(),
              predictions.split(),
              predictions.splitBy().word(),
              predictions.step(),
              predictions.classes().isEmpty() ? null : predictions.classes()));
    } catch (ServerException.Refused e) {
      if (e.status() == NOT_FOUND) {
        logger.info("the server does not evaluate predictions: {}", e.getMessage());
        return;
      }
      logger.warn("the server refuses to evaluate {}: {}", predictions.artifact(), e.getMessage());
      log.tags(Map.of("evaluation.%s.refused".formatted(predictions.name()), reason(e)));
    }
  }

  private static String reason(ServerException.Refused e) {
    String all = String.valueOf(e.getMessage());
    return all.length() <= MOST_CHARACTERS_OF_A_TAG
        ? all
        : all.substring(0, MOST_CHARACTERS_OF_A_TAG) + "…";
  }

  @Override
  public boolean download(String path, Path folder) throws IOException, InterruptedException {
    return files.download(path, folder);
  }

  @Override
  public boolean downloadFrom(String other, String path, Path folder)
      throws IOException, InterruptedException {
    return new RunFiles(() -> client, new RunId(UUID.fromString(other))).download(path, folder);
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
