package dev.assay.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.function.IntConsumer;

/**
 * A byte-level BPE as of GPT-2: text is split by GPT-2's pattern, and the bytes of each part are
 * merged pair by pair. Any bytes have ids and come back from them, be they text or not.
 *
 * <p>Special tokens such as {@code <|endoftext|>} have ids, but text that reads like one is encoded
 * as any other text.
 *
 * <p>A part longer than 1 MiB, such as a megabyte of letters without a space, is split there. So
 * text of any length is encoded in bounded memory, some 40 MB at the worst.
 */
public final class BytePairTokenizer implements Tokenizer {

  private final String name;
  private final BytePairVocabulary vocabulary;
  private final int endOfText;
  private final int[] idOfByte = new int[BytePairVocabulary.BYTES];
  private final BytePairMerger.Ranks ranks;
  private final WordCache cache;

  /**
   * @param endOfText the text of the special token that ends a document
   * @throws IllegalArgumentException when it is not among the special tokens
   */
  BytePairTokenizer(String name, BytePairVocabulary vocabulary, String endOfText) {
    this.name = name;
    this.vocabulary = vocabulary;
    Integer end = vocabulary.specials().get(endOfText);
    if (end == null) {
      throw new IllegalArgumentException(
          "end of text is %s; must be one of the special tokens %s"
              .formatted(endOfText, vocabulary.specials().keySet()));
    }
    this.endOfText = end;
    for (int b = 0; b < idOfByte.length; b++) {
      idOfByte[b] = vocabulary.idOfByte((byte) b);
    }
    ranks = new BytePairMerger.Ranks(vocabulary.merges().size());
    vocabulary.merges().forEach(merge -> ranks.add(merge.left(), merge.right(), merge.merged()));
    cache = new WordCache(new WholeWords(vocabulary, merger()));
  }

  @Override
  public int vocabulary() {
    return vocabulary.size();
  }

  @Override
  public int endOfText() {
    return endOfText;
  }

  /** Ids of the special tokens by their text. */
  public SequencedMap<String, Integer> specials() {
    return Collections.unmodifiableSequencedMap(vocabulary.specials());
  }

  BytePairVocabulary learnt() {
    return vocabulary;
  }

  @Override
  public int[] encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Any bytes, UTF-8 or not; {@code bytes(encode(bytes))} are the bytes. */
  public int[] encode(byte[] bytes) {
    var ids = new Ids(bytes.length / 3 + 8);
    var merger = merger();
    for (int at = 0; at < bytes.length; ) {
      int end = GptPattern.end(bytes, at, bytes.length);
      cache.encode(bytes, at, end, merger, ids);
      at = end;
    }
    return ids.from(0);
  }

  @Override
  public void encode(Reader text, IntConsumer sink) throws IOException {
    var stream = new StreamEncoder(cache, merger(), sink);
    Utf8.encode(text, stream::write);
    stream.end();
  }

  /**
   * Encodes any bytes in bounded memory.
   *
   * @param bytes read to its end, not closed
   * @param sink gets the ids in order
   */
  public void encode(InputStream bytes, IntConsumer sink) throws IOException {
    var stream = new StreamEncoder(cache, merger(), sink);
    var buffer = new byte[1 << 15];
    for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
      stream.write(buffer, n);
    }
    stream.end();
  }

  private BytePairMerger merger() {
    return new BytePairMerger(idOfByte, ranks);
  }

  @Override
  public byte[] bytes(int... ids) {
    var bytes = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      UnknownId.check(id, vocabulary.size());
      bytes.writeBytes(vocabulary.token(id));
    }
    return bytes.toByteArray();
  }

  @Override
  public int byteLength(int id) {
    UnknownId.check(id, vocabulary.size());
    return vocabulary.token(id).length;
  }

  @Override
  public String name() {
    return name;
  }
}
