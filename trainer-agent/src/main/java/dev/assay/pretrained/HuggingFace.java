package dev.assay.pretrained;

import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.model.Parameters;
import dev.assay.safetensors.SafeTensors;
import dev.assay.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes folders with {@code config.json} and {@code model.safetensors} as the Hugging
 * Face Hub has them: GPT-2 and Llama.
 */
public final class HuggingFace {

  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private HuggingFace() {}

  /**
   * A model's shape.
   *
   * @throws IllegalArgumentException when it is of another family, or has what ours have not
   */
  public static GptConfig config(Path folder) throws IOException {
    Layout.Config json = json(folder);
    return layout(json).config(json);
  }

  /**
   * The model in a folder.
   *
   * @throws IllegalArgumentException when it is of another family, or has what ours have not
   * @throws IOException when the weights cannot be read, or are not those of the config: the
   *     message says which tensor, and both shapes
   */
  public static Gpt load(Path folder, Execution execution) throws IOException {
    Layout.Config json = json(folder);
    Layout layout = layout(json);
    GptConfig config = layout.config(json);
    var model = new Gpt(config, execution, new SplittableRandom(0));
    try (SafeTensors tensors = SafeTensors.open(folder.resolve(WEIGHTS))) {
      Set<String> used = new HashSet<>();
      for (Layout.Entry entry : layout.entries(config)) {
        read(tensors, entry, model.parameters());
        entry.theirs().forEach(name -> used.add(present(tensors, name)));
      }
      requireKnown(tensors, used);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
    return model;
  }

  private static Layout.Config json(Path folder) throws IOException {
    Path file = folder.resolve(CONFIG);
    try {
      return new Layout.Config(file.toString(), JSON.readTree(Files.readString(file)));
    } catch (JacksonException e) {
      throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Layout layout(Layout.Config json) {
    String type = json.json().path("model_type").asString("");
    return Stream.of(Layout.values())
        .filter(layout -> layout.modelType().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has model_type %s; must be one of %s"
                        .formatted(json.file(), json.json().path("model_type"), types())));
  }

  private static String types() {
    return Stream.of(Layout.values()).map(Layout::modelType).collect(Collectors.joining(", "));
  }

  private static void read(SafeTensors tensors, Layout.Entry entry, Parameters parameters)
      throws IOException {
    long[] shape = parameters.shape(entry.ours());
    var values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    int at = 0;
    for (String theirs : entry.theirs()) {
      String name = present(tensors, theirs);
      float[] part = tensors.floats(name);
      long[] is = tensors.shape(name);
      requireShape(entry, name, is, shape);
      float[] rows = entry.transposed() ? transposed(part, (int) is[0], (int) is[1]) : part;
      if (at + rows.length > values.length) {
        throw wrongShape(name, is, shape);
      }
      System.arraycopy(rows, 0, values, at, rows.length);
      at += rows.length;
    }
    if (at != values.length) {
      throw wrongShape(String.join(", ", entry.theirs()), new long[] {at}, shape);
    }
    parameters.set(entry.ours(), values);
  }

  /** What is not used would be another model; masks and tables are computed anew. */
  private static void requireKnown(SafeTensors tensors, Set<String> used) throws IOException {
    for (String name : tensors.names()) {
      boolean isComputed =
          name.endsWith(".attn.bias")
              || name.endsWith(".masked_bias")
              || name.endsWith(".inv_freq")
              || name.equals("lm_head.weight"); // a tied head that is written out
      if (!used.contains(name) && !isComputed) {
        throw new IOException("tensor %s is none of the config's model".formatted(name));
      }
    }
  }

  /** OpenAI's own file has the names without a prefix. */
  private static String present(SafeTensors tensors, String name) {
    String bare = name.startsWith("transformer.") ? name.substring("transformer.".length()) : name;
    return !tensors.names().contains(name) && tensors.names().contains(bare) ? bare : name;
  }

  private static void requireShape(Layout.Entry entry, String name, long[] is, long[] ours)
      throws IOException {
    boolean fits;
    if (ours.length == 1 || entry.transposed() || entry.theirs().size() == 1) {
      fits = Arrays.equals(is, entry.transposed() ? new long[] {ours[1], ours[0]} : ours);
    } else {
      fits = is.length == 2 && is[1] == ours[1]; // a part of our rows
    }
    if (!fits) {
      throw wrongShape(name, is, entry.transposed() ? new long[] {ours[1], ours[0]} : ours);
    }
  }

  private static IOException wrongShape(String name, long[] is, long[] expected) {
    return new IOException(
        "tensor %s has shape %s; the config needs %s"
            .formatted(name, Arrays.toString(is), Arrays.toString(expected)));
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    var turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }

  /**
   * Writes a model, F32, in place of what is there.
   *
   * @throws IllegalArgumentException when it is of neither family
   */
  public static void save(Gpt model, Path folder) throws IOException {
    GptConfig config = model.config();
    boolean own = config.window() != 0 || config.qkNorm() || config.hasExperts();
    Layout layout =
        Stream.of(Layout.values())
            .filter(each -> !own && each.fits(config))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the model is of no family of %s: %s".formatted(types(), config)));
    var writer = new SafeTensorsWriter(Map.of("format", "pt"));
    for (Layout.Entry entry : layout.entries(config)) {
      add(writer, entry, model, config);
    }
    Files.createDirectories(folder);
    writer.write(folder.resolve(WEIGHTS));
    Files.writeString(folder.resolve(CONFIG), JSON.writeValueAsString(describe(layout, config)));
  }

  private static ObjectNode describe(Layout layout, GptConfig config) {
    ObjectNode json = JSON.createObjectNode();
    json.put("model_type", layout.modelType());
    json.putArray("architectures")
        .add(layout == Layout.GPT2 ? "GPT2LMHeadModel" : "LlamaForCausalLM");
    json.put("torch_dtype", "float32");
    layout.describe(config, json);
    return json;
  }

  private static void add(
      SafeTensorsWriter writer, Layout.Entry entry, Gpt model, GptConfig config) {
    long[] shape = model.parameters().shape(entry.ours());
    if (entry.theirs().size() == 1) {
      long[] as = entry.transposed() ? new long[] {shape[1], shape[0]} : shape;
      writer.add(
          entry.theirs().getFirst(),
          as,
          () -> {
            float[] values = model.parameters().values(entry.ours());
            return entry.transposed() ? transposed(values, (int) shape[0], (int) shape[1]) : values;
          });
      return;
    }
    int[] rows = {config.width(), config.kvWidth(), config.kvWidth()};
    int from = 0;
    for (int part = 0; part < rows.length; part++) {
      int begin = from * (int) shape[1];
      int end = begin + rows[part] * (int) shape[1];
      writer.add(
          entry.theirs().get(part),
          new long[] {rows[part], shape[1]},
          () -> Arrays.copyOfRange(model.parameters().values(entry.ours()), begin, end));
      from += rows[part];
    }
  }
}
