package dev.assay.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The figures of the metric store, one a line. Arguments: a folder, which sections, {@code small}
 * for sizes to try it with, and minutes of the soak. Each section has a new server and a new
 * database; all that is compared is measured in turns on the same one.
 */
final class StoreBenchmark {
  private static final int ROOM_GIGABYTES = 10;
  private static final Duration SOAK = Duration.ofMinutes(10);

  private enum Section {
    INGEST,
    HTTP,
    DISK,
    CPU,
    CHARTS,
    SOAK
  }

  private interface Measurement {
    void of(Server server) throws Exception;
  }

  private final Path folder;
  private final Scale scale;
  private final Set<Section> sections;
  private int servers;

  private StoreBenchmark(Path folder, Scale scale, Set<Section> sections) {
    this.folder = folder;
    this.scale = scale;
    this.sections = sections;
  }

  public static void main(String[] args) throws Exception {
    List<String> words = Arrays.asList(args).subList(1, args.length);
    Set<Section> sections = EnumSet.noneOf(Section.class);
    Duration soak = SOAK;
    for (String word : words) {
      if (word.equals("all")) {
        sections.addAll(EnumSet.complementOf(EnumSet.of(Section.SOAK)));
      } else if (word.matches("[1-9][0-9]{0,3}")) {
        soak = Duration.ofMinutes(Long.parseLong(word));
      } else if (!word.equals("small")) {
        sections.add(section(word));
      }
    }
    if (sections.isEmpty()) {
      sections.addAll(EnumSet.complementOf(EnumSet.of(Section.SOAK)));
    }
    Scale scale = new Scale(words.contains("small"), soak);
    new StoreBenchmark(Path.of(args[0]).toAbsolutePath(), scale, sections).run();
    System.exit(0); // whatever threads are left
  }

  private static Section section(String word) {
    try {
      return Section.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      System.err.println(
          "unknown word "
              + word
              + "; there are "
              + Arrays.toString(Section.values()).toLowerCase(Locale.ROOT)
              + ", all, small, and a number of minutes for the soak");
      System.exit(2);
      throw e;
    }
  }

  private void run() throws Exception {
    Files.createDirectories(folder);
    Machine.print(folder);
    Machine.checkRoom(folder, scale.small() ? 1 : ROOM_GIGABYTES);
    if (scale.small()) {
      Figures.note(
          "small: a twentieth of the sizes, to try it; the goals are those of the full ones");
    }
    if (sections.contains(Section.INGEST) || sections.contains(Section.CPU)) {
      with(this::turns);
    }
    measure(Section.HTTP, server -> HttpLoad.measure(server, scale));
    measure(Section.DISK, server -> Disk.measure(server, scale));
    measure(Section.CHARTS, server -> Charts.measure(server, scale));
    measure(Section.SOAK, server -> Soak.measure(server, scale));
  }

  /** The same rounds give the figures of two sections. */
  private void turns(Server server) throws Exception {
    Turns turns = new Turns(server, scale);
    if (sections.contains(Section.INGEST)) {
      turns.reportIngest();
    }
    if (sections.contains(Section.CPU)) {
      turns.reportCpu();
    }
  }

  private void measure(Section section, Measurement measurement) throws Exception {
    if (sections.contains(section)) {
      with(measurement);
    }
  }

  private void with(Measurement measurement) throws Exception {
    try (Server server = new Server(folder.resolve("server-" + servers))) {
      if (servers++ == 0) {
        server.printDatabase();
      }
      measurement.of(server);
    }
  }
}
