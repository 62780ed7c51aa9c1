package dev.assay.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokenizers by name, and those kept in folders.
 *
 * <p>A folder has either {@code tokenizer.json} (Hugging Face's, a byte-level BPE), or {@code
 * vocab.json} and {@code merges.txt} (GPT-2's), or {@code characters.json} (ours), or only {@code
 * tokenizer_config.json} with a name that needs nothing else. {@code tokenizer_config.json} says
 * the name and which token ends a text, {@code eos_token}; others' need not be there.
 */
public final class Tokenizers {

  /** A token is a byte. */
  public static final String BYTES = ByteTokenizer.NAME;

  /** GPT-2's, 50,257 ids. */
  public static final String GPT2 = "gpt2";

  private static final String FILE = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String VOCAB = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String CHARACTERS = "characters.json";
  private static final String RANKS_SUFFIX = ".tiktoken";

  private static final String GPT2_RANKS = "/com/knuddels/jtokkit/r50k_base.tiktoken";

  /** What published vocabularies call the token between documents. */
  private static final List<String> ENDS =
      List.of(BytePairTrainer.END_OF_TEXT, "<|end_of_text|>", "</s>", "<eos>");

  private static final JsonMapper JSON = new JsonMapper();

  private Tokenizers() {}

  /**
   * The tokenizer of that name, or that of a folder or file: {@code tokenizer.json}, {@code
   * characters.json}, or {@code *.tiktoken}, ranks with GPT-2's pattern.
   *
   * @throws IllegalArgumentException when there is none, or it is of a kind that is not supported
   */
  public static Tokenizer load(String nameOrPath) throws IOException {
    return switch (nameOrPath) {
      case BYTES -> new ByteTokenizer();
      case GPT2 -> gpt2();
      default -> load(Path.of(nameOrPath));
    };
  }

  /**
   * The tokenizer of a folder or file.
   *
   * @throws IllegalArgumentException when there is none, or it is of a kind that is not supported
   */
  public static Tokenizer load(Path path) throws IOException {
    try {
      return Files.isDirectory(path) ? fromFolder(path) : fromFile(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "tokenizer is %s; must be %s, %s, or a folder or file that is there"
              .formatted(path, BYTES, GPT2),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tokenizer %s: %s".formatted(path, e.getMessage()), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "tokenizer %s cannot be read: %s".formatted(path, e.getOriginalMessage()), e);
    }
  }

  /** GPT-2's tokenizer, of the ranks that jtokkit carries. */
  public static BytePairTokenizer gpt2() {
    return Gpt2.TOKENIZER;
  }

  /** Read when first asked for. */
  private static final class Gpt2 {
    static final BytePairTokenizer TOKENIZER =
        new BytePairTokenizer(GPT2, TiktokenRanks.read(ranks()), BytePairTrainer.END_OF_TEXT);

    private static List<String> ranks() {
      var in = Objects.requireNonNull(Tokenizers.class.getResourceAsStream(GPT2_RANKS), GPT2_RANKS);
      try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
        return lines.lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Writes what {@link #load(Path)} needs to a folder, which is made when it is not there.
   *
   * @throws IllegalArgumentException when it is none of this package's tokenizers
   */
  public static void save(Tokenizer tokenizer, Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = JSON.createObjectNode().put("name", tokenizer.name());
    switch (tokenizer) {
      case BytePairTokenizer pairs -> {
        Files.writeString(folder.resolve(FILE), TokenizerJson.write(pairs.learnt()));
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("eos_token", text(pairs.specials(), pairs.endOfText()));
      }
      case CharTokenizer chars -> {
        ObjectNode file =
            JSON.createObjectNode()
                .put("characters", chars.characters())
                .put("unknown", chars.unknown().name());
        Files.writeString(folder.resolve(CHARACTERS), JSON.writeValueAsString(file));
      }
      case ByteTokenizer _ -> {}
      default ->
          throw new IllegalArgumentException(
              "a tokenizer %s cannot be saved".formatted(tokenizer.name()));
    }
    Files.writeString(
        folder.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config));
  }

  private static String text(SequencedMap<String, Integer> specials, int id) {
    return specials.entrySet().stream()
        .filter(special -> special.getValue() == id)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static Tokenizer fromFolder(Path folder) throws IOException {
    Path config = folder.resolve(CONFIG);
    JsonNode settings =
        Files.exists(config) ? JSON.readTree(Files.readString(config)) : JSON.createObjectNode();
    String name = settings.path("name").asString("bpe");
    if (Files.exists(folder.resolve(FILE))) {
      return pairs(name, TokenizerJson.read(Files.readString(folder.resolve(FILE))), settings);
    }
    if (Files.exists(folder.resolve(CHARACTERS))) {
      return characters(folder.resolve(CHARACTERS));
    }
    if (Files.exists(folder.resolve(VOCAB)) && Files.exists(folder.resolve(MERGES))) {
      var vocabulary =
          TokenizerJson.read(
              Files.readString(folder.resolve(VOCAB)), Files.readAllLines(folder.resolve(MERGES)));
      return pairs(name, vocabulary, settings);
    }
    if (name.equals(BYTES)) {
      return new ByteTokenizer();
    }
    throw new IllegalArgumentException(
        "has none of %s, %s, %s with %s".formatted(FILE, CHARACTERS, VOCAB, MERGES));
  }

  private static Tokenizer fromFile(Path file) throws IOException {
    String name = file.toString();
    if (name.endsWith(RANKS_SUFFIX)) {
      var vocabulary = TiktokenRanks.read(Files.readAllLines(file, StandardCharsets.US_ASCII));
      return new BytePairTokenizer("bpe", vocabulary, BytePairTrainer.END_OF_TEXT);
    }
    if (file.endsWith(CHARACTERS)) {
      return characters(file);
    }
    return pairs("bpe", TokenizerJson.read(Files.readString(file)), JSON.createObjectNode());
  }

  private static CharTokenizer characters(Path file) throws IOException {
    JsonNode json = JSON.readTree(Files.readString(file));
    return new CharTokenizer(
        json.path("characters").asString(),
        CharTokenizer.Unknown.valueOf(json.path("unknown").asString()));
  }

  private static BytePairTokenizer pairs(
      String name, BytePairVocabulary vocabulary, JsonNode settings) {
    JsonNode eos = settings.path("eos_token"); // a text, or an object with it
    String said = eos.isObject() ? eos.path("content").asString() : eos.asString("");
    SequencedMap<String, Integer> specials = vocabulary.specials();
    Optional<String> end =
        said.isEmpty()
            ? ENDS.stream().filter(specials::containsKey).findFirst()
            : Optional.of(said);
    if (end.isEmpty()) {
      throw new IllegalArgumentException(
          "added_tokens are %s; one of them must end a text: one of %s, or the eos_token of %s"
              .formatted(specials.keySet(), ENDS, CONFIG));
    }
    return new BytePairTokenizer(name, vocabulary, end.get());
  }
}
