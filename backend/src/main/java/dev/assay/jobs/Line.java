package dev.assay.jobs;

import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The agents that wait for work in this process, in the order in which they came. As many are
 * called as there is work for; a call is a hint only, the queue itself is the truth.
 */
@Component
class Line {
  private record Slot(AgentId agent, int slot) {}

  private final Map<Slot, Place> places = new LinkedHashMap<>();
  private volatile @Nullable Due due; // null when nobody has looked
  private boolean closed;

  /** What could be given out when last looked. One is told from another by which it is. */
  private static final class Due {
    private final List<Demand> demands;

    Due(List<Demand> demands) {
      this.demands = demands;
    }

    Look look(Offer room) {
      List<Demand> fitting = demands.stream().filter(room::fits).toList();
      if (fitting.isEmpty()) {
        return new Look.None();
      }
      boolean named = fitting.stream().noneMatch(demand -> demand.which().isEmpty());
      return named
          ? new Look.At(
              fitting.stream().flatMap(demand -> demand.which().stream()).collect(toSet()))
          : new Look.AtAll();
    }

    /** Only of what was looked for: the room may have grown since. */
    Due without(Offer asked, Offer room) {
      return new Due(
          demands.stream().filter(demand -> !(asked.fits(demand) && room.fits(demand))).toList());
    }

    Due without(JobId given) {
      return new Due(demands.stream().flatMap(demand -> demand.without(given).stream()).toList());
    }

    /** One for all that ask for the same. */
    Due with(List<Demand> more) {
      List<Demand> all = new ArrayList<>(demands);
      for (Demand demand : more) {
        int same = indexOf(all, demand);
        if (same < 0) {
          all.add(demand);
        } else {
          all.set(same, all.get(same).and(demand));
        }
      }
      return new Due(List.copyOf(all));
    }

    private static int indexOf(List<Demand> demands, Demand like) {
      return IntStream.range(0, demands.size())
          .filter(i -> demands.get(i).asksTheSameAs(like))
          .findFirst()
          .orElse(-1);
    }
  }

  /** Which jobs of the queue are worth looking at. */
  sealed interface Look {
    record None() implements Look {}

    /** There was nothing else for it when the queue was looked at last. */
    record At(Set<JobId> jobs) implements Look {}

    record AtAll() implements Look {}
  }

  /** One who waits; a later one for the same slot ends the wait of the one before. */
  final class Place implements AutoCloseable {
    private final Slot slot;
    private final Semaphore called = new Semaphore(0);
    private volatile boolean over;
    private volatile @Nullable Offer offer;
    private volatile boolean waits = true;
    private @Nullable Due known; // what was due when it went to look itself
    private Offer asked = Offer.NOTHING; // with which it went

    private Place(Slot slot) {
      this.slot = slot;
    }

    /** Whether it stays until it is called. */
    void waits(boolean stays) {
      waits = stays;
    }

    /**
     * What there was for it when the queue was looked at last for those who wait, or what has come
     * since. One that does not wait looks at all.
     */
    Look worthwhile(Offer room) {
      Due now = due;
      asked = room;
      Look look = !waits || now == null ? new Look.AtAll() : now.look(room);
      known = look instanceof Look.None ? null : now;
      return look;
    }

    /** What it could have taken when there was nothing for it; called for all until it says. */
    void offers(Offer now) {
      offer = now;
      taken(known, asked, now);
    }

    /** It was given one. */
    void got(JobId job) {
      synchronized (places) {
        Due known = due;
        due = known == null ? null : known.without(job);
      }
    }

    /**
     * Waits until it is called, which it may have been since the last time.
     *
     * @return whether it was
     */
    boolean await(Duration atMost) throws InterruptedException {
      boolean wasCalled = called.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
      called.drainPermits();
      return wasCalled;
    }

    /** Whether somebody else waits in its place, or the server is about to stop. */
    boolean isOver() {
      return over;
    }

    private void end() {
      over = true;
      called.release();
    }

    private boolean takes(Demand demand) {
      Offer known = offer;
      return known == null || known.fits(demand);
    }

    @Override
    public void close() {
      synchronized (places) {
        places.remove(slot, this);
      }
    }
  }

  Place enter(AgentId agent, int slot) {
    Place place = new Place(new Slot(agent, slot));
    synchronized (places) {
      Place before = places.remove(place.slot);
      if (before != null) {
        before.end();
      }
      if (places.isEmpty()) {
        due = null; // while nobody waits nobody looks
      }
      places.put(place.slot, place);
      if (closed) {
        place.end();
      }
    }
    return place;
  }

  /** The agent no longer waits, with this slot or any. */
  void leave(AgentId agent, @Nullable Integer slot) {
    synchronized (places) {
      places.values().stream()
          .filter(p -> p.slot.agent().equals(agent) && (slot == null || p.slot.slot() == slot))
          .forEach(Place::end);
    }
  }

  /** Something of the agent has changed: it looks again. */
  void call(AgentId agent) {
    synchronized (places) {
      places.values().stream()
          .filter(p -> p.slot.agent().equals(agent))
          .forEach(p -> p.called.release());
    }
  }

  /** One who has looked found nothing: others need not look for the same. */
  private void taken(@Nullable Due known, Offer asked, Offer room) {
    synchronized (places) {
      if (known != null && due == known) {
        due = known.without(asked, room);
      }
    }
  }

  /**
   * Calls as many as there are jobs for.
   *
   * @param all that can be given out now
   */
  void callFor(List<Demand> all) {
    synchronized (places) {
      due = new Due(all); // before the calls: who does not know of it yet is in line already
      call(all);
    }
  }

  /**
   * Calls as many as there are jobs for.
   *
   * @param more that has come since all were told
   */
  void callForMore(List<Demand> more) {
    synchronized (places) {
      Due known = due;
      due = known == null ? null : known.with(more);
      call(more);
    }
  }

  private void call(List<Demand> demands) {
    int[] left = demands.stream().mapToInt(Demand::jobs).toArray();
    for (Place place : places.values()) {
      for (int i = 0; i < left.length; i++) {
        if (left[i] > 0 && place.takes(demands.get(i))) {
          left[i]--;
          place.called.release();
          break;
        }
      }
    }
  }

  /** Who waits here. */
  Set<AgentId> agents() {
    synchronized (places) {
      return places.keySet().stream().map(Slot::agent).collect(toUnmodifiableSet());
    }
  }

  /**
   * Whether nobody waits who could take what is known to be due: a call may have come to nothing.
   */
  boolean isCalm() {
    synchronized (places) {
      Due known = due;
      return known == null
          || places.values().stream()
              .map(p -> p.offer)
              .distinct() // many agents are alike
              .noneMatch(o -> known.demands.stream().anyMatch(d -> o == null || o.fits(d)));
    }
  }

  boolean isEmpty() {
    synchronized (places) {
      return places.isEmpty();
    }
  }

  /** The server is about to stop; it waits for those who wait, and so nobody waits any longer. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    synchronized (places) {
      closed = true;
      places.values().forEach(Place::end);
    }
  }
}
