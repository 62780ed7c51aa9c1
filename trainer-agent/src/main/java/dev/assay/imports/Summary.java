package dev.assay.imports;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of an import, counted; of what was left out the first few are named. */
public final class Summary {

  private static final int NAMED = 3;
  private static final int LONGEST_EXAMPLE = 300;

  private record Reason(String what, String why) {}

  private static final class Cases {
    long count;
    final List<String> first = new ArrayList<>();
  }

  private final Map<Reason, Cases> leftOut = new LinkedHashMap<>();
  private final Map<String, Cases> remarks = new LinkedHashMap<>();
  private long runs;
  private long continued;
  private long alreadyThere;
  private long points;
  private long artifacts;
  private long artifactBytes;
  private long artifactsThere;

  void runDone() {
    runs++;
  }

  /** All that there is of the run is brought, and it goes on where it comes from. */
  void runGoesOn() {
    continued++;
  }

  void runThere() {
    alreadyThere++;
  }

  void points(long stored) {
    points += stored;
  }

  void artifact(long bytes) {
    artifacts++;
    artifactBytes += bytes;
  }

  void artifactThere() {
    artifactsThere++;
  }

  /**
   * @param what in the plural
   * @param why one of a few texts
   * @param example names one
   */
  void leftOut(String what, String why, long count, String example) {
    if (count > 0) {
      add(leftOut.computeIfAbsent(new Reason(what, why), _ -> new Cases()), count, example);
    }
  }

  /** Something to know of what was brought. */
  void remark(String what, long count, String example) {
    if (count > 0) {
      add(remarks.computeIfAbsent(what, _ -> new Cases()), count, example);
    }
  }

  private static void add(Cases cases, long count, String example) {
    cases.count += count;
    String text =
        example.length() <= LONGEST_EXAMPLE ? example : example.substring(0, LONGEST_EXAMPLE) + "…";
    if (cases.first.size() < NAMED && !cases.first.contains(text)) {
      cases.first.add(text);
    }
  }

  public long runs() {
    return runs;
  }

  public long alreadyThere() {
    return alreadyThere;
  }

  public long goingOn() {
    return continued;
  }

  public long points() {
    return points;
  }

  public long artifacts() {
    return artifacts;
  }

  /** How many of something were left out, for whatever reason. */
  public long leftOut(String what) {
    return leftOut.entrySet().stream()
        .filter(entry -> entry.getKey().what.equals(what))
        .mapToLong(entry -> entry.getValue().count)
        .sum();
  }

  /** What was left out, a line each. */
  public List<String> leftOutLines() {
    List<String> lines = new ArrayList<>();
    leftOut.forEach(
        (reason, cases) ->
            lines.add(line("%,d %s: %s".formatted(cases.count, reason.what, reason.why), cases)));
    return lines;
  }

  /** What there is to know, a line each. */
  public List<String> remarkLines() {
    List<String> lines = new ArrayList<>();
    remarks.forEach((what, cases) -> lines.add(line("%,d %s".formatted(cases.count, what), cases)));
    return lines;
  }

  private static String line(String head, Cases cases) {
    String more = cases.count > cases.first.size() && cases.first.size() == NAMED ? ", …" : "";
    return head + " (" + String.join(", ", cases.first) + more + ")";
  }

  public void print(PrintStream out) {
    out.println("imported   %,d runs, %,d points".formatted(runs + continued, points));
    if (artifacts > 0) {
      out.println(
          "           %,d artifacts, %s".formatted(artifacts, Progress.size(artifactBytes)));
    }
    if (continued > 0) {
      out.println(
          "           %,d of the runs still go on; import again later".formatted(continued));
    }
    if (alreadyThere + artifactsThere > 0) {
      out.println(
          "skipped    %,d runs and %,d artifacts that are there already"
              .formatted(alreadyThere, artifactsThere));
    }
    remarkLines().forEach(line -> out.println("note       " + line));
    leftOutLines().forEach(line -> out.println("left out   " + line));
    if (leftOut.isEmpty()) {
      out.println("left out   nothing");
    }
  }
}
