package dev.assay.exports;

import static dev.assay.schema.Tables.APP_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.database.DataFolder;
import dev.assay.runs.ExperimentId;
import dev.assay.team.UserId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ServerTest
class ArchiveApiTest {
  @Autowired TestApi api;
  @Autowired DataFolder data;
  @Autowired ArchiveImport archives;
  @Autowired DSLContext db;
  private final HttpClient http = HttpClient.newHttpClient();

  // --- what is archived

  private String post(String path, String body) {
    Answer answer = api.post("/api/v1" + path, body);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private String newRun(String body) {
    return TestApi.JSON.readTree(post("/runs", body)).get("id").asString();
  }

  private static final List<String> NUMBERS =
      List.of("\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "-0.0", "1e-300", "3.5", "4.9E-324");

  /** An experiment with runs of all kinds; its id. */
  private long experiment(String name, long seed) {
    Random random = new Random(seed);
    long experiment =
        TestApi.JSON
            .readTree(
                post(
                    "/experiments",
                    "{\"name\":\"%s\",\"notes\":\"# Größe\\n*x*\",\"tags\":{\"team\":\"ä=b\"}}"
                        .formatted(name)))
            .get("id")
            .asLong();
    api.put(
        "/api/v1/experiments/" + experiment + "/retention",
        "{\"archiveAfterDays\":1,\"deleteAfterDays\":null,\"purgeAfterDays\":900}");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String parent =
          i > 1 && random.nextBoolean() ? "\"" + runs.get(random.nextInt(i)) + "\"" : "null";
      String run =
          newRun(
              """
              {"experiment":"%s","name":"run ☃ %d","parent":%s,"group":"g%d",
               "params":{"lr":%s,"model":{"layers":[1,2,{"x":null}],"deep":{"er":{"name":"Ω"}}},"empty":{}},
               "tags":{"keep":"yes","line":"a\\nb"},"startedAt":"2020-01-0%dT00:00:00.123Z","heartbeats":false}
              """
                  .formatted(name, i, parent, i % 2, random.nextDouble(), i + 1));
      runs.add(run);
      record(run, random);
    }
    String later = "{\"parent\":\"" + runs.getLast() + "\"}"; // a parent that comes after its child
    api.send(
        api.request("/api/v1/runs/" + runs.getFirst())
            .method("PATCH", BodyPublishers.ofString(later)));
    post("/runs/" + runs.get(1) + "/fork", "{\"step\":5,\"name\":\"fork\"}");
    post(
        "/runs/" + runs.get(0) + "/finish",
        "{\"status\":\"FAILED\",\"failure\":\"=boom\",\"endedAt\":\"2020-02-01T00:00:00Z\"}");
    post(
        "/runs/" + runs.get(1) + "/finish",
        "{\"status\":\"FINISHED\",\"endedAt\":\"2020-02-02T00:00:00Z\"}");
    post("/runs/" + runs.get(2) + "/archive", "");
    api.delete("/api/v1/runs/" + runs.get(3));
    return experiment;
  }

  private void record(String run, Random random) {
    for (int metric = 0; metric < random.nextInt(4); metric++) {
      StringBuilder steps = new StringBuilder();
      StringBuilder values = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        steps.append(i == 0 ? "" : ",").append(i * (metric + 1));
        values.append(i == 0 ? "" : ",").append(NUMBERS.get(random.nextInt(NUMBERS.size())));
      }
      post(
          "/runs/" + run + "/metrics",
          "{\"metrics\":[{\"name\":\"m/ä %d\",\"steps\":[%s],\"values\":[%s]}]}"
              .formatted(metric, steps, values));
    }
    if (random.nextInt(4) > 0) {
      post(
          "/runs/" + run + "/logs",
          "{\"lines\":[{\"time\":5,\"text\":\"\\u001b[31mrot\\u001b[0m\"},{\"time\":6,\"stream\":\"stderr\",\"text\":\"\"},"
              + "{\"time\":7,\"stream\":\"log\",\"text\":\"%s\"}]}".formatted("日本\\n".repeat(500)));
      post("/runs/" + run + "/samples", "{\"step\":3,\"prompt\":\"p\",\"text\":\"𝄞\"}");
      put(run, "a/b.txt", "the same for all");
      put(run, "a/c.txt", "the same for all");
      put(run, "own.bin", "own " + random.nextInt());
    }
    api.put("/api/v1/runs/" + run + "/notes", "");
    api.send(
        api.request("/api/v1/runs/" + run)
            .method(
                "PATCH", BodyPublishers.ofString("{\"notes\":\"**n**\",\"learnt\":\"=SUM(1)\"}")));
    api.put(
        "/api/v1/runs/" + run + "/provenance",
        "{\"code\":{\"commit\":\"abc\",\"dirty\":true,\"diff\":\"+x\\n\"},\"command\":[\"python\",\"-m x\"],"
            + "\"host\":\"h\",\"environment\":{\"cuda\":[12,6]}}");
    api.put(
        "/api/v1/runs/" + run + "/inputs",
        "{\"inputs\":[{\"dataset\":{\"name\":\"d\",\"digest\":\"1\",\"schema\":\"{}\"},\"context\":\"training\",\"tags\":{\"a\":\"b\"}}]}");
  }

