package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleFileTest {

  @TempDir Path folder;

  private List<String> read(String name, String content) throws IOException {
    return read(Files.writeString(folder.resolve(name), content));
  }

  private static List<String> read(Path file) {
    List<String> rows = new ArrayList<>();
    ExampleFile.read(file, row -> rows.add(row.line() + " " + row.scalar("a")));
    return rows;
  }

  private void assertRefused(String name, String content, String message) {
    assertThatThrownBy(() -> read(name, content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.replace("FILE", folder.resolve(name).toString()));
  }

  @Test
  void json_lines_arrays_and_csv_are_read_with_their_line_numbers() throws IOException {
    assertThat(read("a.jsonl", "\uFEFF{\"a\": \"x\"}\r\n\n{\"a\": 2}"))
        .containsExactly("1 x", "3 2");
    assertThat(read("a.json", " [\n{\"a\": \"x\"},\n\n{\"a\": true}]"))
        .containsExactly("2 x", "4 true");
    assertThat(read("a.csv", "a,b\nx,1\n\"y\nz\",2\nw,3\n"))
        .containsExactly("2 x", "3 y\nz", "5 w");
  }

  @Test
  void an_array_may_be_one_line_longer_than_any_line_of_json_lines() throws IOException {
    String text = "x".repeat(JsonLinesReading.MOST_CHARACTERS_OF_A_LINE / 2);
    String array =
        IntStream.range(0, 3)
            .mapToObj(i -> "{\"a\": %d, \"text\": \"%s\"}".formatted(i, text))
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(read("a.json", array)).containsExactly("1 0", "1 1", "1 2");
  }

  @Test
  void missing_files_and_folders_are_refused() {
    assertThatThrownBy(() -> read(folder.resolve("none")))
        .hasMessage(folder.resolve("none") + " is missing or no file");
    assertThatThrownBy(() -> read(folder)).hasMessage(folder + " is missing or no file");
  }

  @Test
  void files_without_examples_are_refused() {
    for (String content : List.of("", "\n \n")) {
      assertRefused("a.jsonl", content, "FILE has no examples; it needs at least 1");
    }
    assertRefused("a.json", "[]", "FILE has no examples; it needs at least 1");
    assertRefused("a.csv", "a,b\n", "FILE has no examples; it needs at least 1");
  }

  @Test
  void broken_json_is_told_with_its_line() {
    assertRefused("a.jsonl", "{\"a\": 1}\n{\"a\": \n{\"a\": 3}", "line 2 of FILE is no JSON: ");
    assertRefused("a.jsonl", "{\"a\": 1}\n{\"a\": 1} x", "line 2 of FILE is no JSON: ");
    assertRefused("a.jsonl", "{\"a\": 1}\n17", "line 2 of FILE is 17; must be a JSON object");
    assertRefused("a.json", "[{\"a\": 1},\n{\"a\": oops}]", "line 2 of FILE is no JSON: ");
    assertRefused("a.json", "[{\"a\": 1},\n", "of FILE is no JSON: ");
    assertRefused("a.json", "[{\"a\": 1},\n5]", "line 2 of FILE is 5; must be a JSON object");
  }

  @Test
  void csv_rows_must_have_as_many_fields_as_the_header() {
    assertRefused(
        "a.csv", "a,b\nx,1\ny\n", "line 3 of FILE has 1 fields; must have 2 as the header");
    assertRefused(
        "a.csv", "a,b\nx,1,2\n", "line 2 of FILE has 3 fields; must have 2 as the header");
    assertRefused("a.csv", "a,a\n1,2\n", "FILE is no CSV with a header");
    assertRefused("a.csv", "b\n1\n", "line 2 of FILE: has no field a");
  }

  @Test
  void text_that_is_no_utf_8_or_binary_is_told_with_its_place() throws IOException {
    Path latin = folder.resolve("latin.jsonl");
    Files.write(latin, "{\"a\": 1}\n{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(latin))
        .hasMessageStartingWith("corpus file " + latin + " is not UTF-8 text at byte 16 (0xE9)");
    for (String name : List.of("a.csv", "a.jsonl", "a.json")) {
      assertRefused(name, "[{\"a\": \"\0\"}]", "corpus file FILE is binary: a NUL character");
    }
  }

  @Test
  void a_field_of_the_wrong_kind_is_named() {
    assertRefused("a.jsonl", "{\"a\": [1]}", "line 1 of FILE: field a is [1]; must be a text");
    assertRefused("a.jsonl", "{\"a\": null}", "line 1 of FILE: has no field a");
  }
}
