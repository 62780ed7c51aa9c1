package dev.assay.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path temporary;
  private DataFolder folder;
  private Path data;

  @BeforeEach
  void open_folder() {
    folder = DataFolder.open(temporary, 0);
    data = folder.resolve("postgres-18");
  }

  @AfterEach
  void close_folder() {
    folder.close();
  }

  private Path pidFile(String content) throws Exception {
    Files.createDirectories(data);
    return Files.writeString(data.resolve("postmaster.pid"), content);
  }

  private void run(EmbeddedDatabase database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.url(), "postgres", database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> folders() throws Exception {
    try (Stream<Path> files = Files.list(folder.path())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void a_database_that_is_killed_is_told_and_one_that_is_closed_is_not() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    EmbeddedDatabase killed =
        EmbeddedDatabase.start(
            folder,
            () -> {
              told.incrementAndGet();
              lost.countDown();
            });
    run(killed, "create table kept (x int)");
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
    killed.close();
    Files.delete(data.resolve("epg-lock")); // the library's, held until the process ends

    // the marker is lost, and the file with the process id too
    Files.delete(folder.resolve("postgres-18.made"));
    pidFile("");
    EmbeddedDatabase closed = EmbeddedDatabase.start(folder, told::incrementAndGet);
    run(closed, "select x from kept");
    long second =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    closed.close();
    ProcessHandle.of(second).ifPresent(p -> p.onExit().join());
    Thread.sleep(500);
    assertThat(told).hasValue(1);
    assertThat(folders()).noneMatch(f -> f.contains("unfinished")).contains("postgres-18.made");
  }

  @Test
  void what_a_killed_initdb_leaves_is_set_aside() throws Exception {
    Files.createDirectories(data.resolve("global"));
    Files.writeString(data.resolve("PG_VERSION"), "18\n");
    Files.writeString(data.resolve("postgresql.conf"), "");

    EmbeddedDatabase database = EmbeddedDatabase.start(folder, () -> {});
    run(database, "select 1");
    database.close();

    assertThat(folders()).anyMatch(f -> f.startsWith("postgres-18.unfinished-"));
    assertThat(EmbeddedDatabase.complete(data)).isTrue();
  }

  @Test
  void a_process_that_is_not_ours_is_left_alone() throws Exception {
    // named as the system's would be
    Path postgres = temporary.resolve("elsewhere/postgres");
    Files.createDirectories(postgres.getParent());
    Files.copy(Path.of("/bin/sleep").toRealPath(), postgres);
    assertThat(postgres.toFile().setExecutable(true)).isTrue();
    Process other = new ProcessBuilder(postgres.toString(), "600").start();
    try {
      Path pidFile = pidFile(other.pid() + "\n/somewhere\n");

      EmbeddedDatabase.stopLeftOver(folder, data);

      assertThat(other.isAlive()).isTrue();
      assertThat(pidFile).as("PostgreSQL would refuse to start").doesNotExist();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_cut_process_id_is_no_left_over() throws Exception {
    for (String cut : List.of("", "\n", "12x", "-5", "99999999999999999999999")) {
      Path pidFile = pidFile(cut);
      EmbeddedDatabase.stopLeftOver(folder, data);
      assertThat(pidFile).as(cut).doesNotExist();
    }
  }
}
