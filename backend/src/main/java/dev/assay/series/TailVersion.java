package dev.assay.series;

/**
 * Which rows of a run's tail are visible: every commit changes it. Neither half would do alone.
 * Rows are numbered before they are committed, so with several writers a row may become visible
 * after one of a greater number, and the greatest number stays as it was; and rows that are moved
 * into chunks and followed by as many new ones leave the count as it was.
 */
record TailVersion(int rows, long greatestSeq) {}
