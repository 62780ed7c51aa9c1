package dev.assay.agent;

import dev.assay.corpus.Document;
import dev.assay.corpus.Documents;
import dev.assay.corpus.WordNetGlosses;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * English text of any size, always the same: lines of one to four of WordNet's definitions in
 * random order. So that it is not the same 10 MB again and again, a word in eight is replaced by
 * one of another definition, one in forty by a word that is nowhere in WordNet (the beginning of
 * one word and the end of another, as names and typing errors are), one in fifty by a number, and
 * some words begin with a capital.
 */
final class TokenizerBenchText {

  private static final long SEED = 20260101;

  private final List<String> glosses = new ArrayList<>();
  private final RandomGenerator random = new SplittableRandom(SEED);

  TokenizerBenchText() throws IOException {
    try (Documents.Reading reading = new WordNetGlosses().read()) {
      for (Document next = reading.next(); next != null; next = reading.next()) {
        glosses.add(next.text());
      }
    }
  }

  /** Writes lines until they are so many bytes, a line more or less. */
  void write(Path file, long bytes) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      long written = 0;
      while (written < bytes) {
        byte[] line = line().getBytes(StandardCharsets.UTF_8);
        out.write(line);
        written += line.length;
      }
    }
  }

  private String line() {
    var line = new StringBuilder();
    int sentences = random.nextInt(1, 5);
    for (int i = 0; i < sentences; i++) {
      for (String word : gloss()) {
        line.append(variation(word)).append(' ');
      }
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString();
  }

  private String[] gloss() {
    return glosses.get(random.nextInt(glosses.size())).split(" ");
  }

  private String variation(String word) {
    int dice = random.nextInt(200);
    if (dice < 25) {
      return anyWord();
    }
    if (dice < 30) {
      String begin = anyWord();
      String end = anyWord();
      return begin.substring(0, (begin.length() + 1) / 2) + end.substring(end.length() / 2);
    }
    if (dice < 34) {
      return Integer.toString(random.nextInt(1, 1 << random.nextInt(3, 20)));
    }
    if (dice < 40 && !word.isEmpty()) {
      return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
    return word;
  }

  private String anyWord() {
    String[] words = gloss();
    return words[random.nextInt(words.length)];
  }
}
