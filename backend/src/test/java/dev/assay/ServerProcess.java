package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server as a process of its own, to be started, killed and started again on the same data folder
 * as an operating system would. Nothing is left running when it is closed.
 */
public final class ServerProcess implements AutoCloseable {
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder takes the data folder and what the server prints
   */
  public ServerProcess(Path folder) {
    this.folder = folder;
  }

  public Process start(String... options) throws IOException {
    return start(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"), options);
  }

  /**
   * @param flags of its JVM
   */
  public Process start(List<String> flags, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Assay.class.getName()));
    Stream.of("--server.port=0", "--assay.data=" + data())
        .filter(o -> Stream.of(options).noneMatch(given -> name(given).equals(name(o))))
        .forEach(command::add);
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
            .start();
    started.add(process);
    return process;
  }

  private static String name(String option) {
    return option.substring(0, option.indexOf('='));
  }

  public Path data() {
    return folder.resolve("data");
  }

  public Path output() {
    return folder.resolve("output");
  }

  /** Everything that was printed by those that were started. */
  public String said() throws IOException {
    return Files.readString(output());
  }

  /** The address of a started server, once it answers. */
  public String await(Process server) throws IOException, InterruptedException {
    Path running = data().resolve("running");
    while (!Files.exists(running)
        || !Files.readString(running).startsWith("pid=" + server.pid() + "\n")) {
      assertThat(server.isAlive()).as(said()).isTrue();
      Thread.sleep(50);
    }
    return Files.readString(running)
        .lines()
        .filter(l -> l.startsWith("url="))
        .findFirst()
        .orElseThrow()
        .substring(4);
  }

  /** The embedded database, if it has been started and not stopped. */
  public Optional<ProcessHandle> postgres() throws IOException {
    Path pidFile = data().resolve("postgres-18/postmaster.pid");
    return Files.exists(pidFile)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()))
        : Optional.empty();
  }

  public Connection connectToDatabase() throws IOException, SQLException {
    String port = Files.readAllLines(data().resolve("postgres-18/postmaster.pid")).get(3);
    String password = Files.readString(data().resolve("postgres-password")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", password);
  }

  /** A request with the administrator's token. */
  public HttpRequest.Builder request(URI address) throws IOException {
    String token = Files.readString(data().resolve("admin-token")).strip();
    return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    postgres().ifPresent(ProcessHandle::destroyForcibly);
  }
}
