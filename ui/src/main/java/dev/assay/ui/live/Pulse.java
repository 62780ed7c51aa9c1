package dev.assay.ui.live;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import dev.assay.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * One beat for all views: what they show is read anew every two seconds, as long as somebody looks
 * at it.
 */
@org.springframework.stereotype.Component
public class Pulse {
  private static final Logger log = LoggerFactory.getLogger(Pulse.class);

  private final Set<Follower<?>> followers = ConcurrentHashMap.newKeySet();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Shows something at once when a component gets onto the screen, and again with every beat until
   * it leaves.
   *
   * @param read reads the state; not on the user interface's thread, so that a slow database does
   *     not block clicks
   * @param show changes components
   */
  public <T> void follow(Component where, Supplier<T> read, Consumer<T> show) {
    where.addAttachListener(
        attach -> {
          show.accept(read.get());
          Follower<T> follower = new Follower<>(attach.getUI(), read, show);
          followers.add(follower);
          where.addDetachListener(
              (DetachEvent detach) -> {
                followers.remove(follower);
                detach.unregisterListener();
              });
        });
  }

  @Scheduled(fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
  void beat() {
    for (Follower<?> follower : followers) {
      readers.execute(() -> refresh(follower));
    }
  }

  private void refresh(Follower<?> follower) {
    try {
      follower.refresh();
    } catch (UIDetachedException e) {
      followers.remove(follower);
    } catch (Problem.NotFound gone) { // what it shows was deleted, and does not come back
      followers.remove(follower);
      log.debug("a view shows what is gone: {}", gone.toString());
    } catch (RuntimeException e) {
      // the next beat tries again; the screen keeps what it shows
      log.warn("a view could not be refreshed: {}", e.toString());
    }
  }

  @PreDestroy
  void stop() {
    readers.shutdownNow();
  }

  /** Identity, not state, tells followers apart. */
  private static final class Follower<T> {
    private final UI ui;
    private final Supplier<T> read;
    private final Consumer<T> show;
    private final AtomicBoolean busy = new AtomicBoolean();

    Follower(UI ui, Supplier<T> read, Consumer<T> show) {
      this.ui = ui;
      this.read = read;
      this.show = show;
    }

    /** Leaves a beat out when the last one is still being read. */
    void refresh() {
      if (busy.compareAndSet(false, true)) {
        try {
          T state = read.get();
          ui.access(() -> show.accept(state));
        } finally {
          busy.set(false);
        }
      }
    }
  }
}
