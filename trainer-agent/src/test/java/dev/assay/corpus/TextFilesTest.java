package dev.assay.corpus;

import static dev.assay.corpus.DocumentList.all;
import static dev.assay.corpus.DocumentList.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private void assertRefused(Path path, String message) {
    assertThatThrownBy(() -> texts(TextFiles.at(path)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** Linux tells a process's open files. */
  @Test
  void a_file_that_is_refused_is_closed() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(open));
    Path binary = Files.write(folder.resolve("binary.txt"), new byte[100]);
    long before = count(open);
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> TextFiles.at(binary).read().next())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(count(open)).isLessThan(before + 25);
  }

  private static long count(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.count();
    }
  }

  @Test
  void blank_lines_separate_the_documents_of_a_file() throws IOException {
    Path file = file("a.txt", "one\nstill one\n\n \n two \r\n\r\nthree\r\rfour\r\nstill four");
    assertThat(texts(TextFiles.at(file)))
        .containsExactly("one\nstill one", "two", "three", "four\nstill four");
  }

  /** The rule in other words: a regular expression over the whole text. */
  @Property(tries = 500)
  void a_text_has_the_documents_that_its_blank_lines_tell(@ForAll("someTexts") String text)
      throws IOException {
    List<String> expected =
        Arrays.stream(Pattern.compile("\n\\s*\n").split(text.replaceAll("\r\n|\r", "\n")))
            .map(String::strip)
            .filter(document -> !document.isEmpty())
            .toList();
    Path file = Files.createTempFile("text", ".txt");
    try {
      Files.writeString(file, "x" + text);
      List<String> read = texts(TextFiles.at(file));
      Files.writeString(file, text + "\n\nx");
      List<String> before = texts(TextFiles.at(file));
      assertThat(before.subList(0, before.size() - 1)).isEqualTo(expected);
      assertThat(String.join("", read).replaceAll("\\s", ""))
          .isEqualTo("x" + text.replaceAll("\\s", ""));
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> someTexts() {
    return Arbitraries.of("a", "é", "🙂", " ", "\t", "\n", "\n", "\r", "\r\n", "\n\n")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Test
  void a_folder_gives_the_documents_of_all_its_files_but_hidden_ones() throws IOException {
    file("b.txt", "second");
    file("a.txt", "first");
    file("c.jsonl", "{\"text\": \"third\"}\n");
    file("d.CSV", "id,text\n1,fourth\n");
    file(".DS_Store", "\0\0");
    assertThat(texts(TextFiles.at(folder))).containsExactly("first", "second", "third", "fourth");
  }

  @Test
  void a_corpus_that_is_not_there_or_empty_is_named() throws IOException {
    Path missing = folder.resolve("books.txt");
    assertRefused(
        missing,
        "corpus %s is missing; give wordnet-glosses or a text file or folder on the agent's machine"
            .formatted(missing));
    Path empty = file("empty.txt", " \n\n");
    assertRefused(empty, "corpus %s has no text; it needs at least 1 document".formatted(empty));
  }

  @Test
  void a_file_in_another_encoding_is_refused_at_its_byte() throws IOException {
    String hint = "; convert files in UTF-16, Latin-1 or others to UTF-8";
    Path latin =
        Files.write(
            folder.resolve("latin.txt"),
            ("x".repeat(100_000) + "é").getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        latin, "corpus file " + latin + " is not UTF-8 text at byte 100000 (0xE9)" + hint);
    Path cut = Files.write(folder.resolve("cut.txt"), new byte[] {'a', (byte) 0xC3});
    assertRefused(cut, "corpus file " + cut + " is not UTF-8 text at byte 1 (0xC3)" + hint);
    Path marked =
        Files.write(folder.resolve("utf16.txt"), "hello".getBytes(StandardCharsets.UTF_16LE));
    assertRefused(
        marked,
        "corpus file %s is binary: 5 of its first 10 bytes are control characters%s"
            .formatted(marked, hint));
    Path windows =
        Files.write(folder.resolve("1252.csv"), "text\nné\n".getBytes(Charset.forName("cp1252")));
    assertThatThrownBy(() -> texts(TextFiles.at(windows)))
        .hasMessageContaining(windows + " is not UTF-8 text at byte 6 (0xE9)");
  }

  @Test
  void a_binary_file_is_refused() throws IOException {
    Path late = file("late", "x".repeat(200_000) + "\0");
    assertThatThrownBy(() -> texts(TextFiles.at(late)))
        .hasMessageStartingWith("corpus file " + late + " is binary: a NUL character before byte");
    Path image = Files.write(folder.resolve("image"), new byte[] {(byte) 0xff, (byte) 0xd8, 0});
    assertThatThrownBy(() -> texts(TextFiles.at(image)))
        .hasMessageStartingWith("corpus file " + image + " is binary: 1 of its first 3 bytes");
  }

  @Test
  void a_byte_order_mark_is_no_text() throws IOException {
    assertThat(texts(TextFiles.at(file("bom.txt", "\uFEFFhello")))).containsExactly("hello");
    assertThat(texts(TextFiles.at(file("bom.csv", "\uFEFFtext\nhello")))).containsExactly("hello");
  }

  @Test
  void a_huge_line_is_cut_into_documents_after_words() throws IOException {
    String line = "word ".repeat(500_000);
    List<String> documents = texts(TextFiles.at(file("line.txt", line)));
    assertThat(documents).hasSize(3);
    assertThat(documents)
        .allSatisfy(
            document ->
                assertThat(document)
                    .startsWith("word")
                    .endsWith("word")
                    .hasSizeLessThanOrEqualTo(1 << 20));
    assertThat(String.join(" ", documents)).isEqualTo(line.strip());
    Path json = file("line.jsonl", "{\"text\": \"" + line + "\", \"time\": 5}");
    assertThat(String.join("", texts(TextFiles.at(json)))).isEqualTo(line);
    assertThat(all(TextFiles.at(json)))
        .hasSize(3)
        .allSatisfy(document -> assertThat(document.time()).isEqualTo(Instant.ofEpochSecond(5)));
  }

  @Test
  void a_cut_leaves_no_blank_document() throws IOException {
    String word = "x".repeat((1 << 20) - 1);
    assertThat(texts(TextFiles.at(file("text.txt", word + "   ")))).containsExactly(word);
    assertThat(texts(TextFiles.at(file("more.txt", word + "   \n y")))).containsExactly(word, "y");
    Path json = file("a.jsonl", "{\"text\": \"" + word + " ".repeat(3 << 20) + "y\"}");
    assertThat(texts(TextFiles.at(json))).extracting(String::strip).containsExactly(word, "y");
  }

  @Test
  void a_cut_never_goes_through_a_character() throws IOException {
    String smileys = "x" + "🙂".repeat(1 << 20);
    List<String> documents = texts(TextFiles.at(file("smileys.txt", smileys)));
    assertThat(documents).hasSize(3);
    assertThat(documents).noneMatch(text -> Character.isLowSurrogate(text.charAt(0)));
    assertThat(String.join("", documents)).isEqualTo(smileys);
  }

  @Test
  void json_lines_have_text_and_if_wished_a_time() throws IOException {
    Path file =
        file(
            "a.jsonl",
            """
            {"text": "seconds", "time": 1700000000}
            {"text": "milliseconds", "time": 1700000000123}

            {"text": "offset", "time": "2023-11-14T23:13:20+01:00", "id": 7}
            {"text": "no offset", "time": "2023-11-14 22:13:20"}
            {"text": "day", "time": "2023-11-14"}
            {"text": "  "}
            {"text": "none", "time": null}
            """);
    assertThat(all(TextFiles.at(file)))
        .containsExactly(
            new Document("seconds", Instant.parse("2023-11-14T22:13:20Z")),
            new Document("milliseconds", Instant.parse("2023-11-14T22:13:20.123Z")),
            new Document("offset", Instant.parse("2023-11-14T22:13:20Z")),
            new Document("no offset", Instant.parse("2023-11-14T22:13:20Z")),
            new Document("day", Instant.parse("2023-11-14T00:00:00Z")),
            new Document("none", null));
  }

  @Test
  void a_wrong_json_line_is_named() throws IOException {
    Path broken = file("broken.jsonl", "{\"text\": \"a\"}\r\n{\"text\": \n");
    assertThatThrownBy(() -> texts(TextFiles.at(broken)))
        .hasMessageStartingWith("line 2 of corpus file " + broken + " is no JSON: ");
    Path other = file("other.jsonl", "\n{\"content\": \"a\"}\n");
    assertRefused(other, "line 2 of corpus file " + other + " has no field text");
    Path number = file("number.jsonl", "{\"text\": 3}\n");
    assertRefused(
        number, "line 1 of corpus file " + number + " has a field text that is no string");
    Path list = file("list.jsonl", "[]\n");
    assertRefused(
        list,
        "line 1 of corpus file " + list + " is no JSON object; must be one with a field text");
    Path late = file("late.jsonl", "{\"text\": \"a\", \"time\": 1e999999}\n");
    assertThatThrownBy(() -> texts(TextFiles.at(late)))
        .hasMessageStartingWith(
            "line 1 of corpus file " + late + " has time \"Infinity\"; must be");
    Path time = file("time.jsonl", "{\"text\": \"a\", \"time\": \"yesterday\"}\n");
    assertRefused(
        time,
        "line 1 of corpus file "
            + time
            + " has time \"yesterday\"; must be ISO-8601 or a number of seconds since 1970");
  }

  @Test
  void a_csv_file_has_a_column_of_texts_and_if_wished_of_times() throws IOException {
    Path file = file("a.csv", "time,text\n2024-01-02,\"one, and\n\nmore\"\n,two\n3\n5,\n");
    assertThat(all(TextFiles.at(file)))
        .containsExactly(
            new Document("one, and\n\nmore", Instant.parse("2024-01-02T00:00:00Z")),
            new Document("two", null));
    Path other = file("other.csv", "a,b\n1,2\n");
    assertRefused(other, "corpus file " + other + " has columns [a, b]; one must be text");
    Path time = file("time.csv", "text,time\nx,1\ny,soon\n");
    assertRefused(
        time,
        "line 3 of corpus file "
            + time
            + " has time soon; must be ISO-8601 or a number of seconds since 1970");
  }

  @Test
  void a_row_without_end_is_refused() throws IOException {
    Path file = file("open.csv", "text\nfirst\n\"" + "x".repeat(17 << 20));
    assertThatThrownBy(() -> texts(TextFiles.at(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("corpus file " + file + " is no CSV: ")
        .hasMessageContaining("record that started in line 3");
    Path line = file("long.jsonl", "{\"text\": \"" + "x".repeat(17 << 20));
    assertRefused(
        line,
        "line 1 of corpus file "
            + line
            + " has more than 16777216 characters; cut it into several lines");
  }

  @Test
  void the_fingerprint_changes_with_the_files() throws IOException {
    file("a.txt", "first");
    String before = TextFiles.at(folder).fingerprint();
    assertThat(TextFiles.at(folder).fingerprint()).isEqualTo(before);
    Path second = file("b.txt", "second");
    String two = TextFiles.at(folder).fingerprint();
    assertThat(two).isNotEqualTo(before);
    Files.writeString(second, "another");
    assertThat(TextFiles.at(folder).fingerprint()).isNotEqualTo(two);
  }
}
