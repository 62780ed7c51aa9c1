package dev.assay.runs;

import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import org.jspecify.annotations.Nullable;

/** Something about a run that people change. */
public sealed interface RunEdit {
  /** 1 to 250 characters. */
  record Name(String name) implements RunEdit {
    public Name {
      Rules.text("name", name, 1, Runs.LONGEST_NAME);
    }
  }

  /** The run that it is a part of; null for none. */
  record Parent(@Nullable RunId parent) implements RunEdit {}

  /** What it is compared under, 1 to 250 characters; null for nothing. */
  record Group(@Nullable String group) implements RunEdit {
    public Group {
      if (group != null) {
        Rules.text("group", group, 1, Runs.LONGEST_NAME);
      }
    }
  }

  /** Markdown, at most 100,000 characters. */
  record Notes(String notes) implements RunEdit {
    public static final int LONGEST = 100_000;

    public Notes {
      Rules.text("notes", notes, 0, LONGEST);
    }
  }

  /**
   * The same, if by then nobody else has written other notes than those that were read before.
   *
   * @param before what the notes were when somebody began to change them
   */
  record RevisedNotes(String before, String notes) implements RunEdit {
    public RevisedNotes {
      Rules.text("notes", notes, 0, Notes.LONGEST);
    }
  }

  /** One line of 1 to 500 characters on what was learnt from it; null for nothing yet. */
  record Learnt(@Nullable String learnt) implements RunEdit {
    private static final int LONGEST = 500;

    public Learnt {
      if (learnt != null) {
        Rules.text("learnt", learnt, 1, LONGEST);
        if (learnt.lines().count() > 1) {
          throw new Problem.Invalid("learnt", learnt, "it is one line");
        }
      }
    }
  }
}
