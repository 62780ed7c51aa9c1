package dev.assay.agent;

import dev.assay.imports.CsvFiles;
import dev.assay.imports.Importer;
import dev.assay.imports.MlflowServer;
import dev.assay.imports.MlrunsFolder;
import dev.assay.imports.Progress;
import dev.assay.imports.Source;
import dev.assay.imports.Summary;
import dev.assay.imports.TensorBoardFolder;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Brings runs from elsewhere to a server. Done again it brings what is missing.",
    subcommands = {
      ImportCommand.Mlflow.class,
      ImportCommand.Mlruns.class,
      ImportCommand.TensorBoard.class,
      ImportCommand.Csv.class
    })
final class ImportCommand implements Runnable {

  /** Once it has been told to end. */
  private static final Duration REQUEST_MAY_TAKE = Duration.ofSeconds(3);

  private static final String GO_ON = "run the same command again to go on";

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what to import is missing: mlflow, mlruns, tensorboard or csv");
  }

  /** An import from one kind of source. */
  private abstract static class From implements Callable<Integer> {

    @Mixin private ServerOptions server = new ServerOptions();

    private final PrintStream out = System.out;

    abstract Source source() throws IOException;

    boolean artifacts() {
      return false;
    }

    boolean deleted() {
      return false;
    }

    @Override
    public final Integer call() throws IOException {
      AssayClient client = server.client();
      Source source = source();
      var summary = new Summary();
      var progress = new Progress(out, Terminal.isThere(), Clock.systemUTC());
      var stop = new AtomicBoolean();
      var importer = new Importer(client, progress, summary, stop::get, artifacts(), deleted());
      Thread work = Thread.currentThread();
      try (var signal = new StopOnSignal(() -> stop(stop, work))) {
        return end(importer, source, summary);
      }
    }

    /** Ends after the current request, or within it when it takes long: it can be sent again. */
    private static void stop(AtomicBoolean stop, Thread work) {
      stop.set(true);
      Thread.startVirtualThread(
          () -> {
            LockSupport.parkNanos(REQUEST_MAY_TAKE.toNanos());
            work.interrupt();
          });
    }

    private int end(Importer importer, Source source, Summary summary) throws IOException {
      String trouble;
      try {
        importer.run(source);
        summary.print(out);
        return ExitCode.OK;
      } catch (Importer.Stopped | InterruptedException e) {
        trouble = "stopped";
      } catch (ServerException.Unavailable | Source.Unreachable e) {
        trouble = String.valueOf(e.getMessage());
      }
      summary.print(out);
      out.flush();
      System.err.println(trouble + "; " + GO_ON);
      return ExitCode.SOFTWARE;
    }
  }

  /** Options of what has files and deleted runs. */
  private static final class Parts {
    @Option(names = "--no-artifacts", description = "Leave the runs' files where they are.")
    private boolean noArtifacts;

    @Option(names = "--deleted", description = "Bring deleted runs too, as deleted ones.")
    private boolean deleted;
  }

  @Command(
      name = "mlflow",
      mixinStandardHelpOptions = true,
      description = {
        "From an MLflow server, which is only read.",
        "Its user and password are taken from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD,"
            + " or its token from MLFLOW_TRACKING_TOKEN."
      })
  static final class Mlflow extends From {

    @Option(
        names = "--from",
        paramLabel = "URL",
        required = true,
        description = "Where the MLflow server is: http://localhost:5000")
    private URI from = URI.create("http://localhost:5000");

    @Option(
        names = "--experiment",
        paramLabel = "NAME",
        arity = "1..*",
        description = "Only these; all without it.")
    private List<String> experiments = List.of();

    @Mixin private Parts parts = new Parts();

    @Override
    Source source() {
      if (from.getHost() == null) {
        throw new IllegalArgumentException(
            "--from is " + from + "; must be an address such as http://localhost:5000");
      }
      return new MlflowServer(
          from, authorization(System.getenv()), new LinkedHashSet<>(experiments));
    }

    /** As MLflow's own clients do it. */
    static @Nullable String authorization(Map<String, String> environment) {
      String user = environment.get("MLFLOW_TRACKING_USERNAME");
      String password = environment.get("MLFLOW_TRACKING_PASSWORD");
      String token = environment.get("MLFLOW_TRACKING_TOKEN");
      if (user != null && password != null) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
      }
      return token == null ? null : "Bearer " + token;
    }

    @Override
    boolean artifacts() {
      return !parts.noArtifacts;
    }

    @Override
    boolean deleted() {
      return parts.deleted;
    }
  }

  @Command(
      name = "mlruns",
      mixinStandardHelpOptions = true,
      description = "From a folder mlruns, as MLflow writes it without a server.")
  static final class Mlruns extends From {

    @Parameters(paramLabel = "FOLDER", description = "The folder.")
    private Path folder = Path.of("mlruns");

    @Mixin private Parts parts = new Parts();

    @Override
    Source source() {
      return new MlrunsFolder(folder);
    }

    @Override
    boolean artifacts() {
      return !parts.noArtifacts;
    }

    @Override
    boolean deleted() {
      return parts.deleted;
    }
  }

  @Command(
      name = "tensorboard",
      mixinStandardHelpOptions = true,
      description = "The scalars of TensorBoard's event files. Each folder with some is a run.")
  static final class TensorBoard extends From {

    @Parameters(paramLabel = "FOLDER", description = "What TensorBoard has as --logdir.")
    private Path folder = Path.of("runs");

    @Option(
        names = "--experiment",
        paramLabel = "NAME",
        required = true,
        description = "The experiment that the runs get into.")
    private String experiment = "";

    @Override
    Source source() {
      return new TensorBoardFolder(folder, experiment);
    }
  }

  @Command(
      name = "csv",
      mixinStandardHelpOptions = true,
      description = "From CSV files. The form of each is told by its header, or by --as.")
  static final class Csv extends From {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files.")
    private List<Path> files = List.of();

    @Option(
        names = "--experiment",
        paramLabel = "NAME",
        required = true,
        description = "The experiment that the runs get into.")
    private String experiment = "";

    @Option(
        names = "--as",
        paramLabel = "FORM",
        description =
            "wide: a file is a run and a line a step, with a column for each metric; long: a line is"
                + " a point, with columns run, metric, step, time, value; runs: a line is a run.")
    private CsvFiles.@Nullable Form form;

    @Option(
        names = "--metrics",
        paramLabel = "NAME",
        split = ",",
        description = "Columns that are metrics where a line is a run; others are params.")
    private Set<String> metrics = Set.of();

    @Override
    Source source() {
      return new CsvFiles(files, experiment, form, metrics);
    }
  }
}
