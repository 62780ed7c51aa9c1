package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that speaks to a server. */
final class ServerOptions {

  private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(1));

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:ASSAY_SERVER}",
      description =
          "Where the server is: http://localhost:8080. Else the environment variable ASSAY_SERVER.")
  private @Nullable URI server;

  @Option(
      names = "--token",
      paramLabel = "T",
      description = "An API token; others on this machine can see it, a file is better.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "F",
      description = "A file with the token. Without both, the environment variable ASSAY_TOKEN.")
  private @Nullable Path tokenFile;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec command;

  /** Whether a server was named. */
  boolean areGiven() {
    return server != null;
  }

  AssayClient client() throws IOException {
    URI server = address();
    if (server.getHost() == null
        || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
      throw new IllegalArgumentException(
          "--server is " + server + "; must be an address such as http://localhost:8080");
    }
    return new AssayClient(server, token(), PATIENCE, new SplittableRandom());
  }

  /** Address of a page of the server. */
  URI page(String path) {
    return address().resolve(path);
  }

  /** Where the server is. */
  URI address() {
    if (server == null) {
      throw new ParameterException(
          command.commandLine(), "a server is missing; give --server or set ASSAY_SERVER");
    }
    return server;
  }

  private String token() throws IOException {
    if (token != null && tokenFile != null) {
      throw new IllegalArgumentException("--token and --token-file are both given; give one");
    }
    if (token != null) {
      return checked(token, "--token");
    }
    if (tokenFile != null) {
      if (!Files.isReadable(tokenFile)) {
        throw new IllegalArgumentException("--token-file " + tokenFile + " cannot be read");
      }
      return checked(Files.readString(tokenFile).strip(), "--token-file " + tokenFile);
    }
    String fromEnvironment = System.getenv("ASSAY_TOKEN");
    if (fromEnvironment == null || fromEnvironment.isBlank()) {
      throw new IllegalArgumentException(
          "a token is missing; give --token-file, --token or the environment variable ASSAY_TOKEN");
    }
    return checked(fromEnvironment.strip(), "the environment variable ASSAY_TOKEN");
  }

  /** A token that may be sent: the HTTP client would print another one in its exception. */
  private static String checked(String token, String source) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("the token in " + source + " is empty");
    }
    if (token.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw new IllegalArgumentException("the token in " + source + " has white space in it");
    }
    if (token.chars().anyMatch(c -> c > '~')) {
      throw new IllegalArgumentException("the token in " + source + " is not all ASCII");
    }
    return token;
  }
}
