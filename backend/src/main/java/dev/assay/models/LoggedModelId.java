package dev.assay.models;

import com.fasterxml.uuid.Generators;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A version 7 UUID: later models have greater ids. It is written as {@code m-} and 32 hexadecimal
 * digits.
 */
public record LoggedModelId(UUID value) {
  private static final Pattern FORM = Pattern.compile("m-[0-9a-fA-F]{32}");

  public static LoggedModelId next() {
    return new LoggedModelId(Generators.timeBasedEpochGenerator().generate());
  }

  /**
   * @throws IllegalArgumentException when the text is none
   */
  public static LoggedModelId of(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(text + " is not m- and 32 hexadecimal digits");
    }
    return new LoggedModelId(
        new UUID(
            Long.parseUnsignedLong(text, 2, 18, 16), Long.parseUnsignedLong(text, 18, 34, 16)));
  }

  @Override
  public String toString() {
    return "m-" + value.toString().replace("-", "");
  }
}
