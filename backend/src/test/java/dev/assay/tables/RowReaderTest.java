package dev.assay.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.tables.RowReader.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {
  @TempDir Path folder;
  private Findings findings = new Findings(FileFormat.CSV);

  /** A line number and the texts of all columns, for each row. */
  private List<List<@Nullable Object>> read(FileFormat format, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("table"), content);
    findings = new Findings(format);
    List<List<@Nullable Object>> all = new ArrayList<>();
    try (RowReader rows = RowReader.open(file, format, findings)) {
      while (rows.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(rows.line());
        for (int i = 0; i < rows.columns().size(); i++) {
          row.add(rows.text(i));
        }
        all.add(row);
      }
    }
    return all;
  }

  private List<List<@Nullable Object>> csv(String text) throws IOException {
    return read(FileFormat.CSV, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<List<@Nullable Object>> json(String text) throws IOException {
    return read(FileFormat.JSON_LINES, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> wrong() {
    return catchThrowableOfType(Problem.Invalid.class, findings::throwIfAny).violations().stream()
        .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
        .toList();
  }

  private static List<@Nullable Object> row(long line, @Nullable Object... cells) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(line);
    row.addAll(Arrays.asList(cells));
    return row;
  }

  private static RowReader fixture(String name) throws Exception {
    Path file =
        Path.of(Objects.requireNonNull(RowReaderTest.class.getResource(name + ".parquet")).toURI());
    return RowReader.open(file, FileFormat.PARQUET, new Findings(FileFormat.PARQUET));
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv, CSV",
    "A.CSV, CSV",
    "a.csv.gz, CSV",
    "text/csv;charset=utf-8, CSV",
    "a.b.jsonl, JSON_LINES",
    "a.ndjson, JSON_LINES",
    "application/x-ndjson, JSON_LINES",
    "a.parquet, PARQUET",
    "application/vnd.apache.parquet, PARQUET"
  })
  void the_name_or_the_media_type_tells_the_format(String name, FileFormat format) {
    assertThat(FileFormat.of(name)).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.xlsx", "csv", "text/plain", "a.json"})
  void another_format_is_refused(String name) {
    assertThatThrownBy(() -> FileFormat.of(name))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining(".csv, .jsonl, .ndjson or .parquet");
  }

  @Test
  void csv_has_quotes_line_breaks_in_them_and_blank_lines() throws IOException {
    assertThat(csv("\uFEFFid, p \r\n1,\"a \"\"b\"\", c\"\r\n\r\n2,\"x\ny\"\n3,\n4,last"))
        .containsExactly(
            row(2, "1", "a \"b\", c"), row(4, "2", "x\ny"), row(6, "3", null), row(7, "4", "last"));
    findings.throwIfAny();
  }

  @Test
  void a_name_of_a_column_has_no_blanks_around_it() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id, p\n1, 0.5\n");
    try (RowReader rows = RowReader.open(file, FileFormat.CSV, findings)) {
      assertThat(rows.columns()).containsExactly("id", "p");
      rows.next();
      assertThat(rows.number(rows.column("p"))).isEqualTo(0.5);
      assertThatThrownBy(() -> rows.column("q"))
          .hasMessage("column is q: the file has the columns id, p");
    }
  }

  @Test
  void lines_with_other_numbers_of_fields_are_told_and_left_out() throws IOException {
    assertThat(csv("a,b\n1,2\n1\n1,2,3\n3,4\n"))
        .containsExactly(row(2, "1", "2"), row(5, "3", "4"));
    assertThat(wrong())
        .containsExactly(
            "line 3 is 1 fields: the first line names 2 columns",
            "line 4 is 3 fields: the first line names 2 columns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|the first line names the columns",
        "a,a\\n1,2|each column is there once",
        "a,b\\n1,2\\n3,\"x\\n4,5|a quote is not closed",
        "a,b\\n\"x\"y,1|no CSV after line 1"
      })
  void what_is_no_csv_is_refused_at_once(String text, String why) {
    assertThatThrownBy(() -> csv(text.replace("\\n", "\n")))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining(why);
  }

  @Test
  void what_is_no_utf_8_is_refused() {
    byte[] latin = "a,b\n1,größe\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(FileFormat.CSV, latin)).hasMessageContaining("UTF-8 is expected");
    byte[] utf16 = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16);
    assertThatThrownBy(() -> read(FileFormat.CSV, utf16)).hasMessageContaining("UTF-8 is expected");
  }

  @Test
  void bounds_of_csv_hold() {
    String wide = "a,".repeat(RowReader.MOST_COLUMNS) + "b\n";
    assertThatThrownBy(() -> csv(wide)).hasMessageContaining("2000 fields");
    String longText = "a\n" + "x".repeat(RowReader.LONGEST_TEXT + 1);
    assertThatThrownBy(() -> csv(longText)).hasMessageContaining("10000 characters");
    String unclosed = "a\n\"" + "x".repeat(3 * RowReader.LONGEST_LINE);
    assertThatThrownBy(() -> csv(unclosed)).isInstanceOf(Problem.Invalid.class);
  }

  @Test
  void gzip_is_taken_off() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("\uFEFFa,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(FileFormat.CSV, packed.toByteArray())).containsExactly(row(2, "1", "2"));
    byte[] broken = Arrays.copyOf(packed.toByteArray(), packed.size() - 12);
    assertThatThrownBy(() -> read(FileFormat.CSV, broken)).hasMessageContaining("no whole gzip");
  }

  @Test
  void what_is_packed_is_unpacked_up_to_a_bound() throws IOException {
    Path file = folder.resolve("newlines.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\n".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream in = Unpacked.open(file, 1_000_000)) {
      assertThat(in.readAllBytes()).hasSize(1_000_000);
    }
    try (InputStream in = Unpacked.open(file, 999_999)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(Problem.TooLarge.class)
          .hasMessageContaining("without gzip it has more than 999,999 bytes");
    }
  }

  @Test
  void a_file_of_bad_lines_is_not_read_to_its_end() {
    assertThatThrownBy(() -> csv("a,b\n" + "1\n".repeat(Findings.MOST + 1)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageStartingWith("at least 100,000 values are wrong, the first: line 2 is 1 fields");
    assertThat(findings.count()).isEqualTo(Findings.MOST);
    assertThatThrownBy(() -> json("[]\n".repeat(Findings.MOST + 1)))
        .hasMessageStartingWith("at least 100,000 values are wrong");
  }

  @Test
  void json_keys_may_come_late_and_lie_within_others() throws IOException {
    assertThat(
            json(
                """
                {"id":1,"probabilities":{"cat":0.25,"dog":0.75},"p":[0.5,null,-1e-3]}

                {"probabilities":{"dog":1},"late":true,"id":"x","none":null,"empty":{},"no":[]}
                {"late":"","more":NaN}
                """))
        .containsExactly(
            row(1, "1", "0.25", "0.75", "0.5", "-1e-3"),
            row(3, "x", null, "1", null, null, "true"),
            row(4, null, null, null, null, null, null, "NaN"));
    findings.throwIfAny();
  }

  @Test
  void kinds_of_json_are_told() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a"), "{\"a\":1.5,\"b\":\"2.5\",\"c\":true,\"d\":NaN}");
    try (RowReader rows = RowReader.open(file, FileFormat.JSON_LINES, findings)) {
      int soon = rows.column("d"); // before it was read
      rows.next();
      assertThat(rows.kind(rows.column("a"))).isEqualTo(Kind.NUMBER);
      assertThat(rows.kind(rows.column("b"))).isEqualTo(Kind.TEXT);
      assertThat(rows.kind(rows.column("c"))).isEqualTo(Kind.BOOLEAN);
      assertThat(rows.kind(rows.column("nothing"))).isEqualTo(Kind.MISSING);
      assertThat(rows.number(rows.column("a"))).isEqualTo(1.5);
      assertThat(rows.number(rows.column("b"))).isEqualTo(2.5);
      assertThat(rows.number(rows.column("c"))).isNaN();
      assertThat(rows.number(soon)).isNaN();
      assertThat(rows.shown(soon)).isEqualTo("NaN");
    }
  }

  @Test
  void lines_that_are_no_objects_are_told_and_left_out() throws IOException {
    assertThat(
            json(
                """
                {"a":1}
                [1]
                {"a":1} {"a":2}
                {"a":1
                {"a":1,"a":2}
                {"b.c":1,"b":{"c":2}}
                nonsense
                {"a":2}
                """))
        .hasSize(3);
    assertThat(wrong())
        .satisfiesExactly(
            v -> assertThat(v).startsWith("line 2 is START_ARRAY: an object is expected"),
            v -> assertThat(v).startsWith("line 3 is START_OBJECT: one object is expected"),
            v -> assertThat(v).startsWith("line 4 is no JSON: Unexpected end-of-input"),
            v -> assertThat(v).startsWith("line 5 is no JSON: Duplicate Object property \"a\""),
            v -> assertThat(v).startsWith("b.c in line 6 is 2: it is there twice"),
            v -> assertThat(v).startsWith("line 7 is no JSON: Unrecognized token 'nonsense'"));
  }

  @Test
  void bounds_of_json_hold() throws IOException {
    String longLine = "{\"a\":1," + " ".repeat(RowReader.LONGEST_LINE) + "\"b\":2}";
    String longText = "{\"a\":\"" + "x".repeat(RowReader.LONGEST_TEXT + 1) + "\"}";
    String deep = "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}";
    assertThat(json(longLine + "\n" + longText + "\n" + deep + "\n{\"a\":3}\n"))
        .containsExactly(row(4, "3"));
    assertThat(wrong())
        .satisfiesExactly(
            v ->
                assertThat(v).startsWith("line 1 is 1,048,589 bytes: a line has at most 1,048,576"),
            v -> assertThat(v).contains("line 2 is no JSON").contains("10000"),
            v -> assertThat(v).contains("line 3 is no JSON").contains("depth"));
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i <= RowReader.MOST_COLUMNS; i++) {
      wide.append("{\"k").append(i).append("\":1}\n");
    }
    assertThatThrownBy(() -> json(wide.toString())).hasMessageContaining("at most 2,000 columns");
  }

  @Test
  void lines_longer_than_a_buffer_are_whole() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("{\"a\":\"").append(String.valueOf(i % 10).repeat(1 + i * 30)).append("\"}\r\n");
    }
    List<List<@Nullable Object>> rows = json(text.toString());
    assertThat(rows).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(rows.get(i)).isEqualTo(row(i + 1L, String.valueOf(i % 10).repeat(1 + i * 30)));
    }
  }

  @Test
  void only_the_first_20_are_listed_and_all_are_counted() throws IOException {
    csv("a,b\n" + "1\n".repeat(50));
    Problem.Invalid problem = catchThrowableOfType(Problem.Invalid.class, findings::throwIfAny);
    assertThat(problem.violations()).hasSize(20).extracting(Violation::field).endsWith("line 21");
    assertThat(problem)
        .hasMessage(
            "50 values are wrong, the first: line 2 is 1 fields: the first line names 2 columns"
                + " (20 of them are listed)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd"})
  void parquet_of_pyarrow_is_read(String codec) throws Exception {
    List<List<@Nullable String>> texts = new ArrayList<>();
    try (RowReader rows = fixture("types-" + codec)) {
      assertThat(rows.columns())
          .containsExactly(
              "text",
              "dictionary",
              "int8",
              "int64",
              "float32",
              "float64",
              "bool",
              "utc",
              "naive",
              "date",
              "decimal",
              "probabilities.cat",
              "probabilities.dog",
              "p[0]",
              "p[1]",
              "p[2]");
      while (rows.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
          row.add(rows.text(i));
        }
        texts.add(row);
      }
      assertThat(rows.line()).isEqualTo(3);
    }
    assertThat(texts)
        .containsExactly(
            Arrays.asList(
                "größe",
                "a",
                "1",
                "4611686018427387905",
                "0.5",
                "0.1",
                "true",
                "2026-03-01T12:30:15.250Z",
                "2026-03-01T12:30:15.250",
                "2026-03-01",
                "1.25",
                "0.25",
                "0.75",
                "0.5",
                "0.25",
                "0.25"),
            Arrays.asList(
                null,
                "b",
                null,
                "0",
                "NaN",
                "Infinity",
                "false",
                "2026-03-01T12:30:15.250Z",
                "2026-03-01T12:30:15.250",
                "2026-03-01",
                null,
                null,
                "1.0",
                "1.0",
                null,
                null),
            Arrays.asList(
                null,
                "a",
                "-3",
                "-1",
                null,
                "1.0E-300",
                null,
                "2026-03-01T12:30:15.250Z",
                "2026-03-01T12:30:15.250",
                "2026-03-01",
                "-0.50",
                null,
                null,
                "0.1",
                "0.2",
                "0.3"));
  }

  @Test
  void kinds_of_parquet_are_those_of_its_columns() throws Exception {
    Instant moment = Instant.parse("2026-03-01T12:30:15.250Z");
    try (RowReader rows = fixture("types-none")) {
      rows.next();
      assertThat(rows.kind(rows.column("bool"))).isEqualTo(Kind.BOOLEAN);
      assertThat(rows.kind(rows.column("utc"))).isEqualTo(Kind.INSTANT);
      assertThat(rows.millis(rows.column("utc"))).isEqualTo(moment.toEpochMilli());
      assertThat(rows.kind(rows.column("naive"))).isEqualTo(Kind.LOCAL_TIME);
      assertThat(rows.millis(rows.column("naive"))).isEqualTo(moment.toEpochMilli());
      assertThat(rows.kind(rows.column("date"))).isEqualTo(Kind.DATE);
      assertThat(rows.number(rows.column("decimal"))).isEqualTo(1.25);
      assertThat(rows.number(rows.column("p[1]"))).isEqualTo(0.25);
      assertThat(rows.number(rows.column("text"))).isNaN();
    }
  }

  @Test
  void a_list_that_becomes_longer_is_told() throws Exception {
    findings = new Findings(FileFormat.PARQUET);
    Path file =
        Path.of(
            Objects.requireNonNull(RowReaderTest.class.getResource("types-zstd.parquet")).toURI());
    try (RowReader rows = RowReader.open(file, FileFormat.PARQUET, findings)) {
      while (rows.next()) {}
    }
    assertThat(wrong()).containsExactly("p in row 3 is 4 values: the list of the first row has 3");
  }

  @Test
  void parquet_of_another_codec_is_refused() {
    assertThatThrownBy(() -> fixture("types-lz4"))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("compressed with LZ4")
        .hasMessageContaining("plain, snappy, gzip and zstd are read");
  }

  @Test
  void parquet_with_chunks_that_memory_does_not_hold_is_refused() throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(RowReaderTest.class.getResource("types-zstd.parquet")).toURI());
    assertThatThrownBy(() -> new ParquetRows(file, findings, 10))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageContaining("in one row group; at most 10 are read: write smaller row groups");
  }

  @Test
  void what_is_no_parquet_is_refused() throws Exception {
    assertThatThrownBy(
            () -> read(FileFormat.PARQUET, "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("no whole Parquet");
    Path file =
        Path.of(
            Objects.requireNonNull(RowReaderTest.class.getResource("types-zstd.parquet")).toURI());
    byte[] whole = Files.readAllBytes(file);
    assertThatThrownBy(() -> read(FileFormat.PARQUET, Arrays.copyOf(whole, whole.length - 100)))
        .isInstanceOf(Problem.Invalid.class);
    Arrays.fill(whole, 4, 300, (byte) 0xff); // pages
    assertThatThrownBy(() -> read(FileFormat.PARQUET, whole)).isInstanceOf(Problem.Invalid.class);
  }
}
