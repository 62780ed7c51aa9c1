package dev.assay.agent;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.assay.tokenizer.BytePairTokenizer;
import dev.assay.tokenizer.BytePairTrainer;
import dev.assay.tokenizer.Tokenizers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Trains a byte-level BPE and encodes with it, beside Hugging Face's tokenizers (Rust) and jtokkit:
 * in turns, medians of rounds. Training uses all processors, encoding one thread. All encode line
 * by line; ours and the Rust one with the vocabulary that we trained, ours and jtokkit with
 * GPT-2's.
 */
final class TokenizerBench {

  private static final long TRAINING_BYTES = 100_000_000;
  private static final long ENCODING_BYTES = 20_000_000;
  private static final int VOCABULARY = 10_000;
  private static final int TRAINING_ROUNDS = 3;
  private static final int ENCODING_ROUNDS = 7;

  private static final double GOAL_TRAINING_SECONDS = 60;
  private static final double GOAL_MEGABYTES_PER_SECOND = 5;

  /** A Python that has the Rust peer, and the script to run; the launcher sets them. */
  private static final String PYTHON = "assay.bench.tokenizers.python";

  private static final String SCRIPT = "assay.bench.tokenizers.script";

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final Figures figures;

  TokenizerBench(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.figures = new Figures(out);
    this.nanoTime = nanoTime;
  }

  void run() throws IOException, InterruptedException {
    Path folder = temporary();
    Path text = folder.resolve("text.txt");
    try (PythonPeer peer =
        PythonPeer.start(System.getProperty(PYTHON, ""), System.getProperty(SCRIPT, ""), Map.of())
            .orElse(null)) {
      if (peer == null) {
        out.println(
            "# SKIPPED: the comparison with Rust's tokenizers, for Python 3, venv and PyPI are needed");
      }
      new TokenizerBenchText().write(text, TRAINING_BYTES);
      BytePairTokenizer tokenizer = train(text, peer);
      Tokenizers.save(tokenizer, folder);
      encode(lines(text, ENCODING_BYTES), tokenizer, folder, peer);
      report(peer != null);
    }
  }

  /** Goes away with the process, however it ends; what is registered last goes first. */
  private static Path temporary() throws IOException {
    Path folder = Files.createTempDirectory("assay-bench-tokenizer");
    folder.toFile().deleteOnExit();
    for (String file : List.of("text.txt", "part.txt", "tokenizer.json", "tokenizer_config.json")) {
      folder.resolve(file).toFile().deleteOnExit();
    }
    return folder;
  }

  private BytePairTokenizer train(Path text, @Nullable PythonPeer peer)
      throws IOException, InterruptedException {
    BytePairTokenizer tokenizer = null;
    for (int round = 0; round < TRAINING_ROUNDS; round++) {
      long start = nanoTime.getAsLong();
      try (BufferedReader lines = Files.newBufferedReader(text)) {
        tokenizer = new BytePairTrainer(VOCABULARY).train(() -> withEnds(lines));
      }
      figures.record("train", (nanoTime.getAsLong() - start) / 1e9);
      if (peer != null) {
        figures.record(
            "train rust",
            peer.ask(
                Map.of("do", "train", "file", text.toString(), "vocabulary", VOCABULARY),
                "seconds"));
      }
    }
    return Objects.requireNonNull(tokenizer);
  }

  private static Iterator<String> withEnds(BufferedReader lines) {
    return lines.lines().map(line -> line + "\n").iterator();
  }

  private static List<String> lines(Path text, long bytes) throws IOException {
    List<String> lines = new ArrayList<>();
    long read = 0;
    try (BufferedReader reader = Files.newBufferedReader(text)) {
      for (String line = reader.readLine();
          line != null && read < bytes;
          line = reader.readLine()) {
        lines.add(line + "\n");
        read += line.length() + 1;
      }
    }
    return lines;
  }

  private void encode(
      List<String> lines, BytePairTokenizer trained, Path folder, @Nullable PythonPeer peer)
      throws IOException {
    BytePairTokenizer gpt2 = Tokenizers.gpt2();
    Encoding r50k = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
    Path part = folder.resolve("part.txt");
    long bytes = 0;
    try (Writer writer = Files.newBufferedWriter(part)) {
      for (String line : lines) {
        writer.write(line);
        bytes += line.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    double megabytes = bytes / 1e6;
    for (int round = 0; round < ENCODING_ROUNDS; round++) {
      long[] ids = new long[2];
      figures.record("encode", megabytes / seconds(() -> ids[0] = ids(lines, trained)));
      if (peer != null) {
        String saved = folder.resolve("tokenizer.json").toString();
        JsonNode answer =
            peer.ask(Map.of("do", "encode", "file", part.toString(), "tokenizer", saved));
        figures.record("encode rust", megabytes / answer.get("seconds").asDouble());
        same("Rust's tokenizers", ids[0], answer.get("ids").asLong());
      }
      figures.record("encode gpt2", megabytes / seconds(() -> ids[0] = ids(lines, gpt2)));
      figures.record("encode jtokkit", megabytes / seconds(() -> ids[1] = ids(lines, r50k)));
      same("jtokkit", ids[0], ids[1]);
    }
  }

  private static long ids(List<String> lines, BytePairTokenizer tokenizer) {
    long ids = 0;
    for (String line : lines) {
      ids += tokenizer.encode(line).length;
    }
    return ids;
  }

  private static long ids(List<String> lines, Encoding encoding) {
    long ids = 0;
    for (String line : lines) {
      ids += encoding.encodeOrdinary(line).size();
    }
    return ids;
  }

  private void same(String peer, long ours, long theirs) {
    if (ours != theirs) {
      throw new IllegalStateException("%,d ids, %s has %,d".formatted(ours, peer, theirs));
    }
  }

  private double seconds(Runnable work) {
    long start = nanoTime.getAsLong();
    work.run();
    return (nanoTime.getAsLong() - start) / 1e9;
  }

  // --- the report ---

  private void report(boolean withPeer) {
    figures
        .measured()
        .forEach((what, values) -> out.println("# %s: %s".formatted(what, shown(values))));
    figures.atMost("tokenizer.train_seconds", figures.median("train"), GOAL_TRAINING_SECONDS);
    figures.atLeast(
        "tokenizer.encode_mb_per_second", figures.median("encode"), GOAL_MEGABYTES_PER_SECOND);
    figures.atLeast(
        "tokenizer.encode_gpt2_mb_per_second",
        figures.median("encode gpt2"),
        GOAL_MEGABYTES_PER_SECOND);
    figures.atLeast(
        "tokenizer.encode_over_jtokkit", figures.ratio("encode gpt2", "encode jtokkit"), 1);
    if (withPeer) {
      figures.atLeast("tokenizer.train_over_rust", figures.ratio("train rust", "train"), 1);
      figures.atLeast("tokenizer.encode_over_rust", figures.ratio("encode", "encode rust"), 1);
    }
  }

  private static String shown(List<Double> values) {
    return String.join(" ", values.stream().map("%.2f"::formatted).toList());
  }
}