  private void put(String run, String path, String body) {
    String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
    assertThat(
            api.put("/api/v1/runs/" + run + "/artifacts/content?step=4&path=" + encoded, body)
                .status())
        .isEqualTo(200);
  }

  // --- archives

  private byte[] archive(long experiment) {
    try {
      HttpResponse<byte[]> answer =
          http.send(
              api.request("/api/v1/experiments/" + experiment + "/archive").GET().build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer send(byte[] archive, String query) {
    return api.send(
        api.request("/api/v1/experiments/import" + query)
            .POST(BodyPublishers.ofByteArray(archive)));
  }

  /** Takes an archive in and waits for it. */
  private JsonNode takeIn(byte[] archive, String name) {
    Answer begun = send(archive, "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    assertThat(begun.header("location"))
        .isEqualTo("/api/v1/imports/" + begun.json().get("id").asString());
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> api.get(begun.header("location")).json(),
            i -> !i.get("state").asString().equals("RUNNING"));
  }

  private static SequencedMap<String, byte[]> entries(byte[] archive) {
    SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** The content of an archive without what a copy has of its own: ids, times of copying, marks. */
  private static List<String> content(byte[] archive) {
    List<String> content = new ArrayList<>();
    Map<String, String> numbers = new HashMap<>();
    entries(archive).keySet().stream()
        .filter(name -> name.endsWith("run.json"))
        .forEach(name -> numbers.put(name.split("/")[1], "#" + numbers.size()));
    entries(archive)
        .forEach(
            (name, bytes) -> {
              String shown = new String(bytes, StandardCharsets.ISO_8859_1);
              if (name.equals("manifest.json")) {
                ObjectNode experiment = (ObjectNode) TestApi.JSON.readTree(bytes).get("experiment");
                experiment.remove(List.of("id", "name", "createdAt"));
                ((ObjectNode) experiment.get("tags")).remove("assay.imported.from");
                shown = experiment.toString();
              } else if (name.endsWith("run.json")) {
                shown = run(bytes);
              }
              for (Map.Entry<String, String> id : numbers.entrySet()) {
                shown = shown.replace(id.getKey(), id.getValue());
                name = name.replace(id.getKey(), id.getValue());
              }
              content.add(name + ": " + shown);
            });
    return content;
  }

  private static String run(byte[] json) {
    ObjectNode run = (ObjectNode) TestApi.JSON.readTree(json);
    run.remove(List.of("createdAt", "user", "importedFrom"));
    if (List.of("RUNNING", "QUEUED").contains(run.get("status").asString())) {
      run.put("status", "LOST");
    }
    run.put("deletedAt", run.get("deletedAt").isNull() ? "no" : "yes");
    ((ObjectNode) run.get("tags")).remove("assay.imported.user");
    return run.toString();
  }

  private long experimentOf(JsonNode done) {
    assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("DONE");
    return done.get("experimentId").asLong();
  }

  // --- tests

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_goes_out_comes_in_and_goes_out_again_the_same(long seed) {
    byte[] archive = archive(experiment("original " + seed, seed));

    JsonNode done = takeIn(archive, "copy " + seed);

    assertThat(done.get("leftOut")).as(done.toString()).isEmpty();
    assertThat(done.get("runsDone").asInt()).isEqualTo(7);
    assertThat(done.get("runsTotal").asInt()).isEqualTo(7);
    assertThat(done.get("bytesDone").asLong()).isPositive();
    assertThat(content(archive(experimentOf(done)))).isEqualTo(content(archive));
  }

  @Test
  void a_copy_says_where_it_comes_from_and_who_recorded_it() {
    byte[] archive = archive(experiment("whence", 4));

    long copy = experimentOf(takeIn(archive, "whence, a copy"));

    JsonNode run =
        api.get("/api/v1/experiments/" + copy + "/runs?limit=1").json().get("items").get(0);
    String original = run.get("importedFrom").asString().substring("assay:".length());
    assertThat(api.get("/api/v1/runs/" + original).status()).isEqualTo(200);
    assertThat(run.get("tags").get("assay.imported.user").asString()).isEqualTo("admin");
    assertThat(run.get("tags").has("assay.import.unfinished")).isFalse();
    assertThat(run.get("startedAt"))
        .isEqualTo(api.get("/api/v1/runs/" + original).json().get("startedAt"));
  }

  @Test
  void the_same_archive_again_adds_nothing() {
    byte[] archive = archive(experiment("twice", 5));
    long copy = experimentOf(takeIn(archive, "twice, a copy"));
    List<String> once = content(archive(copy));

    JsonNode again = takeIn(archive, "twice, a copy");

    assertThat(experimentOf(again)).isEqualTo(copy);
    assertThat(again.get("runsThere").asInt()).isEqualTo(6);
    assertThat(again.get("leftOut")).hasSize(1); // its copy is in the trash
    assertThat(content(archive(copy))).isEqualTo(once);
  }

  @Test
  void an_import_that_stops_anywhere_goes_on_when_it_is_done_again() throws Exception {
    byte[] archive = archive(experiment("stopped", 6));
    JsonNode made = api.post("/api/v1/experiments", "{\"name\":\"stopped, a copy\"}").json();
    ExperimentId copy = new ExperimentId(made.get("id").asLong());
    String origin =
        Archive.parse(
                Objects.requireNonNull(entries(archive).get("manifest.json")),
                Archive.Manifest.class,
                "")
            .experiment()
            .origin();
    api.put(
        "/api/v1/experiments/" + copy + "/tags",
        "{\"team\":\"ä=b\",\"" + Imports.FROM + "\":\"" + origin + "\"}");
    int stops = 0;
    for (int after = 500; after < archive.length; after += 700) {
      ImportProgress progress = progress(copy, archive);
      int stop = after;
      InputStream stopping =
          new FilterInputStream(new ByteArrayInputStream(archive)) {
            private int n;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              int read = super.read(bytes, offset, Math.min(length, 100));
              n += read;
              if (n > stop) {
                progress.cancel();
              }
              return read;
            }
          };
      try {
        archives.run(stopping, DataSize.ofMegabytes(100), progress);
      } catch (CancellationException e) {
        stops++;
      }
    }
    assertThat(stops).isGreaterThan(5);

    JsonNode done = takeIn(archive, "stopped, a copy");

    assertThat(experimentOf(done)).isEqualTo(copy.value());
    assertThat(content(archive(copy.value())).subList(1, content(archive).size() - 1))
        .isEqualTo(content(archive).subList(1, content(archive).size() - 1));
  }

  private ImportProgress progress(ExperimentId into, byte[] archive) {
    return new ImportProgress(
        ImportId.next(),
        db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(r -> new UserId(r.value1())),
        into,
        "",
        Instant.EPOCH,
        7,
        archive.length);
  }

  @Test
  void a_cancelled_import_says_so() {
    byte[] archive = archive(experiment("cancelled", 7));
    Answer begun = send(archive, "?name=cancelled,+a+copy");
    String at = begun.header("location");

    Answer cancelled = api.delete(at);

    assertThat(cancelled.status()).isEqualTo(200);
    JsonNode ended =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> api.get(at).json(), i -> !i.get("endedAt").isNull());
    assertThat(ended.get("state").asString()).isIn("CANCELLED", "DONE");
    assertThat(api.get("/api/v1/imports").json().get("items").get(0).get("id"))
        .isEqualTo(begun.json().get("id"));
    assertThat(experimentOf(takeIn(archive, "cancelled, a copy"))).isPositive();
  }

  @Test
  void an_archive_that_is_cut_off_or_damaged_is_refused_as_a_whole() throws IOException {
    byte[] archive = archive(experiment("damaged", 8));
    int end = new String(archive, StandardCharsets.ISO_8859_1).indexOf("end.json") + 8;
    for (int length = 0; length < end; length += 1 + end / 40) {
      Answer cut = send(Arrays.copyOf(archive, length), "?name=cut");
      assertThat(cut.status()).as("%d bytes: %s", length, cut.body()).isEqualTo(400);
      assertThat(cut.json().get("errors").get(0).get("field").asString()).startsWith("archive: ");
    }
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    for (String entry :
        List.of("run.json", "log.jsonl", "metrics.frames", "0.content", "manifest.json")) {
      byte[] flipped = archive.clone();
      flipped[text.indexOf(entry) + entry.length() + 15] ^= 4;
      Answer damaged = send(flipped, "?name=cut");
      assertThat(damaged.status()).as("%s: %s", entry, damaged.body()).isEqualTo(400);
    }
    assertThat(api.get("/api/v1/experiments?name=cut").json().get("items")).isEmpty();
    try (Stream<Path> left = Files.list(data.resolve("imports"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void other_zips_are_refused() {
    SequencedMap<String, byte[]> entries = entries(archive(experiment("deceit", 9)));
    for (String name :
        List.of("../../evil", "/etc/passwd", "runs/..%2f/run.json", "runs/x/run.json", "C:\\x")) {
      SequencedMap<String, byte[]> more = new LinkedHashMap<>();
      more.put("manifest.json", entries.get("manifest.json"));
      more.put(name, new byte[0]);
      Answer refused = send(zip(more), "?name=trick");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("detail").asString())
          .isEqualTo("archive: an entry is " + name + ": an archive has no entries of such names");
    }
    assertThat(send("no zip".getBytes(StandardCharsets.UTF_8), "").json().get("detail").asString())
        .startsWith("archive: the first entry is missing: ");
    assertThat(send(zip(Map.of("x.txt", new byte[1])), "").status()).isEqualTo(400);
    SequencedMap<String, byte[]> older = new LinkedHashMap<>(entries);
    older.put(
        "manifest.json",
        new String(entries.get("manifest.json"), StandardCharsets.UTF_8)
            .replace("\"version\":1", "\"version\":99")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(send(zip(older), "?name=trick").json().get("detail").asString())
        .contains("this server reads version 1 of archives");
    SequencedMap<String, byte[]> fewer = new LinkedHashMap<>(entries);
    fewer.remove(fewer.keySet().stream().filter(n -> n.endsWith("log.jsonl")).findFirst().get());
    assertThat(send(zip(fewer), "?name=trick").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/experiments?name=trick").json().get("items")).isEmpty();
  }

  @Test
  void a_zip_that_unpacks_to_too_much_is_refused_while_it_is_read() {
    byte[] bomb = zip(Map.of("manifest.json", new byte[100 << 20]));
    assertThat(bomb.length).isLessThan(1 << 20);

    assertThat(send(bomb, "").status()).isEqualTo(413);

    assertThatThrownBy(
            () -> {
              var reader =
                  new ArchiveReader(new ByteArrayInputStream(bomb), DataSize.ofMegabytes(1));
              reader.next();
              reader.next();
            })
        .hasMessageContaining("holds more than 1 MB, decompressed");
  }

  @Test
  void what_is_wrong_in_a_run_is_said_and_the_import_fails() {
    SequencedMap<String, byte[]> entries = entries(archive(experiment("wrong", 10)));
    String first =
        entries.keySet().stream().filter(n -> n.endsWith("run.json")).findFirst().orElseThrow();
    ObjectNode run = (ObjectNode) TestApi.JSON.readTree(entries.get(first));
    run.remove("params");
    entries.put(first, run.toString().getBytes(StandardCharsets.UTF_8));

    JsonNode failed = takeIn(zip(entries), "wrong, a copy");

    assertThat(failed.get("state").asString()).isEqualTo("FAILED");
    assertThat(failed.get("failure").asString()).startsWith("archive: " + first);
  }

  @Test
  void a_name_that_is_taken_is_a_conflict_with_advice() {
    byte[] archive = archive(experiment("taken", 11));

    Answer refused = send(archive, "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo(
            "there is an experiment named taken already, and it is no copy of this one:"
                + " give the copy another name, with ?name=");
  }

  @Test
  void what_is_not_there_is_not_found() {
    assertThat(api.get("/api/v1/experiments/987654/archive").status()).isEqualTo(404);
    String unknown = "/api/v1/imports/0198f3a0-0000-7000-8000-0000000000d1";
    assertThat(api.get(unknown).status()).isEqualTo(404);
    assertThat(api.delete(unknown).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/imports/x").status()).isEqualTo(400);
  }
}
