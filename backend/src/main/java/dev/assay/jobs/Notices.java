package dev.assay.jobs;

import com.fasterxml.uuid.Generators;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
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

  /** The process that waited at other servers as that agent is no longer there. */
  void gone(AgentId agent) {
    tell(GONE, agent + " " + server);
  }

  /** The agent that another server has told to be gone; here its next process may wait already. */
  Optional<AgentId> goneElsewhere(String told) {
    int space = told.indexOf(' ');
    return told.endsWith(server)
        ? Optional.empty()
        : Optional.of(AgentId.of(told.substring(0, space)));
  }

  /** What is wanted of the holder of a lease has changed, or the lease is over. */
  void wish(LeaseId lease) {
    tell(WISH, lease.toString());
  }

  private void tell(String channel, String what) {
    db.select(DSL.function("pg_notify", Object.class, DSL.val(channel), DSL.val(what))).fetch();
  }
}
