package dev.assay.tokenizer;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * A token is a character (a Unicode code point) of the text that the vocabulary was made of.
 *
 * <p>Ids are the characters in the order of their code points, then the unknown character if there
 * is one, then the end of text. The unknown character stands for U+FFFD, three bytes of UTF-8.
 */
public final class CharTokenizer implements Tokenizer {

  static final String NAME = "chars";

  private static final int REPLACEMENT = 0xFFFD;

  /** What becomes of a character that is not in the vocabulary. */
  public enum Unknown {
    /** It is refused. */
    REFUSED,
    /** All of them are one id. */
    ONE_ID
  }

  private final int[] codePoints;
  private final Unknown unknown;
  private final Map<Integer, Integer> ids = new HashMap<>();

  /**
   * @param characters of the vocabulary, in the order of their ids
   */
  CharTokenizer(String characters, Unknown unknown) {
    codePoints = characters.codePoints().toArray();
    this.unknown = unknown;
    for (int id = 0; id < codePoints.length; id++) {
      if (ids.put(codePoints[id], id) != null) {
        throw new IllegalArgumentException(
            "characters has %s twice; must have each once".formatted(shown(codePoints[id])));
      }
    }
  }

  /** The vocabulary of all characters of these documents. */
  public static CharTokenizer of(Iterable<String> documents, Unknown unknown) {
    var found = new TreeSet<Integer>();
    for (String document : documents) {
      document.codePoints().forEach(c -> found.add(text(c)));
    }
    var characters = new StringBuilder();
    found.forEach(characters::appendCodePoint);
    return new CharTokenizer(characters.toString(), unknown);
  }

  /** Half of a surrogate pair is no character. */
  private static int text(int codePoint) {
    return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE
        ? '?'
        : codePoint;
  }

  /** The vocabulary's characters in the order of their ids. */
  public String characters() {
    return new String(codePoints, 0, codePoints.length);
  }

  public Unknown unknown() {
    return unknown;
  }

  @Override
  public int vocabulary() {
    return codePoints.length + (unknown == Unknown.ONE_ID ? 2 : 1);
  }

  @Override
  public int endOfText() {
    return vocabulary() - 1;
  }

  /**
   * @throws IllegalArgumentException when a character is unknown and refused
   */
  @Override
  public int[] encode(String text) {
    return text.codePoints().map(this::id).toArray();
  }

  /**
   * @throws IllegalArgumentException when a character is unknown and refused; ids before it were
   *     given to the sink
   */
  @Override
  public void encode(Reader text, IntConsumer sink) throws IOException {
    var buffered = new BufferedReader(text);
    int held = buffered.read();
    while (held >= 0) {
      int next = buffered.read();
      if (next >= 0 && Character.isSurrogatePair((char) held, (char) next)) {
        sink.accept(id(Character.toCodePoint((char) held, (char) next)));
        next = buffered.read();
      } else {
        sink.accept(id(held));
      }
      held = next;
    }
  }

  private int id(int codePoint) {
    Integer id = ids.get(text(codePoint));
    if (id != null) {
      return id;
    }
    return switch (unknown) {
      case ONE_ID -> codePoints.length;
      case REFUSED ->
          throw new IllegalArgumentException(
              "character %s is not among the %d of the vocabulary"
                  .formatted(shown(codePoint), codePoints.length));
    };
  }

  private static String shown(int codePoint) {
    return "U+%04X (%s)".formatted(codePoint, Character.toString(codePoint));
  }

  @Override
  public byte[] bytes(int... ids) {
    var bytes = new ByteArrayOutputStream(ids.length);
    for (int id : ids) {
      bytes.writeBytes(utf8(id));
    }
    return bytes.toByteArray();
  }

  @Override
  public int byteLength(int id) {
    return utf8(id).length;
  }

  private byte[] utf8(int id) {
    UnknownId.check(id, vocabulary());
    if (id == endOfText()) {
      return new byte[0];
    }
    int codePoint = id < codePoints.length ? codePoints[id] : REPLACEMENT;
    return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return NAME;
  }
}
