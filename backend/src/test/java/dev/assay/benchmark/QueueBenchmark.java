package dev.assay.benchmark;

import dev.assay.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * What a long queue costs that many agents wait at. First 500 agents do 10,000 jobs. Then there are
 * 10,000 that none of them can do, and two a second that any can. The server is a process of its
 * own, the agents are in this one. Arguments: a folder, {@code small} for a tenth of the jobs and
 * of the time.
 */
final class QueueBenchmark {
  private static final int AGENTS = 500;
  private static final int JOBS = 10_000;
  private static final int COPIES = 100;
  private static final int RARE_LABELS = 20;
  private static final int SEED = 7;
  private static final Duration WARM_UP = Duration.ofSeconds(180);
  private static final Duration MEASURED = Duration.ofSeconds(60);
  private static final Duration BETWEEN_JOBS = Duration.ofMillis(500);
  private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(10);
  private static final int HEARTBEATS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double CPU_GOAL_PERCENT = 10;
  private static final double LEASE_GOAL_MILLIS = 1000;

  /** A job with its run and with what it waits for, so many times more. */
  private static final List<String> COPY =
      List.of(
          """
          create temporary table copy as
            select id as job, run_id as run, uuidv7() as new_job, uuidv7() as new_run
            from job, generate_series(1, %d)
            where status = 'QUEUED'
          """,
          """
          insert into run select (json_populate_record(r, json_build_object('id', new_run))).*
            from copy join run r on r.id = run
          """,
          """
          insert into job
            select (json_populate_record(j, json_build_object('id', new_job, 'run_id', new_run))).*
            from copy join job j on j.id = job
          """,
          """
          insert into job_after select new_job, after_id from copy join job_after on job_id = job
          """,
          "analyze");

  private final ServerProcess server;
  private final QueueClient client;
  private final QueueAgents agents;
  private final Cpu cpu;
  private final int divisor;

  private QueueBenchmark(ServerProcess server, QueueClient client, Cpu cpu, int divisor) {
    this.server = server;
    this.client = client;
    this.agents = new QueueAgents(client);
    this.cpu = cpu;
    this.divisor = divisor;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    boolean small = Arrays.asList(args).contains("small");
    Files.createDirectories(folder);
    Machine.print(folder);
    try (ServerProcess server = new ServerProcess(folder)) {
      Process process = server.start(flags(), "--assay.admin-token=" + Server.TOKEN);
      String url = server.await(process);
      Cpu cpu = Cpu.of(process.pid(), server.data().resolve("postgres-18"));
      new QueueBenchmark(server, new QueueClient(url, Server.TOKEN), cpu, small ? 10 : 1).run();
    }
    System.exit(0); // whatever threads are left
  }

