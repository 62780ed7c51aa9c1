package dev.assay.agent;

import dev.assay.recipes.PretrainParams;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.RunId;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Queues a small pretraining on a server and watches it until it has ended.")
final class DemoCommand implements Callable<Integer> {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
  private static final String EXPERIMENT = "demo";

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private ParentProcess parent = new ParentProcess();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    AssayClient client = server.client();
    parent.exitWith();
    client.awaitServer();
    Wire.Job job = client.createJob(demoJob());
    out.println("run %s is queued in experiment %s".formatted(job.runId(), EXPERIMENT));
    out.println("watch it at %s".formatted(server.page("/runs/" + job.runId())));
    Wire.Run run = watch(client, job.runId());
    return conclude(client, run);
  }

  /** The params are the recipe's defaults, written out so that the server can show them at once. */
  private static Wire.JobCreate demoJob() {
    PretrainParams params = PretrainParams.DEFAULTS;
    ObjectNode tree = PretrainParams.PARAMS.tree(params);
    String name = "wordnet-%dx%d".formatted(params.model().layers(), params.model().width());
    return new Wire.JobCreate("pretrain", EXPERIMENT, name, tree, 0);
  }

  private Wire.Run watch(AssayClient client, RunId id) throws InterruptedException {
    while (true) {
      Wire.Run run = client.run(id);
      if (run.status().ended()) {
        return run;
      }
      out.println(line(run, lastValues(client, id)));
      Thread.sleep(BETWEEN_LINES);
    }
  }

  private static String line(Wire.Run run, Map<String, Wire.MetricList.Metric> metrics) {
    Wire.MetricList.Metric train = metrics.get("train/loss");
    Instant startedAt = run.startedAt();
    if (train == null || startedAt == null) {
      return run.status() == Wire.RunStatus.QUEUED ? "waiting for an agent" : "starting";
    }
    int steps = PretrainParams.DEFAULTS.training().steps();
    Duration elapsed = Duration.between(startedAt, train.lastTime());
    return "step %d of %d  train/loss %.3f  val/loss %.3f  %,.0f tokens/s  %s left"
        .formatted(
            train.lastStep(),
            steps,
            train.lastValue(),
            value(metrics, "val/loss"),
            value(metrics, "tokens_per_second"),
            ProgressLine.timeLeft(elapsed, 0, (double) train.lastStep() / steps));
  }

  private int conclude(AssayClient client, Wire.Run run) throws InterruptedException {
    if (run.status() != Wire.RunStatus.FINISHED) {
      String failure = run.failure();
      out.println("the run is %s%s".formatted(run.status(), failure == null ? "" : ": " + failure));
      return ExitCode.SOFTWARE;
    }
    Map<String, Wire.MetricList.Metric> metrics = lastValues(client, run.id());
    out.println(
        "validation loss %.3f nats per byte; guessing by the bytes' frequencies has %.3f"
            .formatted(value(metrics, "val/loss"), value(metrics, "val/unigram_loss")));
    var samples = client.samples(run.id()).items();
    if (!samples.isEmpty()) {
      out.println("the model writes: " + samples.getFirst().text());
    }
    return ExitCode.OK;
  }

  private static Map<String, Wire.MetricList.Metric> lastValues(AssayClient client, RunId run)
      throws InterruptedException {
    return client.metrics(run).metrics().stream()
        .collect(Collectors.toMap(Wire.MetricList.Metric::name, metric -> metric));
  }

  private static double value(Map<String, Wire.MetricList.Metric> metrics, String name) {
    Wire.MetricList.Metric metric = metrics.get(name);
    return metric == null ? Double.NaN : metric.lastValue();
  }
}
