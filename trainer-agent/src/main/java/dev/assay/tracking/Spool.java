package dev.assay.tracking;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parcels of one run on disk, taken in the order they came: a folder of segments, which are deleted
 * one by one when all in them is taken, and a file that is locked while a process uses it. The
 * folder is made for the first parcel and deleted with the last. A disk that fails is logged and
 * costs no more than what was on it. Not safe for use by several threads.
 */
final class Spool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  private final Spools spools;
  private final RunId run;
  private final @Nullable LeaseId lease;
  private final ArrayDeque<Segment> segments;
  private @Nullable SpoolFolder folder;
  private @Nullable Segment last; // the one that is appended to
  private int made;
  private boolean failing;

  /** A new one. */
  Spool(Spools spools, RunId run) {
    this(spools, run, null);
  }

  /**
   * A new one.
   *
   * @param lease under which its parcels are sent; null without
   */
  Spool(Spools spools, RunId run, @Nullable LeaseId lease) {
    this(spools, run, lease, null, List.of());
  }

  /** One that another process has left. */
  Spool(
      Spools spools,
      RunId run,
      @Nullable LeaseId lease,
      @Nullable SpoolFolder folder,
      List<Segment> segments) {
    this.spools = spools;
    this.run = run;
    this.lease = lease;
    this.folder = folder;
    this.segments = new ArrayDeque<>(segments);
  }

  RunId run() {
    return run;
  }

  @Nullable LeaseId lease() {
    return lease;
  }

  /** Whether the parcel is on disk now; when not, there is no room, or the disk fails. */
  boolean append(Parcel parcel) {
    try {
      Optional<Segment> segment = withRoom(parcel);
      if (segment.isPresent()) {
        segment.get().append(parcel);
        failing = false;
      }
      return segment.isPresent();
    } catch (IOException e) {
      if (!failing) {
        log.warn("the spool of run {} cannot be written: {}", run, e.toString());
      }
      failing = true;
      return false;
    }
  }

  private Optional<Segment> withRoom(Parcel parcel) throws IOException {
    if (last != null && last.size() + parcel.body().length <= spools.segmentBytes()) {
      return Optional.of(last);
    }
    if (!spools.hasRoom()) {
      return Optional.empty();
    }
    if (folder == null) {
      folder = spools.newFolder(run, lease);
    }
    last = Segment.create(folder.path().resolve("%06d.parcels".formatted(++made)));
    segments.add(last);
    return Optional.of(last);
  }

  /** The oldest parcel; empty when there is none. */
  Optional<Parcel> first() {
    while (!segments.isEmpty()) {
      Segment segment = segments.getFirst();
      try {
        Optional<Parcel> parcel = segment.first();
        if (parcel.isPresent() || segment == last) {
          return parcel;
        }
        segments.removeFirst().delete();
      } catch (IOException e) {
        log.error(
            "{} entries of run {} are lost, the spool cannot be read: {}",
            segment.entries(),
            run,
            e.toString());
        closeQuietly(segments.removeFirst());
        last = segment == last ? null : last;
      }
    }
    return Optional.empty();
  }

  private static void closeQuietly(Segment segment) {
    try {
      segment.close();
    } catch (IOException e) {
      log.debug("a damaged segment could not be closed", e);
    }
  }

  /** Takes the oldest parcel, which {@link #first} gave, away. */
  void remove(Parcel first) {
    try {
      segments.getFirst().remove(first);
    } catch (IOException e) {
      log.warn("the spool of run {} cannot be written: {}", run, e.toString());
    }
  }

  int parcels() {
    return segments.stream().mapToInt(Segment::parcels).sum();
  }

  long entries() {
    return segments.stream().mapToLong(Segment::entries).sum();
  }

  /** Lets others have what is still in it. */
  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    try (SpoolFolder closing = folder) {
      for (Segment segment : segments) {
        if (segment.parcels() == 0) {
          segment.delete();
        } else {
          segment.force();
          segment.close();
        }
      }
      if (parcels() == 0) {
        closing.delete();
      }
    } catch (IOException e) {
      log.warn("the spool of run {} could not be closed: {}", run, e.toString());
    }
    segments.clear();
    folder = null;
    last = null;
  }
}
