package dev.assay.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.assay.artifacts.ArtifactSettings.S3;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Artifacts in a bucket of a real S3 server. */
class S3ContentTest {
  private static final int MB = 1 << 20;

  @TempDir static Path serverFolder;
  private static S3Server server;
  @TempDir Path folder;

  private S3Content contents;
  private ArtifactsOnDatabase on;
  private ArtifactRoot root;

  @BeforeAll
  static void startServer() throws Exception {
    assumeThat(S3Server.JAR)
        .as("the S3 server for tests; mvn process-test-resources brings it")
        .exists();
    server = new S3Server(serverFolder);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    contents = content(server.endpoint());
    on = new ArtifactsOnDatabase(folder, ArtifactsOnDatabase.settings(null, null), contents);
    root = ArtifactRoot.of(on.newRun("s3"));
  }

  private static S3Content content(URI endpoint) {
    return new S3Content(
        new S3(S3Server.BUCKET, endpoint, "us-east-1", true, "assay/", "key", "secret"),
        Duration.ofMinutes(1),
        Clock.systemUTC());
  }

  private static S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .build();
  }

  private static String key(Sha256 sha256) {
    return "assay/" + sha256.hex().substring(0, 2) + "/" + sha256;
  }

  private static byte[] random(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  private Artifact put(String path, byte[] bytes) throws IOException {
    return on.artifacts.put(
        root, new ArtifactPath(path), NewArtifact.UNKNOWN, new ByteArrayInputStream(bytes));
  }

  @Test
  void a_file_comes_back_whole_and_in_ranges() throws IOException {
    byte[] bytes = random(3 * MB, 1);
    Artifact artifact = put("a", bytes);

    assertThat(on.artifacts.open(artifact)).hasBinaryContent(bytes);
    assertThat(on.artifacts.open(artifact, 100, 50))
        .hasBinaryContent(Arrays.copyOfRange(bytes, 100, 150));
    put("empty", new byte[0]);
    assertThat(on.artifacts.open(root, new ArtifactPath("empty"))).isEmpty();
  }

  @Test
  void a_large_file_is_sent_in_parts() throws IOException {
    byte[] bytes = random(130 * MB, 2);

    Artifact artifact = put("large", bytes);

    try (S3Client client = client()) {
      assertThat(
              client
                  .headObject(r -> r.bucket(S3Server.BUCKET).key(key(artifact.sha256())))
                  .contentLength())
          .isEqualTo(bytes.length);
    }
    try (InputStream in = on.artifacts.open(artifact)) {
      assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
    }
    try (InputStream in = on.artifacts.open(artifact)) {
      assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes, 10));
    } // the rest is not waited for
  }

  @Test
  void equal_content_is_one_object_and_goes_with_its_last_name() throws IOException {
    Artifact artifact = put("a", random(1000, 3));
    put("b", random(1000, 3));
    on.artifacts.delete(root, new ArtifactPath("a"));
    on.time.move(Duration.ofHours(2));
    on.upkeep.collect();
    assertThat(on.artifacts.open(root, new ArtifactPath("b"))).hasBinaryContent(random(1000, 3));

    on.artifacts.delete(root, new ArtifactPath("b"));
    on.upkeep.collect();

    assertThatThrownBy(() -> on.artifacts.open(artifact))
        .isInstanceOf(CorruptContent.class)
        .hasMessageContaining("its object is not there");
  }

  @Test
  void damaged_content_is_not_given_away() throws IOException {
    Artifact small = put("a", random(1000, 4));
    Artifact large = put("b", random(2 * MB, 5));
    try (S3Client client = client()) {
      client.putObject(
          r -> r.bucket(S3Server.BUCKET).key(key(small.sha256())),
          RequestBody.fromBytes(random(1000, 6)));
      client.putObject(
          r -> r.bucket(S3Server.BUCKET).key(key(large.sha256())),
          RequestBody.fromBytes(random(2 * MB, 7)));
    }

    assertThatThrownBy(() -> on.artifacts.open(small)).isInstanceOf(CorruptContent.class);
    try (InputStream in = on.artifacts.open(large)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptContent.class);
    }
  }

  @Test
  void a_store_that_is_away_is_said_so_and_nothing_is_half_there() throws Exception {
    HttpServer broken =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    broken.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    broken.start();
    int port = broken.getAddress().getPort();
    Artifact before = put("before", random(1000, 8));
    try {
      useStoreAt(URI.create("http://127.0.0.1:" + port));
      assertIsAway(before);
    } finally {
      broken.stop(0);
    }
    useStoreAt(URI.create("http://127.0.0.1:" + port)); // nobody listens there any more
    assertIsAway(before);

    useStoreAt(server.endpoint());
    assertThat(on.artifacts.open(before)).hasBinaryContent(random(1000, 8));
  }

  private void useStoreAt(URI endpoint) throws IOException {
    Path another = Files.createTempDirectory(folder, "data");
    on =
        new ArtifactsOnDatabase(
            another, ArtifactsOnDatabase.settings(null, null), content(endpoint));
  }

  private void assertIsAway(Artifact before) throws IOException {
    assertThatThrownBy(() -> put("new", random(1000, 9)))
        .isInstanceOf(Problem.Unavailable.class)
        .hasMessageStartingWith("the store of artifacts does not answer as it should");
    assertThatThrownBy(() -> put("before", random(1000, 9)))
        .isInstanceOf(Problem.Unavailable.class);
    assertThat(on.artifacts.list(root, ArtifactPath.TOP, PageRequest.first(10)).items())
        .containsExactly(new Entry.File(before));
    assertThatThrownBy(() -> on.artifacts.open(before)).isInstanceOf(Problem.Unavailable.class);
  }

  @Test
  void uploads_that_a_server_left_half_done_are_swept_and_no_others() {
    try (S3Client client = client()) {
      for (String key :
          List.of(
              key(Sha256.of(new byte[32])),
              "assay/ff/of-others",
              "ff/" + "f".repeat(64),
              "other")) {
        client.createMultipartUpload(r -> r.bucket(S3Server.BUCKET).key(key));
      }

      new S3Content(
              new S3(S3Server.BUCKET, server.endpoint(), "us-east-1", true, "assay/", "key", "s"),
              Duration.ofMinutes(1),
              Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)))
          .sweep();

      assertThat(client.listMultipartUploads(r -> r.bucket(S3Server.BUCKET)).uploads())
          .extracting(MultipartUpload::key)
          .as("those of others")
          .containsExactlyInAnyOrder("assay/ff/of-others", "ff/" + "f".repeat(64), "other");
    }
  }
}
