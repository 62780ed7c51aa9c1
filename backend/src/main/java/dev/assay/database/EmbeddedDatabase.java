package dev.assay.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server of our own whose data lives in the data folder and outlives the process. */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String PASSWORD = "postgres-password";
  private static final String MARKER = "postgres-18.made";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final EmbeddedPostgres postgres;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres postgres, String password) {
    this.postgres = postgres;
    this.password = password;
  }

  static EmbeddedDatabase start(DataFolder folder) {
    Path data = folder.resolve("postgres-18");
    try {
      stopLeftOver(data);
      setAsideUnfinished(folder, data);
      String password = folder.secret(PASSWORD).orElseGet(() -> newPassword(folder));
      EmbeddedPostgres postgres = builder(folder, data, password).start();
      Files.writeString(folder.resolve(MARKER), "this folder was fully made\n");
      log.info("PostgreSQL runs in {} on port {}", data, postgres.getPort());
      return new EmbeddedDatabase(postgres, password);
    } catch (IOException | IllegalStateException e) {
      throw new CannotStart(
          "the embedded PostgreSQL in %s did not start: %s (its last words are in %s)"
              .formatted(data, e.getMessage(), data.resolve("log")));
    }
  }

  private static EmbeddedPostgres.Builder builder(DataFolder folder, Path data, String password) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false) // the default wipes the data
        .setRegisterShutdownHook(false) // it would stop while the server still writes
        .setOverrideWorkingDirectory(folder.resolve("postgres-bin").toFile())
        .setPGStartupWait(Duration.ofSeconds(60))
        // options of initdb: passwords are asked for from the first moment, else any local user
        // could connect
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setLocaleConfig("auth-local", "scram-sha-256")
        .setLocaleConfig("pwfile", folder.resolve(PASSWORD).toString())
        .setConnectConfig("password", password)
        .setServerConfig("fsync", "on") // the library turns it off
        .setServerConfig("synchronous_commit", "on") // this too
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_buffers", "128MB")
        .setServerConfig("max_connections", "60")
        .setServerConfig("max_wal_size", "2GB")
        .setServerConfig("wal_compression", "on")
        .setServerConfig("jit", "off");
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  String password() {
    return password;
  }

  private static String newPassword(DataFolder folder) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    folder.keepSecret(PASSWORD, password);
    return password;
  }

  /**
   * An initdb that was killed half-way leaves a folder that never starts. It holds no data yet, but
   * it is set aside rather than deleted: a marker that was lost must not cost anybody their runs.
   */
  private static void setAsideUnfinished(DataFolder folder, Path data) throws IOException {
    if (Files.isDirectory(data) && !Files.exists(folder.resolve(MARKER))) {
      Path aside =
          data.resolveSibling(data.getFileName() + ".unfinished-" + System.currentTimeMillis());
      log.warn("{} was not fully made by an earlier start; it is moved to {}", data, aside);
      Files.move(data, aside);
    }
  }

  /**
   * After a kill -9 of this process its database server runs on as an orphan: stop it before
   * starting it again.
   */
  private static void stopLeftOver(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    Optional<ProcessHandle> leftOver =
        ProcessHandle.of(pid)
            .filter(p -> p.info().command().filter(c -> c.endsWith("postgres")).isPresent());
    if (leftOver.isEmpty()) {
      return; // a crash; PostgreSQL recovers by itself
    }
    log.warn("stopping the PostgreSQL {} that an earlier server left behind", pid);
    stop(leftOver.get());
  }

  private static void stop(ProcessHandle process) throws IOException {
    process.destroy();
    try {
      process.onExit().get(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
