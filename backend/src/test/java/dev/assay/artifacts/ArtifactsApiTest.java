package dev.assay.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.database.DataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ArtifactsApiTest {
  private static final int MB = 1 << 20;

  @Autowired TestApi api;
  @Autowired DataFolder data;
  private final HttpClient http = HttpClient.newHttpClient();

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"artifacts\"}").json().get("id").asString();
  }

  private static String artifacts(String run) {
    return "/api/v1/runs/" + run + "/artifacts";
  }

  private static String content(String run, String path) {
    return artifacts(run) + "/content?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  private Answer put(String run, String path, String body) {
    return api.put(content(run, path), body);
  }

  private Answer put(String run, String path, byte[] body, String... headers) {
    HttpRequest.Builder request = api.request(content(run, path));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return api.send(request.PUT(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = api.request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] random(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static Sha256 digest(byte[] bytes) {
    return Sha256.of(Sha256.newDigest().digest(bytes));
  }

  private Path fileOf(Sha256 sha256) {
    return data.resolve("artifacts/content/" + sha256.hex().substring(0, 2) + "/" + sha256.hex());
  }

  private long stagedFiles() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("artifacts/staging"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private List<String> paths(Answer page) {
    List<String> paths = new ArrayList<>();
    for (JsonNode item : page.json().get("items")) {
      paths.add(
          item.get("path").asString() + (item.get("kind").asString().equals("folder") ? "/" : ""));
    }
    return paths;
  }

  @Test
  void a_file_comes_back_as_it_was_put() throws Exception {
    String run = newRun();
    byte[] bytes = random(9 * MB + 7, 1); // larger than other bodies may be

    Answer put = put(run, "models/final.bin", bytes, "Content-Type", "application/x-model");

    assertThat(put.status()).as(put.body()).isEqualTo(200);
    assertThat(put.json().get("sha256").asString()).isEqualTo(digest(bytes).hex());
    assertThat(put.json().get("bytes").asLong()).isEqualTo(bytes.length);
    HttpResponse<byte[]> got = get(content(run, "models/final.bin"));
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(bytes);
    assertThat(got.headers().firstValue("Content-Type")).hasValue("application/x-model");
    assertThat(got.headers().firstValue("Content-Length")).hasValue("" + bytes.length);
    assertThat(got.headers().firstValue("ETag")).hasValue("\"" + digest(bytes) + "\"");
  }

  @Test
  void an_empty_file_is_a_file() throws Exception {
    String run = newRun();

    assertThat(put(run, "empty", "").json().get("bytes").asLong()).isZero();

    assertThat(get(content(run, "empty")).body()).isEmpty();
    assertThat(get(content(run, "empty"), "Range", "bytes=0-").statusCode()).isEqualTo(416);
  }

  @Test
  void a_file_of_a_stranger_does_not_run_in_the_browser() throws Exception {
    String run = newRun();
    put(
        run,
        "ü page.html",
        "<script>1</script>".getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "text/html");

    HttpResponse<byte[]> got = get(content(run, "ü page.html"), "Accept-Encoding", "gzip");

    assertThat(got.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment;")
        .contains("filename*=UTF-8''%C3%BC%20page.html");
    assertThat(got.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(got.headers().allValues("Content-Security-Policy"))
        .containsExactly("default-src 'none'; sandbox");
    assertThat(got.headers().allValues("Cache-Control")).containsExactly("private, no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/html"})
  void content_is_never_compressed_on_the_way(String type) throws Exception {
    String run = newRun();
    byte[] bytes = "{\"a\":1}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    put(run, "a", bytes, "Content-Type", type);

    HttpResponse<byte[]> got = get(content(run, "a"), "Accept-Encoding", "gzip");

    assertThat(got.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(got.headers().firstValue("Content-Length")).hasValue("" + bytes.length);
    assertThat(got.body()).isEqualTo(bytes);
  }

  @Test
  void the_media_type_follows_from_the_name_when_a_client_says_nothing() {
    String run = newRun();
    String form = "application/x-www-form-urlencoded";

    Answer csv =
        put(run, "a.csv", "x,y\n1,2".getBytes(StandardCharsets.UTF_8), "Content-Type", form);

    assertThat(csv.json().get("mediaType").asString()).isEqualTo("text/csv");
    assertThat(csv.json().get("bytes").asLong()).isEqualTo(7);
    assertThat(
            put(run, "weights", new byte[3], "Content-Type", form)
                .json()
                .get("mediaType")
                .asString())
        .isEqualTo("application/octet-stream");
  }

  @Test
  void equal_content_is_kept_once() throws Exception {
    String run = newRun();
    byte[] bytes = random(1000, 2);
    put(run, "a", bytes);
    Object key = Files.readAttributes(fileOf(digest(bytes)), "creationTime");

    put(newRun(), "b", bytes);
    put(run, "c", bytes);

    assertThat(key).isNotNull();
    assertThat(fileOf(digest(bytes))).hasBinaryContent(bytes);
    assertThat(get(content(run, "c")).body()).isEqualTo(bytes);
    assertThat(stagedFiles()).isZero();
  }

  @Test
  void the_same_path_again_replaces_the_file() throws Exception {
    String run = newRun();
    put(run, "a", "old");

    put(run, "a", "newer");

    assertThat(get(content(run, "a")).body()).asString().isEqualTo("newer");
    assertThat(paths(api.get(artifacts(run)))).containsExactly("a");
  }

  @Test
  void a_checkpoint_is_a_file_with_a_step() {
    String run = newRun();

    api.put(content(run, "checkpoints/200.bin") + "&step=200", "weights");

    JsonNode file = api.get(artifacts(run) + "?path=checkpoints").json().get("items").get(0);
    assertThat(file.get("step").asLong()).isEqualTo(200);
    Answer negative = api.put(content(run, "x") + "&step=-1", "weights");
    assertThat(negative.status()).isEqualTo(400);
    assertThat(negative.body()).contains("step is -1: steps start at 0");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=990-, 990, 10",
    "bytes=-10, 990, 10",
    "bytes=5-5, 5, 1",
    "bytes=990-2000, 990, 10",
    "bytes=0-999, 0, 1000",
    "bytes=-5000, 0, 1000"
  })
  void a_range_is_sent_alone(String range, int from, int length) throws Exception {
    String run = newRun();
    byte[] bytes = random(1000, 3);
    put(run, "a", bytes);

    HttpResponse<byte[]> got = get(content(run, "a"), "Range", range);

    assertThat(got.statusCode()).isEqualTo(206);
    assertThat(got.body()).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    assertThat(got.headers().firstValue("Content-Range"))
        .hasValue("bytes %d-%d/1000".formatted(from, from + length - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-", "bytes=2000-3000", "bytes=-0"})
  void a_range_behind_the_end_is_416(String range) throws Exception {
    String run = newRun();
    put(run, "a", random(1000, 3));

    HttpResponse<byte[]> got = get(content(run, "a"), "Range", range);

    assertThat(got.statusCode()).isEqualTo(416);
    assertThat(got.headers().firstValue("Content-Range")).hasValue("bytes */1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2", "bytes=x", "bytes=9-1"})
  void several_ranges_or_none_are_answered_with_all(String range) throws Exception {
    String run = newRun();
    put(run, "a", random(1000, 3));

    HttpResponse<byte[]> got = get(content(run, "a"), "Range", range);

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).hasSize(1000);
  }

  @Test
  void a_range_of_what_has_changed_is_all_of_it() throws Exception {
    String run = newRun();
    put(run, "a", random(1000, 3));
    String tag = get(content(run, "a")).headers().firstValue("ETag").orElseThrow();

    assertThat(get(content(run, "a"), "Range", "bytes=1-2", "If-Range", tag).statusCode())
        .isEqualTo(206);
    put(run, "a", random(1000, 4));
    assertThat(get(content(run, "a"), "Range", "bytes=1-2", "If-Range", tag).statusCode())
        .isEqualTo(200);
  }

  @Test
  void what_is_there_already_is_not_sent_again() throws Exception {
    String run = newRun();
    put(run, "a", "content");
    String tag = get(content(run, "a")).headers().firstValue("ETag").orElseThrow();

    HttpResponse<byte[]> again = get(content(run, "a"), "If-None-Match", "\"other\", " + tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void head_tells_the_length_and_the_digest() throws Exception {
    String run = newRun();
    byte[] bytes = random(1000, 3);
    put(run, "a", bytes);

    HttpResponse<byte[]> head =
        http.send(
            api.request(content(run, "a")).method("HEAD", BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).hasValue("1000");
    assertThat(head.headers().firstValue("Repr-Digest"))
        .hasValue("sha-256=:" + Base64.getEncoder().encodeToString(digest(bytes).bytes()) + ":");
  }

  @Test
  void a_wrong_digest_is_refused_and_nothing_is_kept() throws Exception {
    String run = newRun();
    byte[] bytes = random(1000, 5);
    Sha256 other = digest(new byte[0]);

    Answer refused = put(run, "a", bytes, "X-Content-Sha256", other.hex());

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains(digest(bytes).hex(), "it was announced as " + other);
    String header = "sha-256=:" + Base64.getEncoder().encodeToString(other.bytes()) + ":";
    assertThat(put(run, "a", bytes, "Content-Digest", header).status()).isEqualTo(400);
    assertThat(put(run, "a", bytes, "X-Content-Sha256", "abc").body())
        .contains("a SHA-256 has 64 hexadecimal digits");
    assertThat(paths(api.get(artifacts(run)))).isEmpty();
    assertThat(fileOf(digest(bytes))).doesNotExist();
    assertThat(stagedFiles()).isZero();
  }

  @Test
  void a_right_digest_is_taken_in_both_forms() {
    String run = newRun();
    byte[] bytes = random(1000, 6);
    String header =
        "sha-512=:x:, sha-256=:" + Base64.getEncoder().encodeToString(digest(bytes).bytes()) + ":";

    assertThat(put(run, "a", bytes, "X-Content-Sha256", digest(bytes).hex()).status())
        .isEqualTo(200);
    assertThat(put(run, "a", bytes, "Content-Digest", header).status()).isEqualTo(200);
  }

  @Test
  void a_body_that_is_cut_off_leaves_what_was_there_before() throws Exception {
    String run = newRun();
    put(run, "a", "before");

    for (String framing : List.of("Content-Length: 5000000", "Transfer-Encoding: chunked")) {
      URI url = URI.create(api.url(content(run, "a")));
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("PUT "
                    + url.getRawPath()
                    + "?"
                    + url.getRawQuery()
                    + " HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer "
                    + TestApi.ADMIN_TOKEN
                    + "\r\n"
                    + framing
                    + "\r\n\r\n"
                    + (framing.startsWith("T") ? "1e8480\r\n" : ""))
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[1_000_000]);
        out.flush();
        await(() -> stagedFiles() == 1);
      }
      await(() -> stagedFiles() == 0);
    }

    assertThat(get(content(run, "a")).body()).asString().isEqualTo("before");
  }

  @Test
  void a_refusal_comes_before_a_body_that_waits_to_be_wanted() throws Exception {
    String run = newRun();
    api.delete("/api/v1/runs/" + run);

    assertThat(answerToExpectation(content(run, "a"))).startsWith("HTTP/1.1 409");
    assertThat(answerToExpectation(content(newRun(), "a"))).startsWith("HTTP/1.1 100");
  }

  /** The first line that comes before any of the body is sent. */
  private String answerToExpectation(String path) throws Exception {
    URI url = URI.create(api.url(path));
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head =
          "PUT %s?%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n"
              .formatted(url.getRawPath(), url.getRawQuery(), TestApi.ADMIN_TOKEN);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", "%2e%2e/x", "a\\b", "C:/x", ""})
  void a_path_that_leads_elsewhere_is_refused(String path) {
    String run = newRun();

    assertThat(put(run, path, "x").status()).isEqualTo(400);
    assertThat(put(run, path, "x").json().get("errors").get(0).get("field").asString())
        .isEqualTo("path");
    if (!path.isEmpty()) {
      assertThat(api.get(content(run, path)).status()).isEqualTo(400);
      assertThat(
              api.get(artifacts(run) + "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8))
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  void a_name_is_a_file_or_a_folder() {
    String run = newRun();
    put(run, "a/b", "x");

    assertThat(put(run, "a", "y").status()).isEqualTo(409);
    assertThat(put(run, "a/b/c", "y").body()).contains("a/b/c cannot be there beside a/b");
    assertThat(put(run, "a0", "y").status()).isEqualTo(200);
    assertThat(put(run, "a.", "y").status()).isEqualTo(200);
  }

  @Test
  void folders_are_listed_in_pages() {
    String run = newRun();
    for (String path :
        List.of("b/1", "b/2", "a/x/1", "a/x/2", "a/y", "a-file", "z", "ü/日本/😀", "a!/1")) {
      assertThat(put(run, path, path).status()).isEqualTo(200);
    }

    assertThat(paths(api.get(artifacts(run))))
        .containsExactly("a!/", "a-file", "a/", "b/", "z", "ü/");
    assertThat(paths(api.get(artifacts(run) + "?path=a"))).containsExactly("a/x/", "a/y");
    assertThat(paths(api.get(artifacts(run) + "?path=%C3%BC"))).containsExactly("ü/日本/");
    assertThat(paths(api.get(artifacts(run) + "?path=nothing"))).isEmpty();
    for (int limit = 1; limit < 7; limit++) {
      assertThat(allPages(artifacts(run) + "?limit=" + limit))
          .containsExactly("a!/", "a-file", "a/", "b/", "z", "ü/");
    }
    assertThat(allPages(artifacts(run) + "?path=a&limit=1")).containsExactly("a/x/", "a/y");
  }

  private List<String> allPages(String path) {
    List<String> all = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Answer page =
          api.get(
              path
                  + (cursor.isEmpty()
                      ? ""
                      : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)));
      all.addAll(paths(page));
      JsonNode next = page.json().get("nextCursor");
      cursor = next == null || next.isNull() ? null : next.asString();
    }
    return all;
  }

  @Test
  void a_folder_comes_as_a_zip() throws Exception {
    String run = newRun();
    byte[] large = random(3 * MB, 7);
    put(run, "m/a.bin", large);
    put(run, "m/sub/b.txt", "text");
    put(run, "other", "not in it");

    HttpResponse<byte[]> zip = get(artifacts(run) + "/archive?path=m");

    assertThat(zip.headers().firstValue("Content-Disposition").orElseThrow()).contains("m.zip");
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    assertThat(files).containsOnlyKeys("a.bin", "sub/b.txt");
    assertThat(files.get("a.bin")).isEqualTo(large);
    assertThat(get(artifacts(run) + "/archive?path=none").statusCode()).isEqualTo(404);
  }

  @Test
  void a_file_or_a_folder_is_deleted() {
    String run = newRun();
    put(run, "a/1", "x");
    put(run, "a/2", "x");
    put(run, "a0", "x");

    assertThat(api.delete(artifacts(run) + "?path=a/1").status()).isEqualTo(204);
    assertThat(api.get(content(run, "a/1")).status()).isEqualTo(404);
    assertThat(api.delete(artifacts(run) + "?path=a").status()).isEqualTo(204);
    assertThat(paths(api.get(artifacts(run)))).containsExactly("a0");
    assertThat(api.delete(artifacts(run) + "?path=a").status()).isEqualTo(404);
  }

  @Test
  void a_deleted_run_keeps_its_artifacts_until_it_is_purged() {
    String run = newRun();
    put(run, "a", "x");
    api.delete("/api/v1/runs/" + run);

    assertThat(put(run, "b", "x").status()).isEqualTo(409);
    assertThat(api.delete(artifacts(run) + "?path=a").status()).isEqualTo(409);
    assertThat(api.get(content(run, "a")).status()).isEqualTo(200);

    api.post("/api/v1/runs/" + run + "/purge", "");
    assertThat(api.get(content(run, "a")).status()).isEqualTo(404);
    assertThat(put(run, "b", "x").status()).isEqualTo(404);
  }

  @Test
  void damaged_small_content_is_not_sent() throws Exception {
    String run = newRun();
    byte[] bytes = random(1000, 8);
    put(run, "a", bytes);
    flip(fileOf(digest(bytes)), 500);

    HttpResponse<byte[]> got = get(content(run, "a"));

    assertThat(got.statusCode()).isEqualTo(500);
    assertThat(new String(got.body(), StandardCharsets.UTF_8))
        .contains("is damaged in the server's store and is not served: its digest is");
    put(run, "again", bytes);
    assertThat(get(content(run, "a")).body()).as("mended by the same content").isEqualTo(bytes);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void an_answer_with_damaged_content_never_becomes_whole() throws Exception {
    String run = newRun();
    byte[] bytes = random(5 * MB, 9);
    put(run, "a", bytes);
    flip(fileOf(digest(bytes)), 2 * MB);

    URI url = URI.create(api.url(content(run, "a")));
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + url.getRawPath()
                      + "?"
                      + url.getRawQuery()
                      + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + TestApi.ADMIN_TOKEN
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes(); // the server closes
      String head = new String(answer, 0, 2000, StandardCharsets.ISO_8859_1);
      int body = head.indexOf("\r\n\r\n") + 4;
      assertThat(head).startsWith("HTTP/1.1 200").contains("Content-Length: " + bytes.length);
      assertThat(answer.length - body).isBetween(1, bytes.length - 1);
    }
  }

  @Test
  void content_that_is_away_cut_or_a_link_is_not_sent() throws Exception {
    String run = newRun();
    byte[] bytes = random(2 * MB, 10);
    put(run, "a", bytes);
    Path file = fileOf(digest(bytes));

    Files.write(file, Arrays.copyOf(bytes, 1000));
    assertThat(new String(get(content(run, "a")).body(), StandardCharsets.UTF_8))
        .contains("its file has 1000 bytes, not 2097152");
    assertThat(get(content(run, "a"), "Range", "bytes=0-9").statusCode()).isEqualTo(500);
    Path elsewhere = data.resolve("elsewhere");
    Files.write(elsewhere, bytes);
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere.toAbsolutePath());
    assertThat(new String(get(content(run, "a")).body(), StandardCharsets.UTF_8))
        .contains("its file is a link");
    Files.delete(file);
    assertThat(new String(get(content(run, "a")).body(), StandardCharsets.UTF_8))
        .contains("its file is not there");
  }

  @Test
  void an_upload_in_parts_is_seen_when_it_is_complete() throws Exception {
    String run = newRun();
    byte[] first = random(MB, 11);
    byte[] second = random(1000, 12);
    JsonNode begun =
        api.post(artifacts(run) + "/uploads", "{\"path\":\"big/a.bin\",\"step\":3}").json();
    String upload = artifacts(run) + "/uploads/" + begun.get("id").asString();
    String address = begun.get("partAddress").asString();

    Answer two = api.send(api.request(upload + "/parts/2").PUT(BodyPublishers.ofByteArray(second)));
    // an address with a secret in it needs no token
    Answer one =
        api.send(
            api.anonymous(address.replace("{number}", "1")).PUT(BodyPublishers.ofByteArray(first)));
    assertThat(one.status()).as(one.body()).isEqualTo(200);
    assertThat(one.header("etag")).isEqualTo("\"" + digest(first) + "\"");
    assertThat(two.json().get("sha256").asString()).isEqualTo(digest(second).hex());
    assertThat(paths(api.get(artifacts(run)))).isEmpty();
    assertThat(api.get(upload).json().get("parts")).hasSize(2);

    assertThat(api.post(upload + "/complete", "{\"parts\":[{\"number\":1}]}").body())
        .contains("the parts that have come are [1, 2]");
    Answer done =
        api.post(
            upload + "/complete",
            "{\"parts\":[{\"number\":1,\"sha256\":\"%s\"},{\"number\":2}]}"
                .formatted(digest(first)));
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    byte[] whole = Arrays.copyOf(first, MB + 1000);
    System.arraycopy(second, 0, whole, MB, 1000);
    assertThat(done.json().get("sha256").asString()).isEqualTo(digest(whole).hex());
    assertThat(done.json().get("step").asLong()).isEqualTo(3);
    assertThat(get(content(run, "big/a.bin")).body()).isEqualTo(whole);
    assertThat(api.get(upload).status()).isEqualTo(404);
    Answer again = api.post(upload + "/complete", "{\"parts\":[{\"number\":1},{\"number\":2}]}");
    assertThat(again.body()).as("the answer was lost").isEqualTo(done.body());
  }

  @Test
  void an_upload_takes_parts_only_from_those_who_have_a_right_to_it() {
    String run = newRun();
    JsonNode begun = api.post(artifacts(run) + "/uploads", "{\"path\":\"a\"}").json();
    String id = begun.get("id").asString();
    String part = "/api/v1/artifact-parts/" + id + "/1?secret=";

    assertThat(api.send(api.anonymous(part + "guessed").PUT(BodyPublishers.ofString("x"))).status())
        .isEqualTo(404);
    String direct = artifacts(run) + "/uploads/" + id + "/parts/1";
    assertThat(api.send(api.anonymous(direct).PUT(BodyPublishers.ofString("x"))).status())
        .isIn(401, 403);
    assertThat(api.put(artifacts(newRun()) + "/uploads/" + id + "/parts/1", "x").status())
        .isEqualTo(404);
    assertThat(api.put(artifacts(run) + "/uploads/" + id + "/parts/0", "x").status())
        .isEqualTo(400);
    assertThat(api.put(direct, "x").status()).isEqualTo(200);
    assertThat(api.delete(artifacts(run) + "/uploads/" + id).status()).isEqualTo(204);
    assertThat(data.resolve("artifacts/staging/upload-" + id)).doesNotExist();
    assertThat(api.put(direct, "x").status()).isEqualTo(404);
  }

  @Test
  void a_part_again_replaces_the_one_before() throws Exception {
    String run = newRun();
    String upload =
        artifacts(run)
            + "/uploads/"
            + api.post(artifacts(run) + "/uploads", "{\"path\":\"a\"}").json().get("id").asString();
    api.put(upload + "/parts/1", "first try");
    api.put(upload + "/parts/1", "second");

    assertThat(api.post(upload + "/complete", "{\"parts\":[{\"number\":1}]}").status())
        .isEqualTo(200);

    assertThat(get(content(run, "a")).body()).asString().isEqualTo("second");
  }

  @Test
  void nothing_is_to_be_had_without_a_credential() {
    String run = newRun();
    put(run, "a", "x");

    assertThat(api.send(api.anonymous(content(run, "a")).GET()).status()).isEqualTo(401);
    assertThat(api.send(api.anonymous(artifacts(run)).GET()).status()).isEqualTo(401);
    assertThat(
            api.send(api.anonymous(content(run, "b")).PUT(BodyPublishers.ofString("x"))).status())
        .isIn(401, 403);
  }

  @Test
  void a_cursor_does_not_lead_out_of_its_folder() {
    String run = newRun();
    for (String path : List.of("a/1", "b/1", "b/2", "c")) {
      put(run, path, "x");
    }

    for (String cursor : List.of("a", "a/", "b", "b/", "c", "b0")) {
      Answer refused = api.get(artifacts(run) + "?path=b&cursor=" + cursor);
      assertThat(refused.status()).as(cursor).isEqualTo(400);
      assertThat(refused.body()).contains("it must come from an earlier page");
    }
    assertThat(paths(api.get(artifacts(run) + "?path=b&cursor=b/1"))).containsExactly("b/2");
  }

  @Test
  void all_files_of_a_run_are_deleted_at_once() {
    String run = newRun();
    put(run, "a/1", "x");
    put(run, "b", "x");

    assertThat(api.delete(artifacts(run) + "?path=").status()).isEqualTo(204);

    assertThat(paths(api.get(artifacts(run)))).isEmpty();
    assertThat(api.delete(artifacts(run) + "?path=").status()).isEqualTo(404);
  }

  @Test
  void an_archive_with_damaged_content_never_becomes_whole() {
    String run = newRun();
    put(run, "a", random(MB, 21));
    byte[] bytes = random(1000, 22);
    put(run, "b", bytes);
    assertThat(fileOf(digest(bytes)).toFile().delete()).isTrue();

    assertThatThrownBy(() -> get(artifacts(run) + "/archive?path="))
        .isInstanceOf(IOException.class);
  }

  private Answer replace(String run, String path, String body) {
    return api.post(artifacts(run) + "/replace?path=" + path, body);
  }

  private static String file(String path, String content) {
    return "{\"path\":\"%s\",\"sha256\":\"%s\"}"
        .formatted(path, digest(content.getBytes(StandardCharsets.UTF_8)).hex());
  }

  @Test
  void a_folder_is_replaced_as_a_whole_by_files_that_the_run_has() throws Exception {
    String run = newRun();
    put(run, "checkpoints/last/kept", "same");
    put(run, "checkpoints/last/gone", "old");
    put(run, "checkpoints/last.incoming/model.safetensors", "test"); // that of the example
    put(run, "checkpoints/last.incoming/unused", "x");
    put(run, "checkpoints/last2/other", "y");

    Answer replaced =
        replace(run, "checkpoints/last", TestApi.golden("artifact-replace.request.json"));

    assertThat(replaced.status()).as(replaced.body()).isEqualTo(204);
    assertThat(paths(api.get(artifacts(run) + "?path=checkpoints")))
        .containsExactly("checkpoints/last/", "checkpoints/last2/");
    assertThat(paths(api.get(artifacts(run) + "?path=checkpoints/last")))
        .containsExactly("checkpoints/last/model.safetensors");
    assertThat(get(content(run, "checkpoints/last/model.safetensors")).body())
        .asString()
        .isEqualTo("test");
  }

  @Test
  void content_that_stays_need_not_be_put_again_and_may_stand_twice() throws Exception {
    String run = newRun();
    put(run, "last/a", "same");

    Answer replaced =
        replace(run, "last", "{\"files\":[" + file("b/c", "same") + "," + file("d", "same") + "]}");

    assertThat(replaced.status()).as(replaced.body()).isEqualTo(204);
    assertThat(paths(api.get(artifacts(run) + "?path=last"))).containsExactly("last/b/", "last/d");
    assertThat(get(content(run, "last/b/c")).body()).asString().isEqualTo("same");
  }

  @Test
  void a_replacement_that_cannot_be_changes_nothing() {
    String run = newRun();
    put(run, "last/a", "same");
    put(newRun(), "elsewhere", "of another run");

    Answer missing =
        replace(
            run,
            "last",
            "{\"files\":[" + file("b", "same") + "," + file("c", "of another run") + "]}");
    assertThat(missing.status()).isEqualTo(409);
    assertThat(missing.body()).contains("which last/c is to have");
    assertThat(
            replace(
                    run,
                    "last",
                    "{\"files\":[" + file("b", "same") + "," + file("b/c", "same") + "]}")
                .status())
        .isEqualTo(409);
    assertThat(
            replace(
                    run,
                    "last",
                    "{\"files\":[" + file("b", "same") + "," + file("b", "same") + "]}")
                .body())
        .contains("files.path is b: a path is given once");
    assertThat(replace(run, "last", "{\"files\":[]}").body()).contains("files is 0 files");
    assertThat(
            replace(run, "last", "{\"files\":[" + file("b", "same") + "],\"from\":\"last/x\"}")
                .body())
        .contains("from is last/x: it is a folder beside last");
    assertThat(replace(run, "last", "{\"files\":[" + file("../b", "same") + "]}").status())
        .isEqualTo(400);
    assertThat(paths(api.get(artifacts(run) + "?path=last"))).containsExactly("last/a");
  }
}
