package dev.assay.agent;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.assay.tokenizer.BytePairTokenizer;
import dev.assay.tokenizer.BytePairTrainer;
import dev.assay.tokenizer.Tokenizers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, List<Double>> measured = new TreeMap<>();

  TokenizerBench(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  void run() throws IOException, InterruptedException {
    Path folder = temporary();
    Path text = folder.resolve("text.txt");
    try (Peer peer = Peer.start(System.getProperty(PYTHON, ""), System.getProperty(SCRIPT, ""))) {
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

  private BytePairTokenizer train(Path text, @Nullable Peer peer)
      throws IOException, InterruptedException {
    BytePairTokenizer tokenizer = null;
    for (int round = 0; round < TRAINING_ROUNDS; round++) {
      long start = nanoTime.getAsLong();
      try (BufferedReader lines = Files.newBufferedReader(text)) {
        tokenizer = new BytePairTrainer(VOCABULARY).train(() -> withEnds(lines));
      }
      record("train", (nanoTime.getAsLong() - start) / 1e9);
      if (peer != null) {
        record("train rust", peer.ask("train", text, VOCABULARY));
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
      List<String> lines, BytePairTokenizer trained, Path folder, @Nullable Peer peer)
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
      record("encode", megabytes / seconds(() -> ids[0] = ids(lines, trained)));
      if (peer != null) {
        record(
            "encode rust", megabytes / peer.ask("encode", part, folder.resolve("tokenizer.json")));
        same("Rust's tokenizers", ids[0], peer.ids());
      }
      record("encode gpt2", megabytes / seconds(() -> ids[0] = ids(lines, gpt2)));
      record("encode jtokkit", megabytes / seconds(() -> ids[1] = ids(lines, r50k)));
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

  private void record(String what, double value) {
    measured.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
  }

  private double median(String what) {
    return median(measured.getOrDefault(what, List.of()));
  }

  /** Median of the rounds' ratios, as what else the machine does falls on both of a round. */
  private double ratio(String what, String to) {
    List<Double> values = measured.getOrDefault(what, List.of());
    List<Double> others = measured.getOrDefault(to, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / others.get(round));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }

  // --- the report ---

  private void report(boolean withPeer) {
    measured.forEach((what, values) -> out.println("# %s: %s".formatted(what, shown(values))));
    atMost("tokenizer.train_seconds", median("train"), GOAL_TRAINING_SECONDS);
    atLeast("tokenizer.encode_mb_per_second", median("encode"), GOAL_MEGABYTES_PER_SECOND);
    atLeast(
        "tokenizer.encode_gpt2_mb_per_second", median("encode gpt2"), GOAL_MEGABYTES_PER_SECOND);
    atLeast("tokenizer.encode_over_jtokkit", ratio("encode gpt2", "encode jtokkit"), 1);
    if (withPeer) {
      atLeast("tokenizer.train_over_rust", ratio("train rust", "train"), 1);
      atLeast("tokenizer.encode_over_rust", ratio("encode", "encode rust"), 1);
    }
  }

  private static String shown(List<Double> values) {
    return String.join(" ", values.stream().map("%.2f"::formatted).toList());
  }

  private void atLeast(String what, double value, double goal) {
    line(what, value, ">= " + goal, value >= goal);
  }

  private void atMost(String what, double value, double goal) {
    line(what, value, "<= " + goal, value <= goal);
  }

  private void line(String what, double value, String goal, boolean isMet) {
    out.println("%-36s  %10.2f  %10s  %s".formatted(what, value, goal, isMet ? "met" : "short"));
  }

  /** The Rust tokenizers in a process: a question a line, its answer seconds and number of ids. */
  private static final class Peer implements AutoCloseable {

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private long ids;

    private Peer(Process process) {
      this.process = process;
      questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static @Nullable Peer start(String python, String script) {
      if (python.isEmpty()) {
        return null;
      }
      try {
        var peer =
            new Peer(
                new ProcessBuilder(python, script)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        return peer.answers.readLine() == null ? null : peer;
      } catch (IOException e) {
        return null;
      }
    }

    double ask(String what, Path file, Object with) {
      try {
        questions.write("%s\t%s\t%s\n".formatted(what, file, with));
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
          throw new IllegalStateException("Rust's tokenizers ended without an answer to " + what);
        }
        String[] parts = answer.split("\t");
        ids = Long.parseLong(parts[1]);
        return Double.parseDouble(parts[0]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    long ids() {
      return ids;
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
