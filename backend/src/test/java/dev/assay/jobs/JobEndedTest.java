package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.jobs.Jobs.NewJob;
import dev.assay.problem.Problem;
import dev.assay.runs.NewRun;
import dev.assay.team.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalApplicationListener;
import org.springframework.transaction.support.TransactionTemplate;

/** What is told when a job ends, to those who listen as the sweeps do. */
@ServerTest
class JobEndedTest {
  @Autowired Jobs jobs;
  @Autowired Leases leases;
  @Autowired Agents agents;
  @Autowired TransactionTemplate transaction;
  @Autowired ApplicationEventMulticaster events;
  @Autowired DSLContext db;

  private final List<JobEnded> heard = new CopyOnWriteArrayList<>();
  private final TransactionalApplicationListener<PayloadApplicationEvent<JobEnded>> listener =
      TransactionalApplicationListener.forPayload(TransactionPhase.AFTER_COMMIT, heard::add);

  private UserId user = new UserId(new UUID(0, 0));
  private AgentId agent = new AgentId(new UUID(0, 0));

  @BeforeEach
  void an_empty_queue_an_agent_and_somebody_who_listens() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    user =
        new UserId((UUID) Objects.requireNonNull(db.fetchValue("select id from app_user limit 1")));
    agent =
        agents.register(
            new Agents.Introduction("teller", "h", "1", List.of(), List.of(), 1, null, null));
    events.addApplicationListener(listener);
  }

  @AfterEach
  void nobody_listens() {
    events.removeApplicationListener(listener);
  }

  private Job submit(Terms terms) {
    return jobs.submit(new NewJob("any", "ends", NewRun.named(null), terms), user);
  }

  private static Terms after(Job other) {
    Terms plain = Terms.PLAIN;
    return new Terms(
        0, List.of(), plain.needs(), List.of(other.id()), 0, plain.backoff(), plain.notBefore());
  }

  private Lease lease() throws InterruptedException {
    return agents.awaitLease(agent, 0, Duration.ZERO).orElseThrow();
  }

  private static JobEnded end(Job job, JobStatus status) {
    return new JobEnded(job.id(), job.runId(), status);
  }

  @Test
  void an_end_is_told_once_however_often_it_is_reported() throws Exception {
    Job job = submit(Terms.PLAIN);
    LeaseId lease = lease().id();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> finish = () -> leases.finish(lease, Outcome.FINISHED, null).isPresent();
      List<Boolean> accepted = new ArrayList<>();
      for (Future<Boolean> done : threads.invokeAll(List.of(finish, finish, finish, finish))) {
        accepted.add(done.get());
      }
      assertThat(accepted).containsExactlyInAnyOrder(true, false, false, false);
    }
    assertThat(heard).containsExactly(end(job, JobStatus.FINISHED));
  }

  @Test
  void it_is_told_when_the_end_is_committed_and_never_when_it_is_not() throws Exception {
    Job job = submit(Terms.PLAIN);
    LeaseId lease = lease().id();
    transaction.executeWithoutResult(
        t -> {
          leases.finish(lease, Outcome.FINISHED, null);
          t.setRollbackOnly();
        });
    assertThat(heard).isEmpty();
    assertThat(jobs.get(job.id()).status()).isEqualTo(JobStatus.LEASED);

    transaction.executeWithoutResult(
        t -> {
          leases.finish(lease, Outcome.FINISHED, null);
          assertThat(heard).as("it may still be taken back").isEmpty();
        });
    assertThat(heard).containsExactly(end(job, JobStatus.FINISHED));
  }

  @Test
  void those_that_end_with_a_job_that_they_wait_for_are_told_too_each_once() throws Exception {
    Job first = submit(Terms.PLAIN);
    Job second = submit(after(first));
    Job third = submit(after(second));

    leases.finish(lease().id(), Outcome.FAILED, "no disk");

    assertThat(heard)
        .containsExactly(
            end(first, JobStatus.FAILED),
            end(second, JobStatus.CANCELLED),
            end(third, JobStatus.CANCELLED));
  }

  @Test
  void what_is_done_again_is_no_end_and_a_second_end_is_told_again() throws Exception {
    Job job = submit(new Terms(0, List.of(), Needs.NOTHING, List.of(), 1, Duration.ZERO, null));
    leases.finish(lease().id(), Outcome.FAILED, "no disk");
    leases.release(lease().id(), "spot machine");
    lease();
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");
    leases.expireLeases();
    assertThat(heard).isEmpty();

    jobs.cancel(job.id());
    jobs.cancel(job.id());
    assertThat(heard).containsExactly(end(job, JobStatus.CANCELLED));

    jobs.retry(job.id());
    leases.finish(lease().id(), Outcome.FINISHED, null);
    assertThat(heard).containsExactly(end(job, JobStatus.CANCELLED), end(job, JobStatus.FINISHED));
    assertThatThrownBy(() -> jobs.retry(job.id())).isInstanceOf(Problem.Conflict.class);
    assertThat(heard).hasSize(2);
  }

  @Test
  void two_servers_that_take_back_the_same_lease_tell_of_one_end() throws Exception {
    Job job = submit(Terms.PLAIN);
    lease();
    jobs.cancel(job.id());
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");
    try (var servers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> expire =
          () -> {
            leases.expireLeases();
            return true;
          };
      for (Future<?> expired : servers.invokeAll(List.of(expire, expire, expire))) {
        expired.get();
      }
    }
    assertThat(heard).containsExactly(end(job, JobStatus.CANCELLED));
  }
}
