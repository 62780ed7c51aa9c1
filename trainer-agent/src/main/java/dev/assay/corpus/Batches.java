package dev.assay.corpus;

/**
 * What is trained on in which order. A batch is a pure function of its index: so training can go on
 * at any place as if it had never stopped.
 *
 * @param <B> kind of batch
 */
public interface Batches<B> {

  /**
   * @param index from 0, without end: after all data they come again in another order
   */
  B at(long index);

  /** Tokens of a batch, padding included; the mean where batches differ. */
  long tokensPerBatch();
}
