package dev.assay.ui;

import dev.assay.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs as training a small GPT leaves them. */
final class Trainings {
  static final String JOB =
      """
      {"recipe": "pretrain", "experiment": "gpt-small", "name": "deeper", "params": {"model": {"layers": 8}}}""";

  private static final String PARAMS =
      """
      {"model": {"layers": %d, "width": %d, "heads": 4, "context": 256, "dropout": 0.1, "tied_head": true},
       "optimizer": {"name": "adamw", "lr": %s, "betas": [0.9, 0.95], "weight_decay": 0.1, "clip": 1.0},
       "schedule": {"name": "cosine", "warmup": 100, "steps": 2000},
       "data": {"corpus": "wordnet", "tokenizer": "bytes", "batch": 16}, "seed": 1337}""";

  private Trainings() {}

  /** 200,000 steps, so that charts show buckets. */
  static RecordedRun finished(TestApi api, String experiment, String name, int seed) {
    RecordedRun run = RecordedRun.start(api, experiment, name, PARAMS.formatted(4, 128, "0.001"));
    curves(run, 200_000, 5_000, seed);
    return run.finish();
  }

  static RecordedRun failed(TestApi api, String experiment, String name) {
    RecordedRun run = RecordedRun.start(api, experiment, name, PARAMS.formatted(4, 128, "0.03"));
    SplittableRandom random = new SplittableRandom(3);
    run.log("train/loss", 1, 180, 1, s -> s < 165 ? 5.5 / Math.sqrt(s) + 2.4 + noise(random) : Double.NaN)
        .log("grad_norm", 1, 180, 1, s -> s < 165 ? 0.8 + s * s / 4000.0 + noise(random) : Double.POSITIVE_INFINITY)
        .progress(0.09);
    return run.fail(
        "train/loss is NaN for 15 steps in a row (since step 165); the last finite gradient norm was 7.6. "
            + "Try a lower learning rate than 0.03, or clipping below 1.0.");
  }

  static RecordedRun running(TestApi api, String experiment, String name) {
    RecordedRun run = RecordedRun.start(api, experiment, name, PARAMS.formatted(4, 256, "0.0005"));
    curves(run, 840, 100, 2);
    console(run);
    return run.progress(0.42)
        .sample(400, "a kind of ", "a kind of stone the in a with pers of an or")
        .sample(800, "a kind of ", "a kind of small boat with a flat bottom;\nused on <b>rivers</b> & lakes");
  }

  private static void console(RecordedRun run) {
    run.write(
        "stdout",
        "GPT of 3.2 M params: 4 layers, width 256, 4 heads",
        "data: wordnet, 6.1 MB of text, \u001B[1m2,038,912\u001B[0m tokens");
    run.write("stderr", "\u001B[33mwarning\u001B[0m: no CUDA device was found; training on 2 CPU threads");
    String[] steps = new String[840];
    for (int i = 0; i < steps.length; i++) {
      steps[i] =
          "\u001B[36mstep %4d\u001B[0m  loss \u001B[1m%.4f\u001B[0m  \u001B[2m%,d tokens/s\u001B[0m"
              .formatted(i + 1, 3.4 * Math.pow(1 + i / 20.0, -0.4) + 2.1, 16_800 + i * 7 % 300);
    }
    run.write("stdout", steps);
    run.write("log", "\u001B[32mcheckpoint\u001B[0m saved to checkpoints/step-840.safetensors (12.9 MB) in 0.21 s");
  }

  private static void curves(RecordedRun run, int steps, int evaluateEvery, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double scale = steps / 2000.0;
    run.log("train/loss", 1, steps, 1, s -> 3.4 * Math.pow(1 + s / scale / 20, -0.4) + 2.1 + noise(random))
        .log("val/loss", 0, steps, evaluateEvery, s -> 3.4 * Math.pow(1 + s / scale / 20, -0.4) + 2.16)
        .log("val/unigram_loss", 0, 0, 1, s -> 4.93)
        .log("lr", 1, steps, 1, s -> 1e-3 * Math.min(1, s / (100 * scale)) * (0.55 + 0.45 * Math.cos(3.1 * s / steps)))
        .log("grad_norm", 1, steps, 1, s -> 0.4 + 2 / Math.sqrt(1 + s / scale) + Math.abs(noise(random)))
        .log("tokens_per_second", 1, steps, 1, s -> 16_800 + 4_000 * noise(random))
        .log("tokens", 1, steps, 1, s -> s * 4096.0)
        .log("step_time", 1, steps, 1, s -> 0.24 + 0.1 * Math.abs(noise(random)))
        .log("system/rss_bytes", 1, steps, 1, s -> 1.9e9 + 1e8 * Math.log1p(s))
        .log("system/cpu_percent", 1, steps, 1, s -> 92 + 30 * noise(random));
  }

  /** Roughly normal with a standard deviation of 0.07. */
  private static double noise(SplittableRandom random) {
    return (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * 0.14;
  }

  /** What people and programs say about a run, and what it keeps. */
  static void described(TestApi api, RecordedRun run) {
    String said =
        TestApi.JSON
            .createObjectNode()
            .put("notes", "# Wider\n\nTwice the width of *baseline*, half its learning rate.\n\n- no NaN so far\n")
            .put("learnt", "Width helps until step 400")
            .toString();
    sound(api.send(api.request("/api/v1" + run.path()).method("PATCH", BodyPublishers.ofString(said))));
    run.put(
        "provenance",
        """
        {"code": {"commit": "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "branch": "main", "dirty": true,
          "diff": "--- a/train.py\\n+++ b/train.py\\n@@ -1 +1 @@\\n-lr = 1e-3\\n+lr = 5e-4\\n"},
         "command": ["python", "train.py", "--width", "256"], "host": "workstation",
         "environment": {"libraries": {"torch": "2.7.1"}}}""");
    for (String file : List.of("config.json", "samples/step-400.txt", "checkpoints/last/model.safetensors")) {
      String path = "/api/v1%s/artifacts/content?path=%s&step=400".formatted(run.path(), file.replace("/", "%2F"));
      sound(api.send(api.request(path).PUT(BodyPublishers.ofString("{\"width\": 256}\n"))));
    }
  }

  private static void sound(TestApi.Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new AssertionError("refused: " + answer);
    }
  }

  /** A run of very many metrics, of a few points each. */
  static RecordedRun wide(TestApi api, String experiment, String name, int metrics) {
    RecordedRun run = RecordedRun.start(api, experiment, name, PARAMS.formatted(12, 768, "0.0003"));
    int batch = 500;
    for (int from = 0; from < metrics; from += batch) {
      String body =
          IntStream.range(from, Math.min(metrics, from + batch))
              .mapToObj(
                  i ->
                      "{\"name\": \"layers.%02d/metric_%02d\", \"steps\": [1, 2, 3, 4], \"values\": [%d, 3, 2, 1.5]}"
                          .formatted(i / 100, i % 100, 4 + i % 7))
              .collect(Collectors.joining(",", "{\"metrics\": [", "]}"));
      sound(api.post("/api/v1" + run.path() + "/metrics", body));
    }
    return run.finish();
  }

  static void model(TestApi api) {
    api.post("/api/v1/models", "{\"name\": \"gpt-small\"}");
    api.post("/api/v1/models/gpt-small/versions", "{\"source\": \"s3://models/1\", \"description\": \"the first\"}");
    api.put("/api/v1/models/gpt-small/aliases/best", "{\"version\": 1}");
  }

  static void agent(TestApi api) {
    api.post("/api/v1/agents", TestApi.golden("agent-register.request.json"));
  }
}
