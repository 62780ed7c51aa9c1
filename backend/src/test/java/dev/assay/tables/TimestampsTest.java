package dev.assay.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  @TempDir Path folder;

  private final Findings findings = new Findings(FileFormat.CSV);

  private List<Instant> read(@Nullable ZoneId zone, String... times) throws IOException {
    Path file = folder.resolve("times.csv");
    Files.writeString(file, "n,at\n" + String.join("\n", quoted(times)) + "\n");
    List<Instant> read = new ArrayList<>();
    Timestamps timestamps = new Timestamps("at", zone, findings);
    try (RowReader rows = RowReader.open(file, FileFormat.CSV, findings)) {
      int at = rows.column("at");
      while (rows.next()) {
        timestamps.read(rows, at).ifPresent(millis -> read.add(Instant.ofEpochMilli(millis)));
      }
    }
    return read;
  }

  private static List<String> quoted(String... times) {
    return java.util.Arrays.stream(times).map(time -> "1,\"" + time + "\"").toList();
  }

  private List<Violation> wrong() {
    return catchThrowableOfType(Problem.Invalid.class, findings::throwIfAny).violations();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:30:15Z, 2026-03-01T12:30:15Z",
    "2026-03-01 12:30:15.25z, 2026-03-01T12:30:15.250Z",
    "2026-03-01T12:30+01:00, 2026-03-01T11:30:00Z",
    "2026-03-01T12:30:15.123456789-0530, 2026-03-01T18:00:15.123Z",
    "2026-03-01T00:10+01, 2026-02-28T23:10:00Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z",
    "2026-03-01, 2026-03-01T00:00:00Z",
    "1772368215, 2026-03-01T12:30:15Z",
    "1772368215.123, 2026-03-01T12:30:15.123Z",
    "1.772368215E9, 2026-03-01T12:30:15Z",
    "1772368215250, 2026-03-01T12:30:15.250Z",
    "1772368215250999, 2026-03-01T12:30:15.250Z",
    "1772368215250999999, 2026-03-01T12:30:15.250Z",
    "-1000000000, 1938-04-24T22:13:20Z"
  })
  void a_time_is_read(String text, Instant expected) throws IOException {
    assertThat(read(null, text)).containsExactly(expected);
    findings.throwIfAny();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "01.03.2026",
        "2026-3-1",
        "2026-02-30",
        "2026-03-01T24:00Z",
        "2026-03-01T12:60Z",
        "2026-03-01T12",
        "2026-03-01T12:30:60Z",
        "2026-03-01T12:30:15.Z",
        "2026-03-01T12:30+1",
        "2026-03-01T12:30Zx",
        "2026-03-01T12:30 UTC",
        "12345",
        "99999999",
        "1e30",
        "NaN",
        "2026-0a-01",
        "true"
      })
  void what_is_no_time_is_told_with_its_line(String text) throws IOException {
    assertThat(read(null, "2026-03-01T12:30:15Z", text)).hasSize(1);
    assertThat(wrong())
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.field()).isEqualTo("at in line 3");
              assertThat(v.value()).isEqualTo(text);
              assertThat(v.rule()).startsWith("a time is expected: ISO 8601");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"20240101120000", "202401011200", "20240229235959.0", "2.0240101E13"})
  void digits_of_a_calendar_are_no_milliseconds(String text) throws IOException {
    assertThat(read(null, text)).isEmpty();
    assertThat(wrong().getFirst().rule())
        .endsWith("write a date and a time as 2026-03-01T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(longs = {20240101126000L, 202413011200L, 20230229120000L}) // minute, month, day
  void digits_of_no_calendar_are_milliseconds(long millis) throws IOException {
    assertThat(read(null, "" + millis)).containsExactly(Instant.ofEpochMilli(millis));
    findings.throwIfAny();
  }

  @Test
  void offsets_may_differ_when_each_time_has_one() throws IOException {
    assertThat(read(null, "2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00Z"))
        .containsOnly(Instant.parse("2026-03-01T11:00:00Z"));
    findings.throwIfAny();
  }

  @Test
  void a_time_without_a_zone_needs_one() throws IOException {
    assertThat(read(null, "2026-03-01T12:00:00")).isEmpty();
    assertThat(wrong().getFirst().rule())
        .isEqualTo("it has no zone; write an offset or Z, or say which zone is meant");
  }

  @Test
  void a_given_zone_is_that_of_times_without_one() throws IOException {
    assertThat(read(BERLIN, "2026-03-01T12:00:00", "2026-07-01 12:00"))
        .containsExactly(
            Instant.parse("2026-03-01T11:00:00Z"), Instant.parse("2026-07-01T10:00:00Z"));
    findings.throwIfAny();
  }

  @Test
  void an_hour_that_clocks_leave_out_is_refused_and_one_they_show_twice_is_the_first()
      throws IOException {
    assertThat(read(BERLIN, "2026-10-25T02:30:00", "2026-03-29T02:30:00"))
        .containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(wrong().getFirst().rule()).isEqualTo("clocks in Europe/Berlin leave this time out");
  }

  @Test
  void a_date_begins_in_the_zone() throws IOException {
    assertThat(read(BERLIN, "2026-03-01")).containsExactly(Instant.parse("2026-02-28T23:00:00Z"));
  }

  @Test
  void some_with_a_zone_and_some_without_are_refused_with_both_formats() throws IOException {
    assertThat(read(BERLIN, "2026-03-01T12:00:00Z", "2026-03-01T12:00:00")).hasSize(1);
    assertThat(wrong().getFirst().rule())
        .isEqualTo(
            "it is a time without an offset, line 2 has a time with an offset;"
                + " a column has one format");
  }

  @Test
  void several_formats_are_refused_with_their_lines() throws IOException {
    read(null, "1772368215", "2026-03-01", "1772368215250", "1772368216");
    assertThat(wrong())
        .extracting(Violation::field, Violation::rule)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "at in line 3",
                "it is a date, line 2 has seconds since 1970; a column has one format"),
            org.assertj.core.groups.Tuple.tuple(
                "at in line 4",
                "it is milliseconds since 1970, line 2 has seconds since 1970; a column has one"
                    + " format"));
  }
}
