package dev.assay.tracking;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where what runs record waits on disk until a server has it: a folder in which each {@link RunLog}
 * has one of its own. Several processes may share it.
 */
public final class Spools {

  private static final Logger log = LoggerFactory.getLogger(Spools.class);
  private static final int SEGMENTS = 64;

  /** Run, time, random and, where there is one, lease. */
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f-]{36})\\.\\d{15}\\.[0-9a-f]{8}(?:\\.([0-9a-f-]{36}))?");

  private final Path folder;
  private final long mostBytes;
  private final InstantSource clock;
  private volatile long leftoversNotBefore = System.nanoTime();

  /**
   * @param folder is made when needed
   * @param mostBytes to be used in the folder, give or take a 64th for each process; with 0 nothing
   *     is written to disk
   */
  public Spools(Path folder, long mostBytes, InstantSource clock) {
    this.folder = folder.toAbsolutePath().normalize();
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  /** When it has as many, a segment is full. */
  long segmentBytes() {
    return mostBytes / SEGMENTS;
  }

  /** Whether there is room for one more segment. */
  boolean hasRoom() {
    return bytes() + segmentBytes() <= mostBytes && mostBytes > 0;
  }

  /** Of all spools in the folder; what others delete meanwhile counts nothing. */
  long bytes() {
    return children(folder.toFile())
        .flatMap(Spools::children)
        .mapToLong(File::length) // 0 for what is not there
        .sum();
  }

  private static Stream<File> children(File folder) {
    File[] files = folder.listFiles();
    return files == null ? Stream.empty() : Arrays.stream(files);
  }

  /** A folder whose name tells run and lease and sorts by age. */
  SpoolFolder newFolder(RunId run, @Nullable LeaseId lease) throws IOException {
    Files.createDirectories(folder);
    String name = "%s.%015d.%s".formatted(run, clock.millis(), shortRandom());
    return SpoolFolder.create(folder.resolve(lease == null ? name : name + "." + lease));
  }

  private static String shortRandom() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /** Takes over what is left of a run by those who are no more, oldest first. */
  List<Spool> claim(RunId run) {
    return claim(run::equals);
  }

  private List<Spool> claim(Predicate<RunId> wanted) {
    List<Spool> claimed = new ArrayList<>();
    for (Path path : folders(wanted)) {
      try {
        SpoolFolder.claim(path).ifPresent(mine -> claimed.add(open(mine)));
      } catch (IOException | UncheckedIOException e) {
        log.warn("the spool {} cannot be read: {}", path, e.toString());
      }
    }
    return claimed;
  }

  private List<Path> folders(Predicate<RunId> wanted) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> isSpool(path, wanted)).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | UncheckedIOException e) {
      log.warn("the spools in {} cannot be listed: {}", folder, e.toString());
      return List.of();
    }
  }

  private static boolean isSpool(Path path, Predicate<RunId> wanted) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    return name.matches() && wanted.test(run(name));
  }

  private static RunId run(Matcher name) {
    return new RunId(UUID.fromString(name.group(1)));
  }

  private static @Nullable LeaseId lease(Matcher name) {
    String lease = name.group(2);
    return lease == null ? null : new LeaseId(UUID.fromString(lease));
  }

  private Spool open(SpoolFolder mine) {
    List<Segment> segments = new ArrayList<>();
    for (Path file : parcels(mine.path())) {
      try {
        segments.add(Segment.open(file));
      } catch (IOException e) {
        log.error("{} cannot be read: {}", file, e.toString());
      }
    }
    Matcher name = NAME.matcher(mine.path().getFileName().toString());
    if (!name.matches()) {
      throw new IllegalStateException(mine.path() + " is no spool");
    }
    return new Spool(this, run(name), lease(name), mine, segments);
  }

  private static List<Path> parcels(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".parcels")).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // its owner has just deleted it
    }
  }

  /**
   * Sends what logs have left that are no more, under the keys it had. What the server refuses is
   * logged and dropped; what it has no room for stays, and is not tried again before the time it
   * asked for. What was recorded under a lease is sent under it, and so is dropped once the job is
   * somebody else's.
   *
   * @throws ServerException.Refused when the server does not take the token; all stays then
   */
  public void sendLeftovers(AssayClient client) throws InterruptedException {
    sendLeftovers(client, _ -> true);
  }

  /**
   * The same of some runs.
   *
   * @param wanted false for those that somebody is busy with
   */
  public void sendLeftovers(AssayClient client, Predicate<RunId> wanted)
      throws InterruptedException {
    if (System.nanoTime() - leftoversNotBefore < 0) {
      return;
    }
    List<Spool> leftovers = claim(wanted);
    try {
      for (Spool spool : leftovers) {
        send(spool, client);
      }
    } catch (ServerException.Unavailable e) {
      leftoversNotBefore = System.nanoTime() + client.pauseAfter(e, 1).toNanos();
      log.warn("what is left of earlier runs waits for the server: {}", e.getMessage());
    } finally {
      leftovers.forEach(Spool::close);
    }
  }

  private static void send(Spool spool, AssayClient client) throws InterruptedException {
    long entries = spool.entries();
    for (var next = spool.first(); next.isPresent(); next = spool.first()) {
      Parcel parcel = next.get();
      try {
        client.under(spool.lease()).deliver(spool.run(), parcel);
      } catch (ServerException.Refused e) {
        if (e.isAboutTheToken()) {
          throw e;
        }
        log.error(
            "{} {} of run {} are dropped, the server refuses them: {}",
            parcel.entries(),
            parcel.kind().path,
            spool.run(),
            e.getMessage());
      }
      spool.remove(parcel);
    }
    if (entries > 0) {
      log.info("{} entries that were left of run {} are sent", entries, spool.run());
    }
  }
}
