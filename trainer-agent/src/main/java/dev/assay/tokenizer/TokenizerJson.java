package dev.assay.tokenizer;

import dev.assay.tokenizer.BytePairVocabulary.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code tokenizer.json} of Hugging Face's tokenizers, as far as it describes a byte-level
 * BPE with GPT-2's pattern. What would give other ids is refused by name.
 */
final class TokenizerJson {

  private static final JsonMapper JSON = new JsonMapper();

  private TokenizerJson() {}

  // --- writing ---

  static String write(BytePairVocabulary vocabulary) {
    ObjectNode file = JSON.createObjectNode();
    file.put("version", "1.0");
    file.putNull("truncation");
    file.putNull("padding");
    ArrayNode added = file.putArray("added_tokens");
    vocabulary.specials().forEach((text, id) -> added.add(special(text, id)));
    file.putNull("normalizer");
    file.set("pre_tokenizer", byteLevel());
    file.putNull("post_processor");
    file.set("decoder", byteLevel());
    file.set("model", model(vocabulary));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
  }

  private static ObjectNode special(String text, int id) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("content", text)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  private static ObjectNode model(BytePairVocabulary vocabulary) {
    ObjectNode model = JSON.createObjectNode();
    model.put("type", "BPE");
    for (String field :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.putNull(field);
    }
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.token(id).length > 0) {
        ids.put(ByteLevel.write(vocabulary.token(id)), id);
      }
    }
    vocabulary.specials().forEach(ids::put);
    ArrayNode merges = model.putArray("merges");
    for (Merge merge : vocabulary.merges()) {
      merges.add(
          ByteLevel.write(vocabulary.token(merge.left()))
              + " "
              + ByteLevel.write(vocabulary.token(merge.right())));
    }
    return model;
  }

  // --- reading ---

  /**
   * @throws IllegalArgumentException naming the field that is not supported or wrong
   */
  static BytePairVocabulary read(String json) {
    JsonNode file = JSON.readTree(json);
    requireSupported(file);
    JsonNode model = file.path("model");
    SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    model.path("vocab").properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
    SequencedMap<String, Integer> specials = new LinkedHashMap<>();
    for (JsonNode token : file.path("added_tokens")) {
      requireNone(token, "added_tokens", "lstrip", "rstrip", "single_word");
      specials.put(token.path("content").asString(), token.path("id").asInt());
    }
    List<String[]> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray()
              ? new String[] {merge.path(0).asString(), merge.path(1).asString()}
              : parts(merge.asString()));
    }
    return vocabulary(ids, merges, specials);
  }

  private static void requireSupported(JsonNode file) {
    JsonNode model = file.path("model");
    requireType(model, "model", "BPE");
    requireNone(model, "model", "dropout", "byte_fallback", "ignore_merges");
    requireNone(model, "model", "continuing_subword_prefix", "end_of_word_suffix");
    requireNone(file, "", "normalizer");
    requireType(file.path("pre_tokenizer"), "pre_tokenizer", "ByteLevel");
    requireNone(file.path("pre_tokenizer"), "pre_tokenizer", "add_prefix_space");
    if (!file.path("pre_tokenizer").path("use_regex").asBoolean(true)) {
      throw unsupported("pre_tokenizer.use_regex", "false", "true");
    }
    requireType(file.path("decoder"), "decoder", "ByteLevel");
    JsonNode post = file.path("post_processor");
    if (!post.isNull() && !post.isMissingNode()) {
      requireType(post, "post_processor", "ByteLevel"); // which only changes offsets
    }
  }

  private static void requireType(JsonNode node, String field, String type) {
    String there = node.path("type").asString("missing");
    if (!there.equals(type)) {
      throw unsupported(field + ".type", there, type);
    }
  }

  /** The fields are missing, null, false or empty. */
  private static void requireNone(JsonNode node, String parent, String... fields) {
    for (String field : fields) {
      JsonNode value = node.path(field);
      boolean none =
          value.isMissingNode()
              || value.isNull()
              || (value.isBoolean() && !value.asBoolean())
              || (value.isString() && value.asString().isEmpty());
      if (!none) {
        String shown = value.isObject() ? value.path("type").asString() : value.asString();
        throw unsupported(parent.isEmpty() ? field : parent + "." + field, shown, "none");
      }
    }
  }

  private static IllegalArgumentException unsupported(String field, String value, String only) {
    return new IllegalArgumentException(
        "%s is %s; only %s is supported".formatted(field, value, only));
  }

  // --- what vocab.json and merges.txt have in common with it ---

  static BytePairVocabulary read(String vocabJson, List<String> mergesLines) {
    SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    JSON.readTree(vocabJson).properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
    SequencedMap<String, Integer> specials = new LinkedHashMap<>();
    if (ids.containsKey(BytePairTrainer.END_OF_TEXT)) {
      specials.put(BytePairTrainer.END_OF_TEXT, ids.get(BytePairTrainer.END_OF_TEXT));
    }
    List<String[]> merges =
        mergesLines.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#version"))
            .map(TokenizerJson::parts)
            .toList();
    return vocabulary(ids, merges, specials);
  }

  private static String[] parts(String merge) {
    String[] parts = merge.split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "merge \"%s\" has %d parts; must have 2".formatted(merge, parts.length));
    }
    return parts;
  }

  private static BytePairVocabulary vocabulary(
      Map<String, Integer> ids, List<String[]> merges, SequencedMap<String, Integer> specials) {
    SequencedMap<String, Integer> all = new LinkedHashMap<>(ids);
    all.putAll(specials);
    for (int id : all.values()) {
      if (id < 0 || id >= all.size()) {
        throw new IllegalArgumentException(
            "an id is %d; %d tokens must have ids of 0 to %d"
                .formatted(id, all.size(), all.size() - 1));
      }
    }
    var tokens = new byte[all.size()][];
    ids.forEach(
        (token, id) -> {
          if (!specials.containsKey(token)) {
            tokens[id] = ByteLevel.read(token);
          }
        });
    List<Merge> known = new ArrayList<>(merges.size());
    for (String[] parts : merges) {
      known.add(new Merge(id(ids, parts[0]), id(ids, parts[1]), id(ids, parts[0] + parts[1])));
    }
    return new BytePairVocabulary(tokens, known, specials);
  }

  private static int id(Map<String, Integer> ids, String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new IllegalArgumentException(
          "merges has %s, which vocab has not; must be one of its tokens".formatted(token));
    }
    return id;
  }
}
