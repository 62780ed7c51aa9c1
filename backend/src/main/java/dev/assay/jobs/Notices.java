package dev.assay.jobs;

import com.fasterxml.uuid.Generators;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells all servers what has changed, when the transaction is committed in which it has; {@link
 * Listening} hears it.
 */
@Component
class Notices {
  static final String QUEUE = "assay_queue";
  static final String AGENT = "assay_agent";
  static final String GONE = "assay_agent_gone";
  static final String WISH = "assay_wish";

  private final DSLContext db;
  private final String server = Generators.timeBasedEpochGenerator().generate().toString();

  Notices(DSLContext db) {
    this.db = db;
  }

  /** There may be work for those who wait. */
  void queue() {
    tell(QUEUE, "");
  }

  /** A job has come into the queue. */
  void queue(JobId job) {
    tell(QUEUE, job.toString());
  }

  /** There may be work for an agent, or no more. */
  void agent(AgentId agent) {
    tell(AGENT, agent.toString());
  }

  /**
   * The process that waited at other servers as that agent is no longer there.
   *
   * @param slot that it waited with; null for all
   */
  void gone(AgentId agent, @Nullable Integer slot) {
    tell(GONE, slot == null ? agent + " " + server : agent + " " + slot + " " + server);
  }

  /**
   * An agent that no longer waits.
   *
   * @param slot with which; null for all
   */
  record Gone(AgentId agent, @Nullable Integer slot) {}

  /** What another server has told to be gone; here its next process may wait already. */
  Optional<Gone> goneElsewhere(String told) {
    List<String> words = List.of(told.split(" ", -1));
    if (words.getLast().equals(server)) {
      return Optional.empty();
    }
    AgentId agent = AgentId.of(words.getFirst());
    return Optional.of(new Gone(agent, words.size() < 3 ? null : Integer.valueOf(words.get(1))));
  }

  /** What is wanted of the holder of a lease has changed, or the lease is over. */
  void wish(LeaseId lease) {
    tell(WISH, lease.toString());
  }

  private void tell(String channel, String what) {
    db.select(DSL.function("pg_notify", Object.class, DSL.val(channel), DSL.val(what))).fetch();
  }
}
