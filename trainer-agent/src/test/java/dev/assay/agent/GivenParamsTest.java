package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GivenParamsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNode SCHEMA =
      JSON.readTree(
          """
          {"properties": {"prompt": {"type": "string"}, "limit": {"type": ["integer", "null"]},
           "name": {"type": ["string", "null"]}}}""");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model.layers=6        | {"model":{"layers":6}}
          a.b.c=1e-3            | {"a":{"b":{"c":0.001}}}
          biases=true           | {"biases":true}
          limit=null            | {"limit":null}
          columns=["a","b"]     | {"columns":["a","b"]}
          device=cpu            | {"device":"cpu"}
          prompt=12             | {"prompt":"12"}
          prompt="12"           | {"prompt":"12"}
          prompt=null           | {"prompt":"null"}
          name=null             | {"name":null}
          prompt=a=b            | {"prompt":"a=b"}
          prompt=               | {"prompt":""}
          """)
  void a_pair_is_a_number_a_flag_null_a_list_or_text(String pair, String json) {
    ObjectNode tree = GivenParams.none();
    GivenParams.set(tree, pair, SCHEMA);
    assertThat(tree.toString()).isEqualTo(json);
  }

  @Test
  void later_pairs_count_for_more() {
    ObjectNode tree = GivenParams.none();
    GivenParams.set(tree, "model=3", SCHEMA);
    GivenParams.set(tree, "model.layers=2", SCHEMA);
    GivenParams.set(tree, "model.layers=4", SCHEMA);
    assertThat(tree.toString()).isEqualTo("{\"model\":{\"layers\":4}}");
  }

  @Test
  void yaml_and_json_say_the_same() throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("p.yaml"), "model: {layers: 6}\noptimizer:\n  peakLr: 1e-3\nseed: 2\n");
    Path json =
        Files.writeString(
            folder.resolve("p.json"),
            "{\"model\":{\"layers\":6},\"optimizer\":{\"peakLr\":0.001},\"seed\":2}");
    assertThat(GivenParams.read(yaml).toString()).isEqualTo(GivenParams.read(json).toString());
  }

  @Test
  void a_file_that_holds_no_params_is_named() throws IOException {
    Path json = Files.writeString(folder.resolve("p.json"), "{\"a\":");
    assertThatThrownBy(() -> GivenParams.read(json))
        .hasMessageStartingWith("--params " + json + " is no JSON");
    Path yaml = Files.writeString(folder.resolve("p.yml"), "a: [1");
    assertThatThrownBy(() -> GivenParams.read(yaml))
        .hasMessageStartingWith("--params " + yaml + " is no YAML");
    Path list = Files.writeString(folder.resolve("l.yaml"), "- 1\n");
    assertThatThrownBy(() -> GivenParams.read(list))
        .hasMessage("--params " + list + " must hold an object");
  }
}
