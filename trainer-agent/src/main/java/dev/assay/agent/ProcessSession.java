package dev.assay.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes that a job has started, also those whose parents are no more. Where there is the
 * program {@code setsid} (Linux), a job's process leads a session of its own, which all that it
 * starts are in; elsewhere only descendants that are still attached are found.
 */
final class ProcessSession {

  private static final Path PROC = Path.of("/proc");
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  /** Fields of /proc/PID/stat after the name, which may have blanks in it: proc(5). */
  private static final int SESSION = 3;

  private ProcessSession() {}

  /** What makes a command lead a session when it is put before it; empty where there is none. */
  static List<String> leading() {
    return PLACES.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> List.of(program.toString()))
        .orElseGet(List::of);
  }

  /**
   * All processes that belong to a process, without itself.
   *
   * @param leader may have ended
   */
  static List<ProcessHandle> followers(ProcessHandle leader) {
    List<ProcessHandle> attached = leader.descendants().toList();
    try (Stream<Path> all = Files.list(PROC)) {
      Stream<ProcessHandle> inSession =
          all.map(path -> path.getFileName().toString())
              .filter(name -> name.chars().allMatch(Character::isDigit))
              .map(Long::parseLong)
              .filter(pid -> pid != leader.pid() && session(pid) == leader.pid())
              .flatMap(pid -> ProcessHandle.of(pid).stream());
      return Stream.concat(attached.stream(), inSession).distinct().toList();
    } catch (IOException | UncheckedIOException e) {
      return attached; // no /proc here
    }
  }

  /** The session of a process; -1 when it is gone. */
  private static long session(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[SESSION]);
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  /** Asks all of them to end (SIGTERM). */
  static void terminate(ProcessHandle leader) {
    followers(leader).forEach(ProcessHandle::destroy);
  }

  /** Ends all of them (SIGKILL). */
  static void kill(ProcessHandle leader) {
    followers(leader).forEach(ProcessHandle::destroyForcibly);
  }
}
