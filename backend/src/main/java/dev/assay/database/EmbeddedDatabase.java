package dev.assay.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server of our own whose data lives in the data folder and outlives the process. */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String PASSWORD = "postgres-password";
  private static final String PID_FILE = "postmaster.pid";
  private static final String MARKER = "postgres-18.made";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final EmbeddedPostgres postgres;
  private final String password;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  private EmbeddedDatabase(EmbeddedPostgres postgres, String password) {
    this.postgres = postgres;
    this.password = password;
  }

  /**
   * @param lost run when the database ends although nobody asked it to
   */
  static EmbeddedDatabase start(DataFolder folder, Runnable lost) {
    Path data = folder.resolve("postgres-18");
    try {
      stopLeftOver(folder, data);
      setAsideUnfinished(folder, data);
      String password =
          folder
              .secret(PASSWORD)
              .filter(kept -> !kept.isEmpty())
              .orElseGet(() -> newPassword(folder));
      EmbeddedPostgres postgres = builder(folder, data, password).start();
      if (!Files.exists(folder.resolve(MARKER))) {
        folder.keepSecret(MARKER, "this folder was fully made");
      }
      log.info("PostgreSQL runs in {} on port {}", data, postgres.getPort());
      EmbeddedDatabase database = new EmbeddedDatabase(postgres, password);
      database.watch(data, lost);
      return database;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
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
        // the tail of the metric store is written and deleted all the time
        .setServerConfig("autovacuum_naptime", "10s")
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

  private void watch(Path data, Runnable lost) throws IOException {
    Optional<ProcessHandle> server = pid(data.resolve(PID_FILE)).flatMap(ProcessHandle::of);
    CompletableFuture<?> end =
        server.isPresent() ? server.get().onExit() : CompletableFuture.completedFuture(null);
    // not on the thread that saw the end: it has a small stack
    CompletableFuture<Void> _ =
        end.thenRunAsync(
            () -> {
              ended.set(true);
              if (!closing.get()) {
                lost.run();
              }
            });
  }

  /**
   * An initdb that was killed half-way leaves a folder that never starts. It holds no data yet, but
   * it is set aside rather than deleted: a marker that was lost must not cost anybody their runs.
   */
  private static void setAsideUnfinished(DataFolder folder, Path data) throws IOException {
    if (Files.isDirectory(data) && !Files.exists(folder.resolve(MARKER)) && !complete(data)) {
      Path aside =
          data.resolveSibling(data.getFileName() + ".unfinished-" + System.currentTimeMillis());
      log.warn("{} was not fully made by an earlier start; it is moved to {}", data, aside);
      Files.move(data, aside);
    }
  }

  /**
   * Whether a folder holds a cluster, marker or not. initdb writes PG_VERSION and the settings
   * first, pg_control when it has made template1, and last of all the database {@code postgres},
   * whose number is fixed. Missing settings alone do not count: somebody may have moved them.
   */
  static boolean complete(Path data) {
    return Stream.of("PG_VERSION", "global/pg_control", "base/5/PG_VERSION")
        .map(data::resolve)
        .allMatch(Files::exists);
  }

  /**
   * After a kill -9 of this process its database server runs on as an orphan: stop it before
   * starting it again. The number in the file may by now be another process's.
   */
  static void stopLeftOver(DataFolder folder, Path data) throws IOException {
    Path pidFile = data.resolve(PID_FILE);
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<Long> pid = pid(pidFile);
    if (pid.isEmpty()) {
      log.warn("{} was cut by a crash; it is deleted", pidFile);
      Files.delete(pidFile); // PostgreSQL would refuse to start
      return;
    }
    Optional<ProcessHandle> running = pid.flatMap(ProcessHandle::of);
    if (running.isEmpty()) {
      return; // a crash; PostgreSQL recovers by itself
    }
    if (isOurs(running.get(), folder, data)) {
      log.warn("stopping the PostgreSQL {} that an earlier server left behind", pid.get());
      stop(running.get());
    } else {
      // we hold the folder's lock, so nobody uses it; PostgreSQL would take the process for one
      log.warn("{} names process {}, which is none of ours; it is deleted", pidFile, pid.get());
      Files.delete(pidFile);
    }
  }

  private static Optional<Long> pid(Path pidFile) throws IOException {
    try (Stream<String> lines = Files.lines(pidFile, StandardCharsets.ISO_8859_1)) {
      return lines
          .findFirst()
          .map(String::strip)
          .filter(line -> line.matches("[1-9][0-9]{0,9}"))
          .map(Long::valueOf);
    }
  }

  private static boolean isOurs(ProcessHandle process, DataFolder folder, Path data)
      throws IOException {
    Path command = Path.of(process.info().command().orElse(""));
    if (!command.endsWith("postgres")) {
      return false;
    }
    Path binaries = folder.resolve("postgres-bin");
    if (Files.exists(binaries)
        && Files.exists(command)
        && command.toRealPath().startsWith(binaries.toRealPath())) {
      return true;
    }
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    return arguments.contains(data.toString()) || arguments.contains(data.toRealPath().toString());
  }

  private static void stop(ProcessHandle process) throws IOException {
    try {
      // SIGINT: its fast shutdown; destroy() sends SIGTERM, which waits for every session to end
      Process kill = new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start();
      if (kill.waitFor() != 0) {
        process.destroy();
      }
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
    closing.set(true);
    if (ended.get()) {
      return; // the library would log that there is nothing to stop, at length
    }
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
