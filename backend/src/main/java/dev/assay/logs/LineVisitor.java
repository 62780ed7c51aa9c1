package dev.assay.logs;

/** Looks at the lines of a log one after the other. */
interface LineVisitor {
  /** Whether the line was taken; when not, it is the last that is offered. */
  boolean visit(long number, LogLine line);
}
