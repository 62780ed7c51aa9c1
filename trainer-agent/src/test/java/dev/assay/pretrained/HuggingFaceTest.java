package dev.assay.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import dev.assay.safetensors.SafeTensors;
import dev.assay.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models written by transformers and safetensors: hugging_face.py made them, in resources/torch.
 */
class HuggingFaceTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Execution CPU = Execution.on(ComputeDevice.cpu());

  @TempDir private Path folder;

  private static Path model(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(HuggingFaceTest.class.getResource("/torch/" + name)).toURI());
  }

  private static JsonNode expected(String name) throws IOException, URISyntaxException {
    return JSON.readTree(Files.readString(model(name).resolve("expected.json")));
  }

  private static float[] logits(Gpt gpt, long[] ids) {
    try (NDManager scope = gpt.newScope()) {
      return gpt.logits(gpt.ids(scope, ids, 1)).toFloatArray();
    }
  }

  private static void assertLogits(Gpt gpt, JsonNode expected, String field) {
    long[] ids = JSON.treeToValue(expected.get("ids"), long[].class);
    float[] actual = logits(gpt, ids);
    float[][] rows = JSON.treeToValue(expected.get(field), float[][].class);
    for (int t = 0; t < rows.length; t++) {
      for (int v = 0; v < rows[t].length; v++) {
        assertThat(actual[t * rows[t].length + v]).isCloseTo(rows[t][v], within(2e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
  void a_model_scores_as_transformers_does(String name) throws Exception {
    try (Gpt gpt = HuggingFace.load(model(name), CPU)) {
      assertLogits(gpt, expected(name), "logits");
    }
  }

  @Test
  void the_approximate_gelu_is_another_model() throws Exception {
    Path copy = copy("gpt2-tiny");
    Path config = copy.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"gelu\"", "\"gelu_new\""));
    try (Gpt gpt = HuggingFace.load(copy, CPU)) {
      assertLogits(gpt, expected("gpt2-tiny"), "logitsGeluNew");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
  void a_written_model_has_the_tensors_of_the_one_that_was_read(String name) throws Exception {
    try (Gpt gpt = HuggingFace.load(model(name), CPU)) {
      HuggingFace.save(gpt, folder);
      try (Gpt again = HuggingFace.load(folder, CPU)) {
        assertThat(again.config()).isEqualTo(gpt.config());
      }
    }
    assertThat(tensors(folder)).isEqualTo(tensors(model(name)));
  }

  /** Name to shape and hash of the numbers. */
  private static Map<String, String> tensors(Path model) throws IOException {
    Map<String, String> tensors = new TreeMap<>();
    try (SafeTensors file = SafeTensors.open(model.resolve("model.safetensors"))) {
      for (String name : file.names()) {
        tensors.put(name, Arrays.toString(file.shape(name)) + Arrays.hashCode(file.floats(name)));
      }
    }
    return tensors;
  }

  private Path copy(String name) throws Exception {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(model(name).resolve(file), folder.resolve(file));
    }
    return folder;
  }

  @Test
  void openais_own_file_has_shorter_names() throws Exception {
    Path model = model("gpt2-tiny");
    var writer = new SafeTensorsWriter(Map.of());
    try (SafeTensors file = SafeTensors.open(model.resolve("model.safetensors"))) {
      for (String name : file.names()) {
        float[] values = file.floats(name);
        writer.add(name.replaceFirst("transformer\\.", ""), file.shape(name), () -> values);
      }
    }
    Files.copy(model.resolve("config.json"), folder.resolve("config.json"));
    writer.write(folder.resolve("model.safetensors"));
    try (Gpt gpt = HuggingFace.load(folder, CPU)) {
      assertLogits(gpt, expected("gpt2-tiny"), "logits");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpt2-tiny | \"n_embd\": 32 | \"n_embd\": 16 | transformer.wte.weight has shape [61, 32]; the config needs [61, 16]",
        "gpt2-tiny | \"n_layer\": 2 | \"n_layer\": 3 | has no tensor transformer.h.2.ln_1.weight",
        "gpt2-tiny | \"n_head\": 4 | \"n_head\": 5 | heads is 5; must divide the width, 32",
        "gpt2-tiny | \"gelu\" | \"tanh\" | activation_function tanh; must be gelu or gelu_new",
        "gpt2-tiny | \"gpt2\" | \"opt\" | model_type \"opt\"; must be one of gpt2, llama",
        "llama-tiny | \"num_key_value_heads\": 2 | \"num_key_value_heads\": 4 | needs [96, 32]",
        "llama-tiny | \"num_attention_heads\": 4 | \"num_attention_heads\": 0 | num_attention_heads 0; must be a whole number of at least 1",
        "llama-tiny | \"rope_theta\": 10000.0 | \"rope_theta\": {} | rope_theta {}; must be a number",
        "gpt2-tiny | \"n_embd\": 32 | \"n_embd\": 10000000000000 | n_embd 10000000000000; must be a whole number of at least 1",
        "gpt2-tiny | \"n_layer\": 2 | \"n_layer\": 1 | is none of the config's model",
        "llama-tiny | 1e-05 | 1e-06 | rms_norm_eps 1.0E-6; only 1.0E-5 is supported",
      })
  void a_config_that_is_not_of_the_weights_is_refused(
      String name, String from, String to, String message) throws Exception {
    Path copy = copy(name);
    Path config = copy.resolve("config.json");
    String changed = Files.readString(config).replace(from, to);
    assertThat(changed).isNotEqualTo(Files.readString(config));
    Files.writeString(config, changed);
    assertThatThrownBy(() -> HuggingFace.load(copy, CPU)).hasMessageContaining(message);
  }

  @Test
  void a_model_of_no_family_is_not_written() {
    GptConfig config = GptConfig.gpt2(1, 2, 8, 4, 9).with(draft -> draft.qkNorm = true);
    try (Gpt gpt = new Gpt(config, CPU, new SplittableRandom(1))) {
      assertThatThrownBy(() -> HuggingFace.save(gpt, folder))
          .hasMessageStartingWith("the model is of no family of gpt2, llama");
    }
  }
}
