package dev.assay.agent;

import dev.assay.params.InvalidParams;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the trainer agent. */
@Command(
    name = "assay-agent",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Trains models: for an Assay server, or without one.",
    subcommands = {
      AgentCommand.class,
      JobCommand.class,
      DemoCommand.class,
      TrainCommand.class,
      BenchCommand.class,
      ImportCommand.class,
      SweepCommand.class
    })
public final class Main implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; see assay-agent --help");
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * One line for the person, or one for each wrong param; the stack trace is for who asks for it.
   */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
    if (e instanceof InvalidParams wrong) {
      wrong.violations().forEach(violation -> command.getErr().println(violation));
    } else if (e instanceof ServerException.Refused refused && refused.errors().size() > 1) {
      refused.errors().forEach(error -> command.getErr().println(line(error)));
    } else {
      command.getErr().println(Failure.oneLine(e));
    }
    log.debug("{} failed", command.getCommandName(), e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String line(Wire.Problem.FieldError error) {
    return "%s is %s: %s".formatted(error.field(), error.value(), error.rule());
  }
}
