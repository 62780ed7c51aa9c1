package dev.assay.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as a process of its own, started, killed and started again as an operating system
 * would.
 */
class ServerProcessTest {
  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private ServerProcess server;

  @BeforeEach
  void makeServer() {
    server = new ServerProcess(folder);
  }

  @AfterEach
  void nothing_is_left_running() throws Exception {
    server.close();
  }

  private HttpResponse<String> send(String url, String method, String body) throws Exception {
    return http.send(
        server
            .request(URI.create(url))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void what_was_acknowledged_survives_kill_9_of_the_server_and_of_its_database() throws Exception {
    Process first = server.start();
    String url = server.await(first);
    assertThat(
            send(url + "/api/v1/experiments", "POST", "{\"name\":\"before the first kill\"}")
                .statusCode())
        .isEqualTo(201);
    first.destroyForcibly().waitFor();
    assertThat(server.postgres().filter(ProcessHandle::isAlive))
        .as("the database is left behind")
        .isPresent();

    Process second = server.start();
    url = server.await(second);
    assertThat(send(url + "/api/v1/experiments", "GET", "").body())
        .contains("before the first kill");
    assertThat(
            send(url + "/api/v1/experiments", "POST", "{\"name\":\"before the second\"}")
                .statusCode())
        .isEqualTo(201);
    ProcessHandle database = server.postgres().orElseThrow();
    database.destroyForcibly();
    database.onExit().join();
    second.destroyForcibly().waitFor();

    Process third = server.start();
    url = server.await(third);
    assertThat(send(url + "/api/v1/experiments", "GET", "").body())
        .contains("before the first kill", "before the second");
    ProcessHandle lastDatabase = server.postgres().orElseThrow();
    third.destroy();
    assertThat(third.waitFor(30, TimeUnit.SECONDS)).as("stops when asked to").isTrue();
    lastDatabase.onExit().get(10, TimeUnit.SECONDS);
    assertThat(server.data().resolve("running")).doesNotExist();
  }

  @Test
  void the_server_ends_with_its_database_and_the_next_start_has_the_data() throws Exception {
    Process first =
        server.start(
            "--assay.db.url= ", // blank is embedded
            // somebody asks it at the moment when it ends
            "--assay.lease.ttl=10ms",
            "--assay.lease.check=2ms",
            "--assay.heartbeat.ttl=10ms",
            "--assay.heartbeat.check=2ms",
            "--assay.schedule.check=2ms",
            "--assay.sweeps.check=2ms");
    String url = server.await(first);
    assertThat(http.send(health(url), HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("OK");
    assertThat(
            send(url + "/api/v1/experiments", "POST", "{\"name\":\"acknowledged\"}").statusCode())
        .isEqualTo(201);
    server.postgres().orElseThrow().destroyForcibly();

    assertThat(first.waitFor(30, TimeUnit.SECONDS)).as(server.said()).isTrue();
    assertThat(first.exitValue()).isNotZero();
    assertThat(server.said()).contains("the embedded PostgreSQL ended unexpectedly");
    assertThat(server.said().lines().filter(l -> l.contains("ERROR"))).as(server.said()).hasSize(1);
    assertThat(server.said()).doesNotContain("\tat ");
    assertThat(server.data().resolve("running")).doesNotExist();

    url = server.await(server.start());
    assertThat(send(url + "/api/v1/experiments", "GET", "").body()).contains("acknowledged");
  }

  private static HttpRequest health(String url) {
    return HttpRequest.newBuilder(URI.create(url + "/health")).build();
  }

  @Test
  void the_first_start_prints_credentials_and_keeps_them_for_the_owner_alone() throws Exception {
    String url = server.await(server.start());
    while (!server.said().contains("API token")) {
      Thread.sleep(50);
    }
    String token = Files.readString(server.data().resolve("admin-token")).strip();
    String link = Files.readString(server.data().resolve("sign-in-link")).strip();
    assertThat(server.said()).contains(token).contains(link);
    assertThat(link).startsWith(url + "/sign-in?token=");
    for (String secret : List.of("admin-token", "sign-in-link", "postgres-password")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(server.data().resolve(secret))))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.data())))
        .isEqualTo("rwx------");
    long logLinesWithSecrets =
        server
            .said()
            .lines()
            .filter(l -> l.matches("\\d\\d:\\d\\d:\\d\\d .*"))
            .filter(l -> l.contains(token))
            .count();
    assertThat(logLinesWithSecrets).isZero();
    databaseAsksForItsPassword();
    aSecondServerOnTheSameFolderIsRefused();
    assertThat(send(url + "/api/v1/experiments", "GET", "").statusCode())
        .as("the first is not disturbed")
        .isEqualTo(200);
  }

  private void databaseAsksForItsPassword() throws Exception {
    String port = Files.readAllLines(server.data().resolve("postgres-18/postmaster.pid")).get(3);
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "guess"))
        .hasMessageContaining("password authentication failed");
    String password = Files.readString(server.data().resolve("postgres-password")).strip();
    try (var connection = DriverManager.getConnection(url, "postgres", password);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')")) {
      rows.next();
      assertThat(List.of(rows.getString(1), rows.getString(2), rows.getString(3)))
          .containsExactly("on", "on", "on");
    }
  }

  private void aSecondServerOnTheSameFolderIsRefused() throws Exception {
    Process second = server.start();
    assertThat(second.waitFor()).isNotZero();
    assertThat(server.said())
        .contains("assay: the data folder " + server.data() + " is in use by another Assay server");
  }

  @Test
  void a_start_that_cannot_succeed_says_why_in_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused(
          "port " + taken.getLocalPort() + " of 127.0.0.1 cannot be used",
          "--server.port=" + taken.getLocalPort());
    }
    refused("port 70000 is not a port", "--server.port=70000");
    Path file = Files.writeString(folder.resolve("a-file"), "");
    refused(
        "the data folder " + file.resolve("data") + " cannot be made",
        "--assay.data=" + file.resolve("data"));
    refused("is nearly full", "--assay.least-free-space=1000000GB");
    refused(
        "ASSAY_ADMIN_TOKEN has 5 characters: it needs at least 20", "--assay.admin-token=short");
    refused("a password has 10 to 1000 characters", "--assay.admin-password=short");
    refused(
        "the database does not take connections",
        "--assay.db.url=jdbc:postgresql://127.0.0.1:1/none");
    refused(
        "the database URL postgresql://…@db.example/runs cannot be used: it must be like jdbc:postgresql://",
        "--assay.db.url=postgresql://me:secret@db.example/runs");
    refused("the database URL it's cannot be used", "--assay.db.url=it's");
    refused(
        "the database URL jdbc:postgresql://127.0.0.1:port/none cannot be used",
        "--assay.db.url=jdbc:postgresql://127.0.0.1:port/none");
  }

  private void refused(String saying, String... options) throws Exception {
    Files.deleteIfExists(server.output());
    Process process = server.start(options);
    assertThat(process.waitFor()).isNotZero();
    assertThat(server.said())
        .contains("assay: ")
        .contains(saying)
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
    assertThat(server.said().lines().filter(l -> l.startsWith("assay: "))).hasSize(1);
  }
}
