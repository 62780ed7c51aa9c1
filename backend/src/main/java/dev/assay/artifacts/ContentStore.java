package dev.assay.artifacts;

import java.io.IOException;
import java.io.InputStream;

/** Where bytes are kept under their digest. What is there is whole. */
interface ContentStore {
  /**
   * Keeps a staged file, durable on return; there may be the same already. The file may be gone
   * afterwards.
   *
   * @throws dev.assay.problem.Problem.Unavailable when the store is away
   */
  void keep(Staged staged) throws IOException;

  /**
   * Some of the bytes, not checked against the digest.
   *
   * @param bytes how many there are in all
   * @param length how many are wanted, at least 1
   * @throws CorruptContent when they are not there, or not so many
   * @throws dev.assay.problem.Problem.Unavailable when the store is away
   */
  InputStream open(Sha256 sha256, long bytes, long from, long length) throws IOException;

  /**
   * Whether all of it is there, by its length.
   *
   * @throws dev.assay.problem.Problem.Unavailable when the store is away
   */
  boolean has(Sha256 sha256, long bytes) throws IOException;

  /** Deletes what is there under a digest, if it is. */
  void delete(Sha256 sha256) throws IOException;

  /** Deletes what was begun so long ago that nobody will end it. */
  void sweep() throws IOException;
}
