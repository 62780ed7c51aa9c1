package dev.assay.ui.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Text for terminals (ECMA-48) as it would be seen there: its sixteen colours, bold, dim and
 * underlined. Other sequences and control characters are left out, and what a carriage return
 * overwrites is gone. Every line starts anew.
 */
public final class Ansi {
  /** More changes of style than this in one line are not shown. */
  private static final int MOST_PIECES = 100;

  private static final Pattern SEQUENCE =
      Pattern.compile(
          "\u001B(?:\\[(?<args>[0-?]*+)[ -/]*+(?<end>[@-~])|\\][^\u0007\u001B]*+(?:\u0007|\u001B\\\\)?+|[ -/]*+[0-Z\\\\^-~])");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private Ansi() {}

  /**
   * Characters of one style.
   *
   * @param styleClasses of app.css, with spaces between; empty for plain text
   */
  public record Piece(String text, String styleClasses) {}

  public static List<Piece> parse(String line) {
    List<Piece> pieces = new ArrayList<>();
    Style style = Style.PLAIN;
    String visible = withoutOverwritten(line);
    Matcher sequence = SEQUENCE.matcher(visible);
    int at = 0;
    while (pieces.size() < MOST_PIECES && sequence.find()) {
      add(pieces, visible.substring(at, sequence.start()), style);
      at = sequence.end();
      if ("m".equals(sequence.group("end"))) {
        style = style.with(sequence.group("args"));
      }
    }
    add(pieces, SEQUENCE.matcher(visible.substring(at)).replaceAll(""), style);
    return pieces;
  }

  /** A progress bar is written over and over, each time after a carriage return. */
  private static String withoutOverwritten(String text) {
    if (text.indexOf('\r') < 0) {
      return text;
    }
    return Arrays.stream(text.split("\r*\n"))
        .map(line -> line.replaceFirst("\r+$", ""))
        .map(line -> line.substring(line.lastIndexOf('\r') + 1))
        .collect(Collectors.joining("\n"));
  }

  private static void add(List<Piece> pieces, String text, Style style) {
    String shown = CONTROL.matcher(text).replaceAll("");
    if (!shown.isEmpty()) {
      pieces.add(new Piece(shown, style.classes()));
    }
  }

  /**
   * How characters look.
   *
   * @param color 0 to 15, or null for that of the page
   */
  private record Style(@Nullable Integer color, boolean bold, boolean dim, boolean underlined) {
    static final Style PLAIN = new Style(null, false, false, false);

    /** Applies a sequence: numbers with semicolons between, none meaning 0. */
    Style with(@Nullable String args) {
      Style style = this;
      Iterator<Integer> codes =
          Arrays.stream((args == null ? "" : args).split("[;:]")).map(Style::code).iterator();
      while (codes.hasNext()) {
        int code = codes.next();
        style = code == 38 || code == 48 ? style.withPalette(code == 38, codes) : style.with(code);
      }
      return style;
    }

    private static int code(String arg) {
      return arg.isEmpty() ? 0 : arg.matches("\\d{1,3}") ? Integer.parseInt(arg) : -1;
    }

    /** One of 256 colours, of which the first sixteen are known, or one of 16 million. */
    private Style withPalette(boolean text, Iterator<Integer> codes) {
      int kind = next(codes);
      int color = next(codes);
      if (kind == 2) {
        next(codes);
        next(codes);
      }
      return text && kind == 5 && color >= 0 && color < 16
          ? new Style(color, bold, dim, underlined)
          : this;
    }

    private static int next(Iterator<Integer> codes) {
      return codes.hasNext() ? codes.next() : -1;
    }

    private Style with(int code) {
      return switch (code) {
        case 0 -> PLAIN;
        case 1 -> new Style(color, true, dim, underlined);
        case 2 -> new Style(color, bold, true, underlined);
        case 4 -> new Style(color, bold, dim, true);
        case 22 -> new Style(color, false, false, underlined);
        case 24 -> new Style(color, bold, dim, false);
        case 30, 31, 32, 33, 34, 35, 36, 37 -> new Style(code - 30, bold, dim, underlined);
        case 39 -> new Style(null, bold, dim, underlined);
        case 90, 91, 92, 93, 94, 95, 96, 97 -> new Style(code - 90 + 8, bold, dim, underlined);
        default -> this;
      };
    }

    String classes() {
      List<String> classes = new ArrayList<>();
      if (color != null) {
        classes.add("ansi-" + color);
      }
      if (bold) {
        classes.add("ansi-bold");
      }
      if (dim) {
        classes.add("ansi-dim");
      }
      if (underlined) {
        classes.add("ansi-underlined");
      }
      return String.join(" ", classes);
    }
  }
}
