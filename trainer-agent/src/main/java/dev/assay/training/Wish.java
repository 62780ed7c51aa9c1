package dev.assay.training;

/** What somebody wants of running work; asked before each step. */
public enum Wish {
  GO_ON,
  /** To keep a checkpoint and end. */
  PAUSE,
  STOP
}
