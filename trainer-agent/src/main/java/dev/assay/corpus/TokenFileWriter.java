package dev.assay.corpus;

import dev.assay.tokenizer.Tokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a {@link TokenFile}: it appears under its name when it is whole, and not before. Memory
 * does not grow with the tokens or the documents.
 */
final class TokenFileWriter implements Closeable {

  private static final int BUFFER = 1 << 18;
  private static final int MOST_IDS_OF_TWO_BYTES = 1 << 16;

  private final Path path;
  private final Path part;
  private final Path endsPart;
  private final FileChannel ids;
  private final FileChannel ends;
  private final ByteBuffer idBuffer = buffer();
  private final ByteBuffer endBuffer = buffer();
  private final Tokenizer tokenizer;
  private final String fingerprint;
  private final int width;
  private long tokens;
  private long documents;
  private long textBytes;

  TokenFileWriter(Path path, Tokenizer tokenizer, String fingerprint) throws IOException {
    this.path = path;
    this.tokenizer = tokenizer;
    this.fingerprint = fingerprint;
    this.width = tokenizer.vocabulary() <= MOST_IDS_OF_TWO_BYTES ? 2 : 4;
    this.part = path.resolveSibling(path.getFileName() + ".part");
    this.endsPart = path.resolveSibling(path.getFileName() + ".ends.part");
    this.ids = create(part);
    this.ends = create(endsPart);
    ids.position(TokenFile.Header.BYTES);
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** Adds a document and an end of text. */
  void add(int[] document, long bytesOfText) throws IOException {
    for (int id : document) {
      addId(id);
    }
    addId(tokenizer.endOfText());
    tokens += document.length + 1L;
    documents++;
    textBytes += bytesOfText;
    if (!endBuffer.hasRemaining()) {
      drain(endBuffer, ends);
    }
    endBuffer.putLong(tokens);
  }

  private void addId(int id) throws IOException {
    if (!idBuffer.hasRemaining()) {
      drain(idBuffer, ids);
    }
    if (width == 2) {
      idBuffer.putShort((short) id);
    } else {
      idBuffer.putInt(id);
    }
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  long tokens() {
    return tokens;
  }

  long documents() {
    return documents;
  }

  /** Makes the file whole and gives it its name. */
  TokenFile finish() throws IOException {
    drain(idBuffer, ids);
    drain(endBuffer, ends);
    long size = ends.size();
    for (long done = 0; done < size; ) {
      done += ends.transferTo(done, size - done, ids);
    }
    ByteBuffer header =
        new TokenFile.Header(width, tokens, documents, textBytes, fingerprint, tokenizer.name())
            .toBytes();
    ids.write(header, 0);
    ids.force(true);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return TokenFile.open(path);
  }

  /** Takes away what is not finished. */
  @Override
  public void close() throws IOException {
    ids.close();
    ends.close();
    Files.deleteIfExists(part);
    Files.deleteIfExists(endsPart);
  }
}
