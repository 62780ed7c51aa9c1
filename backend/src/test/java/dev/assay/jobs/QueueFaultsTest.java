package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerProcess;
import dev.assay.TestApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What becomes of jobs when the server is killed while agents do them. */
class QueueFaultsTest {
  private static final int JOBS = 100;
  private static final int AGENTS = 6;
  private static final String[] OPTIONS = {
    "--assay.admin-token=" + TestApi.ADMIN_TOKEN,
    "--assay.lease.ttl=2s",
    "--assay.lease.check=200ms",
    "--assay.lease.max-attempts=50"
  };

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>(); // lease, by job
  private final Map<String, String> given = new ConcurrentHashMap<>(); // run, by lease
  private volatile String url = "";
  private volatile boolean done;

  @TempDir Path folder;

  private HttpResponse<String> send(String lease, String method, String path, String body)
      throws IOException, InterruptedException {
    String token = TestApi.ADMIN_TOKEN + (lease.isEmpty() ? "" : "~" + lease);
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Until there is an answer that is not that of a server which comes or goes. */
  private HttpResponse<String> insist(String lease, String method, String path, String body)
      throws InterruptedException {
    while (true) {
      try {
        HttpResponse<String> answer = send(lease, method, path, body);
        if (answer.statusCode() < 500) {
          return answer;
        }
        Thread.sleep(50);
      } catch (IOException e) { // it is killed, and comes again
        Thread.sleep(50);
      }
    }
  }

  private JsonNode json(String path) throws Exception {
    return TestApi.JSON.readTree(send("", "GET", path, "").body());
  }

  private List<String> submit() throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      String body = "{\"recipe\":\"any\",\"experiment\":\"faults\",\"params\":{}}";
      HttpResponse<String> made = send("", "POST", "/jobs", body);
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      jobs.add(TestApi.JSON.readTree(made.body()).get("id").asString());
    }
    return jobs;
  }

  /** Does jobs until all are done; now and then it forgets one, as if it had died. */
  private boolean work(int number) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(number);
    String name = "{\"name\":\"a%d\",\"host\":\"h\",\"version\":\"1\",\"devices\":[]}";
    String agent =
        TestApi.JSON
            .readTree(insist("", "POST", "/agents", name.formatted(number)).body())
            .get("id")
            .asString();
    while (!done) {
      HttpResponse<String> leased =
          insist("", "POST", "/agents/" + agent + "/lease", "{\"waitSeconds\":1}");
      if (leased.statusCode() == 200) {
        JsonNode lease = TestApi.JSON.readTree(leased.body());
        work(
            lease.get("leaseId").asString(),
            lease.at("/job/id").asString(),
            lease.at("/job/runId").asString(),
            random);
      }
    }
    return true;
  }

  private void work(String lease, String job, String run, SplittableRandom random)
      throws InterruptedException {
    assertThat(given.put(lease, run)).as("a lease is given once").isNull();
    insist(lease, "POST", "/runs/" + run + "/start", "{}");
    Thread.sleep(random.nextInt(200));
    insist(lease, "PUT", "/runs/" + run + "/tags", "{\"result\":\"%s\"}".formatted(lease));
    if (random.nextInt(10) == 0) {
      return;
    }
    int status =
        insist(lease, "POST", "/leases/" + lease + "/finish", "{\"outcome\":\"FINISHED\"}")
            .statusCode();
    assertThat(status).isIn(200, 409);
    if (status == 200) {
      assertThat(acknowledged.put(job, lease)).as("job %s is finished once", job).isNull();
    }
  }

  private int unfinished() throws Exception {
    JsonNode jobs = json("/queue").get("jobs");
    return jobs.get("QUEUED").asInt() + jobs.get("LEASED").asInt();
  }

  @Test
  void every_job_ends_once_with_the_result_that_was_acknowledged_after_kill_9() throws Exception {
    try (ServerProcess server = new ServerProcess(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = server.start(OPTIONS);
      url = server.await(process);
      List<String> jobs = submit();
      List<Future<Boolean>> agents = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        int number = i;
        agents.add(threads.submit(() -> work(number)));
      }
      while (acknowledged.size() < JOBS / 3) {
        assertThat(agents).noneMatch(Future::isDone);
        Thread.sleep(5);
      }
      process.destroyForcibly().waitFor();
      process = server.start(OPTIONS);
      url = server.await(process);
      while (unfinished() > 0) {
        assertThat(agents).noneMatch(Future::isDone);
        Thread.sleep(100);
      }
      done = true;
      for (Future<Boolean> agent : agents) {
        assertThat(agent.get()).isTrue();
      }
      assertDone(jobs);
      assertFenced();
      assertDone(jobs);
    }
  }

  private void assertDone(List<String> jobs) throws Exception {
    assertThat(acknowledged.size()).isGreaterThan(JOBS / 2);
    for (String id : jobs) {
      JsonNode job = json("/jobs/" + id);
      assertThat(job.get("status").asString()).isEqualTo("FINISHED");
      JsonNode run = json("/runs/" + job.get("runId").asString());
      assertThat(run.get("status").asString()).isEqualTo("FINISHED");
      String result = run.at("/tags/result").asString();
      assertThat(given.get(result)).isEqualTo(job.get("runId").asString());
      assertThat(acknowledged.getOrDefault(id, result))
          .as("the result of job %s is that of the lease which finished it", id)
          .isEqualTo(result);
    }
  }

  private void assertFenced() throws Exception {
    for (Map.Entry<String, String> late : given.entrySet()) {
      String tags = "/runs/" + late.getValue() + "/tags";
      assertThat(send(late.getKey(), "PUT", tags, "{\"result\":\"late\"}").statusCode())
          .isEqualTo(409);
    }
  }
}
