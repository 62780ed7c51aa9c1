package dev.assay.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Where a recipe records what it does: a server's run, or the console. */
public interface RunRecorder {

  /**
   * Once, before the work.
   *
   * @param params all of them, defaults filled in
   */
  void start(ObjectNode params, Map<String, String> tags) throws InterruptedException;

  /** A point of a metric; steps start at 0. */
  void metric(String name, long step, double value) throws InterruptedException;

  /** Text written by a model: the prompt and what comes after it. */
  void sample(int step, String prompt, String text) throws InterruptedException;

  /**
   * Stores a file, or all files of a folder, with the run under that path; what is there is
   * replaced. Answers when it is stored, which may take long.
   *
   * @param path such as {@code checkpoints/last}
   */
  void upload(String path, Path fileOrFolder) throws IOException, InterruptedException;

  /**
   * Tells that an uploaded file has predictions, of which metrics with intervals and diagrams are
   * to be computed. A second time changes nothing. Work does not fail when they are refused: the
   * run says so by a tag.
   */
  void evaluation(PredictionFile predictions) throws InterruptedException;

  /**
   * Brings what is stored with the run below a path into a folder.
   *
   * @return false when there is nothing
   */
  boolean download(String path, Path folder) throws IOException, InterruptedException;

  /**
   * The same of another run.
   *
   * @param run its id
   */
  boolean downloadFrom(String run, String path, Path folder)
      throws IOException, InterruptedException;

  void tags(Map<String, String> tags) throws InterruptedException;

  /**
   * @param done share of the work, 0 to 1
   */
  void progress(double done);
}
