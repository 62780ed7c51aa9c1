package dev.assay.corpus;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A corpus: documents that are read one after the other, as often as wished, in bounded memory. */
public interface Documents {

  /** Where they come from. */
  String name();

  /** Another one when the documents are others; told without reading them. */
  String fingerprint() throws IOException;

  /** Always the same documents in the same order. */
  Reading read() throws IOException;

  /** One pass over the documents. */
  interface Reading extends Closeable {

    /**
     * The next document, or null after the last.
     *
     * @throws IllegalArgumentException when what is there is not as it must be: names file, place
     *     and rule
     */
    @Nullable Document next() throws IOException;
  }
}
