package dev.assay.training;

/** What somebody wants of running work; asked before each step. */
public enum Wish {
  GO_ON,
  /** Keep a checkpoint and end; the work goes on another time. */
  PAUSE,
  STOP
}
