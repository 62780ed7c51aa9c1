package dev.assay.tokenizer;

import dev.assay.corpus.Document;
import dev.assay.corpus.Documents;
import dev.assay.corpus.WordNetGlosses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Text of many kinds: English, Java, many scripts, emoji, control characters, odd white space. */
final class MixedText {

  /** First and last code points of blocks; all of them are older than the libraries compared. */
  private static final int[][] BLOCKS = {
    {0x20, 0x7E},
    {0xA1, 0x17F},
    {0x370, 0x3FF},
    {0x400, 0x4FF},
    {0x531, 0x587},
    {0x5D0, 0x5EA},
    {0x620, 0x669},
    {0x904, 0x96F},
    {0xE01, 0xE5B},
    {0x1000, 0x1049},
    {0x10A0, 0x10FF},
    {0x1100, 0x11FF},
    {0x1E00, 0x1EFF},
    {0x2010, 0x2027},
    {0x2070, 0x209C},
    {0x20A0, 0x20BF},
    {0x2150, 0x218B},
    {0x2190, 0x23FF},
    {0x2460, 0x24FF},
    {0x3041, 0x30FF},
    {0x4E00, 0x9FA5},
    {0xAC00, 0xD7A3},
    {0xE000, 0xE0FF},
    {0xFF01, 0xFFDC},
    {0x10280, 0x1029C},
    {0x10900, 0x1091F},
    {0x12000, 0x12399},
    {0x1D400, 0x1D7FF},
    {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6C5},
    {0x20000, 0x2A6D6},
    {0xE0020, 0xE007F}
  };

  private static final String[] ODD = {
    "\t",
    "\n",
    "\r\n",
    "\u000B",
    "\f",
    "\u0085",
    "\u00A0",
    "\u1680",
    "\u2003",
    "\u2028",
    "\u2029",
    "\u202F",
    "\u205F",
    "\u3000",
    "\u200B",
    "\u180E",
    "\uFEFF",
    "\u0000",
    "\u0007",
    "\u001C",
    "\u001F",
    "\u007F",
    "\u0600",
    "e\u0301",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "❤️",
    "  ",
    "   ",
    "'s",
    "'re",
    "'LL",
    " 's",
    "''",
    "'",
    "don't",
    "I've",
    "12'd"
  };

  private MixedText() {}

  /** Some of WordNet's definitions. */
  static List<String> glosses(int every) {
    List<String> some = new ArrayList<>();
    try (Documents.Reading reading = new WordNetGlosses().read()) {
      Document next = reading.next();
      for (int i = 0; next != null; i++) {
        if (i % every == 0) {
          some.add(next.text());
        }
        next = reading.next();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from the class path
    }
    return some;
  }

  /** This module's source, a file a text. */
  static List<String> code() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
      return texts;
    }
  }

  /** Words of one script or of anything, with odd things between them. */
  static List<String> scripts(int texts, long seed) {
    var random = new SplittableRandom(seed);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      all.add(script(random));
    }
    return all;
  }

  private static String script(RandomGenerator random) {
    var text = new StringBuilder();
    int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
    int words = random.nextInt(1, 40);
    for (int word = 0; word < words; word++) {
      if (random.nextInt(4) == 0) {
        block = BLOCKS[random.nextInt(BLOCKS.length)];
      }
      int length = random.nextInt(1, 12);
      for (int c = 0; c < length; c++) {
        text.appendCodePoint(random.nextInt(block[0], block[1] + 1));
      }
      text.append(random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : " ");
    }
    return text.toString();
  }

  static List<String> all() throws IOException {
    List<String> all = new ArrayList<>(glosses(7));
    all.addAll(code());
    all.addAll(scripts(3_000, 1));
    return all;
  }
}
