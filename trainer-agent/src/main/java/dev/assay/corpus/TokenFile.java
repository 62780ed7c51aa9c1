package dev.assay.corpus;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Tokens in a file that is mapped into memory: any size, read at any place by any number of
 * threads. The mapping goes when the object does.
 *
 * <pre>
 * header  256 bytes, see {@link Header}; all numbers little-endian
 * ids     tokens × 2 bytes, × 4 where the vocabulary has more than 65,536
 * ends    documents × 8 bytes: the index behind each document's last token, its end of text
 * </pre>
 */
public final class TokenFile implements Tokens {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Header header;
  private final MemorySegment file;

  private TokenFile(Header header, MemorySegment file) {
    this.header = header;
    this.file = file;
  }

  /**
   * @throws IOException when it is no file of tokens, of another version, or not whole: says which
   */
  public static TokenFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Header header = Header.read(path, channel);
      if (channel.size() != header.fileSize()) {
        throw new IOException(
            "token file %s has %d bytes; its header says %d"
                .formatted(path, channel.size(), header.fileSize()));
      }
      return new TokenFile(
          header, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    }
  }

  @Override
  public long size() {
    return header.tokens;
  }

  @Override
  public int get(long index) {
    if (index < 0 || index >= header.tokens) {
      throw new IndexOutOfBoundsException(
          "token " + index + " of " + header.tokens + "; the first is 0");
    }
    return header.width == 2
        ? Short.toUnsignedInt(file.get(SHORT, Header.BYTES + index * 2))
        : file.get(INT, Header.BYTES + index * 4);
  }

  public long documents() {
    return header.documents;
  }

  /** The index of a document's first token. */
  public long documentStart(long document) {
    return document == 0 ? 0 : documentEnd(document - 1);
  }

  /** The index behind a document's end of text. */
  public long documentEnd(long document) {
    if (document < 0 || document >= header.documents) {
      throw new IndexOutOfBoundsException(
          "document " + document + " of " + header.documents + "; the first is 0");
    }
    return file.get(LONG, Header.BYTES + header.tokens * header.width + document * 8);
  }

  /** The document that a token is of; an end of text is of the document before it. */
  public long documentOf(long token) {
    if (token < 0 || token >= header.tokens) {
      throw new IndexOutOfBoundsException(
          "token " + token + " of " + header.tokens + "; the first is 0");
    }
    long low = 0;
    long high = header.documents - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (documentEnd(middle) <= token) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Bytes of the documents' texts in UTF-8. */
  public long textBytes() {
    return header.textBytes;
  }

  /** The name of the tokenizer that made them, at most 128 bytes of it. */
  public String tokenizer() {
    return header.tokenizer;
  }

  /** Tells what the tokens were made from: corpus, tokenizer and split. */
  public String fingerprint() {
    return header.fingerprint;
  }

  /**
   * Magic (8 bytes), version (4), width of an id (4), tokens (8), documents (8), bytes of text (8),
   * fingerprint (32), length of the tokenizer's name (4), the name, zeros, and in the last four
   * bytes the CRC-32C of those before.
   *
   * @param fingerprint 64 hexadecimal digits
   */
  record Header(
      int width,
      long tokens,
      long documents,
      long textBytes,
      String fingerprint,
      String tokenizer) {

    static final int BYTES = 256;
    static final int VERSION = 1;

    private static final byte[] MAGIC = "ASSAYTOK".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_NAME_BYTES = 128;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    long fileSize() {
      return BYTES + tokens * width + documents * Long.BYTES;
    }

    ByteBuffer toBytes() {
      byte[] name = tokenizer.getBytes(StandardCharsets.UTF_8);
      int nameBytes = Math.min(name.length, MOST_NAME_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(MAGIC).putInt(VERSION).putInt(width);
      bytes.putLong(tokens).putLong(documents).putLong(textBytes);
      bytes.put(HexFormat.of().parseHex(fingerprint));
      bytes.putInt(nameBytes).put(name, 0, nameBytes);
      bytes.putInt(CHECKSUM_AT, checksum(bytes));
      return bytes.rewind();
    }

    static Header read(Path path, FileChannel channel) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the header is whole or the file ends
      }
      int length = bytes.position();
      bytes.rewind();
      var magic = new byte[MAGIC.length];
      bytes.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new IOException(path + " is no token file");
      }
      int version = bytes.getInt();
      if (version != VERSION) {
        throw new IOException(
            "token file %s has version %d; must be %d".formatted(path, version, VERSION));
      }
      if (length < BYTES || bytes.getInt(CHECKSUM_AT) != checksum(bytes)) {
        throw new IOException("token file " + path + " has a broken header");
      }
      int width = bytes.getInt();
      long tokens = bytes.getLong();
      long documents = bytes.getLong();
      long textBytes = bytes.getLong();
      var fingerprint = new byte[32];
      bytes.get(fingerprint);
      var name = new byte[bytes.getInt()];
      bytes.get(name);
      return new Header(
          width,
          tokens,
          documents,
          textBytes,
          HexFormat.of().formatHex(fingerprint),
          new String(name, StandardCharsets.UTF_8));
    }

    private static int checksum(ByteBuffer bytes) {
      var crc = new CRC32C();
      crc.update(bytes.array(), 0, CHECKSUM_AT);
      return (int) crc.getValue();
    }
  }
}
