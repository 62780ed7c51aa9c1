package dev.assay.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
class DatasetApiTest {
  private static final String SMALL =
      """
      at,amount,fraud,city,empty
      2026-01-01T00:00:00Z,10,false,Oslo,
      2026-01-02T00:00:00Z,20,true,Oslo,
      2026-01-03T12:00:00Z,,false,"Bergen, north",
      2026-01-04T00:00:00Z,30,false,Oslo,
      """;

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;
  @Autowired DatasetStore store;
  @Autowired Profiling profiling;

  private String name;

  @BeforeEach
  void a_name_of_its_own() {
    name = "set-" + UUID.randomUUID();
  }

  private Answer upload(String fileName, byte[] body, String more) {
    return api.send(
        api.request(
                "/api/v1/datasets?name=%s&fileName=%s%s"
                    .formatted(name, URLEncoder.encode(fileName, StandardCharsets.UTF_8), more))
            .setHeader("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private Answer upload(String fileName, String body) {
    return upload(fileName, body.getBytes(StandardCharsets.UTF_8), "");
  }

  private static String dataset(Answer uploaded) {
    assertThat(uploaded.status()).as(uploaded.body()).isIn(200, 201);
    return "/api/v1/datasets/" + uploaded.json().get("dataset").asString();
  }

  private static String version(Answer uploaded) {
    return dataset(uploaded) + "/versions/" + uploaded.json().get("number").asInt();
  }

  /** As soon as its profile is over. */
  private JsonNode settled(Answer uploaded) {
    String path = version(uploaded);
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < until) {
      JsonNode version = api.get(path).json();
      if (!version.get("state").asString().equals("PENDING")) {
        return version;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(path + " stays pending");
  }

  private JsonNode done(Answer uploaded) {
    JsonNode version = settled(uploaded);
    assertThat(version.get("state").asString()).as(version.toString()).isEqualTo("DONE");
    return version;
  }

  private static JsonNode column(JsonNode columns, String name) {
    for (JsonNode column : columns) {
      if (column.get("name").asString().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name + " in " + columns);
  }

  @Test
  void a_version_has_digest_shape_and_range_of_time() throws Exception {
    Answer uploaded = upload("small.csv", SMALL.getBytes(StandardCharsets.UTF_8), "&note=first");
    assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(201);
    JsonNode version = done(uploaded);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(SMALL.getBytes(StandardCharsets.UTF_8));
    assertThat(version.get("sha256").asString()).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(version.get("number").asInt()).isEqualTo(1);
    assertThat(version.get("note").asString()).isEqualTo("first");
    assertThat(version.get("author").asString()).isEqualTo("admin");
    JsonNode shape = version.get("shape");
    assertThat(shape.get("rows").asLong()).isEqualTo(4);
    assertThat(shape.get("columns").toString())
        .isEqualTo(
            """
            [{"name":"at","type":"TIME"},{"name":"amount","type":"NUMBER"},\
            {"name":"fraud","type":"BOOLEAN"},{"name":"city","type":"TEXT"},\
            {"name":"empty","type":"EMPTY"}]""");
    assertThat(shape.get("timeColumn").asString()).isEqualTo("at");
    assertThat(Instant.parse(shape.get("from").asString())).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Instant.parse(shape.get("to").asString())).isEqualTo("2026-01-04T00:00:00Z");
    assertThat(api.get(version(uploaded) + "/content").body()).isEqualTo(SMALL);
  }

  @Test
  void a_profile_tells_what_columns_look_like() {
    Answer uploaded = upload("small.csv", SMALL);
    done(uploaded);
    JsonNode profile = api.get(version(uploaded) + "/profile").json();
    JsonNode amount = column(profile.get("columns"), "amount");
    assertThat(amount.get("missing").asLong()).isEqualTo(1);
    assertThat(amount.get("distinct").asInt()).isEqualTo(3);
    JsonNode numbers = amount.get("numbers");
    assertThat(numbers.get("mean").asDouble()).isEqualTo(20);
    assertThat(numbers.get("sd").asDouble()).isEqualTo(10);
    assertThat(numbers.at("/quantiles/p25").asDouble()).isEqualTo(15);
    assertThat(numbers.at("/histogram/counts/0").asLong()).isEqualTo(1);
    assertThat(numbers.at("/histogram/counts/29").asLong()).isEqualTo(1);
    JsonNode city = column(profile.get("columns"), "city");
    assertThat(city.at("/top/0").toString()).isEqualTo("{\"value\":\"Oslo\",\"rows\":3}");
    assertThat(city.at("/lengths/max").asDouble()).isEqualTo("Bergen, north".length());
    assertThat(column(profile.get("columns"), "empty").get("missing").asLong()).isEqualTo(4);
    assertThat(profile.at("/time/widthSeconds").asLong()).isEqualTo(6 * 3600);
    assertThat(profile.at("/time/rows").size()).isEqualTo(13);
    JsonNode fraud = column(profile.get("columns"), "fraud").get("trend");
    assertThat(fraud.at("/mean/4").asDouble()).isEqualTo(1);
    assertThat(fraud.at("/mean/1").isNull()).isTrue();
  }

  @Test
  void the_same_content_again_is_the_same_version() {
    Answer first = upload("small.csv", SMALL);
    Answer again = upload("renamed.csv", SMALL);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    Answer other = upload("small.csv", SMALL + "2026-01-05T00:00:00Z,40,true,Oslo,\n");
    assertThat(other.json().get("number").asInt()).isEqualTo(2);
    JsonNode versions = api.get(dataset(first) + "/versions?limit=1").json();
    assertThat(versions.at("/items/0/number").asInt()).isEqualTo(2);
    JsonNode rest =
        api.get(dataset(first) + "/versions?cursor=" + versions.get("nextCursor").asString())
            .json();
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.get("nextCursor").isNull()).isTrue();
    JsonNode dataset = api.get(dataset(first)).json();
    assertThat(dataset.get("versions").asInt()).isEqualTo(2);
    assertThat(dataset.at("/newest/number").asInt()).isEqualTo(2);
    assertThat(api.get("/api/v1/datasets?limit=1").json().at("/items/0/name").asString())
        .isEqualTo(name);
  }

  @Test
  void json_lines_have_the_columns_of_all_their_keys() {
    Answer uploaded =
        upload(
            "rows.jsonl",
            """
            {"x": 1, "label": "a"}
            {"x": 2.5, "label": "b", "late": true}
            """);
    assertThat(done(uploaded).at("/shape/columns").toString())
        .isEqualTo(
            """
            [{"name":"x","type":"NUMBER"},{"name":"label","type":"TEXT"},\
            {"name":"late","type":"BOOLEAN"}]""");
    JsonNode late = column(api.get(version(uploaded) + "/profile").json().get("columns"), "late");
    assertThat(late.get("missing").asLong()).isEqualTo(1);
  }

  @Test
  void a_compressed_file_is_read_as_what_is_in_it() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(SMALL.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(done(upload("small.csv.gz", packed.toByteArray(), "")).at("/shape/rows").asInt())
        .isEqualTo(4);
  }

  /** Of benchmarks/parquet_fixtures.py. */
  @Test
  void parquet_has_the_types_that_it_says() throws IOException {
    byte[] file;
    try (InputStream in = getClass().getResourceAsStream("/dev/assay/tables/predictions.parquet")) {
      file = Objects.requireNonNull(in).readAllBytes();
    }
    Answer uploaded = upload("predictions.parquet", file, "");
    JsonNode shape = done(uploaded).get("shape");
    assertThat(shape.get("rows").asLong()).isEqualTo(500);
    assertThat(shape.get("timeColumn").asString()).isEqualTo("timestamp");
    assertThat(column(shape.get("columns"), "p").get("type").asString()).isEqualTo("NUMBER");
    JsonNode country =
        column(api.get(version(uploaded) + "/profile").json().get("columns"), "country");
    assertThat(country.get("type").asString()).isEqualTo("TEXT");
    assertThat(country.get("missing").asLong()).isEqualTo(166);
    assertThat(country.get("distinct").asInt()).isEqualTo(2);
  }

  @Test
  void numbers_are_times_where_the_column_is_named() {
    byte[] rows = "seen,n\n1767225600,1\n1767312000,2\n".getBytes(StandardCharsets.UTF_8);
    assertThat(done(upload("a.csv", rows, "")).at("/shape/timeColumn").isNull()).isTrue();
    name += "-named";
    JsonNode version = done(upload("a.csv", rows, "&timeColumn=seen"));
    assertThat(Instant.parse(version.at("/shape/from").asString()))
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void a_file_that_is_no_table_is_refused_and_leaves_nothing() {
    assertRefused(upload("empty.csv", ""), "the first line names the columns");
    assertRefused(upload("header.csv", "a,b\n"), "file is header.csv: it has no rows");
    assertRefused(upload("empty.jsonl", ""), "it has no rows");
    assertRefused(upload("file.xlsx", "PK"), "CSV, JSON lines and Parquet are read");
    assertRefused(upload("rows.parquet", "no parquet"), "");
    assertRefused(upload("twice.csv", "a,a\n1,2\n"), "each column is there once");
    assertRefused(
        upload("small.csv", SMALL.getBytes(StandardCharsets.UTF_8), "&timeColumn=when"),
        "the file has the columns at, amount, fraud, city, empty");
    assertThat(
            database.queryForObject(
                "select count(*) from registered_dataset where name = ?", Long.class, name))
        .isZero();
    assertThat(
            database.queryForObject(
                "select count(*) from artifact_root where kind = 'DATASET' and id not in"
                    + " (select id from dataset_version)",
                Long.class))
        .isZero();
  }

  private static void assertRefused(Answer refused, String why) {
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.json().get("detail").asString()).contains(why);
  }

  @Test
  void rows_that_are_wrong_further_down_are_told_by_line_and_the_file_stays() {
    Answer uploaded = upload("ragged.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n");
    assertThat(uploaded.status()).isEqualTo(201);
    JsonNode version = settled(uploaded);
    assertThat(version.get("state").asString()).isEqualTo("FAILED");
    assertThat(version.get("error").asString())
        .contains("2 values are wrong")
        .contains("line 3 is 1 fields: the first line names 2 columns")
        .contains("line 4 is 3 fields");
    Answer profile = api.get(version(uploaded) + "/profile");
    assertThat(profile.status()).isEqualTo(409);
    assertThat(profile.body()).contains("line 3");
    assertThat(api.get(version(uploaded) + "/content").body()).contains("4,5,6");
    assertThat(api.post(version(uploaded) + "/profile", "").status()).isEqualTo(202);
    assertThat(settled(uploaded).get("state").asString()).isEqualTo("FAILED");
    Answer wrongTime =
        upload("time.csv", "t,x\nsoon,1\n".getBytes(StandardCharsets.UTF_8), "&timeColumn=t");
    assertThat(settled(wrongTime).get("error").asString())
        .startsWith("t in line 2 is soon: a time is expected");
  }

  private void pretend(JsonNode version, String assignments) {
    database.update(
        "update dataset_version set state = 'PENDING', shape = null, profile = null, error = null, "
            + assignments
            + " where id = ?::uuid",
        version.get("id").asString());
  }

  @Test
  void a_profile_that_ends_servers_is_given_up_until_somebody_wants_it_again() {
    Answer uploaded = upload("small.csv", SMALL);
    pretend(
        done(uploaded),
        "attempts = 3, lease = gen_random_uuid(), leased_until = now() - interval '1 minute'");
    profiling.check();

    JsonNode version = settled(uploaded);
    assertThat(version.get("state").asString()).isEqualTo("FAILED");
    assertThat(version.get("error").asString())
        .isEqualTo("the server ended 3 times while it made this profile; it may need more memory");

    assertThat(api.post(version(uploaded) + "/profile", "").status()).isEqualTo(202);
    done(uploaded);
  }

  @Test
  void a_profile_is_made_by_one_server_and_by_another_when_that_is_gone() {
    Answer uploaded = upload("small.csv", SMALL);
    JsonNode version = done(uploaded);
    DatasetVersionId id = new DatasetVersionId(UUID.fromString(version.get("id").asString()));
    pretend(version, "attempts = 1, lease = gen_random_uuid(), leased_until = '9999-01-01Z'");
    assertThat(store.claim(id, Duration.ofMinutes(1))).as("another server makes it").isEmpty();

    pretend(version, "leased_until = now() - interval '1 second'");
    DatasetStore.Claim lost = store.claim(id, Duration.ofMinutes(-1)).orElseThrow();
    DatasetStore.Claim held = store.claim(id, Duration.ofMinutes(1)).orElseThrow();
    store.failed(lost, "it does not count any more");
    assertThat(api.get(version(uploaded)).json().get("state").asString()).isEqualTo("PENDING");
    store.giveBack(held);
    profiling.check();
    done(uploaded);
  }

  @Test
  void a_version_that_did_not_come_takes_no_other_data_set_with_it() {
    UserId admin =
        new UserId(
            Objects.requireNonNull(
                database.queryForObject(
                    "select id from app_user where name = 'admin'", UUID.class)));
    DatasetVersionId coming =
        store.begin(
            new NewDatasetVersion(name + "-coming", "a.csv", FileFormat.CSV, null, ""), admin);
    database.update("delete from dataset_version where id = ?", coming.value());
    DatasetVersionId discarded =
        store.begin(new NewDatasetVersion(name, "a.csv", FileFormat.CSV, null, ""), admin);
    store.discard(discarded);

    String count = "select count(*) from registered_dataset where name = ?";
    assertThat(database.queryForObject(count, Long.class, name)).isZero();
    assertThat(database.queryForObject(count, Long.class, name + "-coming")).isOne();
    database.update("delete from registered_dataset where name = ?", name + "-coming");
  }

  @Test
  void a_file_keeps_its_name_in_whatever_script() {
    Answer uploaded = upload("größe.csv", SMALL);
    assertThat(api.get(version(uploaded) + "/content").header("Content-Disposition"))
        .contains("filename*=UTF-8''gr%C3%B6%C3%9Fe.csv");
  }

  private static String rows(int count, int from, double factor, String city) {
    StringBuilder csv = new StringBuilder("time,amount,city,id\n");
    for (int i = 0; i < count; i++) {
      double amount = (i + 1) * 0.7548776662466927 % 1 * factor;
      csv.append(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3600L * (from + i)))
          .append(',')
          .append(i % 10 == 3 ? "" : Double.toString(amount))
          .append(',')
          .append(i % 3 == 0 ? city : "Oslo")
          .append(',')
          .append(String.format(Locale.ROOT, "id-%05d", from + i))
          .append('\n');
    }
    return csv.toString();
  }

  @Test
  void two_versions_are_compared_by_column() {
    done(upload("a.csv", rows(500, 0, 1, "Bergen")));
    Answer second = upload("b.csv", rows(400, 500, 2, "Lima"));
    done(second);
    JsonNode drift = api.get(dataset(second) + "/drift?reference=1&current=2").json();
    assertThat(drift.at("/reference/rows").asLong()).isEqualTo(500);
    assertThat(drift.at("/current/sampled").asLong()).isEqualTo(400);
    JsonNode first = drift.at("/columns/0");
    assertThat(first.get("name").asString()).as(drift.toString()).isEqualTo("city");
    assertThat(first.get("band").asString()).isEqualTo("MUCH");
    assertThat(first.get("basis").asString()).isEqualTo("CATEGORIES");
    assertThat(first.at("/overlay/labels").toString()).isEqualTo("[\"Oslo\",\"Bergen\",\"Lima\"]");
    JsonNode amount = drift.at("/columns/1");
    assertThat(amount.get("name").asString()).isEqualTo("amount");
    assertThat(amount.at("/numbers/ks/statistic").asDouble()).isBetween(0.4, 0.6);
    assertThat(amount.get("p").asDouble()).isLessThan(1e-10);
    assertThat(amount.get("adjustedP").asDouble())
        .isGreaterThanOrEqualTo(amount.get("p").asDouble());
    assertThat(amount.at("/missing/reference").asDouble()).isEqualTo(0.1);
    assertThat(amount.at("/missing/current").asDouble()).isEqualTo(0.1);
    assertThat(amount.at("/numbers/wasserstein").asDouble()).isCloseTo(0.5, within(0.05));
    assertThat(column(drift.get("columns"), "id").get("basis").asString()).isEqualTo("LENGTHS");
    JsonNode time = column(drift.get("columns"), "time");
    assertThat(time.get("basis").asString()).isEqualTo("NOTHING");
    assertThat(time.get("psi").isNull()).isTrue();
  }

  @Test
  void two_windows_of_a_version_are_compared() {
    Answer uploaded = upload("a.csv", rows(240, 0, 1, "Bergen"));
    done(uploaded);
    String path =
        dataset(uploaded) + "/drift?reference=1&current=1&referenceTo=2026-03-06T00:00:00Z&";
    JsonNode drift = api.get(path + "currentFrom=2026-03-06T00:00:00Z").json();
    assertThat(drift.at("/reference/rows").asLong()).isEqualTo(120);
    assertThat(drift.at("/current/rows").asLong()).isEqualTo(120);
    assertThat(column(drift.get("columns"), "amount").get("psi").asDouble()).isLessThan(0.1);
    assertRefused(
        api.get(path + "currentFrom=2027-01-01T00:00:00Z"),
        "current is version 1 from 2027-01-01T00:00:00Z: no row is in this window");
    assertRefused(
        api.get(path + "currentFrom=2026-03-07T00:00:00Z&currentTo=2026-03-07T00:00:00Z"),
        "it is before the end");
  }

  @Test
  void a_window_needs_a_column_of_times() {
    Answer uploaded = upload("a.csv", "x\n1\n2\n");
    done(uploaded);
    assertRefused(
        api.get(dataset(uploaded) + "/drift?reference=1&current=1&currentTo=2026-03-06T00:00:00Z"),
        "no column of the version says when its rows were");
  }

  @Test
  void columns_that_are_not_on_both_sides_are_named() {
    done(upload("a.csv", "same,x,gone\n1,1,2\n1,2,3\n"));
    Answer second = upload("b.csv", "same,x,new\n1,one,2\n1,two,3\n");
    done(second);
    JsonNode drift = api.get(dataset(second) + "/drift?reference=1&current=2").json();
    assertThat(drift.get("onlyInReference").toString()).isEqualTo("[\"gone\"]");
    assertThat(drift.get("onlyInCurrent").toString()).isEqualTo("[\"new\"]");
    assertThat(column(drift.get("columns"), "x").get("why").asString())
        .isEqualTo("it is number in the one, text in the other");
    assertThat(column(drift.get("columns"), "same").get("psi").asDouble()).isZero();
  }

  @Test
  void runs_that_were_given_a_version_are_known() {
    Answer uploaded = upload("small.csv", SMALL);
    String run =
        api.post("/api/v1/runs", "{\"experiment\":\"%s\",\"name\":\"uses it\"}".formatted(name))
            .json()
            .get("id")
            .asString();
    Answer given =
        api.put(
            "/api/v1/runs/" + run + "/inputs",
            """
            {"inputs":[{"dataset":{"name":"%s","digest":"%s","sourceType":"assay","source":""}}]}
            """
                .formatted(name, uploaded.json().get("sha256").asString()));
    assertThat(given.status()).as(given.body()).isEqualTo(200);
    JsonNode runs = api.get(version(uploaded) + "/runs").json().get("items");
    assertThat(runs).hasSize(1);
    assertThat(runs.at("/0/id").asString()).isEqualTo(run);
    assertThat(runs.at("/0/name").asString()).isEqualTo("uses it");
  }

  @Test
  void what_is_deleted_is_gone_with_its_file() {
    Answer first = upload("a.csv", "x\n1\n");
    Answer second = upload("b.csv", "x\n2\n");
    done(first);
    done(second);
    assertThat(api.delete(version(second)).status()).isEqualTo(204);
    assertThat(api.get(version(second)).status()).isEqualTo(404);
    Answer third = upload("c.csv", "x\n3\n");
    assertThat(third.json().get("number").asInt()).isEqualTo(3);
    done(third);
    assertThat(api.delete(dataset(first)).status()).isEqualTo(204);
    assertThat(api.get(dataset(first)).status()).isEqualTo(404);
    assertThat(api.delete(dataset(first)).status()).isEqualTo(404);
    assertThat(
            database.queryForObject(
                "select count(*) from artifact_root where kind = 'DATASET' and id::text in (?,?,?)",
                Long.class,
                first.json().get("id").asString(),
                second.json().get("id").asString(),
                third.json().get("id").asString()))
        .isZero();
  }
}
