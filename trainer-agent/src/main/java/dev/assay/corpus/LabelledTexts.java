package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Texts, each of one class.
 *
 * @param name where they come from
 * @param classes of the whole data, on both sides of a split; sorted by code units
 * @param examples at least one
 */
public record LabelledTexts(String name, List<String> classes, List<Example> examples) {

  /**
   * @param label index into the classes
   */
  public record Example(String text, int label, Origin origin) {}

  /**
   * Which fields of a file are what.
   *
   * @param label its values, text or number, are the classes' names
   * @param time when an example was; null when that is not told
   * @param groups whose values are groups of examples
   */
  public record Fields(String text, String label, @Nullable String time, List<String> groups) {
    public Fields {
      groups = List.copyOf(groups);
    }

    public Fields(String text, String label) {
      this(text, label, null, List.of());
    }
  }

  public LabelledTexts {
    classes = List.copyOf(classes);
    examples = List.copyOf(examples);
  }

  /**
   * WordNet's synsets, words and gloss, to be told into the 45 files that lexicographers wrote them
   * in, as {@code noun.animal}. The texts are those of the corpus {@link WordNetGlosses#NAME}: what
   * is validated on here is so there too, given the same fraction.
   */
  public static LabelledTexts wordNet() {
    var reading = new Reading();
    for (Synset synset : Synset.all()) {
      reading.add(synset.document(), synset.className(), null, Map.of());
    }
    return reading.end("wordnet-classes");
  }

  /**
   * From JSON lines, a JSON array or CSV.
   *
   * @param file one that {@link Corpora#permitted} gave
   * @throws IllegalArgumentException when the file cannot be read, an example lacks a field or has
   *     a blank one, or there are fewer than two classes
   */
  public static LabelledTexts read(Path file, Fields fields) {
    var reading = new Reading();
    ExampleFile.read(
        file,
        row -> {
          String text = row.text(fields.text);
          String label = row.scalar(fields.label).strip();
          if (text.isBlank() || label.isEmpty()) {
            throw row.wrong(
                "field %s is blank; must be text"
                    .formatted(text.isBlank() ? fields.text : fields.label));
          }
          Map<String, String> groups = new HashMap<>();
          fields.groups.forEach(group -> groups.put(group, row.scalar(group)));
          reading.add(text, label, fields.time == null ? null : row.time(fields.time), groups);
        });
    LabelledTexts read = reading.end(file.toString());
    if (read.classes.size() < 2) {
      throw new IllegalArgumentException(
          "%s has only the class %s in field %s; at least 2 are needed"
              .formatted(file, read.classes.getFirst(), fields.label));
    }
    return read;
  }

  /** Numbers the examples from 1; classes are known once all were there. */
  private static final class Reading {
    private final List<String> texts = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    void add(String text, String label, @Nullable Instant time, Map<String, String> groups) {
      texts.add(text);
      labels.add(label);
      origins.add(new Origin(String.valueOf(texts.size()), time, groups));
    }

    LabelledTexts end(String name) {
      List<String> classes = List.copyOf(new TreeSet<>(labels));
      var index = new HashMap<String, Integer>();
      classes.forEach(label -> index.put(label, index.size()));
      List<Example> examples = new ArrayList<>(texts.size());
      for (int i = 0; i < texts.size(); i++) {
        int label = index.getOrDefault(labels.get(i), 0);
        examples.add(new Example(texts.get(i), label, origins.get(i)));
      }
      return new LabelledTexts(name, classes, examples);
    }
  }

  /**
   * By the hash of the text, as {@link Sides#of}: equal texts are on the same side.
   *
   * @throws IllegalArgumentException when one side would be empty
   */
  public Sides<LabelledTexts> split(double validationFraction) {
    return Sides.of(examples, Example::text, validationFraction)
        .map(side -> new LabelledTexts(name, classes, side));
  }

  /**
   * By time: the newest examples, and all as old as the oldest of these, validate.
   *
   * @throws IllegalArgumentException when one side would be empty
   * @throws NullPointerException when an example has no time
   */
  public Sides<LabelledTexts> splitByTime(double validationFraction) {
    return Sides.newest(
            examples, example -> Objects.requireNonNull(example.origin.time()), validationFraction)
        .map(side -> new LabelledTexts(name, classes, side));
  }

  /** How many examples have each class. */
  public long[] counts() {
    var counts = new long[classes.size()];
    for (Example example : examples) {
      counts[example.label]++;
    }
    return counts;
  }

  /**
   * Each text between two ends of text: it begins as documents did in pretraining, and its class is
   * always told at the same token (Radford et al. 2018, section 3.3, has such start and extract
   * tokens). Of a text longer than the context the end is cut off.
   *
   * @param context most tokens of a sequence, at least 3
   */
  public Examples<LabelledBatch> encode(Tokenizer tokenizer, int context) {
    if (context < 3) {
      throw new IllegalArgumentException("context is " + context + "; must be at least 3");
    }
    var rows = new int[examples.size()][];
    int cut = 0;
    for (int i = 0; i < rows.length; i++) {
      int[] text = tokenizer.encode(examples.get(i).text);
      int kept = Math.min(text.length, context - 2);
      cut += kept < text.length ? 1 : 0;
      rows[i] = new int[kept + 2];
      rows[i][0] = tokenizer.endOfText();
      System.arraycopy(text, 0, rows[i], 1, kept);
      rows[i][kept + 1] = tokenizer.endOfText();
    }
    return new Examples<>(
        Examples.lengths(rows), cut, 0, picked -> batch(rows, picked, tokenizer.endOfText()));
  }

  private LabelledBatch batch(int[][] all, int[] picked, long padding) {
    int[][] rows = Examples.pick(all, picked);
    var labels = new long[picked.length];
    for (int b = 0; b < labels.length; b++) {
      labels[b] = examples.get(picked[b]).label;
    }
    return new LabelledBatch(
        rows.length, Examples.padded(rows, padding), Examples.lastPositions(rows), labels);
  }
}
