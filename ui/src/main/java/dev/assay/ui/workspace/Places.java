package dev.assay.ui.workspace;

import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What stands where in the table; groups can be opened and closed. */
final class Places {
  private final List<RunId> runs;
  private final List<Row.OfGroup> groups;
  private final Set<Object> open = new HashSet<>();

  private Places(List<RunId> runs, List<Row.OfGroup> groups) {
    this.runs = runs;
    this.groups = groups;
  }

  static Places ofRuns(List<RunId> runs) {
    return new Places(runs, List.of());
  }

  static Places ofGroups(List<Row.OfGroup> groups) {
    return new Places(groups.stream().flatMap(g -> g.group().runs().stream()).toList(), groups);
  }

  /** All runs, in the order of the table. */
  List<RunId> runs() {
    return runs;
  }

  List<Row.OfGroup> groups() {
    return groups;
  }

  boolean isOpen(Row.OfGroup group) {
    return open.contains(group.id());
  }

  void toggle(Row.OfGroup group) {
    if (!open.remove(group.id())) {
      open.add(group.id());
    }
  }

  /** Opens what was open in an earlier table. */
  void openAsIn(Places before) {
    open.addAll(before.open);
  }

  /** How many rows the table has. */
  int size() {
    if (groups.isEmpty()) {
      return runs.size();
    }
    int size = groups.size();
    for (Row.OfGroup group : groups) {
      size += isOpen(group) ? group.group().runs().size() : 0;
    }
    return size;
  }

  /** Rows one below the other: a group, or runs that are to be read. */
  sealed interface Part {
    record Group(Row.OfGroup group) implements Part {}

    record Runs(List<RunId> ids, boolean inGroup) implements Part {}
  }

  /** The rows from a place on. */
  List<Part> parts(int from, int limit) {
    if (groups.isEmpty()) {
      int end = Math.min(runs.size(), from + limit);
      return from >= end ? List.of() : List.of(new Part.Runs(runs.subList(from, end), false));
    }
    List<Part> parts = new ArrayList<>();
    int at = 0;
    int end = from + limit;
    for (Row.OfGroup group : groups) {
      if (at >= end) {
        break;
      }
      if (at >= from) {
        parts.add(new Part.Group(group));
      }
      at++;
      if (isOpen(group)) {
        List<RunId> members = group.group().runs();
        int first = Math.clamp(from - at, 0, members.size());
        int last = Math.clamp(end - at, 0, members.size());
        if (first < last) {
          parts.add(new Part.Runs(members.subList(first, last), true));
        }
        at += members.size();
      }
    }
    return parts;
  }
}
