package dev.assay.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class TableApiTest {
  @Autowired TestApi api;
  @Autowired DSLContext db;
  @Autowired Slots slots;
  private final HttpClient http = HttpClient.newHttpClient();

  private String newRun(String body) {
    Answer answer = api.post("/api/v1/runs", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private void measure(String run, String metric, String steps, String values) {
    Answer answer =
        api.post(
            "/api/v1/runs/" + run + "/metrics",
            "{\"metrics\":[{\"name\":\"%s\",\"steps\":[%s],\"times\":[%s],\"values\":[%s]}]}"
                .formatted(metric, steps, steps, values));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<byte[]> download(String path) {
    try {
      return http.send(
          api.request("/api/v1" + path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<CSVRecord> csv(String text) {
    try (var parser = CSVFormat.RFC4180.parse(new StringReader(text))) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String query(String filter) {
    return "/runs/export?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  /** Rows of a file as its own reader has them, the names of the columns first. */
  private static List<List<Object>> parquet(byte[] file) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader row = reader.rowReader()) {
      List<ColumnSchema> columns = reader.getFileSchema().getColumns();
      rows.add(columns.stream().<Object>map(ColumnSchema::name).toList());
      while (row.hasNext()) {
        row.next();
        List<Object> cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          cells.add(row.isNull(i) ? null : row.getValue(i));
        }
        rows.add(cells);
      }
    }
    return rows;
  }

  @Test
  void the_points_of_a_run_in_long_form() throws IOException {
    String run = newRun("{\"experiment\":\"points out\"}");
    measure(run, "loss", "1,2,3,4", "0.1,\"NaN\",\"-Infinity\",1e300");
    measure(run, "größe: x", "7", "-0.0");

    HttpResponse<byte[]> csv = download("/runs/" + run + "/export");

    assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
    assertThat(csv.headers().firstValue("Content-Disposition").orElse(""))
        .contains("run-" + run + ".csv");
    assertThat(csv.headers().firstValue("X-Assay-Rows")).contains("5");
    assertThat(new String(csv.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            metric,step,time,value
            größe: x,7,1970-01-01T00:00:00.007Z,-0.0
            loss,1,1970-01-01T00:00:00.001Z,0.1
            loss,2,1970-01-01T00:00:00.002Z,NaN
            loss,3,1970-01-01T00:00:00.003Z,-Infinity
            loss,4,1970-01-01T00:00:00.004Z,1.0E300
            """
                .replace("\n", "\r\n"));
    assertThat(parquet(download("/runs/" + run + "/export?format=parquet&metric=loss").body()))
        .isEqualTo(
            List.of(
                List.of("metric", "step", "time", "value"),
                List.of("loss", 1L, Instant.ofEpochMilli(1), 0.1),
                List.of("loss", 2L, Instant.ofEpochMilli(2), Double.NaN),
                List.of("loss", 3L, Instant.ofEpochMilli(3), Double.NEGATIVE_INFINITY),
                List.of("loss", 4L, Instant.ofEpochMilli(4), 1e300)));
  }

  @Test
  void more_points_than_a_page_or_a_row_group() throws IOException {
    String run = newRun("{\"experiment\":\"points out\"}");
    for (int part = 0; part < 2; part++) {
      int from = part * 60_000;
      String steps =
          IntStream.range(from, from + 60_000)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(","));
      measure(run, "x", steps, steps);
    }

    List<List<Object>> rows = parquet(download("/runs/" + run + "/export?format=parquet").body());

    assertThat(rows).hasSize(120_001);
    for (int i = 0; i < 120_000; i++) {
      assertThat(rows.get(i + 1))
          .isEqualTo(List.of("x", (long) i, Instant.ofEpochMilli(i), (double) i));
    }
    assertThat(csv(new String(download("/runs/" + run + "/export").body(), StandardCharsets.UTF_8)))
        .hasSize(120_001);
  }

  @Test
  void runs_that_are_searched_for_with_all_that_any_of_them_has() throws IOException {
    String first =
        newRun(
            "{\"experiment\":\"runs out\",\"name\":\"a\",\"group\":\"g\",\"params\":{\"lr\":0.5,\"model\":{\"kind\":\"gpt\"}},"
                + "\"tags\":{\"t\":\"x,\\\"y\\\"\\n\"},\"startedAt\":\"2026-01-01T00:00:00Z\"}");
    String second =
        newRun(
            "{\"experiment\":\"runs out\",\"name\":\"b\",\"parent\":\"%s\",\"params\":{\"lr\":\"1e-3\",\"model\":{\"kind\":7}}}"
                .formatted(first));
    newRun("{\"experiment\":\"runs out\",\"name\":\"c\",\"params\":{\"other\":1}}");
    measure(first, "loss", "1,2", "4,2");
    measure(second, "loss", "1", "\"NaN\"");
    api.post(
        "/api/v1/runs/" + first + "/finish",
        "{\"status\":\"FAILED\",\"failure\":\"oh\",\"endedAt\":\"2026-01-01T00:00:01.5Z\"}");
    String wanted = query("experiment = 'runs out' and name in ('a', 'b')") + "&orderBy=name";

    HttpResponse<byte[]> answer =
        download(wanted + "&statistics=last,min,mean&metric=loss&format=csv");

    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Assay-Rows")).contains("2");
    List<CSVRecord> rows = csv(new String(answer.body(), StandardCharsets.UTF_8));
    assertThat(rows.get(0).toList())
        .containsExactly(
            "id",
            "experiment",
            "name",
            "status",
            "group",
            "parent",
            "user",
            "start_time",
            "end_time",
            "duration_seconds",
            "failure",
            "learnt",
            "params.lr",
            "params.model.kind",
            "tags.t",
            "metrics.loss",
            "min(metrics.loss)",
            "mean(metrics.loss)");
    assertThat(rows.get(1).toList())
        .containsExactly(
            first,
            "runs out",
            "a",
            "FAILED",
            "g",
            "",
            "admin",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:01.500Z",
            "1.5",
            "oh",
            "",
            "0.5",
            "gpt",
            "x,\"y\"\n",
            "2.0",
            "2.0",
            "3.0");
    assertThat(rows.get(2).toList().subList(12, 18))
        .containsExactly("1e-3", "7", "", "NaN", "NaN", "NaN");

    List<List<Object>> typed = parquet(download(wanted + "&format=parquet").body());
    assertThat(typed.get(0).subList(12, 16))
        .isEqualTo(List.of("params.lr", "params.model.kind", "tags.t", "metrics.loss"));
    assertThat(typed.get(1).get(7)).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(typed.get(1).get(5)).isNull();
    assertThat(typed.get(1).subList(12, 16)).isEqualTo(List.of(0.5, "gpt", "x,\"y\"\n", 2.0));
    assertThat(typed.get(2).get(12)).isEqualTo(0.001);
    assertThat(typed.get(2).get(14)).isNull();
  }

  @Test
  void texts_that_a_spreadsheet_takes_for_formulas_are_guarded_unless_raw_is_wanted() {
    newRun(
        "{\"experiment\":\"formulas\",\"name\":\"=1+1\",\"params\":{\"n\":\"-5\",\"e\":\"+1e-3\"},"
            + "\"tags\":{\"a\":\"@SUM(A1)\",\"b\":\"-x\",\"c\":\"a=b\"}}");
    String path = query("experiment = 'formulas'");

    String guarded = new String(download(path).body(), StandardCharsets.UTF_8);
    String raw = new String(download(path + "&raw=true").body(), StandardCharsets.UTF_8);

    CSVRecord row = csv(guarded).get(1);
    assertThat(row.get(2)).isEqualTo("'=1+1");
    assertThat(row.toList().subList(12, 17))
        .containsExactly("+1e-3", "-5", "'@SUM(A1)", "'-x", "a=b");
    assertThat(csv(raw).get(1).get(2)).isEqualTo("=1+1");
    assertThat(csv(raw).get(1).get(14)).isEqualTo("@SUM(A1)");
  }

  @Test
  void a_long_filter_is_posted_which_a_viewer_may_do() {
    newRun("{\"experiment\":\"posted\",\"name\":\"p\"}");
    String viewer = "assay_token-of-a-viewer-0123456789";
    db.execute(
        "with viewer as (insert into app_user (id, name, role, created_at)"
            + " values (gen_random_uuid(), 'exporting viewer', 'VIEWER', now()) returning id)"
            + " insert into api_token (id, user_id, name, token_hash, created_at)"
            + " select gen_random_uuid(), id, 'test', sha256(convert_to({0}, 'UTF8')), now() from viewer",
        DSL.val(viewer));
    String body = "{\"filter\":\"experiment = 'posted'\",\"metrics\":[],\"format\":\"csv\"}";

    Answer answer =
        api.send(
            api.anonymous("/api/v1/runs/export")
                .header("Authorization", "Bearer " + viewer)
                .POST(BodyPublishers.ofString(body)));
    Answer refused =
        api.send(
            api.anonymous("/api/v1/experiments/import")
                .header("Authorization", "Bearer " + viewer)
                .POST(BodyPublishers.ofString("")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(csv(answer.body())).hasSize(2);
    assertThat(refused.status()).isEqualTo(403);
  }

  @Test
  void what_cannot_be_exported_is_answered_with_a_problem() {
    String run = newRun("{\"experiment\":\"wrong asked\"}");
    assertThat(
            api.get("/api/v1/runs/" + run + "/export?format=xls").json().get("detail").asString())
        .isEqualTo("format is xls: it is csv or parquet");
    assertThat(api.get("/api/v1/runs/" + run + "/export?metric=no").status()).isEqualTo(404);
    assertThat(api.get("/api/v1/runs/0198f3a0-0000-7000-8000-0000000000d1/export").status())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/runs/export?statistics=median").json().get("detail").asString())
        .isEqualTo("statistics is median: they are last, min, max and mean");
    Answer filter = api.get("/api/v1/runs/export?filter=x%20%3D");
    assertThat(filter.status()).isEqualTo(400);
    assertThat(filter.header("Content-Disposition")).isEmpty();
    for (int i = 0; i < 6; i++) {
      String params =
          IntStream.range(i * 1000, i * 1000 + 1000)
              .mapToObj(n -> "\"p" + n + "\":1")
              .collect(Collectors.joining(","));
      newRun("{\"experiment\":\"wide\",\"params\":{" + params + "}}");
    }
    assertThat(api.get("/api/v1" + query("experiment = 'wide'")).json().get("detail").asString())
        .startsWith("columns is more than 5000: the runs found have 6000 params, 0 tags");
    List<Slots.Slot> taken = IntStream.range(0, 4).mapToObj(_ -> slots.take()).toList();
    assertThat(api.get("/api/v1/runs/" + run + "/export").status()).isEqualTo(429);
    taken.forEach(Slots.Slot::close);
    assertThat(api.get("/api/v1/runs/" + run + "/export").status()).isEqualTo(200);
  }

  @Test
  void an_export_that_fails_half_way_does_not_pass_for_a_whole_one() {
    String run = newRun("{\"experiment\":\"half\"}");
    String steps =
        IntStream.range(0, 50_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    measure(run, "a", steps, steps);
    measure(newRun("{\"experiment\":\"half\"}"), "b", "1", "1"); // so that there is that name
    // the sum of what was stored is there, but what it sums up is not
    db.execute(
        "insert into metric_series (branch_id, metric_id, n, first_step, last_step, first_time, last_time, last_value,"
            + " non_finite, open_chunks, own) select {0}, id, 1, 5, 5, 5, 5, 5, 0, '{1}', true from metric where name = 'b'",
        DSL.val(UUID.fromString(run)));
    db.execute(
        "insert into metric_chunk (branch_id, metric_id, first_step, last_step, n, from_time, to_time, last_time, data, times)"
            + " select {0}, id, 5, 5, 1, 5, 5, 5, '\\x00', '\\x00' from metric where name = 'b'",
        DSL.val(UUID.fromString(run)));

    assertThatThrownBy(() -> download("/runs/" + run + "/export"))
        .hasCauseInstanceOf(IOException.class);
  }
}
