package dev.assay.jobs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hears what any server has told in {@link Notices}, on one connection of its own, and calls those
 * who wait in this process. It looks at the queue when the time of a job has come, now and then
 * although it heard nothing, and again and again while the connection is away.
 */
@Component
class Listening {
  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  /** Between two looks at the queue: a thousand jobs that come one by one are one look. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);

  /** So many polls apart the whole queue is looked at while all is heard: to be safe. */
  private static final int POLLS_WHILE_HEARING = 10;

  /** When more have come the whole queue is looked at. */
  private static final int MOST_HEARD_OF = 100;

  private final JdbcConnectionDetails database;
  private final Queue queue;
  private final Notices notices;
  private final Line line;
  private final WishSignal wishes;
  private final Duration poll;
  private final Duration safety;
  private final Clock clock;
  private volatile boolean closed;
  private volatile @Nullable Connection connection;
  private long lookedAt = System.nanoTime();
  private long lookedAtAllAt = lookedAt;
  private long wasCalmAt = lookedAt;
  private @Nullable Instant nextDue; // of the jobs that wait for their time
  private boolean heardOfQueue = true;
  private final Set<JobId> heardOf = new HashSet<>();

  Listening(
      JdbcConnectionDetails database,
      Queue queue,
      Notices notices,
      Line line,
      WishSignal wishes,
      LeaseSettings settings,
      Clock clock) {
    this.database = database;
    this.queue = queue;
    this.notices = notices;
    this.line = line;
    this.wishes = wishes;
    this.poll = settings.poll();
    this.safety = poll.multipliedBy(POLLS_WHILE_HEARING);
    this.clock = clock;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    Thread.ofVirtual().name("listening").start(this::run);
  }

  @EventListener(ContextClosedEvent.class)
  void close() throws SQLException {
    closed = true;
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }

  private void run() {
    while (!closed) {
      try (Connection open = connect()) {
        connection = open;
        heardOfQueue = true; // whatever was told while it was away
        while (!closed) {
          hear(open.unwrap(PGConnection.class).getNotifications(waitMillis()));
          lookWhenDue();
        }
      } catch (SQLException e) {
        rest(e);
      } finally {
        connection = null;
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties user = new Properties();
    if (database.getUsername() != null) {
      user.setProperty("user", database.getUsername());
    }
    if (database.getPassword() != null) {
      user.setProperty("password", database.getPassword());
    }
    user.setProperty("tcpKeepAlive", "true");
    Connection open = DriverManager.getConnection(database.getJdbcUrl(), user);
    try (Statement listen = open.createStatement()) {
      listen.execute(
          "listen %s; listen %s; listen %s; listen %s"
              .formatted(Notices.QUEUE, Notices.AGENT, Notices.GONE, Notices.WISH));
    }
    return open;
  }

  /** Not 0, which waits for ever. */
  private int waitMillis() {
    Instant next = nextDue;
    long left;
    if (heardOfQueue || !heardOf.isEmpty() || isSomeTimeCome()) {
      left = LEAST_PAUSE.toNanos() - since(lookedAt);
    } else if (next == null) {
      left = poll.toNanos();
    } else {
      left = Math.min(poll.toNanos(), Duration.between(clock.instant(), next).toNanos());
    }
    return (int) Math.max(1, Duration.ofNanos(left).toMillis());
  }

  private boolean isSomeTimeCome() {
    Instant next = nextDue;
    return next != null && !next.isAfter(clock.instant());
  }

  private static long since(long nanoTime) {
    return System.nanoTime() - nanoTime;
  }

  private void hear(PGNotification @Nullable [] told) {
    for (PGNotification notice : told == null ? new PGNotification[0] : told) {
      switch (notice.getName()) {
        case Notices.QUEUE -> hearOfQueue(notice.getParameter());
        case Notices.AGENT -> line.call(AgentId.of(notice.getParameter()));
        case Notices.GONE ->
            notices
                .goneElsewhere(notice.getParameter())
                .ifPresent(gone -> line.leave(gone.agent(), gone.slot()));
        case Notices.WISH -> wishes.raise(LeaseId.of(notice.getParameter()));
        default -> {} // of a later version
      }
    }
  }

  private void hearOfQueue(String job) {
    if (job.isEmpty() || heardOf.size() >= MOST_HEARD_OF) {
      heardOfQueue = true;
    } else {
      heardOf.add(JobId.of(job));
    }
  }

  /** At the jobs that came, when there are few and the whole queue is not due. */
  private void lookWhenDue() {
    boolean all = heardOfQueue || isSomeTimeCome() || isLookDue();
    if (since(lookedAt) < LEAST_PAUSE.toNanos() || (!all && heardOf.isEmpty())) {
      return;
    }
    List<JobId> came = List.copyOf(heardOf);
    heardOf.clear();
    lookedAt = System.nanoTime();
    if (all) {
      heardOfQueue = false;
      lookedAtAllAt = lookedAt;
    }
    try {
      nextDue = queue.nextDue().orElse(null); // before the look: what comes between is seen by it
      if (line.isEmpty()) {
        return;
      }
      if (all) {
        line.callFor(queue.demands());
      } else {
        line.callForMore(queue.demandsOf(came));
      }
    } catch (RuntimeException e) { // the database is away; in a poll it may be there again
      nextDue = null;
      lookedAtAllAt = lookedAt - safety.minus(poll).toNanos();
      log.warn("the queue could not be looked at: {}", e.getMessage());
    }
  }

  /** All who wait are asked once in a poll, not at each piece of news. */
  private boolean isLookDue() {
    if (since(lookedAtAllAt) >= safety.toNanos()) {
      return true;
    }
    if (since(Math.max(lookedAtAllAt, wasCalmAt)) < poll.toNanos()) {
      return false;
    }
    boolean calm = line.isCalm();
    wasCalmAt = calm ? System.nanoTime() : wasCalmAt;
    return !calm;
  }

  private void rest(SQLException e) {
    if (closed) {
      return;
    }
    log.warn("news of the queue are not heard, it is looked at instead: {}", e.getMessage());
    try {
      Thread.sleep(poll);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    heardOfQueue = true; // or something may have been told
    lookWhenDue();
  }
}