  /** Those of this process, which are the server's in earnest. */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    flags.add("-Dassay.exit-with-parent=" + ProcessHandle.current().pid());
    return flags;
  }

  private void run() throws Exception {
    int jobs = JOBS / divisor;
    Figures.note(
        "%d agents; %d jobs that they can do, then as many that they cannot, and one in %d ms",
        AGENTS, jobs, BETWEEN_JOBS.toMillis());
    try (agents) {
      submit(jobs);
      drain(jobs);
      agents.register(AGENTS, "\"devices\":[]");
      submit(jobs);
      agents.take(BETWEEN_HEARTBEATS, HEARTBEATS);
      trickle(WARM_UP.dividedBy(divisor));
      measure(MEASURED.dividedBy(divisor));
    }
  }

  private void submit(int jobs) throws Exception {
    String first = submit("\"labels\":[\"rare-0\"]");
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 1; i < jobs / COPIES; i++) {
      submit(unusual(random, first));
    }
    try (Connection database = server.connectToDatabase();
        Statement statement = database.createStatement()) {
      for (String sql : COPY) {
        statement.execute(sql.formatted(COPIES - 1));
      }
    }
  }

  private String submit(String terms) throws IOException, InterruptedException {
    return client
        .ask("/jobs", "{\"recipe\":\"any\",\"experiment\":\"queue\",\"params\":{}," + terms + "}")
        .get("id")
        .asString();
  }

  /** What a plain agent cannot do: labels, much memory, devices, or one that waits for another. */
  private static String unusual(RandomGenerator random, String first) {
    String priority = "\"priority\":" + random.nextInt(-5, 6);
    String label = "\"rare-" + random.nextInt(RARE_LABELS) + "\"";
    return priority
        + switch (random.nextInt(10)) {
          case 0 -> ",\"after\":[\"" + first + "\"]";
          case 1 -> ",\"needs\":{\"memoryBytes\":64000000000}";
          case 2, 3 -> ",\"needs\":{\"devices\":[{\"type\":\"cuda\",\"count\":8}]}";
          case 4, 5 -> ",\"labels\":[%s,\"gpu\"]".formatted(label);
          default -> ",\"labels\":[" + label + "]";
        };
  }

  /** What an agent is that can do all of them. */
  private static String able() {
    StringBuilder labels = new StringBuilder("\"gpu\"");
    for (int i = 0; i < RARE_LABELS; i++) {
      labels.append(",\"rare-").append(i).append('"');
    }
    return "\"labels\":["
        + labels
        + "],\"devices\":[{\"type\":\"cpu\",\"name\":\"\",\"count\":64,\"memoryBytes\":64000000000},"
        + "{\"type\":\"cuda\",\"name\":\"\",\"count\":8,\"memoryBytes\":80000000000}]";
  }

  /**
   * Submits jobs one by one that any agent can do.
   *
   * @return the milliseconds from the submission of each until an agent has it
   */
  private List<Double> trickle(Duration time) throws Exception {
    record Submitted(long at, CompletableFuture<Long> leased) {}

    List<Submitted> submitted = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    for (long next = System.nanoTime(); next < end; next += BETWEEN_JOBS.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      long at = System.nanoTime();
      submitted.add(new Submitted(at, agents.leased(submit("\"priority\":0"))));
    }
    List<Double> millis = new ArrayList<>();
    for (Submitted job : submitted) {
      millis.add((leasedAt(job.leased()) - job.at()) / 1e6);
    }
    return millis;
  }

  private long leasedAt(CompletableFuture<Long> leased) throws Exception {
    try {
      return leased.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      agents.finished(); // tells of an agent that failed
      throw e;
    }
  }

  private void measure(Duration time) throws Exception {
    long start = System.nanoTime();
    double server = cpu.ofServer();
    double database = cpu.ofDatabase();
    List<Double> millis = trickle(time);
    double seconds = since(start);
    double ofServer = 100 * (cpu.ofServer() - server) / seconds;
    double ofDatabase = 100 * (cpu.ofDatabase() - database) / seconds;
    Figures.value("CPU of the server", ofServer, "% of one");
    Figures.value("CPU of PostgreSQL", ofDatabase, "% of one");
    Figures.atMost("CPU of both, of one core", ofServer + ofDatabase, "% of one", CPU_GOAL_PERCENT);
    millis.sort(null);
    Figures.atMost("submission to lease, median", quantile(millis, 0.5), "ms", LEASE_GOAL_MILLIS);
    Figures.atMost(
        "submission to lease, 99th of a hundred", quantile(millis, 0.99), "ms", LEASE_GOAL_MILLIS);
    Figures.value("submission to lease, longest", millis.getLast(), "ms");
    Figures.value("jobs of which these are", millis.size(), "");
  }

  private static double quantile(List<Double> sorted, double part) {
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  /** By agents that can do everything; the server has been at work for a while when it is over. */
  private void drain(int jobs) throws Exception {
    client.ask("/queue/pause", "");
    agents.register(AGENTS, able());
    int before = agents.finished();
    double cpuBefore = cpu.seconds();
    long start = System.nanoTime();
    client.ask("/queue/resume", "");
    while (agents.finished() - before < jobs) {
      Thread.sleep(50);
    }
    double seconds = since(start);
    Figures.value("%d jobs done by %d agents".formatted(jobs, AGENTS), seconds, "s");
    Figures.value("jobs leased, started and finished", jobs / seconds, "/s");
    Figures.value("CPU of both, a job", 1000 * (cpu.seconds() - cpuBefore) / jobs, "ms");
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
