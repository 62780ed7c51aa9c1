package dev.assay.ui.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Read back by a parser of version 1.1; what 1.2 reads otherwise must stand in quotes. */
class YamlTextTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static JsonNode back(String yaml) {
    Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return JSON.valueToTree(read);
  }

  private static String yaml(String json) {
    return YamlText.of(JSON.readTree(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "yes",
        "on",
        "off",
        "y",
        "n",
        "NO",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "",
        " ",
        " a",
        "a ",
        "1e3",
        "1E3",
        "1e-3",
        "12",
        "-12",
        "+1",
        "012",
        "0o14",
        "0x1F",
        "1_000",
        "1.5",
        ".5",
        "5.",
        ".inf",
        "-.inf",
        ".nan",
        "NaN",
        "12:30:45",
        "2026-01-02",
        "=",
        "<<",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "? a",
        "@a",
        "`a`",
        "!tag",
        "&a",
        "*a",
        "%a",
        "{a}",
        "[a]",
        "a, b",
        "'",
        "\"",
        "it's",
        "back\\slash",
        "---",
        "...",
        "a\nb",
        "a\n",
        "\n",
        "\na",
        " a\n b",
        "a\n\n\nb\n\n",
        "tab\there",
        "a\tb\nc",
        "trailing \nspace",
        "é",
        "日本語",
        "🎉",
        "\u0085",
        "\u2028",
        "\u0007bell",
        "\uFEFF",
        "a\r\nb",
        "|",
        ">",
        "| a",
        "key: |\n  b"
      })
  void every_text_comes_back_as_it_was(String text) {
    JsonNode tree =
        JSON.createObjectNode()
            .put("value", text)
            .set("list", JSON.createArrayNode().add(text).add(text));

    assertThat(back(YamlText.of(tree))).isEqualTo(tree);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "1e3", "null", "a: b", "it's", "é", "12", "a\nb", "- x", "#"})
  void names_come_back_as_they_were(String name) {
    JsonNode tree = JSON.createObjectNode().put(name, 1);

    assertThat(back(YamlText.of(tree))).isEqualTo(tree);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e3", "0o14", "1E-7", "no", "12", "null", "5.", "1_000"})
  void what_some_reader_takes_for_something_else_stands_in_quotes(String text) {
    assertThat(YamlText.of(JSON.createObjectNode().put("a", text)))
        .isEqualTo("a: '" + text + "'\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-7",
        "9007199254740993",
        "0.5",
        "-0.25",
        "1e-5",
        "1.5e-10",
        "2.5e20",
        "1e300",
        "123456.789",
        "0.0001",
        "true",
        "false",
        "null",
        "[]",
        "{}",
        "[1, 2.5, null]",
        "[[1, 2], [3]]",
        "[{\"a\": 1}, {\"b\": []}]",
        "{\"a\": {\"b\": {\"c\": 1}}}"
      })
  void every_value_comes_back_as_it_was(String json) {
    JsonNode back = back(yaml("{\"value\": %s}".formatted(json))).get("value");

    assertThat(back.equals(YamlTextTest::compare, JSON.readTree(json)))
        .as("%s from %s", back, yaml("{\"value\": %s}".formatted(json)))
        .isTrue();
  }

  private static int compare(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber()
        ? a.decimalValue().compareTo(b.decimalValue())
        : a.equals(b) ? 0 : 1;
  }

  @Test
  void exponents_are_numbers_to_every_reader() {
    assertThat(yaml("{\"lr\": 1e-7, \"big\": 3e20}")).isEqualTo("lr: 1.0e-7\nbig: 3.0e+20\n");
  }

  @Test
  void it_reads_like_what_people_write() {
    assertThat(
            yaml(
                """
                {"model": {"layers": 4, "norm": "rms", "rope": true}, "lr": 0.003,
                 "prompts": ["a", "b c"], "note": "one\\ntwo\\n", "none": null}\
                """))
        .isEqualTo(
            """
            model:
              layers: 4
              norm: rms
              rope: true
            lr: 0.003
            prompts: [a, b c]
            note: |
              one
              two
            none: null
            """);
  }

  @Test
  void a_megabyte_is_written_in_one_piece() {
    String text = "x y ".repeat(262_144);
    JsonNode tree = JSON.createObjectNode().put("long", text);
    var options = new LoaderOptions();
    options.setCodePointLimit(10_000_000);

    Object read = new Yaml(new SafeConstructor(options)).load(YamlText.of(tree));

    assertThat(JSON.<JsonNode>valueToTree(read)).isEqualTo(tree);
  }
}
