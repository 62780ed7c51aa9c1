package dev.assay.params;

/** A record of params that has rules about several of them at once. */
public interface Checked {

  /**
   * Adds what is wrong. Every param is in its own range here; in place of one that was given wrong
   * stands its default, and what is found about that one is passed over.
   *
   * @param findings takes names that are relative to this record: {@code heads}
   */
  void check(Findings findings);
}
