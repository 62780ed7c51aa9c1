package dev.assay.benchmark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** 32 clients over HTTP ({@link HttpClients}) and what they measure. */
final class HttpLoad implements AutoCloseable {
  private static final double GOAL_POINTS_PER_SECOND = 300_000;
  private static final double GOAL_P99_MILLIS = 100;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final Duration PROBE = Duration.ofMillis(1);

  /** Milliseconds are those to acknowledgement. */
  record Round(int status, long points, double seconds, double median, double p99, double longest) {
    double pointsPerSecond() {
      return points / seconds;
    }
  }

  private final Process clients;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  HttpLoad(Server server) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(HttpClients.class.getName(), Integer.toString(server.port())));
    server.store.newRuns(Turns.CLIENTS).forEach(run -> command.add(run.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ASSAY_TOKEN", Server.TOKEN);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    clients = builder.start();
    commands = clients.outputWriter();
    answers = clients.inputReader();
  }

  Round during(HttpForm form, Duration time) throws IOException {
    commands.write(form.name() + " " + time.toMillis() + "\n");
    commands.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new EOFException("the clients ended");
    }
    String[] words = answer.split(" ");
    int status = Integer.parseInt(words[0]);
    if (status != 200 && status != UNSUPPORTED_MEDIA_TYPE) {
      throw new IOException("the server answered " + status + " to " + form);
    }
    return new Round(
        status,
        Long.parseLong(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]));
  }

  /** The forms that the server takes; says which it does not. */
  List<HttpForm> served() throws IOException {
    List<HttpForm> served = new ArrayList<>();
    for (HttpForm form : HttpForm.values()) {
      int status = during(form, PROBE).status;
      if (status == 200) {
        served.add(form);
      } else {
        Figures.note("HTTP, %s: skipped, the server answers %d", form, status);
      }
    }
    return served;
  }

  static void measure(Server server, Scale scale) throws Exception {
    try (HttpLoad load = new HttpLoad(server)) {
      Map<HttpForm, List<Round>> rounds = new EnumMap<>(HttpForm.class);
      List<HttpForm> forms = load.served();
      for (HttpForm form : forms) {
        load.during(form, scale.round().multipliedBy(2)); // its code path is long
        rounds.put(form, new ArrayList<>());
      }
      for (int i = 0; i < scale.rounds(); i++) {
        for (Map.Entry<HttpForm, List<Round>> form : rounds.entrySet()) {
          form.getValue().add(load.during(form.getKey(), scale.round()));
          server.store.settle();
        }
      }
      rounds.forEach((form, ofForm) -> report("HTTP, " + form, ofForm, false));
      rounds.values().stream()
          .max((a, b) -> Double.compare(rate(a), rate(b)))
          .ifPresent(best -> report("HTTP", best, true));
    }
  }

  private static void report(String name, List<Round> rounds, boolean judged) {
    double p99 = Figures.median(rounds.stream().map(Round::p99).toList());
    if (judged) {
      Figures.atLeast(name, rate(rounds), "points/s", GOAL_POINTS_PER_SECOND);
      Figures.atMost(name + ", acknowledged, p99", p99, "ms", GOAL_P99_MILLIS);
    } else {
      double median = Figures.median(rounds.stream().map(Round::median).toList());
      double longest = rounds.stream().mapToDouble(Round::longest).max().orElse(Double.NaN);
      Figures.value(name, rate(rounds), "points/s");
      Figures.value(name + ", acknowledged, median", median, "ms");
      Figures.value(name + ", acknowledged, p99", p99, "ms");
      Figures.value(name + ", acknowledged, longest", longest, "ms");
    }
  }

  private static double rate(List<Round> rounds) {
    return Figures.median(rounds.stream().map(Round::pointsPerSecond).toList());
  }

  /** They end with their input. */
  @Override
  public void close() throws Exception {
    commands.close();
    if (!clients.waitFor(10, TimeUnit.SECONDS)) {
      clients.destroyForcibly();
    }
  }
}
